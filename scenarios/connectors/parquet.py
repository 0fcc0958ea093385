"""Parquet: the columns are typed already."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from optimizer.exceptions import InputError, Problem

from .forms import Note


def read(path: Path, sheet: str | None, note: Note) -> pd.DataFrame:  # noqa: ARG001 -- no sheets, nothing assumed
    """Give the table; an index that holds data becomes columns."""
    try:
        frame = pd.read_parquet(path)
    except (pa.ArrowInvalid, OSError) as error:
        problem = Problem(path.name, "this is not a Parquet file", "Write it again as Parquet, or as CSV")
        raise InputError([problem]) from error
    named = any(name is not None for name in frame.index.names)
    return frame.reset_index(drop=not named)
