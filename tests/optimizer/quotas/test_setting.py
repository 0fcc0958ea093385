from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.exceptions import QuotaError
from optimizer.quotas import Bound, QuotaBounds, allocate_quotas
from optimizer.quotas.methods import blend_weights

Builder = Callable[..., Alignment]


def quotas(alignment: Alignment, target: object, **choices: object) -> list[float]:
    return [float(amount) for amount in allocate_quotas(alignment, target, **choices).amounts]


def test_quotas_follow_the_first_measure(three_regions):
    """Potential 60, 20, 20 shares the target as it is."""
    plan = allocate_quotas(three_regions, 1_000)
    assert plan.amounts == (Decimal(500), Decimal(300), Decimal(200))
    assert plan.labels == ("North", "South", "West")
    assert plan.reps == ("rep of North", "rep of South", "rep of West")
    assert plan.weight_shares == pytest.approx([0.5, 0.3, 0.2])
    assert plan.spread.variation == pytest.approx(0)
    assert plan.history is None


def test_measures_are_blended_by_their_shares(three_regions):
    """Half potential (0.5, 0.3, 0.2), half sales (0.4, 0.4, 0.2); only ratios of the parts count."""
    weights = {"potential": 3, "sales": 3}
    assert blend_weights(three_regions, weights) / 6 == pytest.approx([0.45, 0.35, 0.2])
    assert quotas(three_regions, 1_000, weights=weights) == [450, 350, 200]
    assert quotas(three_regions, 600, weights={"count": 1}) == [200, 300, 100]


def test_a_measure_nobody_has_adds_nothing(make_alignment):
    """An empty measure neither divides by zero nor flattens the blend; alone it is an even split."""
    alignment = make_alignment([0, 1], ["A", "B"], {"potential": [1, 3], "sales": [0, 0]})
    assert quotas(alignment, 100, weights={"potential": 1, "sales": 5}) == [25, 75]
    assert quotas(alignment, 100, weights={"sales": 1}) == [50, 50]


def test_without_measures_accounts_are_counted(make_alignment):
    """An instance without measures shares by number of accounts."""
    assert quotas(make_alignment([0, 0, 1], ["A", "B"], {}), 90) == [60, 30]


def test_history_is_restated_for_the_new_accounts(three_regions):
    """Growth limits look at the history of the accounts a territory has now, not of those it had."""
    before = incumbent_alignment(three_regions.instance)
    bounds = QuotaBounds(growth_cap=0.10)
    plan = allocate_quotas(three_regions, 105, bounds=bounds, history="sales", round_to="0.01")
    assert plan.history.tolist() == [40, 40, 20]
    assert plan.amounts == (Decimal(44), Decimal(39), Decimal(22))
    assert plan.binding == (Bound.GROWTH_CAP, Bound.NONE, Bound.GROWTH_CAP)
    assert plan.growth[0] == pytest.approx(0.10)
    assert allocate_quotas(before, 105, bounds=bounds, history="sales").history.tolist() == [60, 20, 20]


def test_floors_and_caps_by_territory(three_regions):
    """Bounds named by territory hold for those only, and the plan tells which binds."""
    bounds = QuotaBounds(floor={"West": "250.50"}, cap={"North": 400})
    plan = allocate_quotas(three_regions, 1_000, bounds=bounds, round_to="0.01")
    assert plan.amounts == (Decimal("400.00"), Decimal("349.50"), Decimal("250.50"))
    assert plan.binding == (Bound.CAP, Bound.NONE, Bound.FLOOR)


def test_shares_of_a_measure_and_capacity_bind(three_regions):
    """At most 8.5 times potential 50, 30, 20 and 320 for a full rep, where 2, 3 and 1 accounts share 740."""
    bounds = QuotaBounds(share_of="potential", share_cap=8.5, capacity_cap=320)
    plan = allocate_quotas(three_regions, 740, weights={"count": 1}, bounds=bounds)
    assert plan.amounts == (Decimal(320), Decimal(255), Decimal(165))
    assert plan.binding == (Bound.CAPACITY_CAP, Bound.SHARE_CAP, Bound.NONE)
    with pytest.raises(QuotaError, match=r"enough would be share cap 8.5 -> 8.6 or capacity caps times"):
        allocate_quotas(three_regions, 750, weights={"count": 1}, bounds=bounds)


