"""Hiring plans against the best of all plans, counted out."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import Attrition, HiringNeed, NewHire, plan_hiring
from optimizer.capacity.hiring import HiringPlan
from optimizer.capacity.need import Coverage
from optimizer.capacity.program import Shortage
from optimizer.exceptions import HeadcountError

MONTHS = ("2027-01", "2027-02", "2027-03")
RAMPED = NewHire(hiring_cost=1_000, monthly_cost=500)
SLOW = NewHire(hiring_cost=1_000, monthly_cost=500, attrition=Attrition(0.3, ramp=(0.0, 0.5)), first_month=1)


def need(needed: object, *, regions: tuple[str, ...] = ("north",), **changes: object) -> HiringNeed:
    facts: dict[str, object] = {"regions": regions, "months": MONTHS, "needed": needed, "present": 1.0}
    return HiringNeed(**(facts | {"new_hire": RAMPED} | changes))  # type: ignore[arg-type]


def cheapest_of_all(facts: HiringNeed, most: int) -> int | None:
    """Cost of the best of all plans with at most ``most`` hires of a region in a month, None where none will do."""
    hires = np.array(list(product(range(most + 1), repeat=facts.needed.size))).reshape(-1, *facts.shape)
    allowed = ~(hires[:, ~facts.open_months] > 0).any(axis=1)
    if facts.most_per_month is not None:
        allowed &= (hires.sum(axis=1) <= facts.most_per_month).all(axis=1)
    regions = range(len(facts.regions))
    missing = facts.gap - np.stack([hires[:, region] @ facts.yields(region) for region in regions], axis=1)
    if facts.coverage is Coverage.TO_DATE:
        missing = missing.cumsum(axis=2)
    elif facts.coverage is Coverage.YEAR:
        missing = missing.sum(axis=2, keepdims=True)
    allowed &= (missing <= 1e-9).all(axis=(1, 2))
    costs = (hires * np.stack([facts.costs(region) for region in regions])).sum(axis=(1, 2))[allowed]
    return int(costs.min()) if len(costs) else None


def test_nobody_is_hired_where_nothing_is_missing() -> None:
    """A plan without hires costs nothing, and that is proved."""
    plan = plan_hiring(need(1.0))
    assert not plan.hires.any()
    assert plan.cost == 0
    assert plan.is_proven


def test_hires_come_as_late_as_the_need_allows() -> None:
    """One more from February, two more from March: 1,000 and 2 x 500, then 2 x (1,000 + 500), less the first."""
    plan = plan_hiring(need([[1, 2, 3]]))
    assert plan.hires.tolist() == [[0, 1, 1]]
    assert plan.cost == Decimal("3500.00")
    assert plan.bound_cents == 350_000
    assert plan.surplus.tolist() == [[0, 0, 0]]


def test_ramp_is_hired_ahead() -> None:
    """Who brings nothing in the first month and half in the second must start two months before a whole one."""
    ahead = NewHire(hiring_cost=1_000, monthly_cost=500, attrition=Attrition(0.0, ramp=(0.0, 0.5)))
    plan = plan_hiring(need([[0, 0, 2]], new_hire=ahead))
    assert plan.hires.tolist() == [[1, 0, 0]]
    assert plan.employed.tolist() == [[1, 1, 1]]
    assert plan.ramping.tolist() == [[1, 0.5, 0]]
    assert plan.capacity.tolist() == [[1, 1.5, 2]]


def test_the_bound_of_fractions_is_stated_beside_whole_people() -> None:
    """Half a rep in March costs 750; a whole one 1,500, and no whole plan is cheaper."""
    plan = plan_hiring(need([[1, 1, 1.5]]))
    assert plan.cost_cents == 150_000
    assert plan.relaxed_bound_cents == 75_000
    assert plan.is_proven
    rough = plan_hiring(need([[1, 1, 1.5]]), nodes=0)
    assert rough.cost_cents == 150_000
    assert rough.bound_cents == 75_000
    assert not rough.is_proven


def test_a_limit_brings_hires_forward() -> None:
    """Where one a month can start for both regions, one of them starts in February."""
    plan = plan_hiring(need([[1, 1, 2], [1, 1, 2]], regions=("north", "south"), most_per_month=1))
    assert plan.hires.sum(axis=0).tolist() == [0, 1, 1]
    assert plan.cost == Decimal("3500.00")


def test_the_sum_over_the_year_may_make_up_for_a_weak_month() -> None:
    """A rep missing in January is not missed over the year where February has one to spare."""
    facts = {"present": [[0, 2, 1]], "needed": [[1, 1, 1]]}
    assert plan_hiring(need(**facts, coverage=Coverage.YEAR)).cost == 0
    assert plan_hiring(need(**facts, coverage=Coverage.TO_DATE)).hires.tolist() == [[1, 0, 0]]


def test_a_need_too_early_is_told_by_how_much_who_and_from_when() -> None:
    """South misses one rep in January and February, before anybody can be ramped; north has all it needs."""
    with pytest.raises(HeadcountError, match=r"2.00 rep-months stay missing \(south 2.00\), from 2027-01 on") as caught:
        plan_hiring(need([[1, 1, 1], [2, 2, 1]], regions=("north", "south"), new_hire=SLOW))
    assert caught.value.shortfall == pytest.approx(2)
    assert caught.value.first_month == "2027-01"
    assert caught.value.regions == ("south",)


def test_a_limit_that_binds_is_told() -> None:
    """Six more from March with one start a month: three can be there, and January and February are met."""
    with pytest.raises(HeadcountError, match="allow more than 1 hires a month") as caught:
        plan_hiring(need([[1, 1, 7]], most_per_month=1))
    assert caught.value.shortfall == pytest.approx(3)
    assert caught.value.first_month == "2027-03"


def test_what_only_fractions_of_people_could_do_is_impossible() -> None:
    """Half a rep each in January for two regions, and one start a month."""
    facts = need([[1.5, 1, 1], [1.5, 1, 1]], regions=("north", "south"), most_per_month=1)
    with pytest.raises(HeadcountError) as caught:
        plan_hiring(facts)
    assert caught.value.shortfall == pytest.approx(0.5)
    assert caught.value.first_month == "2027-01"


THREE_HALVES = {"regions": ("a", "b", "c"), "present": 0.0, "most_per_month": 2}


def test_where_a_limit_stops_rounding_up_whole_people_are_still_found() -> None:
    """Three regions need half a rep in February and two can start a month: rounding gives three, one must come before.

    Without branch and cut the plan is not the cheapest, but it meets the need and the bound of fractions is below.
    """
    facts = need([[0, 0.5, 0]] * 3, **THREE_HALVES)  # type: ignore[arg-type]
    plan = plan_hiring(facts, nodes=0)
    assert (plan.surplus >= -1e-9).all()
    best = plan_hiring(facts)
    assert best.hires.sum(axis=0).tolist() == [1, 2, 0]
    assert plan.bound_cents <= best.cost_cents <= plan.cost_cents


def test_what_was_not_found_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search for whole people ends early with nothing proved, the message claims no more than that."""
    shortage = Shortage(np.array([0, 0, 0.25] * 3), np.zeros(9), 0.0)
    monkeypatch.setattr("optimizer.capacity.hiring.least_shortage", lambda *_, **__: shortage)
    facts = need([[0, 0.5, 0]] * 3, **THREE_HALVES)  # type: ignore[arg-type]
    with pytest.raises(HeadcountError, match=r"of whole people was found: the best leaves 0\.75") as caught:
        plan_hiring(facts, nodes=0)
    assert caught.value.shortfall == 0.75


