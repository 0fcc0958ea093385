"""Each method makes the amounts its name promises from a plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.quotas import (
    BaselineGrowth,
    CapacityShare,
    EqualProbability,
    EqualSplit,
    FixedShares,
    FlatGrowth,
    PotentialShare,
    WeightedIndex,
    WorkloadShare,
    allocate_quotas,
)


def quotas(alignment, method, target=1_000, **choices):
    return [float(amount) for amount in allocate_quotas(alignment, target, method=method, **choices).amounts]


@dataclass(frozen=True)
class Outlook:
    """Accounts and their draws (d, n)."""

    draws: np.ndarray

    def territory_draws(self, assignment, k, /):
        totals = np.zeros((len(self.draws), k))
        for unit in np.flatnonzero(assignment >= 0):
            totals[:, assignment[unit]] += self.draws[:, unit]
        return totals


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (EqualSplit(), [334, 333, 333]),
        (PotentialShare("potential"), [500, 300, 200]),
        (WorkloadShare("sales"), [400, 400, 200]),
        (WeightedIndex({"potential": 1, "sales": 1}), [450, 350, 200]),
        (WeightedIndex(), [500, 300, 200]),
        (CapacityShare(), [334, 333, 333]),
        (CapacityShare("potential"), [334, 333, 333]),
        (FlatGrowth("sales"), [400, 400, 200]),
        (FixedShares({"North": 0.25, "South": 0.7, "West": 0.05}), [250, 700, 50]),
    ],
)
def test_shares_and_growth(three_regions, method, expected):
    """Potential 50, 30, 20 and sales 40, 40, 20 share a thousand by each method."""
    assert quotas(three_regions, method) == expected


def test_baseline_growth_asks_for_unrealised_potential(three_regions):
    """Of 40, 40, 20 half stays; potential 50, 30, 20 lies 30, 10, 10 above, and half of that is asked for."""
    method = BaselineGrowth(history="sales", potential="potential", retention=0.5)
    assert quotas(three_regions, method, 75) == [35, 25, 15]
    assert quotas(three_regions, method, 25) == [10, 10, 5]


def test_equal_probability_follows_uncertainty(three_regions):
    """Above the middle the uncertain territory carries more; all are missed with the same chance."""
    draws = np.array([[20, 30, 10, 10, 5, 20], [20, 30, 10, 10, 10, 20], [20, 30, 10, 10, 15, 20]], dtype=float)
    plan = allocate_quotas(three_regions, 102.5, method=EqualProbability(Outlook(draws)), round_to="0.01")
    assert [float(amount) for amount in plan.amounts] == [50, 32.5, 20]
    assert plan.level == pytest.approx(0.75)
    assert plan.weight_shares == pytest.approx(np.array([50, 32.5, 20]) / 102.5)


def test_weights_are_short_for_their_index(three_regions):
    """``weights=`` and the method give the same plan, and both at once are misuse."""
    weights = {"potential": 1.0, "sales": 2.0}
    by_weights = allocate_quotas(three_regions, 999, weights=weights)
    assert by_weights.amounts == allocate_quotas(three_regions, 999, method=WeightedIndex(weights)).amounts
    with pytest.raises(ValueError, match="a method or weights, not both"):
        allocate_quotas(three_regions, 1, weights=weights, method=EqualSplit())


def test_methods_are_values():
    """Frozen, equal by what they hold, and not changed through a mapping given."""
    weights = {"potential": 1.0}
    method = WeightedIndex(weights)
    weights["potential"] = 9.0
    assert method == WeightedIndex({"potential": 1.0})
    assert hash(method) == hash(WeightedIndex({"potential": 1.0}))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BaselineGrowth(history="a", potential="b", retention=1.2), "retention must be a share 0..1"),
        (lambda: FixedShares({"North": 0.5, "South": 0.4}), "the shares add up to 0.9, expected 1"),
        (lambda: FixedShares({"North": 1.5, "South": -0.5}), "shares must be 0..1"),
        (lambda: FixedShares({}), "add up to 0"),
    ],
)
def test_methods_that_never_make_sense(make, message):
    """Impossible settings are refused at construction."""
    with pytest.raises(ValueError, match=message):
        make()


def test_shares_must_name_every_territory(three_regions):
    """Missing and unknown territories are both told."""
    with pytest.raises(ValueError, match="none for South, West and some for unknown East"):
        quotas(three_regions, FixedShares({"North": 0.5, "East": 0.5}))


def test_one_territory_and_nothing_to_share_by(make_alignment):
    """One territory takes all by any method; where nobody has history or potential the split is even."""
    single = make_alignment([0], ["A"], {"potential": [0], "sales": [0]})
    empty = make_alignment([0, 1], ["A", "B"], {"potential": [0, 0], "sales": [0, 0]})
    draws = EqualProbability(Outlook(np.zeros((3, 2))))
    for method in (FlatGrowth("sales"), BaselineGrowth(history="sales", potential="potential"), draws):
        assert quotas(single, method) == [1_000]
        assert quotas(empty, method) == [500, 500]