def test_an_impossible_total_is_told_under_the_territories_names(three_regions):
    """The error has the exact amount and the labels of all who bind."""
    with pytest.raises(QuotaError, match=r"caps of 3 territories add up to 120.00, 30.00 less") as error:
        allocate_quotas(three_regions, 150, bounds=QuotaBounds(growth_cap=0.2), history="sales")
    assert error.value.shortfall == 30.0
    assert error.value.binding == ("North", "South", "West")
    with pytest.raises(QuotaError, match=r"floors of 1 territory add up to 200.00, 50.00 more") as error:
        allocate_quotas(three_regions, 150, bounds=QuotaBounds(floor={"South": 200}))
    assert error.value.shortfall == -50.0
    assert error.value.binding == ("South",)


def test_over_assignment_is_on_top_of_the_target(three_regions):
    """The quotas add up to the target times 1.05, the target stays what it was."""
    plan = allocate_quotas(three_regions, "1000.10", over_assignment=0.05, round_to=10)
    assert plan.total == Decimal("1050.10")  # 1050.105 goes to the even cent
    assert plan.target == Decimal("1000.10")
    assert [amount % 10 for amount in plan.amounts].count(0) == 2


def test_capacity_scales_weights(three_regions):
    """A rep who works half the year carries half the weight."""
    assert quotas(three_regions, 1_000, capacity=[0.4, 1, 0]) == [400, 600, 0]


@pytest.mark.parametrize("unit", ["0.01", "0.05", 1, 5, 250, 1_000, 10_000])
@pytest.mark.parametrize("target", [1, "1234567.89", 95_000_000, 9_876_543_210_987.65])
def test_rounding_units(three_regions, unit, target):
    """At any unit and size the sum is exact and at most one quota is off the unit."""
    plan = allocate_quotas(three_regions, target, round_to=unit)
    assert plan.total == Decimal(str(target))
    assert sum(amount % Decimal(str(unit)) != 0 for amount in plan.amounts) <= 1


@pytest.mark.parametrize(
    ("target", "choices", "message"),
    [
        ("lots", {}, "target must be an amount"),
        (float("nan"), {}, "target must be finite"),
        (-5, {}, "target must not be negative"),
        (100, {"weights": {}}, "one above 0"),
        (100, {"weights": {"potential": 0}}, "one above 0"),
        (100, {"weights": {"potential": 1, "sales": -1}}, r"not negative .* given {'sales': -1}"),
        (100, {"weights": {"margin": 1}}, "no measure 'margin'"),
        (100, {"history": "margin"}, "no measure 'margin'"),
        (100, {"bounds": QuotaBounds(growth_cap=0.1)}, "need history"),
        (100, {"bounds": QuotaBounds(cap={"East": 1})}, "unknown territories: East"),
        (100, {"round_to": 0}, "round_to must be at least 0.01"),
        (100, {"round_to": "0.001"}, "round_to must be whole cents"),
        (100, {"over_assignment": -0.1}, "over_assignment must be"),
        (100, {"capacity": [1, 1]}, "capacity needs 3 finite factors"),
        (100, {"capacity": [1, 1, -1]}, "capacity needs 3 finite factors"),
    ],
)
def test_misuse_is_a_value_error(three_regions, target, choices, message):
    """Each argument that cannot be used is named with its value."""
    with pytest.raises(ValueError, match=message):
        allocate_quotas(three_regions, target, **choices)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e9), st.floats(0, 1e6)), min_size=1, max_size=20),
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["0.01", 1, 250, 10_000]),
)
def test_every_plan_is_exact_at_every_level(make_alignment, rows, target, unit):
    """Quotas add up to the target, periods to quotas, whatever the accounts."""
    territory_of, potential, sales = (list(column) for column in zip(*rows, strict=True))
    alignment = make_alignment(territory_of, list("ABCDE"), {"potential": potential, "sales": sales})
    plan = allocate_quotas(alignment, target, weights={"potential": 1, "sales": 1}, history="sales", round_to=unit)
    assert plan.total == target
    assert sum(plan.split([1, 2, 3]).period_totals) == target
    assert plan.to_frame()["quota"].tolist() == [float(amount) for amount in plan.amounts]


def test_a_hundred_thousand_territories_take_two_seconds(make_alignment):
    """Allocated with floors, caps and growth, rounded, and split over the year within the time asked for."""
    rng, k = np.random.default_rng(7), 100_000
    measures = {"potential": rng.lognormal(0, 1, k), "sales": rng.lognormal(0, 1, k) * 1e8}
    alignment = make_alignment(list(range(k)), pd.RangeIndex(k), measures)
    started = time.process_time()
    bounds = QuotaBounds(floor=10_000, growth_floor=-0.9, growth_cap=20)
    plan = allocate_quotas(alignment, 10**13, bounds=bounds, history="sales", round_to=1_000, over_assignment=0.05)
    periods = plan.split(np.arange(1, 13))
    elapsed = time.process_time() - started
    assert plan.total == periods.total == Decimal("1.05e13")
    assert elapsed < 2
