"""A sheet: edits are checked, logged and taken back; figures are those of a plan judged from scratch."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.metrics import with_best_centres
from scenarios.app.desk import Action, Desk, EditRefused

from .conftest import made_up, plan_of, quota_rule, strict_criteria

UNITS = st.lists(st.integers(0, 29), min_size=1, max_size=6)
STEPS = st.one_of(
    st.tuples(st.just("move"), UNITS, st.integers(-1, 3)),
    st.tuples(st.just("pin"), UNITS, st.none()),
    st.tuples(st.just("free"), UNITS, st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("redo"), st.none(), st.none()),
)


def made(desk: Desk, step) -> bool:
    """Make a step; False where it was refused."""
    verb, units, territory = step
    try:
        match verb:
            case "move":
                desk.move(units, territory)
            case "pin" | "free":
                getattr(desk, verb)(units)
            case _:
                getattr(desk, verb)()
    except EditRefused:
        return False
    return True


def same(one, other) -> bool:
    """Whether two states are of the same content."""
    return one.alignment == other.alignment and np.array_equal(one.pins, other.pins) and one.edits == other.edits


def test_a_desk_begins_with_todays_plan(desk, line):
    """Nothing has been edited, nothing can be taken back, and figures have nothing to be held against."""
    assert np.array_equal(desk.state.alignment.territory_of, line.units.incumbent)
    assert not desk.can_undo
    assert not desk.can_redo
    assert desk.figures().shift is None
    assert desk.log().empty


def test_a_desk_may_begin_with_any_plan_of_its_facts(line_plan, middle):
    """A plan given is the one that lies there; one of other facts is refused."""
    assert Desk(line_plan, middle).state.alignment == middle
    with pytest.raises(ValueError, match="of other facts"):
        Desk(line_plan, incumbent_alignment(made_up(1)))


def test_a_move_changes_the_plan_and_is_logged(desk):
    """Who, when, what and why are in the log, each account in the list of moves."""
    edit = desk.move([4, 5], 1, reason=" closer to Bob ")
    assert desk.state.alignment.territory_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert (edit.number, edit.who, edit.action, edit.reason) == (1, "Pat", Action.MOVE, "closer to Bob")
    row = desk.log().iloc[0]
    assert (row["what"], row["accounts"], row["at"].isoformat()) == (
        "Account 4 (a4), Account 5 (a5) to Bob",
        2,
        "2027-01-04T09:00:00+00:00",
    )
    assert desk.move_log()[["account", "from", "to"]].to_numpy().tolist() == [
        ["a4", "west", "east"],
        ["a5", "west", "east"],
    ]


def test_figures_tell_what_an_edit_did(desk):
    """Totals and quotas follow, and the shift says what is better than at the start."""
    desk.move([4, 5], 1)
    figures = desk.figures()
    assert figures.count.tolist() == [4, 4]
    assert figures.balance["potential"].total.tolist() == [400, 400]
    assert figures.quotas.tolist() == [50_000, 50_000]
    assert figures.travel_km.tolist() == [60, 60]
    assert figures.violations == ()
    assert figures.shift.units.tolist() == [4, 5]
    assert figures.shift.travel_km == -40
    assert {violation.subject for violation in figures.shift.cured} == {"west", "east"}
    assert figures.shift.broken == ()


def test_accounts_are_found_by_their_ids(desk):
    """Ids become indices; unknown ones are named."""
    assert desk.rows(["a3", "a0"]).tolist() == [3, 0]
    with pytest.raises(ValueError, match="no account is called b9"):
        desk.rows(["a3", "b9"])


def test_a_pinned_account_does_not_move_until_it_is_freed(desk):
    """The refusal says where it is pinned and what to do; the desk is as it was."""
    desk.pin([2], "key account")
    before = desk.state
    with pytest.raises(EditRefused, match="is pinned to Ann; free it first"):
        desk.move([2, 3], 1)
    assert desk.state is before
    assert desk.reach([2, 3], 1).unobjected.tolist() == [3]
    desk.free([2])
    desk.move([2, 3], 1)
    assert desk.log()["action"].tolist() == ["pin", "free", "move"]


def test_a_plan_taken_is_one_edit(desk, middle):
    """It can be taken back at once, and not taken twice."""
    desk.take(middle)
    assert desk.state.alignment == middle
    with pytest.raises(EditRefused, match="is the one on the desk"):
        desk.take(middle)
    desk.undo()
    assert desk.state is desk.began


def test_a_plan_is_not_taken_against_a_pin(desk, middle):
    """What was pinned while the plan was sought stays."""
    desk.pin([4])
    with pytest.raises(EditRefused, match="was pinned to Ann meanwhile"):
        desk.take(middle)


def test_a_quota_set_by_hand_is_kept_when_accounts_move(desk):
    """The rest is spread again over the others, now and after every move; undo gives the rule its say."""
    assert desk.figures().quotas.tolist() == [75_000, 25_000]
    desk.set_quota(0, 600, "new to the job")
    assert desk.figures().quotas.tolist() == [60_000, 40_000]
    desk.move([5], 1)
    assert desk.figures().quotas.tolist() == [60_000, 40_000]
    assert desk.figures().by_hand.tolist() == [True, False]
    desk.set_quota(0, None)
    assert desk.figures().quotas.tolist() == [62_500, 37_500]
    desk.undo()
    desk.undo()
    desk.undo()
    assert desk.figures().quotas.tolist() == [75_000, 25_000]


def test_quotas_that_became_impossible_are_told(line, criteria):
    """A plan moved away from what bounds allow has figures, but no quotas, and says why."""
    desk = Desk(plan_of(line, criteria, quotas=quota_rule(share_of="potential", share_cap=1.3)))
    assert desk.figures().quotas is not None
    desk.move(range(8), 0)
    desk.move(range(8), -1)
    figures = desk.figures()
    assert figures.quotas is None
    assert figures.quota_problem


def test_why_here_compares_with_evaluated_moves(desk):
    """The middle account of Ann's would be better with Bob: the move is judged, not guessed."""
    placement = desk.why_here(5)
    assert placement.current == "west"
    desk.move([5], 1)
    assert placement.moves[0].travel_km == pytest.approx(desk.figures().shift.travel_km)
    assert placement.moves[0].objective == pytest.approx(desk.figures().shift.objective)


