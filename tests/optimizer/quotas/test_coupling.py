from __future__ import annotations

import time
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.quotas.coupling import SideConstraint, fit_coupled, group_sums

CELLS = np.array([3_000.0, 1_000.0, 2_000.0, 4_000.0])
"""Region East hardware, East services, West hardware, West services."""
REGIONS = ["East", "East", "West", "West"]
PRODUCTS = ["hardware", "services", "hardware", "services"]


def test_without_constraints_nothing_moves():
    """The ideal is the answer where nothing stands against it, rounded to the unit."""
    assert fit_coupled(CELLS, []).cents.tolist() == CELLS.tolist()
    assert fit_coupled(CELLS + 0.4, []).gave == {}


def test_products_and_regions_together():
    """Both families of totals are hard and exact; the largest relative departure is as small as can be."""
    hard = [*group_sums(REGIONS, {"East": 4_000, "West": 6_000}), *group_sums(PRODUCTS, {"hardware": 6_000})]
    found = fit_coupled(CELLS, hard)
    # East hardware +a, West hardware +b with a + b = 1000, taken from services: departures a/1000 and b/2000.
    assert found.cents.tolist() == [3_333, 667, 2_667, 3_333]
    assert found.gave == {}


def test_what_gives_is_told():
    """A payout budget too small for the hard total gives, and by no cent more than it must."""
    total = group_sums(["all"] * 4, {"all": 10_000})
    rates = np.array([0.10, 0.05, 0.10, 0.05])
    budget = SideConstraint(name="payout", cells=np.arange(4), rates=rates, most=450, penalty=1.0)
    found = fit_coupled(CELLS, [*total, budget], cap=np.array([3_500, 3_000, 3_000, 6_000]))
    # At least 1000 must be hardware: 0.10 * 1000 + 0.05 * 9000 = 550.
    assert found.cents.sum() == 10_000
    assert found.gave == {"payout": Decimal("1.00")}
    frame = found.to_frame().set_index("constraint")
    assert frame.loc["payout", ["carried", "most", "breach", "elastic"]].tolist() == [5.5, 4.5, 1.0, True]
    assert not frame.loc["all", "elastic"]


def test_the_dearer_constraint_holds():
    """Of two that contradict each other the one with the smaller penalty gives, downwards as well."""
    low = SideConstraint(name="low", cells=np.array([0, 1]), most=1_000, penalty=1.0)
    high = SideConstraint(name="high", cells=np.array([0, 1]), least=3_000, penalty=5.0)
    assert fit_coupled(CELLS, [low, high]).gave == {"low": Decimal("20.00")}
    low, high = (
        SideConstraint(name="low", cells=np.array([0, 1]), most=1_000, penalty=5.0),
        SideConstraint(name="high", cells=np.array([0, 1]), least=3_000, penalty=1.0),
    )
    assert fit_coupled(CELLS, [low, high]).gave == {"high": Decimal("-20.00")}


def test_hard_constraints_that_cannot_hold():
    """The error names those that would have to give, and by how much."""
    hard = [*group_sums(REGIONS, {"East": 4_000, "West": 6_000}), *group_sums(["all"] * 4, {"all": 9_000})]
    with pytest.raises(QuotaError, match=r"impossible by 10\.00: .*Make one elastic") as error:
        fit_coupled(CELLS, hard)
    assert set(error.value.binding) <= {"East", "West", "all"}
    with pytest.raises(QuotaError, match=r"East by 10\.00 below"):
        fit_coupled(CELLS, group_sums(REGIONS, {"East": 4_000}), cap=np.array([2_000, 1_000, 9_000, 9_000]))


def test_rounding_keeps_hard_sums():
    """Multiples of the unit with every hard sum exact; where a sum is off the unit that is an error."""
    hard = [*group_sums(REGIONS, {"East": 4_000, "West": 6_000}), *group_sums(PRODUCTS, {"hardware": 6_000})]
    found = fit_coupled(CELLS, hard, unit=100)
    assert found.cents.tolist() in ([3_300, 700, 2_700, 3_300], [3_400, 600, 2_600, 3_400])
    with pytest.raises(QuotaError, match=r"no amounts in multiples of 1\.00"):
        fit_coupled(CELLS, group_sums(REGIONS, {"East": 4_050}), unit=100)


def test_bounds_contradict_each_other():
    """A floor above the cap is told as in the allocation."""
    with pytest.raises(QuotaError, match="floor above the cap"):
        fit_coupled(CELLS, [], floor=np.array([9, 0, 0, 0]), cap=np.array([5, 9_000, 9_000, 9_000]))


