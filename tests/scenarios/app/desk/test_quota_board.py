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
from scenarios.app.desk.quota_board import board_of, quotas_of
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
    before = board_of(resellers, alignment, {})
    low = int(before.quotas.cents[2] * 0.8 // 10_000 * 10_000)
    after = board_of(resellers, alignment, {2: low})
    assert after.by_hand.nonzero()[0].tolist() == [2]
    assert after.chance[2] > before.chance[2] + 0.05
    others = np.delete(after.chance, 2)
    assert np.ptp(others) < 0.02
    assert (others <= np.delete(before.chance, 2) + 1e-9).all()
    assert after.waterfall.term(Term.ADJUSTMENT)[2] == low - before.quotas.cents[2]


def test_a_plan_without_quotas_has_no_board(resellers):
    """None, not an empty one."""
    assert board_of(replace(resellers, quotas=None), incumbent_alignment(resellers.instance), {}) is None
