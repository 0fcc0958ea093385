"""Rows of a program: a sparse matrix with a lower and an upper limit each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from optimizer.travel import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """``lower <= matrix x <= upper``; infinite where there is no limit."""

    matrix: csr_matrix
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.lower)


class BinaryProgram(NamedTuple):
    """What a backend is given: ``minimise cost x`` over binary x that keep the rows."""

    cost: Floats
    rows: Rows


class Entries(NamedTuple):
    """Row, column and value of the entries of a matrix that are not 0."""

    row: NDArray[np.integer]
    column: NDArray[np.integer]
    value: Floats


def rows_from(entries: Entries, lower: Floats, upper: Floats, columns: int) -> Rows:
    """Rows from entries, in increasing order of rows; entries of one place add up."""
    matrix = csr_matrix((entries.value, (entries.row, entries.column)), shape=(len(lower), columns))
    return Rows(matrix, np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))


def stack(parts: Sequence[Rows], columns: int) -> Rows:
    """All rows below each other; those without any limit are left out."""
    if not parts:
        return Rows(csr_matrix((0, columns)), np.empty(0), np.empty(0))
    lower = np.concatenate([part.lower for part in parts])
    upper = np.concatenate([part.upper for part in parts])
    kept = np.isfinite(lower) | np.isfinite(upper)
    return Rows(vstack([part.matrix for part in parts]).tocsr()[kept], lower[kept], upper[kept])


def scaled_rows(rows: Rows) -> Rows:
    """Each row divided by its largest number, so that a tolerance means the same in every one."""
    factor = row_factors(rows)
    matrix = rows.matrix.copy()
    matrix.data = matrix.data * np.repeat(factor, np.diff(matrix.indptr))
    return Rows(matrix, rows.lower * factor, rows.upper * factor)


def row_factors(rows: Rows) -> Floats:
    """What each row is multiplied by so that its largest number, limits included, is 1; 1 for rows of zeros."""
    largest = abs(rows.matrix).max(axis=1).toarray().ravel() if rows.matrix.nnz else np.zeros(len(rows))
    for limit in (rows.lower, rows.upper):
        largest = np.maximum(largest, np.where(np.isfinite(limit), np.abs(limit), 0.0))
    return np.asarray(1.0 / np.where(largest > 0, largest, 1.0))


def keeps_rows(program: BinaryProgram, point: NDArray[np.bool_], tolerance: float = 1e-6) -> bool:
    """Whether a point keeps every row, each measured by its largest number."""
    rows = scaled_rows(program.rows)
    value = rows.matrix @ point.astype(np.float64)
    return bool((value >= rows.lower - tolerance).all() and (value <= rows.upper + tolerance).all())


def has_impossible_row(rows: Rows) -> bool:
    """Whether a row has no entry and cannot be 0: no solver is needed to say that no point keeps it."""
    empty = np.diff(rows.matrix.indptr) == 0
    return bool((empty & ((rows.lower > 0) | (rows.upper < 0))).any())
