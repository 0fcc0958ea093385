"""Where accounts and reps are: coordinate columns or geometry in, one (rows, 2) array out."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from .instance import Unplaced
from .tables import Columns, Mask, Table
from .travel import Floats, Planar, Travel, TravelMatrix

DEGREES = "EPSG:4326"
METRES_PER_KM = 1000.0
NEEDED = "Add it (travel needs coordinates), or name yours in Columns(...)"


class MissingPlace(Enum):
    """What to do with accounts without coordinates."""

    RAISE = "raise"
    """They are problems of the input."""
    LIST = "list"
    """They stay out of every plan and are listed in ``Instance.unplaced``, as are those at 0,0 degrees: not found."""


def read_account_places(
    table: Table, columns: Columns, travel: Travel, missing: MissingPlace
) -> tuple[Floats, tuple[Unplaced, ...]]:
    """Read where the accounts are, problems noted.

    Under a ``TravelMatrix`` places are only for maps: none is needed, and what is absent is 0.

    Returns
    -------
    tuple
        (n, 2) places, NaN for accounts without one where these are listed; and the list of them.
    """
    if isinstance(travel, TravelMatrix):
        return _places_for_maps(table, columns), ()
    first, second = _coordinate_columns(columns, travel)
    if table.geometry is not None:
        places, blank = _from_geometry(table, planar=isinstance(travel, Planar))
        first = second = str(table.geometry.name)
    else:
        present = [table.require(name, NEEDED) for name in (first, second)]
        if not all(present):
            return np.full((len(table), 2), np.nan), ()
        places, blank = _from_columns(table, first, second)
    unplaced: tuple[Unplaced, ...] = ()
    if missing is MissingPlace.LIST:
        places, unplaced = _list_unplaced(places, blank, travel)
        if len(unplaced) == len(table) > 0:
            table.log.add(table.name, "no account has coordinates", "Fill in coordinates", column=first)
    else:
        remedy = "Fill in the coordinates, or list such accounts as unplaced (MissingPlace.LIST)"
        table.note_rows(blank, first, "it has no coordinates", remedy)
    _check_places(table, places, (first, second), travel)
    return places, unplaced


def read_territory_places(table: Table, columns: Columns, travel: Travel) -> Floats:
    """(k, 2) places of the reps, problems noted; NaN for a rep without one (0 under a ``TravelMatrix``)."""
    if isinstance(travel, TravelMatrix):
        return _places_for_maps(table, columns)
    first, second = _coordinate_columns(columns, travel)
    if table.geometry is not None:
        places, _ = _from_geometry(table, planar=isinstance(travel, Planar))
        first = second = str(table.geometry.name)
    elif table.has(first) or table.has(second):
        remedy = "Add it, or drop the other coordinate if no rep has a place"
        if not (table.require(first, remedy) and table.require(second, remedy)):
            return np.full((len(table), 2), np.nan)
        places, _ = _from_columns(table, first, second)
    else:
        return np.full((len(table), 2), np.nan)
    _check_places(table, places, (first, second), travel)
    return places


def _list_unplaced(places: Floats, blank: Mask, travel: Travel) -> tuple[Floats, tuple[Unplaced, ...]]:
    reasons = dict.fromkeys(np.flatnonzero(blank).tolist(), "no coordinates")
    if not isinstance(travel, Planar):
        not_found = _at_null_island(places)
        reasons |= dict.fromkeys(np.flatnonzero(not_found).tolist(), "no coordinates: 0,0 means not found")
        places = np.where(not_found[:, None], np.nan, places)
    return places, tuple(Unplaced(unit, reasons[unit]) for unit in sorted(reasons))


def _at_null_island(places: Floats) -> Mask:
    return np.asarray((places == 0.0).all(axis=1))


def _coordinate_columns(columns: Columns, travel: Travel) -> tuple[str, str]:
    return (columns.x, columns.y) if isinstance(travel, Planar) else (columns.latitude, columns.longitude)


def _from_columns(table: Table, first: str, second: str) -> tuple[Floats, Mask]:
    """Coordinates, and which rows give neither."""
    places = np.column_stack([table.numbers(first), table.numbers(second)])
    blank_first, blank_second = table.blank(first), table.blank(second)
    for column, other, half in (
        (first, second, blank_first & ~blank_second),
        (second, first, blank_second & ~blank_first),
    ):
        table.note_rows(half, column, f"it has {other} but no {column}", "Give both coordinates or none")
    return places, blank_first & blank_second


def _from_geometry(table: Table, *, planar: bool) -> tuple[Floats, Mask]:
    """Take a point inside each geometry: latitude and longitude, or the plane's own coordinates in kilometres."""
    geometry: Any = table.geometry
    column = str(geometry.name)
    blank = np.asarray(geometry.isna() | geometry.is_empty, dtype=bool)
    nowhere = np.full((len(table), 2), np.nan)
    if planar and geometry.crs is not None and geometry.crs.is_geographic:
        remedy = "Project it with to_crs(...), or use GreatCircle travel"
        table.log.add(table.name, "degrees are no plane", remedy, column=column, value=str(geometry.crs))
        return nowhere, blank
    if not planar and geometry.crs is None:
        remedy = f"Say what the numbers are, most often with set_crs({DEGREES!r})"
        table.log.add(table.name, "the geometry has no coordinate reference system", remedy, column=column)
        return nowhere, blank
    points = geometry.representative_point()
    if not planar:
        points = points.to_crs(DEGREES)
        return np.column_stack([points.y, points.x]).astype(np.float64), blank
    km = 1.0 if geometry.crs is None else geometry.crs.axis_info[0].unit_conversion_factor / METRES_PER_KM
    return np.column_stack([points.x, points.y]).astype(np.float64) * km, blank


def _places_for_maps(table: Table, columns: Columns) -> Floats:
    places = np.zeros((len(table), 2))
    if table.geometry is not None and table.geometry.crs is not None:
        places, _ = _from_geometry(table, planar=False)
    elif table.has(columns.latitude) and table.has(columns.longitude):
        places = np.column_stack([table.numbers(columns.latitude), table.numbers(columns.longitude)])
    return np.nan_to_num(places, nan=0.0, posinf=0.0, neginf=0.0)


def _check_places(table: Table, places: Floats, names: tuple[str, str], travel: Travel) -> None:
    if isinstance(travel, Planar):
        for position, name in enumerate(names):
            remedy = "Give a finite number, or leave both coordinates blank"
            table.note_rows(np.isinf(places[:, position]), name, "a coordinate must be finite", remedy)
        return
    latitude, longitude = places.T
    remedy = "Look the place up again, or leave both coordinates blank"
    message = "0,0 lies in the Gulf of Guinea: most likely the place was not found"
    table.note_rows(_at_null_island(places), names[0], message, remedy)
    beyond_latitude, beyond_longitude = np.abs(latitude) > 90, np.abs(longitude) > 180
    swapped = beyond_latitude & (np.abs(latitude) <= 180) & (np.abs(longitude) <= 90)
    message = "a latitude lies within -90 and 90"
    table.note_rows(swapped, names[0], message, "Latitude and longitude look swapped: exchange them")
    table.note_rows(beyond_latitude & ~swapped, names[0], message, "Give degrees with a decimal point, north positive")
    message = "a longitude lies within -180 and 180"
    table.note_rows(beyond_longitude, names[1], message, "Give degrees with a decimal point, east positive")
