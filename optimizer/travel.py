"""Distances and hours between places.

Every kind of travel here is a straight distance d (km) times a factor that depends on d alone, so one
small array (a *curve*) describes it completely and the compiled loops of the solvers, the bounds and the
assessment share one definition.

Sources: haversine/chord form of the great circle (Sinnott, 1984, "Virtues of the Haversine"); circuity and
speed by distance band fitted on a public street network (New York, 264,346 nodes): 1.22 below 5 km falling
to 1.14 at 50-100 km; 47, 55, 68, 75, 80 km/h at 2-5, 5-10, 10-25, 25-50, 50-100 km. Between the two
measured circuities the fall is taken as linear over the bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .compiled import jit_inlined, jittable, jitted
from .exceptions import InputError, Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

EARTH_RADIUS_KM = 6371.0


class Quantity(Enum):
    """What travel is measured in."""

    DISTANCE = "distance"
    """Kilometres by road (or straight, or as given by a matrix)."""
    TIME = "time"
    """Hours, one way."""


@dataclass(frozen=True, slots=True)
class RoadProfile:
    """Circuity (road / straight distance) and speed at knots of straight distance, linear between, flat outside.

    Parameters
    ----------
    straight_km
        Knots of straight distance, increasing, kilometres.
    circuity
        Road kilometres per straight kilometre at each knot, at least 1.
    speed_kmh
        Average speed over the road at each knot, km/h.

    Raises
    ------
    ValueError
        If a number is impossible, or if a farther place would be nearer by road or in time: solvers rely on costs
        that never fall with distance.
    """

    straight_km: tuple[float, ...]
    circuity: tuple[float, ...]
    speed_kmh: tuple[float, ...]

    def __post_init__(self) -> None:
        sizes = {len(self.straight_km), len(self.circuity), len(self.speed_kmh)}
        if len(sizes) != 1 or not self.straight_km:
            raise ValueError("straight_km, circuity and speed_kmh need the same number of knots, at least one")
        if not np.isfinite([*self.straight_km, *self.circuity, *self.speed_kmh]).all():
            raise ValueError("straight_km, circuity and speed_kmh must be finite")
        if self.straight_km[0] < 0 or any(b <= a for a, b in pairwise(self.straight_km)):
            raise ValueError(f"straight_km must increase from 0 or more, given {self.straight_km}")
        if min(self.circuity) < 1.0 or min(self.speed_kmh) <= 0.0:
            raise ValueError("circuity must be at least 1 and speed above 0 at every knot")
        self._check_order(Quantity.DISTANCE, "by road", "circuity must fall more slowly")
        self._check_order(Quantity.TIME, "in time", "speed must rise more slowly")

    def factors(self, quantity: Quantity) -> Floats:
        """(knots,) kilometres by road, or hours, per straight kilometre at each knot."""
        factor = np.asarray(self.circuity, dtype=np.float64)
        return factor if quantity is Quantity.DISTANCE else factor / np.asarray(self.speed_kmh, dtype=np.float64)

    def _check_order(self, quantity: Quantity, how: str, remedy: str) -> None:
        """Refuse a factor f of which ``s f(s)`` falls with the straight distance s: ``f + s f' < 0`` at a knot."""
        knots, factor = np.asarray(self.straight_km, dtype=np.float64), self.factors(quantity)
        slope = np.diff(factor) / np.diff(knots)
        # Between knots f + s f' is linear, so its ends decide.
        growth = np.stack([factor[:-1] + knots[:-1] * slope, factor[1:] + knots[1:] * slope])
        falling = np.argwhere(growth.T < 0)
        if len(falling):
            knot = self.straight_km[falling[0].sum()]
            raise ValueError(f"a farther place would be nearer {how} at {knot:g} km: {remedy} there")


STREETS = RoadProfile(
    straight_km=(0.0, 3.5, 7.5, 17.5, 37.5, 75.0),
    circuity=(1.22, 1.22, 1.20, 1.18, 1.16, 1.14),
    speed_kmh=(47.0, 47.0, 55.0, 68.0, 75.0, 80.0),
)
STRAIGHT = RoadProfile(straight_km=(0.0,), circuity=(1.0,), speed_kmh=(80.0,))