def test_zero_ideals():
    """Nothing wanted, something to place: a hard sum is still met, and a bound of nothing stays nothing."""
    found = fit_coupled(np.zeros(3), group_sums(["all"] * 3, {"all": 100}), cap=np.array([0, 100, 100]))
    assert found.cents.tolist() == [0, 50, 50]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"cells": np.array([0, 0]), "most": 1}, "different indices"),
        ({"cells": np.array([-1]), "most": 1}, "different indices"),
        ({"cells": np.array([0])}, "needs 0 <= least <= most"),
        ({"cells": np.array([0]), "least": 2, "most": 1}, "needs 0 <= least <= most"),
        ({"cells": np.array([0]), "most": -1}, "needs 0 <= least <= most"),
        ({"cells": np.array([0]), "most": 1, "rates": np.ones(2)}, "needs 1 finite rates"),
        ({"cells": np.array([0]), "most": 1, "penalty": 0.0}, "the penalty of x must be"),
    ],
)
def test_constraints_that_are_none(choices, message):
    """Misuse names the constraint."""
    with pytest.raises(ValueError, match=message):
        SideConstraint(name="x", **choices)


def test_misuse():
    """Amounts, cells, units and groups are checked."""
    with pytest.raises(ValueError, match="ideal needs one amount"):
        fit_coupled(np.array([-1.0]), [])
    with pytest.raises(ValueError, match="x names amounts beyond the 1"):
        fit_coupled(np.ones(1), [SideConstraint(name="x", cells=np.array([1]), most=1)])
    with pytest.raises(ValueError, match="unit must be"):
        fit_coupled(np.ones(1), [], unit=0)
    with pytest.raises(ValueError, match="no amount is in 'North'"):
        group_sums(REGIONS, {"North": 1})


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_hard_sums_of_two_families_are_exact(seed):
    """Random regions by products with exact margins and bounds: sums to the cent, bounds kept, nothing gives."""
    rng = np.random.default_rng(seed)
    k, p = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    whole = rng.integers(0, int(rng.choice([20, 10**5, 10**9])), (k, p))
    regions, products = [f"r{i}" for i in range(k) for _ in range(p)], [f"p{j}" for _ in range(k) for j in range(p)]
    hard = [
        *group_sums(regions, {f"r{i}": int(whole[i].sum()) for i in range(k)}),
        *group_sums(products, {f"p{j}": int(whole[:, j].sum()) for j in range(p)}),
    ]
    flat = whole.ravel()
    floor, cap = (
        (flat * rng.uniform(0, 1, k * p)).astype(np.int64),
        (flat * rng.uniform(1, 2, k * p)).astype(np.int64) + 1,
    )
    ideal = flat * rng.uniform(0.5, 1.5, k * p)
    found = fit_coupled(ideal, hard, floor=floor, cap=cap)
    assert found.cents.reshape(k, p).sum(axis=1).tolist() == whole.sum(axis=1).tolist()
    assert found.cents.reshape(k, p).sum(axis=0).tolist() == whole.sum(axis=0).tolist()
    assert (found.cents >= floor).all()
    assert (found.cents <= cap).all()
    assert found.gave == {}


def test_a_thousand_territories_by_three_products():
    """Regions hard, product by region elastic, a budget: solved and rounded in seconds (thirty are allowed here)."""
    rng = np.random.default_rng(0)
    k, p = 1_000, 3
    ideal = rng.lognormal(13, 1, k * p)
    region = np.repeat(rng.integers(0, 8, k), p)
    product = np.tile(np.arange(p), k)
    pairs = [f"{r}/{j}" for r, j in zip(region, product, strict=True)]
    totals = {label: int(ideal[region == label].sum()) for label in range(8)}
    wanted = {pair: int(ideal[np.array(pairs) == pair].sum() * rng.uniform(0.9, 1.1)) for pair in sorted(set(pairs))}
    constraints = [*group_sums(region.tolist(), totals), *group_sums(pairs, wanted, penalty=1.0)]
    began = time.process_time()
    found = fit_coupled(ideal, constraints)
    assert time.process_time() - began < 30
    assert all(found.cents[region == label].sum() == total for label, total in totals.items())
    assert found.gave


def test_rounding_breaks_the_cheap_constraint():
    """Two wishes that no multiple keeps both: the dear one holds, as it does before rounding."""
    dear = SideConstraint(name="dear", cells=np.array([0]), most=540, penalty=50.0)
    cheap = SideConstraint(name="cheap", cells=np.array([0]), least=590, penalty=1.0)
    assert fit_coupled(np.array([500.0]), (dear, cheap), unit=100).cents.tolist() == [500]
