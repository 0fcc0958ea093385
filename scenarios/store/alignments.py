"""Alignments as Parquet: account, name, territory, rep, was, and what a search goes on from.

That is the index of the territory and, where the bound over places of centres has one, the multiplier of the account.
"""

from __future__ import annotations

import io
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from optimizer.alignment import Alignment
from optimizer.travel import Floats, Integers

from .engines import reading, writing
from .tables import ALIGNMENTS

INDEX = "territory_index"
"""Column of the territory's index, -1 for none: what a plan is made of again."""
MULTIPLIER = "multiplier"
"""Column of what serving the account is worth in the bound; missing where there is none."""

_log = logging.getLogger(__name__)


class Alignments(Protocol):
    """Keeps one Parquet an address."""

    def write(self, address: str, content: bytes) -> None:
        """Keep a Parquet; once this returns it is there whole."""
        ...

    def read(self, address: str) -> bytes | None:
        """Give a Parquet back, None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class AlignmentFolder:
    """One file an alignment: ``<address>.parquet``.

    Parameters
    ----------
    path
        The folder.
    """

    path: Path

    def write(self, address: str, content: bytes) -> None:
        """See ``Alignments``; a reader never meets half a file."""
        partial = self.path / f".{address}.{os.getpid()}.part"
        try:
            partial.write_bytes(content)
            partial.replace(self.path / f"{address}.parquet")
        finally:
            partial.unlink(missing_ok=True)

    def read(self, address: str) -> bytes | None:
        """See ``Alignments``."""
        file = self.path / f"{address}.parquet"
        return file.read_bytes() if file.is_file() else None


@dataclass(frozen=True, slots=True)
class AlignmentTable:
    """One row an alignment, for databases that are shared and have no folder beside them.

    Parameters
    ----------
    engine
        The database.
    """

    engine: Engine

    def write(self, address: str, content: bytes) -> None:
        """See ``Alignments``."""
        try:
            with writing(self.engine) as connection:
                connection.execute(delete(ALIGNMENTS).where(ALIGNMENTS.c.address == address))
                connection.execute(insert(ALIGNMENTS).values(address=address, parquet=content))
        except IntegrityError:
            # Another process was first, with the same plan.
            _log.info("alignment %s is there already", address)

    def read(self, address: str) -> bytes | None:
        """See ``Alignments``."""
        with reading(self.engine) as connection:
            found = connection.execute(select(ALIGNMENTS.c.parquet).where(ALIGNMENTS.c.address == address)).scalar()
        return None if found is None else bytes(found)


class KeptPlan(NamedTuple):
    """What a Parquet holds of a plan: (n,) territories and, where there are any, (n,) multipliers."""

    territory_of: Integers
    multiplier: Floats | None = None


def to_parquet(alignment: Alignment, multiplier: Floats | None = None) -> bytes:
    """An alignment, and the (n,) multipliers of its bound, as a Parquet file; labels are text."""
    frame = alignment.to_frame()
    texts = {name: [None if pd.isna(label) else str(label) for label in frame[name].tolist()] for name in frame.columns}
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    table = pa.table({**columns, INDEX: pa.array(alignment.territory_of, pa.int32())})
    if multiplier is not None:
        table = table.append_column(MULTIPLIER, pa.array(multiplier, pa.float64()))
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def frame_of(content: bytes) -> pd.DataFrame | None:
    """Table of a Parquet without multipliers; None where it cannot be read, as after a full disk."""
    frame = _read(content)
    return None if frame is None else frame.drop(columns=MULTIPLIER, errors="ignore")


def plan_of(content: bytes) -> KeptPlan | None:
    """The plan of a Parquet; None where it cannot be read."""
    frame = _read(content)
    if frame is None or INDEX not in frame.columns:
        return None
    multiplier = frame[MULTIPLIER].to_numpy(dtype=np.float64) if MULTIPLIER in frame.columns else None
    return KeptPlan(frame[INDEX].to_numpy(dtype=np.int32), multiplier)


def _read(content: bytes) -> pd.DataFrame | None:
    try:
        return pd.DataFrame(parquet.read_table(io.BytesIO(content), use_threads=False).to_pandas())
    except (pa.ArrowException, OSError) as error:
        _log.warning("an alignment in the store cannot be read and is solved again: %s", error)
        return None
