"""Cuts as rows, over the variables that are open."""

from __future__ import annotations

import numpy as np

from optimizer.formulation.cuts import cover_cut, cut_rows, moves_cut, separator_cut, short_cut
from optimizer.formulation.exact_rules import Columns

COLUMNS = Columns(np.array([0, 0, 1, 1, 2], dtype=np.int32), np.array([0, 1, 0, 1, 1], dtype=np.int32))


def written(cut):
    rows = cut_rows([cut], COLUMNS)
    return rows.matrix.toarray()[0].tolist(), float(rows.upper[0])


def test_separators():
    """With the centre known, with two units of a territory, and with both in one family."""
    assert written(separator_cut(1, None, 2, np.array([1]))) == ([0, 0, 0, -1, 1], 0.0)
    assert written(separator_cut(1, 0, 2, np.array([1]))) == ([0, 1, 0, -1, 1], 1.0)
    assert written(separator_cut(1, 2, 2, np.array([1]))) == ([0, 0, 0, -1, 1], 0.0)


def test_covers():
    """One item less than are too heavy, or move too much; one more where they are too light."""
    assert written(cover_cut(1, np.array([0, 2]))) == ([0, 1, 0, 0, 1], 1.0)
    assert written(moves_cut(np.array([0, 1]), np.array([0, 1]))) == ([1, 0, 0, 1, 0], 1.0)
    assert written(short_cut(1, -1, np.array([1, 2]))) == ([0, 0, 0, -1, -1], -1.0)
    assert written(short_cut(1, 0, np.array([1, 2]))) == ([0, 1, 0, -1, -1], 0.0)


def test_closed_variables_drop_out():
    """Item 2 cannot go to site 0: it is 0 there."""
    assert written(cover_cut(0, np.array([0, 1, 2]))) == ([1, 0, 1, 0, 0], 2.0)


def test_no_cuts():
    """No rows over all columns."""
    assert cut_rows([], COLUMNS).matrix.shape == (0, 5)


def test_the_key_tells_rows_apart():
    """The same cut made twice has one key."""
    assert separator_cut(1, None, 2, np.array([1])).key == separator_cut(1, None, 2, np.array([1])).key
    assert separator_cut(1, None, 2, np.array([1])).key != separator_cut(0, None, 2, np.array([1])).key
