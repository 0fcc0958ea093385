"""What every backend must do with programs whose answer is known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.solvers.backends.backend import Effort, Verdict, cost_scale, lowered


def program(cost, matrix, lower, upper) -> BinaryProgram:
    rows = Rows(csr_matrix(np.array(matrix, dtype=float)), np.array(lower, dtype=float), np.array(upper, dtype=float))
    return BinaryProgram(np.array(cost, dtype=float), rows)


def random_program(seed: int) -> BinaryProgram:
    """Eight variables, four rows with limits on one side or both, or equal."""
    rng = np.random.default_rng(seed)
    matrix = rng.choice([0.0, 1.0, 2.5, -1.0, 0.37], (4, 8))
    lower = np.array([1.0, -np.inf, 0.5, 1.0])
    upper = np.array([np.inf, 3.0, 4.0, 1.0])
    matrix[3] = rng.integers(0, 2, 8)
    return program(rng.uniform(0, 10, 8) * 10.0 ** rng.integers(-4, 5), matrix, lower, upper)


def best_of(each: BinaryProgram) -> float | None:
    points = np.array(list(product([0.0, 1.0], repeat=len(each.cost))))
    value = points @ each.rows.matrix.toarray().T
    kept = ((value >= each.rows.lower - 1e-9) & (value <= each.rows.upper + 1e-9)).all(axis=1)
    return float((points[kept] @ each.cost).min()) if kept.any() else None


def test_against_all_points(backend):
    """Twenty-five programs: the best point and a bound not above it, or none there is."""
    for seed in range(25):
        each = random_program(seed)
        best, answer = best_of(each), backend.solve(each, Effort(60.0))
        if best is None:
            assert (answer.verdict, answer.point) == (Verdict.INFEASIBLE, None), seed
            continue
        assert answer.verdict is Verdict.SOLVED, seed
        assert each.cost[answer.point].sum() == pytest.approx(best, rel=1e-6), seed
        assert best * (1 - 1e-6) <= answer.bound <= best * (1 + 1e-9), seed


def test_begun_from_a_point(backend):
    """A point to begin with, good or bad, changes nothing about the answer."""
    each = program([3.0, 2.0, 4.0], [[1, 1, 0], [0, 1, 1]], [1, 1], [2, 2])
    for start in ([True, True, True], [False, True, False]):
        answer = backend.solve(each, Effort(60.0, start=np.array(start)))
        assert (answer.verdict, answer.point.tolist()) == (Verdict.SOLVED, [False, True, False])


def test_no_rows_and_no_costs(backend):
    """Nothing asked, nothing taken; nothing to pay, anything taken."""
    free = program([1.0, 2.0], np.zeros((0, 2)), [], [])
    assert not backend.solve(free, Effort(60.0)).point.any()
    unpaid = program([0.0, 0.0], [[1, 1]], [1], [1])
    answer = backend.solve(unpaid, Effort(60.0))
    assert (answer.verdict, answer.point.sum()) == (Verdict.SOLVED, 1)
    assert answer.bound <= 0.0


def hard_program() -> BinaryProgram:
    """Market split (Cornuejols and Dawande, 1999): equations no solver of today keeps or refutes in a second."""
    rng = np.random.default_rng(5)
    matrix = rng.integers(0, 100, (6, 50)).astype(float)
    half = np.floor(matrix.sum(axis=1) / 2)
    slack = np.hstack([matrix, np.eye(6) * 1_000.0, -np.eye(6) * 1_000.0])
    return program(np.r_[rng.uniform(0, 1, 50), np.full(12, 50.0)], slack, half - 1.0, half + 1.0)


def test_a_limit_is_never_solved(backend):
    """After a second the verdict is stopped, whatever PuLP calls it, and the bound is below any point."""
    answer = backend.solve(hard_program(), Effort(1.0))
    assert answer.verdict is Verdict.STOPPED
    assert answer.point is None or answer.bound < hard_program().cost[answer.point].sum()


@pytest.mark.parametrize(("bound", "cost", "expected"), [(10.0, None, 10.0), (10.0, 10.0, 9.9), (9.0, 10.0, 9.0)])
def test_a_bound_is_lowered_by_the_gap(bound, cost, expected):
    """Only where a point leaves room for better ones that were left out."""
    assert lowered(bound, cost, 0.01) == pytest.approx(expected)


def test_costs_are_brought_to_one():
    """Their mean is; nothing is done to no costs."""
    assert cost_scale(np.array([1.0, 3.0])) == 0.5
    assert cost_scale(np.zeros(2)) == 1.0
    assert cost_scale(np.empty(0)) == 1.0
