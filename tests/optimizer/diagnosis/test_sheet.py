"""Rows over pairs give what a plan has, and the program holds each lever's limits."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Forbidden
from optimizer.diagnosis.rulebook import write
from optimizer.diagnosis.sheet import Limit, Sheet
from optimizer.rules import PRECISION


@pytest.fixture
def sheet(make):
    """Three accounts of 1, 2, 4 and two homes; the first account may not go to t1: five pairs."""
    instance = make(range(3), [0.0, 2.0], measures={"potential": [1.0, 2.0, 4.0]})
    case = case_of(instance, Criteria(balance={"potential": 0.5}))
    return Sheet.of(write(case, [Forbidden("a0", ("t1",))]))


def plans_of(sheet):
    """Every plan over open pairs as territories (F,) and chosen pairs (P,)."""
    for territories in product(range(2), repeat=3):
        pairs = sheet.place[np.arange(3), territories]
        if (pairs >= 0).all():
            chosen = np.zeros(len(sheet.item))
            chosen[pairs] = 1.0
            yield np.array(territories), chosen


def test_closed_pairs_have_no_number(sheet):
    """Open pairs are numbered by account, then territory."""
    assert sheet.place.tolist() == [[0, -1], [1, 2], [3, 4]]
    assert sheet.item.tolist() == [0, 1, 1, 2, 2]
    assert sheet.territory.tolist() == [0, 0, 1, 0, 1]


def test_rows_agree_with_every_plan(sheet):
    """Totals, sums by account, sums of all, and whether an account is in some territories, counted by hand."""
    amounts, values = np.array([1.0, 2.0, 4.0]), np.array([[0.5, 9.0], [0.0, 3.0], [7.0, 1.0]])
    plans = list(plans_of(sheet))
    assert len(plans) == 4
    for territory, chosen in plans:
        held = [amounts[territory == one].sum() / size for one, size in enumerate([2.0, 5.0])]
        assert sheet.totals("potential", np.array([2.0, 5.0])) @ chosen == pytest.approx(held)
        picked = values[np.arange(3), territory]
        assert sheet.per_item(values) @ chosen == pytest.approx(picked)
        assert sheet.sum_of(values) @ chosen == pytest.approx([picked.sum()])
        assert (sheet.sum_over(1, np.array([False, True])) @ chosen).tolist() == [territory[1] == 1]


def test_an_account_in_no_open_territory_is_counted_nowhere(sheet):
    """The row over closed pairs is empty."""
    assert sheet.sum_over(0, np.array([False, True])).nnz == 0


def test_each_lever_moves_its_own_limits(sheet):
    """Two limits of the first lever, one of the second: rows below each other, pulls beside each other."""

    def limit(rows, most):
        count = rows.shape[0]
        return Limit(rows, lower=np.full(count, -np.inf), upper=np.full(count, most), pull=np.full(count, -most))

    totals, one = sheet.totals("potential", np.ones(2)), sheet.sum_over(2, np.array([True, False]))
    program = sheet.program(
        [[limit(totals, 3.0), limit(one, 0.0)], [limit(one, 2.0)]],
        cost=np.array([1.0, 5.0]),
        most=np.array([np.inf, 1.0]),
        whole=np.array([False, True]),
    )
    assert program.rows.toarray().tolist() == [*totals.toarray().tolist(), *one.toarray().tolist() * 2]
    assert program.upper == pytest.approx(np.array([3.0, 3.0, 0.0, 2.0]) + PRECISION, abs=1e-12)
    assert np.isinf(program.lower).all()
    assert program.stretch.matrix.toarray().tolist() == [[-3.0, 0.0], [-3.0, 0.0], [0.0, 0.0], [0.0, -2.0]]
    assert program.stretch.cost.tolist() == [1.0, 5.0]
    assert program.stretch.integer.tolist() == [False, True]
    assert program.num_items == 3
