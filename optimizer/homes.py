"""Where reps probably live: the place from which their accounts of today are least travel.

The estimate is the geometric median. On the sphere the step of Weiszfeld is taken in the plane that touches it
(Fletcher, Venkatasubramanian and Joshi, 2009, "The geometric median on Riemannian manifolds"); where accounts lie
at the place reached, the step is that of Vardi and Zhang (2000, "The multivariate L1-median and associated data
depth"), so that it neither divides by 0 nor stays where it should not. Steps are made longer by a constant factor,
which halves their number and converges for every factor of 1 to 2 (Ostresh, 1978, "On the convergence of a class of
iterative methods for solving the Weber location problem").
"""

from __future__ import annotations

import numpy as np

from .travel import EARTH_RADIUS_KM, Floats, GreatCircle, Integers, Planar, Travel, TravelMatrix

PRECISION_KM = 1e-2
"""A home that moves less than this has been found; accounts nearer than this are at it."""
LENGTHENING = 1.8
MOST_STEPS = 200


def geometric_medians(places: Floats, group: Integers, num_groups: int, *, travel: Travel) -> Floats:
    """Place of least total straight distance to the places of each group.

    Parameters
    ----------
    places
        (m, 2) latitude and longitude in degrees, or x and y where travel is ``Planar``; finite.
    group
        (m,) group of each place, 0..num_groups-1.
    num_groups
        Number of groups.
    travel
        Tells the sphere from the plane.

    Returns
    -------
    NDArray
        (num_groups, 2) like ``places``; NaN for a group without places.
    """
    radius = 0.0 if isinstance(travel, Planar) else EARTH_RADIUS_KM
    points = GreatCircle().positions(places) if radius else np.array(places, dtype=np.float64)
    size = np.bincount(group, minlength=num_groups)
    medians = _onto(_totals(points, group, num_groups) / np.maximum(size, 1)[:, None], radius)
    for _ in range(MOST_STEPS):
        step = LENGTHENING * _weiszfeld_step(points, group, medians, radius)
        medians = _walk(medians, step, radius)
        moving = _lengths(step) > PRECISION_KM
        if not moving.any():
            break
        still_moving = moving[group]
        points, group = points[still_moving], group[still_moving]
    medians[size == 0] = np.nan
    return _degrees(medians) if radius else medians


def fill_in_homes(centres: Floats, places: Floats, incumbent: Integers, *, travel: Travel) -> tuple[Floats, Integers]:
    """Fill in centres of territories without a place from the accounts they have today.

    Parameters
    ----------
    centres
        (k, 2) places of the territories, NaN where there is none.
    places
        (n, 2) places of the units, NaN where there is none.
    incumbent
        (n,) territory of today, -1 for none.
    travel
        Tells the sphere from the plane; a ``TravelMatrix`` has its centres and needs no homes.

    Returns
    -------
    tuple
        (k, 2) centres, NaN where there is neither a place nor an account; and (k,) number of accounts each
        estimate stands on, 0 where nothing was estimated.
    """
    k = len(centres)
    if isinstance(travel, TravelMatrix):
        return centres, np.zeros(k, dtype=np.int32)
    homeless = np.asarray(np.isnan(centres).any(axis=1))
    used = (incumbent >= 0) & ~np.asarray(np.isnan(places).any(axis=1))
    used[used] = homeless[incumbent[used]]
    counts = np.bincount(incumbent[used], minlength=k).astype(np.int32)
    medians = geometric_medians(places[used], incumbent[used], k, travel=travel)
    return np.where(homeless[:, None], medians, centres), counts


def _weiszfeld_step(points: Floats, group: Integers, medians: Floats, radius: float) -> Floats:
    """Divide the pull of the unit vectors towards the points of each group by the sum of 1 / distance: (groups, d)."""
    k = len(medians)
    towards, distance = _towards(points, medians[group], radius)
    apart = distance > PRECISION_KM
    nearness = np.divide(1.0, distance, out=np.zeros_like(distance), where=apart)
    towards[~apart] = 0.0
    pull = _totals(towards, group, k)
    weight = np.bincount(group, nearness, minlength=k)
    held = np.bincount(group, ~apart, minlength=k)
    strength = _lengths(pull)
    freed = np.maximum(0.0, 1.0 - held / np.maximum(strength, 1e-12))
    return np.asarray(pull * (freed / np.where(weight > 0, weight, 1.0))[:, None])


def _towards(points: Floats, centre: Floats, radius: float) -> tuple[Floats, Floats]:
    """Find by row the unit vector in which to leave ``centre`` for the point, and how far it is on the ground."""
    along = np.zeros(len(points))
    if radius:
        along = np.einsum("ij,ij->i", points, centre) / radius
        centre = centre * (along / radius)[:, None]
    towards = points - centre
    length = _lengths(towards)
    towards /= np.maximum(length, 1e-12)[:, None]
    return towards, radius * np.arctan2(length, along) if radius else length


def _walk(medians: Floats, step: Floats, radius: float) -> Floats:
    if not radius:
        return medians + step
    length = _lengths(step)
    angle = (length / radius)[:, None]
    direction = step / np.maximum(length, 1e-12)[:, None]
    return _onto(medians * np.cos(angle) + radius * direction * np.sin(angle), radius)


def _onto(points: Floats, radius: float) -> Floats:
    """Nearest points of the sphere; any one for its centre. The plane keeps its points."""
    if not radius:
        return points
    length = _lengths(points)[:, None]
    anywhere = np.array([radius, 0.0, 0.0])
    return np.where(length > 1e-9, radius * points / np.maximum(length, 1e-9), anywhere)


def _lengths(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def _totals(points: Floats, group: Integers, num_groups: int) -> Floats:
    return np.column_stack([np.bincount(group, axis, minlength=num_groups) for axis in points.T])


def _degrees(points: Floats) -> Floats:
    x, y, z = points.T
    return np.column_stack([np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))])
