"""Quotas by hand: kept to the cent, the rest spread again by the rule."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import QuotaError
from optimizer.quotas import Bound, Term
from optimizer.quotas.relief import Relief
from scenarios.app.desk import Desk
from scenarios.app.desk.quota_board import Allocator, board_of, quotas_of
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan

from .conftest import made_up, quota_rule


@pytest.fixture(scope="module")
def resellers():
    """The bundled plan with quotas by equal probability, and its fairness."""
    return read_plan(example_path(Example.RESELLERS))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 20),
    by_hand=st.dictionaries(st.integers(0, 3), st.integers(0, 30_000), max_size=3),
    unit=st.sampled_from([0.01, 1.0, 7.0]),
)
def test_the_total_stands_and_numbers_by_hand_are_kept(seed, by_hand, unit):
    """Exact to the cent for any numbers that leave room for the rest, and the waterfall adds up."""
    alignment = incumbent_alignment(made_up(seed)).move([0], 3)
    plan = quotas_of(replace(quota_rule(1_000.0), round_to=unit), alignment, by_hand)
    assert plan.cents.sum() == 100_000
    assert all(plan.cents[territory] == cents for territory, cents in by_hand.items())
    assert np.array_equal(plan.waterfall.cents, plan.cents)
    assert plan.waterfall.term(Term.ADJUSTMENT).sum() == 0


def test_the_rest_is_spread_by_the_rule_not_by_what_it_was():
    """Shares of potential among those left, whatever rounding did before."""
    alignment = incumbent_alignment(made_up(2)).move([0], 3)
    rule = replace(quota_rule(1_000.0), round_to=0.01)
    potential = np.bincount(
        alignment.territory_of[alignment.territory_of >= 0],
        alignment.instance.amounts("potential")[alignment.territory_of >= 0],
        minlength=4,
    )
    rest = quotas_of(rule, alignment, {1: 10_000}).cents[[0, 2, 3]]
    assert rest == pytest.approx(90_000 * potential[[0, 2, 3]] / potential[[0, 2, 3]].sum(), abs=1)


def test_bounds_hold_for_the_others(line):
    """They take no more than they may; where that leaves no room it is an error that says so."""
    alignment = incumbent_alignment(line)
    rule = quota_rule(1_000.0, cap={"west": 760})
    board = quotas_of(rule, alignment, {1: 24_000})
    assert board.cents.tolist() == [76_000, 24_000]
    assert board.binding == (Bound.CAP, Bound.NONE)
    with pytest.raises(QuotaError, match="the rest of east has no place"):
        quotas_of(rule, alignment, {1: 20_000})


def test_nothing_by_hand_is_the_rule_alone(line):
    """To the letter."""
    alignment, rule = incumbent_alignment(line), quota_rule()
    assert quotas_of(rule, alignment, {}).cents.tolist() == rule(alignment).cents.tolist()


def test_less_capacity_counts_when_the_rest_is_spread():
    """A rep of half the year has half the number of a like one, before and after."""
    alignment = incumbent_alignment(made_up(2)).move([0], 3)
    rule = replace(quota_rule(1_000.0), round_to=0.01, capacity={"t0": (0.5,)}, relief=Relief.OTHERS, periods=("01",))
    whole = quotas_of(replace(rule, capacity=None), alignment, {1: 10_000})
    half = quotas_of(rule, alignment, {1: 10_000})
    assert half.cents[0] / half.cents[2] == pytest.approx(whole.cents[0] / whole.cents[2] / 2, rel=1e-3)


def test_a_board_has_chances_and_tells_who_was_set(resellers):
    """A number set low is made more likely; the others stay equally likely among themselves."""
    alignment = incumbent_alignment(resellers.instance)
    allocate = Allocator(resellers.quotas, resellers.fairness)
    before = board_of(allocate, alignment, {})
    low = int(before.quotas.cents[2] * 0.8 // 10_000 * 10_000)
    after = board_of(allocate, alignment, {2: low})
    assert np.array_equal(allocate.chance(alignment, after.quotas.cents), after.chance)
    assert after.by_hand.nonzero()[0].tolist() == [2]
    assert after.chance[2] > before.chance[2] + 0.05
    others = np.delete(after.chance, 2)
    assert np.ptp(others) < 0.02
    assert (others <= np.delete(before.chance, 2) + 1e-9).all()
    assert after.waterfall.term(Term.ADJUSTMENT)[2] == low - before.quotas.cents[2]


def test_figures_have_the_chances_of_the_board(resellers):
    """After an edit as after the judgement of all of it."""
    desk = Desk(resellers)
    desk.move([0], 1)
    desk.set_quota(0, 1_000_000)
    assert np.array_equal(desk.figures().chance, desk.quotas().chance)
    assert "chance" in desk.figures().to_frame()


def test_a_board_without_a_judge_has_no_chances(resellers):
    """None, not numbers made up."""
    board = board_of(Allocator(resellers.quotas), incumbent_alignment(resellers.instance), {})
    assert board.fairness is None
    assert board.chance is None


def test_quotas_of_an_alignment_are_set_once(line):
    """As long as neither it nor the numbers by hand change; others are told apart."""
    asked = []

    def rule(alignment):
        asked.append(alignment)
        return quota_rule()(alignment)

    allocate, alignment = Allocator(rule), incumbent_alignment(line)
    first = allocate(alignment, {})
    assert allocate(alignment, {}) is first
    assert len(asked) == 1
    allocate(alignment.move([5], 1), {})
    assert len(asked) == 2
    assert allocate(alignment, {}) is first


def test_in_a_hierarchy_the_same_parent_makes_up_for_it_where_it_can():
    """A region of one territory cannot; then everybody else does."""
    from optimizer.quotas import build_tree  # noqa: PLC0415
    from optimizer.quotas.by_level import QuotaLevels  # noqa: PLC0415

    tree = build_tree([["n", "n", "s"], ["t0", "t1", "t2"]])
    rule = replace(quota_rule(1_000.0), levels=lambda alignment: QuotaLevels(tree=tree))  # noqa: ARG005 -- always the same
    instance = made_up(2)
    territories = replace(
        instance.territories,
        ids=instance.territories.ids[:3],
        reps=("W", "X", "Y"),
        centres=instance.territories.centres[:3],
        shares=np.ones((3, 2)),
    )
    alignment = incumbent_alignment(replace(instance, territories=territories, tags={}))
    before = quotas_of(rule, alignment, {}).cents
    in_region = quotas_of(rule, alignment, {0: int(before[0]) - 1_000}).cents
    assert (in_region - before).tolist() == [-1_000, 1_000, 0]
    alone = quotas_of(rule, alignment, {2: int(before[2]) - 1_000}).cents
    assert alone[2] == before[2] - 1_000
    assert (alone[:2] > before[:2]).all()
    assert alone.sum() == before.sum()
