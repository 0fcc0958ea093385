"""Every rule is broken on purpose, once, and told with its place and its amount."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.rules import Rule, find_violations
from optimizer.travel import Quantity


def broken(alignment, **criteria):
    choices = Criteria(**criteria)
    return list(find_violations(alignment, choices, find_eligibility(alignment.instance, choices)))


def told(alignment, **criteria):
    return [(v.rule, v.subject, v.amount, v.limit) for v in broken(alignment, **criteria)]


def test_a_plan_within_every_rule_breaks_none(line, plan):
    """Rules at their limit are kept: 12 of 21 potential is the most allowed, three accounts, 20 km, one move."""
    assert not broken(
        plan(line, [0, 0, 0, 1, 1, 0]),
        balance={"potential": 1 / 7},
        capacity={"workload": 7.0, "potential": 12.0},
        min_count=2,
        max_count=4,
        disruption_at_most={"count": 2 / 6},
        max_travel=50.0,
        pins={"a0": "t0"},
        forbidden={("a0", "t1")},
        keep_together=True,
    )


def test_coverage(line, plan):
    """An account left out is told; one nobody can serve is not."""
    (violation,) = broken(plan(line, [0, 0, 0, -1, 1, 1]))
    assert (violation.rule, violation.subject, violation.excess) == (Rule.COVERAGE, "a3", 1.0)
    assert violation.message == "a3 has no territory"


def test_units_outside_every_plan_stay_outside(make, plan):
    """An unplaced account with a territory breaks eligibility; without one, nothing."""
    instance = make([0.0, None], [0.0], unplaced=[1])
    assert not broken(plan(instance, [0, -1]), balance={"potential": 0.0}, min_count=1)
    assert told(plan(instance, [0, 0])) == [(Rule.ELIGIBILITY, "a1", 1, 0)]


def test_eligibility(islands, plan):
    """Territory t2 is of the other island; where tags need not match it may serve all."""
    across = plan(islands, [0, 0, 1, 2, 2, 2])
    assert [v.message for v in broken(across)] == ["t2 may not serve a3"]
    assert not broken(across, eligibility=())


def test_forbidden(line, plan):
    """Only the pairs that are in the plan are told, in an order of their own."""
    found = told(plan(line, [0, 0, 0, 1, 1, 1]), forbidden={("a5", "t1"), ("a0", "t0"), ("a1", "t1")})
    assert found == [(Rule.FORBIDDEN, "a0", 1, 0), (Rule.FORBIDDEN, "a5", 1, 0)]


def test_pins(line, plan):
    """An account elsewhere, or nowhere, breaks its pin."""
    found = broken(plan(line, [1, 0, 0, -1, 1, 1]), pins={"a0": "t0", "a3": "t1", "a5": "t1"})
    assert [v.message for v in found if v.rule is Rule.PIN] == [
        "a0 is pinned to t0 but is in t1",
        "a3 is pinned to t1 but is in nobody",
    ]


def test_a_pin_of_what_nobody_can_serve_is_not_broken(make, plan):
    """An account outside every plan has no territory to be pinned to."""
    assert not broken(plan(make([0.0, None], [0.0], unplaced=[1]), [0, -1]), pins={"a1": "t0"})


def test_families(make, plan):
    """A family in two territories is one violation, whose amount is the number of its parts."""
    instance = make([0.0] * 5, [0.0, 1.0, 2.0], family=[0, 0, 0, 1, 1])
    split = plan(instance, [0, 1, 2, 1, 1])
    assert told(split, keep_together=True) == [(Rule.FAMILY, "a0", 3, 1)]
    assert not broken(split)


def test_a_family_is_what_a_plan_can_place_of_it(make, plan):
    """A member without a place stays outside and does not split the others; one left out by the plan does."""
    instance = make([0.0, 1.0, None, 5.0, 6.0], [0.0, 5.0], family=[0, 0, 0, 1, 1], unplaced=[2])
    assert not broken(plan(instance, [0, 0, -1, 1, 1]), keep_together=True)
    found = broken(plan(instance, [0, 1, -1, 1, -1]), keep_together=True)
    assert [(v.rule, v.subject, v.amount) for v in found] == [
        (Rule.COVERAGE, "a4", 0),
        (Rule.FAMILY, "a0", 2),
        (Rule.FAMILY, "a3", 2),
    ]


def test_balance_above_and_below(line, plan):
    """Both sides are told with the deviation from target."""
    above, below = broken(plan(line, [0, 0, 0, 0, 1, 1]), balance={"count": 0.2})
    assert (above.rule, above.subject, above.amount, above.limit) == (Rule.BALANCE, "t0", 4.0, pytest.approx(3.6))
    assert above.message == "t0 has 4 count (+33.3% of target), above the limit 3.6 by 0.4"
    assert below.message == "t1 has 2 count (-33.3% of target), below the limit 2.4 by 0.4"
    assert below.excess == pytest.approx(0.4)


def test_one_giant_account_breaks_balance_wherever_it_is(make, plan):
    """No plan is balanced when one account is larger than a territory may be."""
    instance = make([0.0, 1.0, 2.0], [0.0, 2.0], measures={"potential": [100.0, 1.0, 1.0]})
    for giant in (0, 1):
        rules = {
            (v.rule, v.subject)
            for v in broken(plan(instance, [giant, 1 - giant, 1 - giant]), balance={"potential": 0.5})
        }
        assert rules == {(Rule.BALANCE, "t0"), (Rule.BALANCE, "t1")}


def test_capacity_without_balance(line, plan):
    """A capacity is one-sided: the territory above it is told, the empty one is not."""
    everything = plan(line, [0] * 6)
    assert told(everything, capacity={"workload": 8.0}) == [(Rule.CAPACITY, "t0", 9.0, 8.0)]
    assert told(everything, capacity={"count": 5.0}) == [(Rule.CAPACITY, "t0", 6.0, 5.0)]
    assert broken(everything, capacity={"workload": 8.0})[0].message == (
        "t0 has 9 workload (+100.0% of target), above the limit 8 by 1"
    )
    assert not broken(everything, capacity={"workload": 9.0, "potential": np.inf})


def test_the_rule_told_is_the_one_that_binds(line, plan):
    """Of tolerance, capacity and most accounts, the tightest is broken; the lower side is that of the balance."""
    everything = plan(line, [0] * 6)
    both = [(v.rule, v.subject) for v in broken(everything, balance={"count": 0.5}, capacity={"count": 4.0})]
    assert both == [(Rule.CAPACITY, "t0"), (Rule.BALANCE, "t1")]
    wide = [(v.rule, v.limit) for v in broken(everything, balance={"count": 0.5}, capacity={"count": 5.0})]
    assert wide == [(Rule.BALANCE, 4.5), (Rule.BALANCE, 1.5)]
    tight = told(everything, balance={"count": 0.5}, capacity={"count": 4.0}, min_count=2, max_count=3)
    assert tight == [(Rule.COUNT, "t0", 6.0, 3.0), (Rule.COUNT, "t1", 0.0, 2.0)]


def test_counts(make, plan):
    """More territories than accounts: those without any break the fewest."""
    instance = make([0.0, 1.0], [0.0, 1.0, 2.0])
    assert told(plan(instance, [0, 0]), min_count=1) == [(Rule.COUNT, "t1", 0, 1), (Rule.COUNT, "t2", 0, 1)]
    assert told(plan(instance, [0, 0]), max_count=1) == [(Rule.COUNT, "t0", 2, 1)]


def test_totals_are_compared_to_the_precision_of_sums(make, plan):
    """A sum of a tenth ten times is not above one, a millionth more is."""
    instance = make([0.0] * 10, [0.0], measures={"potential": [0.1] * 10})
    assert not broken(plan(instance, [0] * 10), capacity={"potential": 1.0 - 1e-12})
    assert broken(plan(instance, [0] * 10), capacity={"potential": 1.0 - 1e-6})


def test_disruption(line, plan):
    """Shares count accounts with an incumbent; each measure has its own limit."""
    moved = plan(line, [0, 0, 0, 1, 1, 1])
    found = broken(moved, disruption_at_most={"potential": 0.1, "count": 0.2, "workload": 0.01})
    assert [(v.rule, v.subject) for v in found] == [(Rule.DISRUPTION, "potential"), (Rule.DISRUPTION, "workload")]
    assert found[0].amount == pytest.approx(4 / 21)
    assert found[0].message == "19.05% of potential changes hands, at most 10.00% may"


def test_max_travel_in_either_quantity(line, plan):
    """The limit is in the quantity of travel; its power does not count."""
    crossed = plan(line, [1, 0, 0, 1, 1, 1])
    assert told(crossed, max_travel=20.0) == [(Rule.MAX_TRAVEL, "a0", 50.0, 20.0)]
    squared = TravelCriterion(power=2)
    assert told(crossed, max_travel=20.0, travel=squared) == told(crossed, max_travel=20.0)
    timed = TravelCriterion(quantity=Quantity.TIME)
    (violation,) = broken(crossed, max_travel=0.5, travel=timed)
    assert violation.message == "a0 is 0.6 hours from t1, at most 0.5 allowed"


def test_centres(free_line, plan):
    """A free centre lies at one of its own units; an empty territory needs none."""
    assert not broken(plan(free_line, [0, 0, 0, 1, 1, 1], [1, 4]))
    assert not broken(plan(free_line, [0] * 6, [1, -1]))
    assert told(plan(free_line, [0, 0, 0, 1, 1, 1], [-1, 1])) == [(Rule.CENTRE, "t0", 0, 1), (Rule.CENTRE, "t1", 0, 1)]


@settings(deadline=None)
@given(st.data())
def test_limits_against_counting(make, plan, data):
    """Violations of totals are exactly those found by adding up account by account."""
    n, k = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 3))
    amounts = data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    where = data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    tolerance, most = data.draw(st.sampled_from([0.0, 0.5, 2.0])), data.draw(st.integers(1, 20))
    instance = make([0.0] * n, [0.0] * k, measures={"m": amounts})
    totals = [sum(a for a, t in zip(amounts, where, strict=True) if t == j) for j in range(k)]
    target = sum(amounts) / k
    high = min((1 + tolerance) * target, most)
    low = max(0.0, (1 - tolerance) * target)
    expected = {f"t{j}" for j, total in enumerate(totals) if total > high + 1e-6 or total < low - 1e-6}
    found = broken(plan(instance, where), balance={"m": tolerance}, capacity={"m": float(most)})
    assert {v.subject for v in found} == expected


def test_rules_hold_for_the_instance_they_are_asked_of(line, plan):
    """The same assignment over other facts is judged by those facts."""
    heavier = replace(line.units, activity=line.units.activity * 2)
    doubled = replace(line, units=heavier)
    assert not broken(plan(line, [0, 0, 0, 0, 1, 1]), capacity={"potential": 11.0})
    assert len(broken(plan(doubled, [0, 0, 0, 0, 1, 1]), capacity={"potential": 11.0})) == 2


def test_a_territory_in_two_pieces_is_told(line, plan):
    """A territory with both ends of the line and not its middle is in two pieces; an empty one is in none."""
    along = replace(line, adjacency=adjacency_from_pairs(6, [(unit, unit + 1) for unit in range(5)]))
    split = plan(along, [0, 0, 1, 1, 0, 0])
    assert told(split, contiguous=True) == [(Rule.CONTIGUITY, "t0", 2, 1)]
    assert not broken(split)
    assert not broken(plan(along, [0, 0, 0, 0, 0, 0]), contiguous=True)
