"""Where places lie on the paper: x to the right, y upwards, and how much y is stretched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats, Planar, TravelMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Places in the coordinates of a plot: longitude and latitude, or x and y.

    Longitudes are drawn as they are: what lies across the date line is drawn at both edges.

    Parameters
    ----------
    units
        (n, 2) x and y of the units; NaN where unknown.
    centres
        (k, 2) x and y of rep locations and of centres placed by the plan; NaN where there is none.
    """

    units: Floats
    centres: Floats


def project(alignment: Alignment) -> Projection:
    """Units and centres of a plan in the coordinates of a plot.

    Raises
    ------
    ValueError
        If no unit has a place.
    """
    instance = alignment.instance
    units = _flipped(instance, instance.units.places)
    # A travel matrix needs no coordinates; absent ones are 0 there.
    absent = isinstance(instance.travel, TravelMatrix) and not units.any()
    if absent or not np.isfinite(units).all(axis=1).any():
        raise ValueError("no account has a place: give latitude and longitude to draw a map")
    fixed = _flipped(instance, instance.territories.centres)
    chosen = alignment.centre_unit
    of_unit = np.where((chosen != NOBODY)[:, None], units[chosen], np.nan)
    return Projection(units, np.where(instance.free_centres()[:, None], of_unit, fixed))


def stretch(instance: Instance, y: Floats) -> float:
    """Length of one unit of y over one of x, such that shapes in the middle of ``y`` look right.

    A degree of longitude is ``cos(latitude)`` of a degree of latitude.

    Parameters
    ----------
    instance
        Tells whether places are degrees.
    y
        Vertical coordinates to be drawn; NaN are left out.
    """
    if isinstance(instance.travel, Planar):
        return 1.0
    middle = (np.nanmin(y) + np.nanmax(y)) / 2
    return float(1.0 / max(np.cos(np.radians(middle)), 0.1))


def _flipped(instance: Instance, places: Floats) -> Floats:
    """Places with the horizontal coordinate first: on the globe the latitude comes first in the facts."""
    return places if isinstance(instance.travel, Planar) else places[:, ::-1]
