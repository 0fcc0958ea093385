"""How far all bounds of a sales tree would have to give, alike, for a target to become possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, UNLIMITED, Cents

from .laminar import Factors, find_node_limits
from .limits import limits_of
from .tree import SalesTree

PRECISION = 1e-6
"""Of the share that is found."""
MOST = 1e6
"""Largest relaxation looked for: caps a million times as high."""


def relaxed(bounds: tuple[Cents, Cents], share: float) -> tuple[Cents, Cents]:
    """Floors lower and caps higher by a share, to the cent that gives most.

    Parameters
    ----------
    bounds
        (n,) floors and (n,) caps, cents; ``UNLIMITED`` stays.
    share
        0.1 lowers floors by 10 % (by 1 and more to nothing) and raises caps by 10 %.
    """
    floor, cap = bounds
    lower = np.floor(floor * max(1.0 - share, 0.0)).astype(np.int64)
    higher = np.minimum(np.ceil(np.minimum(cap, MAX_CENTS) * (1.0 + share)), float(MAX_CENTS)).astype(np.int64)
    return np.minimum(lower, floor), np.where(cap < UNLIMITED, np.maximum(higher, cap), UNLIMITED)


def smallest_relaxation(
    target: int,
    tree: SalesTree,
    *,
    floor: Cents | None = None,
    cap: Cents | None = None,
    over_assignment: Sequence[float] = (),
) -> float | None:
    """Find the smallest share by which all floors fall and all caps rise so that the target is possible.

    Parameters
    ----------
    target, tree, floor, cap, over_assignment
        As in ``hierarchy.allocate_tree``.

    Returns
    -------
    float or None
        0 where it is possible already; rounded up to ``PRECISION``, so bounds relaxed by it do. None where no share up
        to ``MOST`` helps (caps of nothing stay nothing).

    Raises
    ------
    ValueError
        For amounts, shares or arrays that cannot be used.
    """
    limits = limits_of(len(tree), floor, cap)
    factors = Factors(over_assignment, tree.depth)

    def possible(share: float) -> bool:
        lower, higher = relaxed((limits.floor, limits.cap), share)
        try:
            find_node_limits(target, tree, factors, floor=lower, cap=higher)
        except QuotaError:
            return False
        return True

    if possible(0.0):
        return 0.0
    if not possible(MOST):
        return None
    low, high = 0.0, 1.0
    while not possible(high):
        low, high = high, 2 * high
    while high - low > PRECISION / 2:
        middle = (low + high) / 2
        low, high = (low, middle) if possible(middle) else (middle, high)
    up = np.ceil(high / PRECISION) * PRECISION
    return float(up)
