"""Items put together with their neighbours, so that prices are found on a sixteenth of the numbers.

Multiscale solution of transport problems: Merigot, 2011, "A multiscale approach to optimal transport"; Schmitzer, 2016,
"A sparse multiscale algorithm for dense optimal transport". The groups only guide: bounds are computed on the items.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Integers

BITS = 10
"""Each axis is cut into 2 ** BITS slices."""


def coarsen(eligibility: Eligibility, middle: Floats, size: int) -> tuple[Eligibility, Integers]:
    """Group items of one class and one pin by place.

    Parameters
    ----------
    eligibility
        Who may serve the items.
    middle
        (F, 3) positions of the items.
    size
        Items of a group; those with forbidden pairs stay alone.

    Returns
    -------
    tuple
        The eligibility in which each group is a family, and (F,) group of each item.
    """
    count = eligibility.num_families
    alone = np.zeros(count, dtype=np.int64)
    shut = np.unique(eligibility.forbidden[:, 0])
    alone[shut] = 1 + np.arange(len(shut))
    order = np.lexsort((morton_code(middle), eligibility.pinned, eligibility.class_of, alone))
    key = np.column_stack([alone, eligibility.class_of, eligibility.pinned])[order]
    fresh = np.r_[True, (key[1:] != key[:-1]).any(axis=1)]
    run = np.cumsum(fresh) - 1
    within = np.arange(count) - np.flatnonzero(fresh)[run]
    group = np.cumsum(fresh | (within % size == 0)) - 1
    group_of = np.empty(count, dtype=np.int32)
    group_of[order] = group
    leader = order[np.flatnonzero(np.r_[True, np.diff(group) > 0])]
    placed = eligibility.family_of >= 0
    family_of = np.where(placed, group_of[eligibility.family_of], NOBODY).astype(np.int32)
    forbidden = eligibility.forbidden.copy()
    forbidden[:, 0] = group_of[forbidden[:, 0]]
    coarse = replace(
        eligibility,
        family_of=family_of,
        class_of=eligibility.class_of[leader],
        forbidden=np.unique(forbidden, axis=0).reshape(-1, 2),
        pinned=eligibility.pinned[leader],
        pool_of_family=eligibility.pool_of_family[leader],
    )
    return coarse, group_of


def morton_code(points: Floats) -> NDArray[np.int64]:
    """(m,) place of each of the points (m, 3) along a curve that keeps neighbours together (Morton, 1966)."""
    low, high = points.min(axis=0), points.max(axis=0)
    widest = max(float((high - low).max()), 1e-12)
    cell = ((points - low) / widest * (2**BITS - 1)).astype(np.int64)
    code = np.zeros(len(points), dtype=np.int64)
    for bit in range(BITS):
        for axis in range(3):
            code |= ((cell[:, axis] >> bit) & 1) << (3 * bit + axis)
    return code
