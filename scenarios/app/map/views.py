"""Where accounts lie together: what a planner looks at first, and where else there is something to see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from optimizer.instance import Instance
from optimizer.travel import Floats, Planar
from scenarios.atlas import Borders

TOGETHER_KM = 900.0
"""Accounts this far apart are looked at together."""
MOST_VIEWS = 6
FEWEST = 3
"""Accounts that make a view of their own."""
EARTH_KM = 6371.0
EVERYTHING = "All"


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map.

    Parameters
    ----------
    name
        What it shows.
    bounds
        (left, bottom, right, top) of its accounts on the map, kilometres.
    accounts
        How many there are.
    """

    name: str
    bounds: tuple[float, float, float, float]
    accounts: int


def find_views(instance: Instance, points: Floats, borders: Borders) -> tuple[View, ...]:
    """Parts of the map in which accounts lie together, the largest first; behind them the whole if there are several.

    Parameters
    ----------
    instance
        The facts.
    points
        (n, 2) accounts on the map, NaN where unknown.
    borders
        Name the parts.
    """
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    whole = View(EVERYTHING, _bounds(points[known]), len(known))
    if isinstance(instance.travel, Planar):
        return (whole,)
    latitude, longitude = instance.units.places[known].T
    part = _parts(latitude, longitude)
    sizes = np.bincount(part)
    if len(sizes) == 1:
        return (whole,)
    chosen = [int(label) for label in np.argsort(-sizes, kind="stable")[:MOST_VIEWS] if sizes[label] >= FEWEST]
    names = [_name(borders, longitude[part == label], latitude[part == label]) for label in chosen]
    views = [
        View(name if names.count(name) == 1 else f"{name} ({position + 1})", _bounds(points[known[part == label]]), n)
        for position, (label, name, n) in enumerate(
            zip(chosen, names, (int(sizes[label]) for label in chosen), strict=True)
        )
    ]
    return (*views, whole)


def _parts(latitude: Floats, longitude: Floats) -> NDArray[np.intp]:
    """(n,) number of the part each account belongs to: chains of steps up to ``TOGETHER_KM``."""
    cells, cell = np.unique(np.round(np.column_stack([latitude, longitude])), axis=0, return_inverse=True)
    phi, lam = np.radians(cells).T
    ball = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    chord = 2 * np.sin(TOGETHER_KM / EARTH_KM / 2)
    pairs = KDTree(ball).query_pairs(chord, output_type="ndarray")
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(cells), len(cells)))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label[cell.ravel()], dtype=np.intp)


def _name(borders: Borders, longitude: Floats, latitude: Floats) -> str:
    """Name of the state where nearly all accounts are, or of the countries that have many of them."""
    some = slice(None, None, 1 + len(longitude) // 2_000)
    states = Counter(borders.state_of(longitude[some], latitude[some]))
    countries = Counter(borders.country_of(longitude[some], latitude[some]))
    total = sum(countries.values())
    state, count = states.most_common(1)[0]
    if state and count > 0.9 * total:
        return str(state)
    named = [str(name) for name, count in countries.most_common(3) if name and count >= 0.05 * total]
    return ", ".join(name.replace(" of America", "") for name in named) or "At sea"


def _bounds(points: Floats) -> tuple[float, float, float, float]:
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return float(left), float(bottom), float(right), float(top)
