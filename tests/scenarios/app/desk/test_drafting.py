"""Edits that may not be made say why, and what to do."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from scenarios.app.desk import EditRefused
from scenarios.app.desk.drafting import draft_free, draft_move, draft_pin, draft_quota, draft_take
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.quota_board import Allocator
from scenarios.app.desk.state import DeskState

from .conftest import quota_rule


def laid(instance, criteria) -> tuple[Ground, DeskState]:
    ground = Ground(instance, criteria)
    return ground, DeskState(incumbent_alignment(instance), ground.first_pins())


@pytest.fixture
def kin(line):
    """The line with a family of the third and the fourth account."""
    return replace(line, units=replace(line.units, family=np.array([0, 1, 2, 2, 3, 4, 5, 6], dtype=np.int32)))


def test_a_family_moves_whole(kin):
    """Whoever is named, and the log says how many came along."""
    ground, state = laid(kin, Criteria(keep_together=True))
    draft = draft_move(ground, state, [3], 1)
    assert draft.units.tolist() == [2, 3]
    assert draft.what == "Account 2 (a2), Account 3 (a3) to Bob (with 1 of their families)"


def test_a_family_that_need_not_stay_together_does_not(kin):
    """Families matter only where the criteria say so."""
    ground, state = laid(kin, Criteria())
    assert draft_move(ground, state, [3], 1).units.tolist() == [3]


@pytest.mark.parametrize(
    ("units", "territory", "told"),
    [
        ([0], 0, "Account 0 \\(a0\\): already in Ann"),
        ([7], 0, "Account 7 \\(a7\\) is pinned to Bob; free it first"),
        ([6], 0, "the pair is forbidden"),
    ],
)
def test_a_move_that_may_not_be_is_refused(line, units, territory, told):
    """With the account, the territory and the remedy."""
    ground, state = laid(line, Criteria(pins={"a7": "east"}, forbidden=frozenset({("a6", "west")})))
    with pytest.raises(EditRefused, match=told):
        draft_move(ground, state, units, territory)


def test_all_objections_are_told_at_once(line):
    """Five by name, the rest by number."""
    ground, state = laid(line, Criteria(pins={f"a{i}": "west" for i in range(6)}))
    with pytest.raises(EditRefused) as refused:
        draft_move(ground, state, range(6), 1)
    assert len(refused.value.objections) == 6
    assert str(refused.value).splitlines()[-1] == "and 1 more"


@pytest.mark.parametrize("units", [[], [8], [-1]])
def test_accounts_that_are_none_are_a_mistake(line, units):
    """Not a refusal: whoever calls must know."""
    ground, state = laid(line, Criteria())
    with pytest.raises(ValueError, match="account"):
        draft_move(ground, state, units, 1)


def test_nobody_is_pinned_to_nowhere_or_twice(line):
    """An account needs a territory to be pinned to, and one pin is enough."""
    ground, state = laid(line, Criteria(pins={"a1": "west"}))
    homeless = replace(state, alignment=state.alignment.move([0], -1))
    with pytest.raises(EditRefused, match="has no territory to be pinned to"):
        draft_pin(ground, homeless, [0])
    with pytest.raises(EditRefused, match="Account 1 \\(a1\\): pinned already"):
        draft_pin(ground, state, [1])
    with pytest.raises(EditRefused, match="not pinned"):
        draft_free(ground, state, [0])


def test_a_split_family_is_not_pinned(kin):
    """It has no one territory."""
    ground, state = laid(kin, Criteria(keep_together=True))
    split = replace(state, alignment=state.alignment.move([3], 1))
    with pytest.raises(EditRefused, match="the family of Account 3 \\(a3\\) is split"):
        draft_pin(ground, split, [2])


def test_a_plan_of_other_facts_is_not_taken(line):
    """Indices would mean something else."""
    ground, state = laid(line, Criteria())
    with pytest.raises(EditRefused, match="of other facts"):
        draft_take(ground, state, incumbent_alignment(replace(line, notes=("another",))))


def test_quotas_that_cannot_be_are_refused(line):
    """Without a rule, beyond its bounds, with no room for the rest, or where nothing was set."""
    ground, state = laid(line, Criteria())
    with pytest.raises(EditRefused, match="sets no quotas"):
        draft_quota(None, ground, state, territory=0, amount=1)
    with pytest.raises(EditRefused, match="outside its bounds"):
        draft_quota(Allocator(quota_rule(cap=800)), ground, state, territory=0, amount=900)
    with pytest.raises(EditRefused, match=r"the rest of west has no place: impossible by 100\.00"):
        draft_quota(Allocator(quota_rule(cap=800)), ground, state, territory=0, amount=100)
    with pytest.raises(EditRefused, match="every number but that of Ann is set by hand"):
        draft_quota(Allocator(quota_rule()), ground, replace(state, by_hand={1: 20_000}), territory=0, amount=800)
    with pytest.raises(EditRefused, match="by the rule already"):
        draft_quota(Allocator(quota_rule()), ground, state, territory=0, amount=None)
    with pytest.raises(ValueError, match=r"indices 0\.\.1"):
        draft_quota(Allocator(quota_rule()), ground, state, territory=2, amount=1)
    draft = draft_quota(Allocator(quota_rule(cap=800)), ground, state, territory=0, amount="700.50")
    assert (draft.quota.cents, draft.quota.before, draft.what) == (70_050, 75_000, "Ann to 700.50")