class Geometry(NamedTuple):
    """Places and the cost of going from one to another, as the compiled loops need them.

    Places 0..n-1 are the units, n..n+k-1 the fixed centres of the k territories (NaN where a centre is free).
    ``matrix`` (n, columns) replaces the curve where it has columns; ``first_place`` is the place of column 0.
    """

    xyz: Floats
    curve: Floats
    matrix: Floats
    first_place: int


class Travel(Protocol):
    """How far it is from a unit to a place."""

    def geometry(self, units: Floats, centres: Floats, quantity: Quantity, power: int) -> Geometry:
        """Costs of ``quantity ** power`` between ``units`` (n, 2) and each other or ``centres`` (k, 2)."""
        ...


def _curve(radius_km: float, roads: RoadProfile, quantity: Quantity, power: int) -> Floats:
    """Pack [radius or 0, power, number of knots, knots..., factor at each knot...]."""
    factor = roads.factors(quantity)
    knots = np.asarray(roads.straight_km)
    return np.concatenate([[radius_km, float(power), float(len(knots))], knots, factor])


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """Great-circle distance times circuity; places are (latitude, longitude) in degrees.

    Parameters
    ----------
    roads
        Circuity and speed by straight distance; ``STRAIGHT`` gives the bare great circle.
    radius_km
        Radius of the sphere, kilometres.
    """

    roads: RoadProfile = STREETS
    radius_km: float = EARTH_RADIUS_KM

    def positions(self, places: Floats) -> Floats:
        """Points (m, 3) on the sphere, kilometres from its centre, of (latitude, longitude) rows (m, 2)."""
        latitude, longitude = np.radians(places[:, 0]), np.radians(places[:, 1])
        flat = np.cos(latitude)
        xyz = np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
        return self.radius_km * xyz

    def geometry(self, units: Floats, centres: Floats, quantity: Quantity, power: int) -> Geometry:
        """See ``Travel.geometry``."""
        xyz = self.positions(np.vstack([units, centres]))
        return Geometry(xyz, _curve(self.radius_km, self.roads, quantity, power), np.empty((0, 0)), 0)


@dataclass(frozen=True, slots=True)
class Planar:
    """Euclidean distance in the plane; places are (x, y).

    Parameters
    ----------
    roads
        Circuity and speed by straight distance, as for ``GreatCircle``; straight by default.
    """

    roads: RoadProfile = STRAIGHT

    def geometry(self, units: Floats, centres: Floats, quantity: Quantity, power: int) -> Geometry:
        """See ``Travel.geometry``."""
        places = np.vstack([units, centres])
        xyz = np.column_stack([places, np.zeros(len(places))])
        return Geometry(xyz, _curve(0.0, self.roads, quantity, power), np.empty((0, 0)), 0)


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """Travel as given: a road engine's answer, or any cost the user owns.

    Parameters
    ----------
    distance
        (n, k) kilometres from each unit to each territory's centre.
    hours
        Same shape, hours one way; needed only where criteria ask for time.
    between_units
        True where the matrices are (n, n), from unit to unit: every centre then is free and is the place of
        one of its units.
    """

    distance: Floats
    hours: Floats | None = None
    between_units: bool = False

    def __post_init__(self) -> None:
        for name, matrix in (("distance", self.distance), ("hours", self.hours)):
            if matrix is None:
                continue
            if matrix.ndim != 2 or not np.isfinite(matrix).all() or (matrix < 0).any():
                problem = f"the {name} matrix needs two dimensions of finite numbers, none negative"
                raise InputError([Problem("travel matrix", problem, "Fill or drop the pairs that are missing")])
            if matrix.shape != self.distance.shape:
                problem = f"hours have shape {matrix.shape}, distance {self.distance.shape}"
                raise InputError([Problem("travel matrix", problem, "Give both for the same pairs")])

    def geometry(self, units: Floats, centres: Floats, quantity: Quantity, power: int) -> Geometry:
        """See ``Travel.geometry``."""
        n, k = len(units), len(centres)
        matrix = self.distance if quantity is Quantity.DISTANCE else self.hours
        if matrix is None:
            remedy = "Give hours, or measure travel by distance"
            raise InputError([Problem("travel matrix", "no hours given", remedy)])
        expected = (n, n) if self.between_units else (n, k)
        if matrix.shape != expected:
            problem = f"the shape is {matrix.shape}, expected {expected}"
            raise InputError([Problem("travel matrix", problem, "Give one row a unit, in the order of the accounts")])
        powered = np.ascontiguousarray(matrix**power, dtype=np.float64)
        curve = _curve(0.0, STRAIGHT, quantity, power)
        return Geometry(np.zeros((n + k, 3)), curve, powered, 0 if self.between_units else n)


