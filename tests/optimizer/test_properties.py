"""What holds of every plan, whatever the facts and the choices: small worlds of all kinds, made at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import (
    Criteria,
    GreatCircle,
    InputError,
    MaxIterations,
    MaxRuntime,
    Planar,
    Quantity,
    Result,
    Rule,
    Status,
    TravelCriterion,
    judge,
    solve,
)
from optimizer.eligibility import find_eligibility
from optimizer.instance import Instance
from optimizer.quotas import allocate_quotas
from optimizer.validation import check_criteria

SHORT = MaxIterations(100) | MaxRuntime(5)
TIMELESS = MaxIterations(100)
"""Effort in which the clock, and with it the load of the machine, plays no part."""
SLACK = 1e-9
ALWAYS = {Rule.COVERAGE, Rule.ELIGIBILITY, Rule.FORBIDDEN, Rule.PIN, Rule.FAMILY, Rule.CENTRE}
"""Rules that never have to be broken for the sake of another."""
AMOUNTS = st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.5, 500.0])
"""Ties, nothing at all, and giants."""

some = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _sometimes(draw: Draw, strategy: st.SearchStrategy[Any], otherwise: Any = None) -> Any:
    return draw(strategy) if draw(st.integers(0, 3)) == 0 else otherwise


@st.composite
def worlds(draw, make, most_units: int, most_territories: int) -> tuple[Instance, Criteria]:
    """Facts and choices that fit them: few places for many accounts, fixed and free centres, islands."""
    n, k = draw(st.integers(1, most_units)), draw(st.integers(1, most_territories))
    spot = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda at: (10.0 * at[0], 10.0 * at[1]))
    places = draw(st.lists(spot, min_size=n, max_size=n))
    lost = sorted(draw(st.sets(st.integers(0, n - 1), max_size=2))) if draw(st.booleans()) and n > 2 else []
    homes = draw(st.sampled_from([spot, st.none(), spot | st.none()]))
    served = st.sampled_from(["01", "01", "0", "1"])
    tags = {
        "island": (
            draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)),
            draw(st.lists(served, min_size=k, max_size=k)),
        )
    }
    instance = make(
        [None if unit in lost else place for unit, place in enumerate(places)],
        draw(st.lists(homes, min_size=k, max_size=k)),
        measures={
            "potential": draw(st.lists(AMOUNTS, min_size=n, max_size=n)),
            # To the thousandth, as tables have it; rules are kept to a billionth of a whole, and not to less.
            "workload": draw(st.lists(st.integers(0, 10_000).map(lambda hours: hours / 1000), min_size=n, max_size=n)),
        },
        incumbent=draw(st.lists(st.integers(-1, k - 1), min_size=n, max_size=n)),
        family=draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n)),
        shares=_sometimes(draw, st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=k, max_size=k)),
        tags=_sometimes(draw, st.just(tags)),
        travel=draw(st.sampled_from([Planar(), Planar(), GreatCircle()])),
        unplaced=lost,
    )
    return instance, draw(_choices(instance))


@st.composite
def _choices(draw, instance: Instance) -> Criteria:
    """Any of the criteria; those that cannot apply to the instance are left out."""
    n, k = instance.num_units, instance.num_territories
    pair = st.tuples(st.sampled_from(instance.units.ids.tolist()), st.sampled_from(instance.territories.ids.tolist()))
    tolerance = st.sampled_from([0.0, 0.1, 0.3, 0.8])
    measure = st.sampled_from(["potential", "workload", "count"])
    travel = TravelCriterion(
        weight=draw(st.sampled_from([1.0, 1.0, 2.5, 0.0])),
        by=_sometimes(draw, measure),
        quantity=draw(st.sampled_from(list(Quantity))),
        power=draw(st.sampled_from([1, 1, 2])),
    )
    free = Criteria(
        balance=draw(st.dictionaries(measure, tolerance, max_size=2)),
        travel=travel,
        disruption_weight=_sometimes(draw, st.floats(0.1, 2), 0.0),
        disruption_at_most=_sometimes(draw, st.dictionaries(measure, st.sampled_from([0.0, 0.2, 0.6]))),
        forbidden=_sometimes(draw, st.frozensets(pair, max_size=3), frozenset()),
        keep_together=draw(st.booleans()),
        max_travel=_sometimes(draw, st.sampled_from([0.5, 15.0, 40.0, 900.0])),
    )
    rules = {
        "pins": dict(_sometimes(draw, st.lists(pair, max_size=2), [])),
        "capacity": _sometimes(draw, st.dictionaries(measure, st.sampled_from([5.0, 40.0, 600.0]), max_size=1), {}),
        "min_count": _sometimes(draw, st.integers(0, max(1, n // k))),
        "max_count": _sometimes(draw, st.integers(max(1, n // k), n)),
    }
    criteria = free
    for name, value in rules.items():
        try:
            check_criteria(instance, replace(criteria, **{name: value}))
        except (InputError, ValueError):
            continue
        criteria = replace(criteria, **{name: value})
    return criteria


def _solved(instance: Instance, criteria: Criteria) -> Result:
    return solve(instance, criteria, SHORT, seed=3)


def _arrays(instance: Instance) -> list[np.ndarray]:
    """Copies of all arrays of the facts."""
    tables = [instance.units, instance.territories, *instance.tags.values()]
    values = [getattr(table, field.name) for table in tables for field in fields(table)]
    return [value.copy() for value in values if isinstance(value, np.ndarray)]


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


@pytest.fixture(scope="module", autouse=True)
def _compiled(make) -> None:
    """Compile the loops before the clock counts."""
    for centre in (0.0, None):
        solve(make([0.0, 1.0, 5.0], [centre, centre]), Criteria(balance={"count": 0.5}), SHORT)


@pytest.mark.slow
@some
@given(st.data())
def test_every_unit_has_one_territory_or_a_reason(make, data):
    """Eligible, forbidden pairs, pins and families kept, even by a plan that breaks limits; the rest say why."""
    instance, criteria = data.draw(worlds(make, 20, 4))
    before = _arrays(instance)
    result = _solved(instance, criteria)
    territory_of = result.alignment.territory_of
    reasons = {lost.unit: lost.reason for lost in result.assessment.unplaced}
    assert np.flatnonzero(territory_of < 0).tolist() == sorted(reasons)
    assert all(reasons.values())
    assert {violation.rule for violation in result.assessment.violations}.isdisjoint(ALWAYS)
    units = np.flatnonzero(territory_of >= 0)
    assert find_eligibility(instance, criteria).may_serve(units, territory_of[units]).all()
    assert all(_same(one, other) for one, other in zip(before, _arrays(instance), strict=True))


@pytest.mark.slow
@some
@given(st.data())
def test_a_result_agrees_with_itself(make, data):
    """A bound is never above a feasible plan; the status says what the assessment and the gap do."""
    instance, criteria = data.draw(worlds(make, 20, 4))
    result = _solved(instance, criteria)
    again = judge(result.alignment, criteria)
    assert (again.objective, again.violations) == (result.assessment.objective, result.assessment.violations)
    assert result.feasible == (result.status in {Status.OPTIMAL, Status.FEASIBLE})
    if result.feasible and result.lower_bound is not None:
        assert result.lower_bound <= result.objective * (1 + SLACK) + SLACK
    assert (result.status is Status.OPTIMAL) == (result.gap is not None and result.gap <= 1e-6)


@pytest.mark.slow
@some
@given(st.data())
def test_against_every_plan_there_is(make, best_plan, data):
    """No bound above the optimum, no feasible plan below it, and only what is impossible is called so."""
    instance, criteria = data.draw(worlds(make, 6, 3))
    best = best_plan(instance, criteria)
    result = _solved(instance, criteria)
    if best is None:
        assert not result.feasible
        return
    assert result.status is not Status.INFEASIBLE
    optimum, slack = best[0], SLACK * abs(best[0]) + SLACK
    if result.lower_bound is not None:
        assert result.lower_bound <= optimum + slack
    if result.feasible:
        assert result.objective >= optimum - slack


@pytest.mark.slow
@settings(some, max_examples=15)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_the_same_seed_gives_the_same_plan(make, data, seed):
    """Plan, centres, bound and status, to the last bit, as long as time plays no part."""
    instance, criteria = data.draw(worlds(make, 20, 4))
    one, other = (solve(instance, criteria, TIMELESS, seed=seed) for _ in range(2))
    assert one.alignment == other.alignment
    assert (one.status, one.lower_bound) == (other.status, other.lower_bound)


@some
@given(st.data(), st.integers(0, 10**9))
def test_quotas_add_up_to_the_cent(make, plan, data, cents):
    """Any plan, with potential or without, any target, rounded to any unit."""
    instance, _ = data.draw(worlds(make, 30, 5))
    k = instance.num_territories
    territory_of = data.draw(st.lists(st.integers(-1, k - 1), min_size=instance.num_units, max_size=instance.num_units))
    unit = data.draw(st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100)]))
    quotas = allocate_quotas(plan(instance, territory_of), Decimal(cents) / 100, round_to=unit)
    assert int(quotas.cents.sum()) == cents
    assert (quotas.cents >= 0).all()


@pytest.mark.parametrize("centre", [0.0, None])
def test_nobody_to_plan_for(make, centre):
    """Accounts without places only: an empty plan, each with its reason."""
    instance = make([None, None], [centre, centre], unplaced=[0, 1])
    result = _solved(instance, Criteria())
    assert result.alignment.territory_of.tolist() == [-1, -1]
    assert [lost.reason for lost in result.assessment.unplaced] == ["no place", "no place"]
