"""Every change told is the difference of two judgements."""

from __future__ import annotations

import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.placement import why_here
from optimizer.rules import Rule

TENTH = Criteria(balance={"potential": 0.1})


@pytest.fixture
def halves(make, plan):
    """Four accounts of 1, 1, 2, 2 at x = 0, 1, 8, 9; homes at 0, 9 and 30; the first and third with t0, the rest t1."""
    instance = make(
        [0.0, 1.0, 8.0, 9.0], [0.0, 9.0, 30.0], measures={"potential": [1, 1, 2, 2]}, incumbent=[0, 0, 0, 1]
    )
    return plan(instance, [0, 1, 0, 1])


def test_moves_go_to_the_nearest_two_others(halves):
    """The best first, never where the account is."""
    placement = why_here(halves, TENTH, "a2")
    assert placement.current == "t0"
    assert [move.territory for move in placement.moves] == ["t1", "t2"]
    assert "a2 is in t0" in placement.summary()


def test_a_move_is_judged_anew(halves):
    """Objective, travel, deviations and disruption are those of the moved plan less those of this one."""
    move = why_here(halves, TENTH, "a2").moves[0]
    before, after = judge(halves, TENTH), judge(halves.move([2], 1), TENTH)
    assert move.objective == pytest.approx(after.objective - before.objective)
    assert move.travel_km == pytest.approx(-7.0)
    assert move.travel_hours == pytest.approx(after.travel_hours - before.travel_hours)
    worst = after.balance["potential"].worst - before.balance["potential"].worst
    assert move.worst_deviation["potential"] == pytest.approx(worst)
    assert move.disruption["potential"] == pytest.approx(2 / 6)


def test_broken_and_cured_rules_are_named(halves):
    """What the move breaks and what it mends, by rule and territory."""
    criteria = Criteria(max_count=2, pins={"a1": "t0"})
    broken = why_here(halves, criteria, "a2").moves[0].broken
    assert [(violation.rule, violation.subject) for violation in broken] == [(Rule.COUNT, "t1")]
    cured = why_here(halves, criteria, "a1").moves[0].cured
    assert (Rule.PIN, "a1") in [(violation.rule, violation.subject) for violation in cured]


def test_the_best_swap_is_the_best_of_all(halves):
    """Trying every partner finds nothing that breaks less and costs less."""
    (swap, *_) = why_here(halves, Criteria(), "a2").swaps
    tried = {
        partner: judge(halves.move([2], 1).move([partner], 0), Criteria()).objective for partner in halves.units_in(1)
    }
    assert swap.partner == f"a{min(tried, key=tried.get)}"
    assert swap.objective == pytest.approx(min(tried.values()) - judge(halves, Criteria()).objective)


def test_a_pinned_account_sees_its_pin_broken(halves):
    """Other places of a pinned account are shown with its pin broken; nobody swaps with a pinned one."""
    criteria = Criteria(pins={"a2": "t0", "a1": "t1"})
    placement = why_here(halves, criteria, "a2")
    assert Rule.PIN in {violation.rule for violation in placement.moves[0].broken}
    assert placement.swaps[0].partner == "a3"


def test_tags_and_forbidden_pairs_are_respected(make, plan):
    """Territories that may not have the account are no alternatives."""
    tags = {"language": ([0, 0, 1], ["01", "0", "01", "1"])}
    instance = make([0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0], tags=tags)
    criteria = Criteria(forbidden={("a2", "t2")})
    placement = why_here(plan(instance, [0, 0, 0]), criteria, "a2")
    assert [move.territory for move in placement.moves] == ["t3"]


def test_a_family_moves_as_a_whole(make, plan):
    """Kin come along, so that the family is not split by the change."""
    instance = make([0.0, 1.0, 9.0], [0.0, 9.0], family=[0, 0, 1])
    criteria = Criteria(keep_together=True)
    move = why_here(plan(instance, [0, 0, 1]), criteria, "a0").moves[0]
    assert move.broken == ()
    assert move.travel_km == pytest.approx(9 + 8 - 0 - 1)


def test_free_centres_are_placed_anew(make, plan):
    """After the move each centre lies at one of the units left."""
    instance = make([0.0, 1.0, 8.0, 9.0], [None, None])
    move = why_here(plan(instance, [0, 0, 0, 1], [0, 3]), Criteria(), "a2").moves[0]
    assert move.broken == ()
    assert move.travel_km == pytest.approx(2 - 9)


def test_unknown_and_unplaced_accounts_are_refused(make, plan):
    """The message says which account, and why no plan has it."""
    instance = make([0.0, 1.0], [0.0], unplaced=[1])
    alignment = plan(instance, [0, -1])
    with pytest.raises(ValueError, match="no account 'a7'"):
        why_here(alignment, Criteria(), "a7")
    with pytest.raises(ValueError, match="no place"):
        why_here(alignment, Criteria(), "a1")