@jit_inlined
def curve_cost(curve: Floats, chord_squared: float) -> float:
    """Cost of a straight line of squared length ``chord_squared`` (km^2) under a packed curve."""
    straight = np.sqrt(chord_squared)
    radius = curve[0]
    if radius > 0.0:
        straight = 2.0 * radius * np.arcsin(min(1.0, straight / (2.0 * radius)))
    knots = int(curve[2])
    factor = curve[2 + 2 * knots]
    if knots > 1 and straight < curve[2 + knots]:
        at = 3
        while curve[at + 1] <= straight:
            at += 1
        low, high = curve[at], curve[at + 1]
        share = max(0.0, (straight - low) / (high - low))
        factor = curve[at + knots] * (1.0 - share) + curve[at + knots + 1] * share
    cost = straight * factor
    if curve[1] == 2.0:
        cost *= cost
    return float(cost)


@jit_inlined
def place_cost(geometry: Geometry, unit: int, place: int) -> float:
    """Cost of travel from ``unit`` to ``place`` (a unit, or n + territory for a fixed centre)."""
    if geometry.matrix.shape[0] > 0:
        return float(geometry.matrix[unit, place - geometry.first_place])
    return curve_cost(geometry.curve, chord_squared(geometry.xyz, unit, place))


@jit_inlined
def chord_squared(xyz: Floats, first: int, second: int) -> float:
    """Squared length (km^2) of the straight line between two rows of ``Geometry.xyz``."""
    dx = xyz[first, 0] - xyz[second, 0]
    dy = xyz[first, 1] - xyz[second, 1]
    dz = xyz[first, 2] - xyz[second, 2]
    return float(dx * dx + dy * dy + dz * dz)


@jittable
def farthest_chord_squared(curve: Floats, limit: float) -> float:
    """Squared length (km^2) of the longest straight line that costs at most ``limit``; infinite where all do.

    Costs never fall with distance, so comparing squared lengths with it stands for comparing costs with the limit.
    """
    low, high = 0.0, 1.0
    while curve_cost(curve, high) <= limit:
        if high > 1e30:
            return np.inf
        low, high = high, 2.0 * high
    middle = 0.5 * (low + high)
    while low < middle < high:
        if curve_cost(curve, middle) <= limit:
            low = middle
        else:
            high = middle
        middle = 0.5 * (low + high)
    return low


@jitted
def straight_costs(geometry: Geometry, straight: Floats) -> Floats:
    """Cost of travel along straight lines of these lengths (kilometres)."""
    costs = np.zeros(len(straight))
    for row in range(len(straight)):
        costs[row] = curve_cost(geometry.curve, straight[row] * straight[row])
    return costs


@jitted
def costs_to_places(geometry: Geometry, units: Integers, places: Integers) -> Floats:
    """Cost of travel of each pair (units[i], places[i]); 0 where a place is negative (nowhere to go)."""
    costs = np.zeros(len(units))
    for row in range(len(units)):
        if places[row] >= 0:
            costs[row] = place_cost(geometry, units[row], places[row])
    return costs