def test_of_many_short_regions_the_shortest_are_named() -> None:
    """Seven regions short by 1 to 7: five by name, the shortest first, and the rest by count."""
    names = tuple("abcdefg")
    needed = [[1 + number, 1, 1] for number in range(1, 8)]
    with pytest.raises(HeadcountError, match=r"\(g 7.00, f 6.00, e 5.00, d 4.00, c 3.00, 2 more 3.00\)") as caught:
        plan_hiring(need(needed, regions=names, new_hire=SLOW))
    assert caught.value.regions == tuple("gfedcba")


def test_a_plan_that_exists_makes_sense() -> None:
    """Counts, first month and limits are checked at the door."""
    facts = need([[1, 1, 1]], new_hire=SLOW, most_per_month=1)
    for hires, word in (
        ([[0, 0]], "shape"),
        ([[0, -1, 0]], "0 or more"),
        ([[1, 0, 0]], "first month"),
        ([[0, 2, 0]], "at most 1"),
    ):
        with pytest.raises(ValueError, match=word):
            HiringPlan(need=facts, hires=np.array(hires), relaxed_bound_cents=0, bound_cents=0)
    with pytest.raises(ValueError, match="nodes"):
        plan_hiring(facts, nodes=-1)


def test_the_frame_has_the_gap_and_the_hires() -> None:
    """A row a region and month: need, presence, gap, hires, what they make of it."""
    frame = plan_hiring(need([[1, 2, 3]])).to_frame()
    assert frame["headcount_gap"].tolist() == [0, 1, 2]
    assert frame["hires"].tolist() == [0, 1, 1]
    assert frame["surplus"].tolist() == [0, 0, 0]


NEEDS = st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.3, 2.0, 2.7]), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    needed=st.lists(NEEDS, min_size=1, max_size=2),
    coverage=st.sampled_from(Coverage),
    limit=st.sampled_from([None, 1, 2]),
    rate=st.sampled_from([0.0, 0.4]),
    ramp=st.sampled_from([(), (0.5,), (0.0, 0.6)]),
    first=st.sampled_from([0, 1]),
    cost=st.sampled_from([0, 700]),
)
def test_no_plan_of_all_is_cheaper(
    *,
    needed: list[list[float]],
    coverage: Coverage,
    limit: int | None,
    rate: float,
    ramp: tuple[float, ...],
    first: int,
    cost: int,
) -> None:
    """The plan costs what the best of all plans costs, and the bounds lie below; or there is none and it says so."""
    hire = NewHire(hiring_cost=cost, monthly_cost=100, attrition=Attrition(rate, ramp=ramp), first_month=first)
    names = ("north", "south")[: len(needed)]
    facts = need(needed, regions=names, present=0.0, new_hire=hire, coverage=coverage, most_per_month=limit)
    one_by_one = (
        [facts]
        if limit is not None
        else [
            need([row], regions=(name,), present=0.0, new_hire=hire, coverage=coverage)
            for row, name in zip(needed, names, strict=True)
        ]
    )
    costs = [cheapest_of_all(part, limit or 12) for part in one_by_one]
    if None in costs:
        with pytest.raises(HeadcountError) as caught:
            plan_hiring(facts)
        assert caught.value.shortfall > 1e-6
        return
    plan = plan_hiring(facts)
    assert plan.cost_cents == sum(cost for cost in costs if cost is not None)
    assert plan.relaxed_bound_cents <= plan.bound_cents == plan.cost_cents
    if limit is None:
        rough = plan_hiring(facts, nodes=0)
        assert rough.bound_cents <= plan.cost_cents <= rough.cost_cents
