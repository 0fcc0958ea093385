"""Rows put together, brought to one size, and checked."""

from __future__ import annotations

import numpy as np

from optimizer.formulation.rows import (
    BinaryProgram,
    Entries,
    has_impossible_row,
    keeps_rows,
    rows_from,
    scaled_rows,
    stack,
)


def rows(matrix, lower, upper):
    matrix = np.array(matrix, dtype=float)
    row, column = np.nonzero(matrix)
    entries = Entries(row, column, matrix[row, column])
    return rows_from(entries, np.array(lower, dtype=float), np.array(upper, dtype=float), matrix.shape[1])


def test_stacked_without_idle_rows():
    """One below the other; a row without limits says nothing."""
    both = stack([rows([[1, 0], [0, 2]], [0, -np.inf], [1, np.inf]), rows([[3, 3]], [-np.inf], [4])], 2)
    assert both.matrix.toarray().tolist() == [[1, 0], [3, 3]]
    assert both.upper.tolist() == [1, 4]


def test_nothing_stacked():
    """No rows over all columns."""
    assert stack([], 3).matrix.shape == (0, 3)


def test_one_size():
    """The largest number of each row is 1, be it a limit; an empty row stays."""
    scaled = scaled_rows(rows([[2, 4], [1, 0], [0, 0]], [-np.inf, 0, 0], [8, 0.5, np.inf]))
    assert scaled.matrix.toarray().tolist() == [[0.25, 0.5], [1, 0], [0, 0]]
    assert scaled.upper.tolist() == [1, 0.5, np.inf]


def test_whether_a_point_keeps_them():
    """To a millionth of the row's largest number."""
    program = BinaryProgram(np.zeros(2), rows([[1e6, 1]], [0], [1e6]))
    assert keeps_rows(program, np.array([True, True]))
    assert not keeps_rows(program, np.array([True, True]), tolerance=1e-7)


def test_a_row_nobody_can_keep():
    """Nothing on the left and something asked for; not where there is an entry, or nothing is asked."""
    assert has_impossible_row(rows([[0, 0]], [1], [1]))
    assert has_impossible_row(rows([[0, 0]], [-np.inf], [-1]))
    assert not has_impossible_row(rows([[1, 0]], [1], [1]))
    assert not has_impossible_row(rows([[0, 0]], [0], [1]))
