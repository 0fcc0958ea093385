"""Sheets of a map: accounts an ocean apart are drawn beside each other, each group true to area.

Places on the globe are put on paper by Lambert's azimuthal equal-area projection, centred on each group. Snyder: Map
Projections, A Working Manual (1987), section 24.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from optimizer.travel import EARTH_RADIUS_KM, Floats

APART_KM, SPARSE = 800.0, 1.5
"""Accounts farther than this from all others have sheets of their own; where they are sparse, farther than this many
times the usual distance to the next."""
TOGETHER_KM = 2_500.0
"""Groups beside the largest share a sheet where they are no farther from each other."""
CELL_DEGREES = 1.0
LEAST_KM = 300.0
"""Width and height of the ground a sheet shows at least."""
MOST_SHEETS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One group of accounts on its own piece of paper.

    Parameters
    ----------
    rows
        Which accounts.
    origin
        Latitude and longitude of the middle, None on a plane.
    low, high
        Corners of the ground, kilometres from the middle (or x and y).
    """

    rows: NDArray[np.intp]
    origin: tuple[float, float] | None
    low: Floats
    high: Floats

    @property
    def proportion(self) -> float:
        """Height over width."""
        width, height = self.high - self.low
        return float(height / width)

    def on_paper(self, places: Floats, width: float) -> Floats:
        """(m, 2) right of the left edge and below the upper edge of a sheet of this width.

        Parameters
        ----------
        places
            (m, 2) x and y, or longitude and latitude.
        width
            Of the paper.
        """
        points = places if self.origin is None else _azimuthal(places, self.origin)
        scale = width / (self.high - self.low)[0]
        return np.asarray(np.column_stack([points[:, 0] - self.low[0], self.high[1] - points[:, 1]]) * scale)


def find_sheets(places: Floats, *, planar: bool) -> list[Sheet]:
    """Group the accounts that have a place, the largest group first.

    Parameters
    ----------
    places
        (n, 2) x and y, or longitude and latitude; NaN where unknown.
    planar
        True for x and y: one sheet.
    """
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(known):
        return []
    if planar:
        return [_sheet(known, places[known], None)]
    group = _groups(places[known], _apart(places[known]))
    main = group == np.bincount(group).argmax()
    first = _globe_sheet(known[main], places)
    # What lies between the accounts of the first sheet is on it anyway.
    main |= _on_sheet(first, places[known])
    sheets, rest = [_globe_sheet(known[main], places)], known[~main]
    if len(rest):
        group = _groups(places[rest], TOGETHER_KM)
        order = np.argsort(-np.bincount(group), kind="stable")[: MOST_SHEETS - 1]
        sheets += [_globe_sheet(rest[group == chosen], places) for chosen in order]
    return sheets


def _globe_sheet(rows: NDArray[np.intp], places: Floats) -> Sheet:
    """Sheet around accounts on the globe."""
    middle = _vectors(places[rows]).mean(axis=0)
    origin = (float(np.degrees(np.arctan2(middle[2], np.hypot(*middle[:2])))), _east(middle))
    return _sheet(rows, _azimuthal(places[rows], origin), origin)


def _on_sheet(sheet: Sheet, places: Floats) -> NDArray[np.bool_]:
    """(n,) True where a place lies on a sheet."""
    points = sheet.on_paper(places, 1.0)
    return np.asarray(((points >= 0) & (points <= (1.0, sheet.proportion))).all(axis=1))


def _apart(places: Floats) -> float:
    """Distance beyond which accounts are far from the others, kilometres."""
    cells = np.unique(np.round(places / CELL_DEGREES), axis=0) * CELL_DEGREES
    if len(cells) < 2:
        return APART_KM
    chord, _ = KDTree(_vectors(cells)).query(_vectors(cells), k=2)
    usual = 2 * EARTH_RADIUS_KM * float(np.arcsin(np.median(chord[:, 1]) / 2))
    return float(np.clip(SPARSE * usual, APART_KM, TOGETHER_KM))


def _groups(places: Floats, apart_km: float) -> NDArray[np.intp]:
    """(n,) group of each place: those linked by steps no longer than this."""
    cells, of_cell = np.unique(np.round(places / CELL_DEGREES), axis=0, return_inverse=True)
    chord = 2 * np.sin(apart_km / EARTH_RADIUS_KM / 2)
    pairs = KDTree(_vectors(cells * CELL_DEGREES)).query_pairs(chord, output_type="ndarray")
    links = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(cells), len(cells)))
    _, label = connected_components(links, directed=False)
    return np.asarray(label, dtype=np.intp)[of_cell.ravel()]


def _vectors(places: Floats) -> Floats:
    """(n, 3) unit vectors of longitudes and latitudes."""
    longitude, latitude = np.radians(places).T
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def _east(vector: Floats) -> float:
    return float(np.degrees(np.arctan2(vector[1], vector[0])))


def _azimuthal(places: Floats, origin: tuple[float, float]) -> Floats:
    """(n, 2) kilometres east and north of an origin, true to area."""
    longitude, latitude = np.radians(places).T
    up, east = np.radians(origin)
    turned = longitude - east
    towards = np.sin(up) * np.sin(latitude) + np.cos(up) * np.cos(latitude) * np.cos(turned)
    scale = EARTH_RADIUS_KM * np.sqrt(2.0 / np.maximum(1.0 + towards, 1e-9))
    x = scale * np.cos(latitude) * np.sin(turned)
    y = scale * (np.cos(up) * np.sin(latitude) - np.sin(up) * np.cos(latitude) * np.cos(turned))
    return np.column_stack([x, y])


def _sheet(rows: NDArray[np.intp], points: Floats, origin: tuple[float, float] | None) -> Sheet:
    low, high = points.min(axis=0), points.max(axis=0)
    middle, span = (low + high) / 2, high - low
    least = LEAST_KM if origin is not None else max(float(span.max()) * 0.25, 1e-9)
    span = np.maximum(span * 1.08, least)
    # Neither a strip nor a tower: the paper has room for both ways.
    span = np.maximum(span, span[::-1] * (0.8, 0.55))
    return Sheet(rows, origin, middle - span / 2, middle + span / 2)