@pytest.mark.parametrize("free", [False, True])
@pytest.mark.parametrize("families", [False, True])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 20), steps=st.lists(STEPS, max_size=8))
def test_figures_after_edits_are_those_judged_from_scratch(seed, steps, free, families):
    """Whatever was edited, the figures are those of the plan and the pins that came of it."""
    instance = made_up(seed, free=free, families=families)
    desk = Desk(plan_of(instance, strict_criteria(families=families)))
    for step in steps:
        made(desk, step)
        figures, state = desk.figures(), desk.state
        judged = judge(state.alignment, desk.ground.criteria_of(state))
        assert figures.objective == judged.objective
        assert figures.violations == judged.violations
        assert figures.assessment.to_dict(instance) == judged.to_dict(instance)
        assert figures.travel_km.sum() == pytest.approx(judged.travel_km)
        assert figures.travel_hours.sum() == pytest.approx(judged.travel_hours)
        assert np.array_equal(figures.count, judged.balance["count"].total)
        assert figures.moved_out.sum() == judged.moved_units
        assert state.alignment == with_best_centres(state.alignment, desk.ground.criteria.travel)


@pytest.mark.parametrize("families", [False, True])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 20), steps=st.lists(STEPS, max_size=8))
def test_edits_keep_families_pins_and_eligibility(seed, steps, families):
    """No edit puts an account where it may not be, parts a family, or moves what is pinned."""
    instance = made_up(seed, families=families)
    desk = Desk(plan_of(instance, strict_criteria(families=families)))
    family = desk.ground.eligibility.family_of
    for step in steps:
        before = desk.state
        if not made(desk, step):
            assert desk.state is before
            continue
        after, edit = desk.state, desk.state.edits[-1] if desk.state.edits else None
        if step[0] != "move":
            continue
        moved = np.flatnonzero(before.alignment.territory_of != after.alignment.territory_of)
        assert moved.tolist() == edit.units.tolist()
        home = step[2]
        assert (after.alignment.territory_of[moved] == home).all()
        assert not (before.pinned[moved] & (before.pins[moved] != home)).any()
        assert home == -1 or all(desk.ground.open_to(unit)[home] for unit in moved.tolist())
        kin = np.isin(family, family[moved]) & (family >= 0)
        assert (after.alignment.territory_of[kin] == home).all()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 20), steps=st.lists(STEPS, max_size=10))
def test_undo_and_redo_walk_the_same_way(seed, steps):
    """All the way back is the beginning, all the way forth is where one was; an edit forgets what was taken back."""
    desk = Desk(plan_of(made_up(seed), strict_criteria()))
    began = desk.state
    for step in steps:
        made(desk, step)
    there, count = desk.state, 0
    while desk.can_undo:
        last = desk.state
        desk.undo()
        desk.redo()
        assert desk.state is last
        desk.undo()
        count += 1
    assert desk.state is began
    assert count == len(there.edits)
    for _ in range(count):
        desk.redo()
    assert same(desk.state, there)
    desk.undo()
    if made(desk, ("move", [1], -1)):
        assert not desk.can_redo


def test_two_desks_over_one_plan_know_nothing_of_each_other(line_plan):
    """An edit, a pin or a quota of one is not there on the other."""
    one, other = Desk(line_plan), Desk(line_plan)
    one.move([5], 1)
    one.pin([0])
    one.set_quota(0, 500)
    assert other.state is other.began
    assert other.figures().quotas.tolist() == [75_000, 25_000]
    other.move([0], 1)
    assert one.state.alignment.territory_of[0] == 0


def test_a_desk_without_incumbents_begins_empty(line, criteria):
    """Where nobody serves anybody, every account is open and says so."""
    from dataclasses import replace  # noqa: PLC0415

    nobody = replace(line, units=replace(line.units, incumbent=np.full(8, -1, dtype=np.int32)))
    desk = Desk(plan_of(nobody, criteria))
    assert len(desk.figures().violations) == 8 + 2
    assert isinstance(desk.state.alignment, Alignment)
    desk.move(range(8), 0)
    assert desk.figures().count.tolist() == [8, 0]
