"""Everything that may be loosened has a lever, what is held fixed has none that moves, and the least pull suffices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.easing import EasingWeights, easings_between
from optimizer.diagnosis.elastic import solve_whole
from optimizer.diagnosis.kind import Kind, Rule
from optimizer.diagnosis.lever import DroppedPin, MoreAccounts, WiderTolerance
from optimizer.diagnosis.levers import SPARE, hard_rules, levered, pulled
from optimizer.diagnosis.needs import criteria_for

WEIGHTS = EasingWeights(tolerance=2.0, count=3.0, pin=7.0, forbidden=11.0)
EVERYTHING = Criteria(
    balance={"potential": 0.1, "workload": 0.2},
    capacity={"workload": 5.0, "potential": float("inf")},
    disruption_at_most=0.1,
    pins={"a5": "t0", "a4": "t0"},
    forbidden=frozenset({("a1", "t0")}),
    max_travel=45.0,
    min_count=3,
    max_count=3,
)
KINDS = [
    "balance of potential",
    "balance of workload",
    "capacity of workload",
    "max_count",
    "min_count",
    "disruption of potential",
    "forbidden pairs",
    "pins",
    "pins",
    "max_travel",
]
"""Kinds of the levers of EVERYTHING on the line: a limit that is infinite has none, every pin has its own."""


@pytest.fixture
def made(line):
    """Give the program and levers of EVERYTHING on the line while kinds are held fixed."""

    def _made(*fixed):
        case = case_of(line, EVERYTHING)
        return levered(hard_rules(case, fixed), fixed, WEIGHTS)

    return _made


def test_every_rule_has_a_lever_at_its_weight(made):
    """A percentage point of a tolerance, a percent of a limit, a pin, a pair: by their weights."""
    program, levers = made()
    assert [str(lever.kind) for lever in levers] == KINDS
    assert program.stretch.cost.tolist() == [200.0, 200.0, 100.0, 300.0, 300.0, 100.0, 11.0, 7.0, 7.0, 100.0]
    assert program.stretch.integer.tolist() == [str(kind) in ("pins", "forbidden pairs") for kind in KINDS]


@pytest.mark.parametrize("kind", [Kind(Rule.BALANCE, "potential"), Kind(Rule.MAX_COUNT), Kind(Rule.MIN_COUNT)])
def test_levers_of_totals_held_fixed_do_not_move(made, kind):
    """They stay as limits and may be pulled by nothing, while the others go as far as before."""
    program, levers = made(kind)
    still = [lever.kind for lever, most in zip(levers, program.stretch.upper, strict=True) if most == 0]
    assert still == [kind]


@pytest.mark.parametrize("rule", [Rule.PINS, Rule.FORBIDDEN, Rule.MAX_TRAVEL])
def test_rules_about_pairs_held_fixed_close_pairs(line, rule):
    """They have no lever and leave fewer pairs open."""
    criteria = Criteria(max_travel=35.0, pins={"a5": "t1"}, forbidden=frozenset({("a0", "t1")}))
    case = case_of(line, criteria)
    free, held = hard_rules(case, ()), hard_rules(case, {Kind(rule)})
    assert held.open.sum() < free.open.sum() == 12
    levers = levered(held, {Kind(rule)}, WEIGHTS)[1]
    assert {lever.kind.rule for lever in levers} == {Rule.PINS, Rule.FORBIDDEN, Rule.MAX_TRAVEL} - {rule}


def test_rules_that_contradict_each_other_leave_no_rulebook(line):
    """A pin to the only territory its account may not have."""
    criteria = Criteria(pins={"a5": "t0"}, max_travel=15.0)
    fixed = {Kind(Rule.PINS), Kind(Rule.MAX_TRAVEL)}
    assert hard_rules(case_of(line, criteria), fixed) is None
    assert hard_rules(case_of(line, criteria), {Kind(Rule.PINS)}) is not None


def test_families_are_one_item_only_where_held_fixed(make):
    """Given up, each account goes by itself."""
    case = case_of(make(range(4), [0.0, 3.0], family=[0, 0, 1, 1]), Criteria(keep_together=True))
    assert hard_rules(case, {Kind(Rule.FAMILIES)}).num_items == 2
    assert hard_rules(case, ()).num_items == 4


def test_territories_hold_together_only_where_held_fixed(path):
    """Given up, they may fall into pieces."""
    case = case_of(path(1, 1, 1), Criteria(contiguous=True))
    assert hard_rules(case, {Kind(Rule.CONTIGUITY)}).contiguous
    assert not hard_rules(case, ()).contiguous


def test_tags_are_always_hard(islands):
    """No lever lets a territory serve what it does not."""
    book = hard_rules(case_of(islands, Criteria()), ())
    assert book.open.tolist() == [[True, True, False]] * 4 + [[False, False, True]] * 2


def test_travel_to_free_centres_is_no_rule_about_pairs(free_line):
    """Held fixed or not, pairs stay open and there is no lever."""
    case = case_of(free_line, Criteria(max_travel=1.0))
    for fixed in ((), {Kind(Rule.MAX_TRAVEL)}):
        book = hard_rules(case, fixed)
        assert book.open.all()
        assert levered(book, fixed, WEIGHTS) is None


def test_nothing_asked_gives_no_program(line):
    """Without a rule there is nothing to loosen."""
    assert levered(hard_rules(case_of(line, Criteria()), ()), (), WEIGHTS) is None


def test_criteria_are_pulled_by_each_lever_that_counts(line):
    """A multiple of the pull and a little more; pins of which little leaves stay, levers not pulled change nothing."""
    criteria = Criteria(balance={"potential": 0.1}, max_count=4, pins={"a0": "t1", "a1": "t1"})
    levers = levered(hard_rules(case_of(line, criteria), ()), (), WEIGHTS)[1]
    assert [type(lever) for lever in levers] == [WiderTolerance, MoreAccounts, DroppedPin, DroppedPin]
    after = pulled(criteria, levers, np.array([0.2, 0.0, 0.1, 0.9]), 2.0)
    assert after.balance == {"potential": pytest.approx(0.5 + SPARE)}
    assert after.max_count == 4
    assert after.pins == {"a0": "t1"}
    assert pulled(criteria, levers, np.zeros(4), 2.0) == criteria


def test_wider_tries_drop_more_pins(line):
    """A tenth of a unit leaves: at four times that its pin is dropped, while one of which nothing leaves stays."""
    criteria = Criteria(pins={"a0": "t1", "a1": "t1"})
    levers = levered(hard_rules(case_of(line, criteria), ()), (), WEIGHTS)[1]
    dropped = [len(criteria.pins) - len(pulled(criteria, levers, np.array([0.1, 0.0]), by).pins) for by in (1.0, 4.0)]
    assert dropped == [0, 1]


def cost_of(instance, criteria, plan):
    """What the easings cost that a plan needs."""
    after = criteria_for(case_of(instance, criteria), plan, ())
    return sum(easing.cost for easing in easings_between(instance, criteria, after, WEIGHTS))


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(balance={"potential": 0.1}, pins=dict.fromkeys(["a3", "a4", "a5"], "t0")),
        Criteria(max_count=2, disruption_at_most=0.1),
        Criteria(capacity={"workload": 4.0}, max_travel=35.0, forbidden=frozenset({("a2", "t0")})),
        Criteria(balance={"workload": 0.0}, min_count=3, disruption_at_most={"workload": 0.0}),
    ],
    ids=["balance or pins", "count or disruption", "capacity, travel or pairs", "balance, count or disruption"],
)
def test_the_cheapest_pull_is_the_cheapest_of_all_plans(line, plan, criteria):
    """Of all 64 plans none needs easings that cost less than the program's, and its own plan costs just that.

    Easings are told in steps of a hundredth of a percentage point, so a plan costs up to that much more than its pull.
    """
    book = hard_rules(case_of(line, criteria), ())
    program, levers = levered(book, (), WEIGHTS)
    chosen, solution = solve_whole(program, 10.0)
    best = plan(line, program.territory[chosen])
    step = 0.01 * sum(lever.cost / 100 for lever in levers) + 1e-4
    assert not judge(best, criteria).feasible
    assert cost_of(line, criteria, best) <= solution.bound + step
    cheapest = min(cost_of(line, criteria, plan(line, each)) for each in product(range(2), repeat=6))
    assert cheapest >= solution.bound - 1e-4
