"""Accounts without coordinates find a place by their postal code."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.tables import Table
from scenarios.connectors.places import ATTRIBUTION, Placed, place_by_postal_code
from scenarios.connectors.postal import with_zeros

from .schema import ColumnsSection
from .sources import Sources

POSTAL_COLUMNS = ("postal_code", "zip", "zip_code", "zipcode")
"""Columns of postal codes where the plan file names none."""
TOLD = 5
"""Postal codes named in a note."""


def place_accounts(sources: Sources, columns: ColumnsSection) -> None:
    """Fill in the centroid of the ZIP code where an account of the United States has no coordinates."""
    source = sources.tables.get("accounts")
    if source is None:
        return
    frame = source.frame
    code = _code_column(frame, columns, sources)
    blank = pd.Series(np.nan, index=frame.index)
    latitude, longitude = (frame.get(name, blank) for name in (columns.latitude, columns.longitude))
    if code is None or not (latitude.isna() | (latitude == 0)).any():
        return
    countries = frame.get(columns.country or "country")
    codes, _ = with_zeros(frame[code], "zip", countries)
    placed = place_by_postal_code(latitude, longitude, codes, countries)
    _note(placed, source.file, frame[code], sources)
    if placed.filled.any():
        filled = {columns.latitude: placed.latitude, columns.longitude: placed.longitude}
        sources.replace("accounts", frame.assign(**filled), {})


def _code_column(frame: pd.DataFrame, columns: ColumnsSection, sources: Sources) -> str | None:
    """Column of postal codes; a problem where the plan file names one that is not there."""
    if columns.postal_code is None:
        return next((name for name in POSTAL_COLUMNS if name in frame), None)
    there = Table("accounts", frame, sources.log).require(columns.postal_code, "Correct it under columns")
    return columns.postal_code if there else None


def _note(placed: Placed, file: str, codes: pd.Series, sources: Sources) -> None:
    if placed.filled.any():
        count = f"{placed.filled.sum():,} accounts without coordinates stand at the centroid of their ZIP code"
        sources.notes.append(f"{file}: {count} in {codes.name!r} ({ATTRIBUTION}).")
    if placed.unknown.any():
        shown = ", ".join(codes[placed.unknown].astype(str).unique()[:TOLD])
        sources.notes.append(f"{file}: {placed.unknown.sum():,} postal codes are not known: {shown}.")
