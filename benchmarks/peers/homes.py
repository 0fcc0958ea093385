"""Territories that were found without the homes of reps are given to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.check import Floats, Labels, great_circle_km


def give_to_homes(places: Floats, centres: Floats, territory_of: Labels) -> NDArray[np.intp]:
    """Give each territory one of the homes so that all distances together are least; (n,) home of each account."""
    k = len(centres)
    cost = np.zeros((k, k))
    for home, centre in enumerate(centres):
        cost[:, home] = np.bincount(territory_of, great_circle_km(places, centre[None]), minlength=k)
    _, home_of = linear_sum_assignment(cost)
    return np.asarray(home_of[territory_of], dtype=np.intp)
