from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.quotas import allocate, round_exact
from optimizer.quotas.nested import round_groups
from optimizer.quotas.tree import Tier


def case(seed: int):
    """Several parents with children of their own, floors and caps (wide, tight or on the unit), totals that fit."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 7, rng.integers(1, 6))
    unit = int(rng.choice([1, 5, 100, 25_000]))
    size = int(rng.choice([10, 1_000, 10**6]))
    floor = rng.integers(0, size, sizes.sum()) * rng.integers(0, 2, sizes.sum())
    cap = floor + rng.integers(0, int(rng.choice([2, size])) + 1, sizes.sum())
    if rng.random() < 0.3:
        floor, cap = floor * unit, cap * unit
    firsts = np.cumsum(sizes) - sizes
    owner_of = np.repeat(np.arange(len(sizes)), sizes)
    totals = rng.integers(np.add.reduceat(floor, firsts), np.add.reduceat(cap, firsts) + 1)
    weights = rng.choice([0.0, 1.0, 1.0, 3.0], sizes.sum()) * rng.choice([1.0, 0.37])
    members = [np.flatnonzero(owner_of == owner) for owner in range(len(sizes))]
    parts = [
        allocate(int(total), weights[at], floor[at], cap[at]).amounts for total, at in zip(totals, members, strict=True)
    ]
    tier = Tier(0, len(owner_of), np.arange(len(sizes)), firsts, owner_of)
    return np.concatenate(parts) + rng.choice([0.0, 3.0]), totals, tier, unit, floor, cap, members


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 2**32 - 1))
def test_it_is_round_exact_of_every_parent(seed):
    """All parents at once give to the cent what largest remainder within bounds gives each alone."""
    ideal, totals, tier, unit, floor, cap, members = case(seed)
    together = round_groups(ideal, totals, tier, unit=unit, least=floor, most=cap)
    for total, at in zip(totals, members, strict=True):
        alone = round_exact(ideal[at], int(total), unit=unit, floor=floor[at], cap=cap[at])
        assert together[at].tolist() == alone.tolist()


def test_nobody_with_room_for_the_odd_remainder():
    """Where nobody alone can carry it, the longer rule is used for that parent only."""
    tier = Tier(0, 4, np.arange(2), np.array([0, 2]), np.array([0, 0, 1, 1]))
    ideal, cap = np.array([104.0, 104.0, 120.0, 80.0]), np.array([104, 104, 900, 900])
    result = round_groups(ideal, np.array([208, 200]), tier, unit=100, least=np.zeros(4, dtype=np.int64), most=cap)
    assert result.tolist() == [104, 104, 100, 100]


def test_amounts_as_large_as_can_be():
    """At the largest amount kept nothing wraps around."""
    tier = Tier(0, 3, np.arange(1), np.array([0]), np.zeros(3, dtype=np.int64))
    least, most = np.zeros(3, dtype=np.int64), np.full(3, 2**62)
    result = round_groups(np.full(3, 2**52 / 3), np.array([2**52]), tier, unit=1, least=least, most=most)
    assert result.sum() == 2**52
    assert np.ptp(result) <= 1


@pytest.mark.parametrize("unit", [1, 100])
def test_a_total_of_nothing(unit):
    """Zero stays zero."""
    tier = Tier(0, 2, np.arange(1), np.array([0]), np.zeros(2, dtype=np.int64))
    none = np.zeros(2, dtype=np.int64)
    assert round_groups(np.zeros(2), np.array([0]), tier, unit=unit, least=none, most=none + 5).tolist() == [0, 0]
