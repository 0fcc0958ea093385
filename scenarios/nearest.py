"""The nearest eligible territory of each unit, found once a class of eligibility instead of once a pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats, Geometry, Integers


def nearest_territories(
    instance: Instance, eligibility: Eligibility, geometry: Geometry, places: Integers
) -> tuple[Integers, Integers]:
    """Nearest eligible territory of each unit, and how many are eligible.

    A road is never shorter to the farther of two places on the straight line (circuity falls more slowly than
    distance grows), so straight distance decides where there is no matrix.

    Parameters
    ----------
    instance
        The facts.
    eligibility
        Who may serve whom.
    geometry
        Costs between places, of power 1.
    places
        (k,) place of each territory's centre, -1 for none.

    Returns
    -------
    tuple
        (n,) territories, -1 where none is eligible and has a place; (n,) counts.
    """
    n = instance.num_units
    nearest = np.full(n, NOBODY, dtype=np.int32)
    choices = np.zeros(n, dtype=np.int32)
    located = _located(geometry, places)
    shut = _forbidden_sets(eligibility)
    class_of_unit = np.where(eligibility.family_of >= 0, eligibility.class_of[eligibility.family_of], NOBODY)
    order = np.argsort(class_of_unit, kind="stable")
    starts = np.searchsorted(class_of_unit[order], np.arange(len(eligibility.allowed) + 1))
    for code in np.unique(eligibility.class_of):
        units = order[starts[code] : starts[code + 1]]
        choices[units] = eligibility.allowed[code].sum()
        open_ = np.flatnonzero(eligibility.allowed[code] & located).astype(np.int32)
        if len(open_) and len(units):
            nearest[units] = open_[_nearest(geometry, units, places[open_])]
    if not shut:
        return nearest, choices
    for unit in np.flatnonzero(np.isin(eligibility.family_of, list(shut))):
        family = eligibility.family_of[unit]
        allowed = eligibility.allowed[eligibility.class_of[family]].copy()
        allowed[list(shut[family])] = False
        choices[unit] = allowed.sum()
        open_ = np.flatnonzero(allowed & located).astype(np.int32)
        nearest[unit] = open_[_nearest(geometry, np.array([unit]), places[open_])[0]] if len(open_) else NOBODY
    return nearest, choices


def _located(geometry: Geometry, places: Integers) -> NDArray[np.bool_]:
    """(k,) True where a centre has a place."""
    if len(geometry.matrix):
        return places >= 0
    return (places >= 0) & np.isfinite(geometry.xyz[places]).all(axis=1)


def _nearest(geometry: Geometry, units: NDArray[np.intp], places: Integers) -> Integers:
    """Position in ``places`` of the nearest one, for each unit."""
    if len(geometry.matrix):
        return np.asarray(geometry.matrix[np.ix_(units, places - geometry.first_place)].argmin(axis=1), dtype=np.int32)
    # A unit without a place has no nearest territory; the first stands in and is never told.
    points: Floats = np.nan_to_num(geometry.xyz[units])
    return np.asarray(cKDTree(geometry.xyz[places]).query(points)[1], dtype=np.int32)


def _forbidden_sets(eligibility: Eligibility) -> dict[int, list[int]]:
    """Family -> territories forbidden to it."""
    shut: dict[int, list[int]] = {}
    for family, territory in eligibility.forbidden.tolist():
        shut.setdefault(family, []).append(territory)
    return shut
