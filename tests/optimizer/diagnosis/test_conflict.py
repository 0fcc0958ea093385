"""Thirty-three cases without a plan, of eleven kinds: the conflict named is real, minimal, and found in time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Contiguity, Family, Forbidden, MatchedTag, MaxTravel, Pins
from optimizer.diagnosis.conflict import explain_infeasibility
from optimizer.diagnosis.limits import BalanceLimit, Capacity, CountLimit, DisruptionCap
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.oracle import Proof
from optimizer.diagnosis.relaxation import cheapest_relaxation
from optimizer.exceptions import InputError
from optimizer.stop import MaxRuntime

TENTH = {"potential": 0.1}
SECONDS = 60.0
EASING_SECONDS = {"resellers": 10.0, "hospitals": 24.0}
"""Time for a way out of a real conflict: a plan is there in a fraction of it, the rest goes into a cheaper one."""

TINY = {
    # One account is larger than any territory may be.
    "too large": ({"amounts": [10, 1, 1, 1]}, {"balance": TENTH}, {BalanceLimit}),
    "above the capacity": ({"amounts": [5, 1, 1, 1]}, {"capacity": {"potential": 4.5}}, {Capacity}),
    # No accounts add up to what is asked.
    "nothing adds up": ({"amounts": [1, 1, 1]}, {"balance": TENTH}, {BalanceLimit}),
    "lumps of three": ({"amounts": [3, 3, 3, 3], "k": 3}, {"balance": {"potential": 0.2}}, {BalanceLimit}),
    "lumps of two measures": (
        {"amounts": [2, 2, 1, 1], "hours": [1, 2, 2, 1]},
        {"balance": {"potential": 0.0, "hours": 0.0}, "pins": {"a0": "t0", "a2": "t1"}},
        {BalanceLimit, Pins},
    ),
    # Pins.
    "pins on one": ({"amounts": [1] * 4}, {"balance": TENTH, "pins": dict.fromkeys(["a0", "a1", "a2"], "t0")}, {Pins}),
    "pins starve": ({"amounts": [3, 1, 1, 1]}, {"balance": TENTH, "pins": {"a0": "t0", "a1": "t0"}}, {Pins}),
    # Families.
    "a large family": (
        {"amounts": [1] * 4, "family": [0, 0, 0, 1]},
        {"balance": TENTH, "keep_together": True},
        {Family},
    ),
    "two families": (
        {"amounts": [1, 1, 1, 1, 1, 1], "family": [0, 0, 1, 1, 2, 2]},
        {"balance": TENTH, "keep_together": True},
        {Family},
    ),
    # Disruption.
    "nothing may move": (
        {"amounts": [1] * 4, "incumbent": [0, 0, 0, 1]},
        {"balance": TENTH, "disruption_at_most": 0.0},
        {DisruptionCap},
    ),
    "a quarter may move": (
        {"amounts": [1] * 4, "incumbent": [0] * 4},
        {"balance": TENTH, "disruption_at_most": 0.25},
        {DisruptionCap},
    ),
    # Travel to homes.
    "one rep near": ({"amounts": [1] * 4, "centres": [0.0, 30.0]}, {"balance": TENTH, "max_travel": 5.0}, {MaxTravel}),
    "near and pinned": (
        {"amounts": [1] * 4, "centres": [0.0, 3.0]},
        {"max_travel": 2.0, "pins": {"a3": "t0"}},
        {MaxTravel, Pins},
    ),
    # Travel to centres to be placed.
    "one far off": (
        {"places": [0.0, 1.0, 2.0, 30.0], "centres": [None, None]},
        {"balance": TENTH, "max_travel": 5.0},
        {MaxTravel, BalanceLimit},
    ),
    "three clusters": ({"places": [0.0, 10.0, 20.0, 21.0], "centres": [None, None]}, {"max_travel": 5.0}, {MaxTravel}),
    # Tags.
    "one speaks it": (
        {"amounts": [1] * 4, "tags": {"language": ([0, 0, 0, 1], ["01", "1"])}},
        {"balance": TENTH},
        {MatchedTag, BalanceLimit},
    ),
    "two speak it": (
        {"amounts": [2, 2, 2, 1], "k": 3, "tags": {"language": ([0, 0, 0, 1], ["0", "01", "1"])}},
        {"capacity": {"potential": 3.0}},
        {MatchedTag, Capacity},
    ),
    # Forbidden pairs.
    "shut out": (
        {"amounts": [1] * 4},
        {"balance": TENTH, "forbidden": {("a0", "t1"), ("a1", "t1"), ("a2", "t1")}},
        {Forbidden, BalanceLimit},
    ),
    "two shut out": (
        {"amounts": [2, 2, 1]},
        {"capacity": {"potential": 3.5}, "forbidden": {("a0", "t1"), ("a1", "t1")}},
        {Forbidden, Capacity},
    ),
    # Counts.
    "too few accounts": ({"amounts": [1] * 3}, {"min_count": 2}, {CountLimit}),
    "too many accounts": ({"amounts": [1] * 5}, {"max_count": 2}, {CountLimit}),
    "counts and size": ({"amounts": [4, 1, 1, 1, 1]}, {"balance": TENTH, "min_count": 2}, {CountLimit, BalanceLimit}),
    # Connection.
    "alternating pins": (
        {"amounts": [1] * 4, "path": ()},
        {"contiguous": True, "pins": {"a0": "t0", "a1": "t1", "a2": "t0"}},
        {Contiguity, Pins},
    ),
    "an island too small": (
        {"amounts": [1] * 5, "path": (3,)},
        {"balance": {"potential": 0.2}, "contiguous": True},
        {Contiguity},
    ),
    "three islands": ({"amounts": [1] * 3, "path": (0, 1)}, {"contiguous": True}, {Contiguity}),
}
REAL = {
    "resellers stay": ("resellers", {"disruption_at_most": 0.05}, {DisruptionCap, BalanceLimit}),
    "resellers all pinned": ("resellers", "all pins", {Pins, BalanceLimit}),
    "resellers near": ("resellers", {"max_travel": 3.0}, {MaxTravel}),
    "resellers with little time": ("resellers", {"capacity": {"workload": 1000.0}}, {Capacity}),
    "hospitals pinned": ("hospitals", "largest pinned", {Pins, BalanceLimit}),
    # A hundred for each of 40 territories are more than the 2,789 there are.
    "hospitals too many": ("hospitals", {"min_count": 100}, {CountLimit}),
    "hospitals large": ("hospitals", {"capacity": {"beds": 2000.0}}, {Capacity}),
    "hospitals near": ("hospitals", {"max_travel": 50.0}, {MaxTravel}),
}


def tiny(make, path, facts):
    """Make the instance of a tiny case."""
    amounts = facts.get("amounts", [1] * len(facts.get("places", [])))
    more = {name: facts[name] for name in ("family", "incumbent", "tags") if name in facts}
    if "path" in facts:
        return path(*amounts, gaps=facts["path"], **more)
    measures = {"potential": amounts} | ({"hours": facts["hours"]} if "hours" in facts else {})
    centres = facts.get("centres", [10.0 * j for j in range(facts.get("k", 2))])
    return make(facts.get("places", range(len(amounts))), centres, measures=measures, **more)


def real(facts, changes):
    """Give facts of a bundled plan and criteria without a plan."""
    instance, criteria = facts
    accounts, territories = instance.units.ids, instance.territories.ids
    if changes == "all pins":
        today = instance.units.incumbent
        return instance, replace(
            criteria, pins={accounts[u]: territories[today[u]] for u in np.flatnonzero(today >= 0)}
        )
    if changes == "largest pinned":
        largest = np.argsort(-instance.amounts("payments"), kind="stable")[:30]
        return instance, replace(criteria, pins={accounts[u]: territories[3] for u in largest})
    return instance, replace(criteria, **changes)


def check(conflict, kinds):
    """Look at the conflict: kinds named, and for each choice a plan that keeps all the others."""
    assert conflict.exists
    assert conflict.minimal
    assert kinds <= {type(choice) for choice in conflict.choices}
    assert set(conflict.witnesses) == set(conflict.choices)
    for left_out, plan in conflict.witnesses.items():
        kept = {choice: choice.kept_by(plan, conflict.case) for choice in conflict.choices}
        assert not kept.pop(left_out)
        assert all(kept.values())


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_conflict_is_real_and_minimal(name, make, path, some_plan_keeps):
    """Looking at every plan agrees: none keeps the conflict, and some keeps it without any one member."""
    facts, choices, kinds = TINY[name]
    criteria = Criteria(**choices)
    conflict = explain_infeasibility(tiny(make, path, facts), criteria, MaxRuntime(SECONDS))
    check(conflict, kinds)
    assert not some_plan_keeps(conflict.case, conflict.choices)
    for left_out in conflict.choices:
        assert some_plan_keeps(conflict.case, [choice for choice in conflict.choices if choice != left_out])


@pytest.mark.parametrize("name", TINY)
def test_a_way_out_of_a_tiny_conflict_works(name, make, path):
    """The plan of the relaxation keeps the criteria it is applied to."""
    facts, choices, _ = TINY[name]
    instance, criteria = tiny(make, path, facts), Criteria(**choices)
    (relaxation,) = cheapest_relaxation(instance, criteria, MaxRuntime(SECONDS))
    assert relaxation.easings
    assert judge(relaxation.plan, relaxation.applied_to(criteria)).feasible
    assert relaxation.at_least <= relaxation.cost + 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_a_real_conflict_is_minimal_and_has_a_way_out(name, request):
    """On the bundled plans: within a minute, with a witness for each choice, and what to loosen."""
    source, changes, kinds = REAL[name]
    instance, criteria = real(request.getfixturevalue(source), changes)
    begun = time.perf_counter()
    conflict = explain_infeasibility(instance, criteria, MaxRuntime(SECONDS))
    assert time.perf_counter() - begun < SECONDS
    check(conflict, kinds)
    (relaxation,) = cheapest_relaxation(instance, criteria, MaxRuntime(EASING_SECONDS[source]))
    assert judge(relaxation.plan, relaxation.applied_to(criteria)).feasible


def test_no_conflict_where_a_plan_exists(line):
    """The plan itself is given, and it keeps all the criteria."""
    criteria = Criteria(balance={"potential": 0.1}, pins={"a0": "t0"})
    conflict = explain_infeasibility(line, criteria, MaxRuntime(10))
    assert not conflict.exists
    assert conflict.choices == ()
    assert judge(conflict.plan, criteria).feasible


@pytest.mark.parametrize("amount", [1, 2, 3])
def test_criteria_are_kept_just_where_the_judge_says(amount, make, some_plan_keeps, best_plan):
    """Keeping every choice is what the judge calls feasible, over all plans of tiny instances."""
    instance = make([0.0, 1.0, 2.0], [0.0, 2.0], measures={"potential": [1, 1, amount]}, incumbent=[0, 0, 1])
    for criteria in (Criteria(balance=TENTH), Criteria(max_count=2, disruption_at_most=0.1), Criteria(max_travel=1.0)):
        case = case_of(instance, criteria)
        assert some_plan_keeps(case, choices_of(case)) == (best_plan(instance, criteria) is not None)


def test_pins_are_told_one_by_one_where_few_are_needed(make):
    """Ten small pins and three large ones on a territory: the large ones alone are named."""
    instance = make(range(16), [0.0, 9.0], measures={"potential": [9, 9, 9] + [1] * 13})
    pins = {f"a{i}": "t0" for i in range(13)}
    conflict = explain_infeasibility(instance, Criteria(balance=TENTH, pins=pins), MaxRuntime(10))
    pinned = [choice for choice in conflict.choices if isinstance(choice, Pins)]
    assert sorted(choice.units[0] for choice in pinned) == ["a0", "a1", "a2"]
    assert "a0 is pinned to t0" in conflict.summary()


def test_splitting_would_help_so_only_a_search_shows_it(make):
    """Three accounts of 2 do not fill shares of 5 and 6, though parts of them would."""
    instance = make(range(3), [0.0, 2.0], measures={"potential": [2, 2, 2]}, shares=[1.0, 1.2])
    conflict = explain_infeasibility(instance, Criteria(balance=TENTH), MaxRuntime(10))
    assert conflict.proof is Proof.SEARCH
    assert conflict.minimal


def test_unknown_names_are_refused(line):
    """A diagnosis is of criteria that can be read."""
    with pytest.raises(InputError, match="no such measure"):
        explain_infeasibility(line, Criteria(balance={"potental": 0.1}), MaxRuntime(1))
    with pytest.raises(InputError, match="no such account"):
        explain_infeasibility(line, Criteria(pins={"nobody": "t0"}), MaxRuntime(1))


def test_no_time_proves_nothing(hospitals):
    """Without time neither a plan nor a proof is claimed."""
    instance, criteria = hospitals
    hard = replace(criteria, balance={"payments": 0.00001, "beds": 0.00001})
    conflict = explain_infeasibility(instance, hard, MaxRuntime(0.01))
    assert not conflict.exists
    assert conflict.plan is None
