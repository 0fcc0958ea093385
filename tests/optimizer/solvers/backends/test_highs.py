"""HiGHS is silent, and finds a program as it was given."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix

from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.solvers.backends.backend import Effort, Verdict
from optimizer.solvers.backends.highs import HighsBackend, linear_program

QUIET = """
import numpy as np
from scipy.sparse import csr_matrix
from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.solvers.backends.backend import Effort
from optimizer.solvers.backends.highs import HighsBackend
rows = Rows(csr_matrix(np.ones((1, 2))), np.ones(1), np.ones(1))
answer = HighsBackend().solve(BinaryProgram(np.array([2.0, 1.0]), rows), Effort(10.0))
assert answer.point.tolist() == [False, True]
"""


def test_nothing_is_printed():
    """Nobody who pipes a result somewhere finds the solver's own lines in it."""
    ended = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert (ended.stdout, ended.stderr) == ("", "")


def test_rows_and_costs_in_one_size():
    """Each row has 1 as its largest number, limits included; costs are multiplied."""
    rows = Rows(csr_matrix(np.array([[2.0, 4.0], [1.0, 0.0]])), np.array([-np.inf, 0.0]), np.array([8.0, 0.5]))
    lp = linear_program(BinaryProgram(np.array([3.0, 6.0]), rows), 2.0)
    assert list(lp.col_cost_) == [6.0, 12.0]
    assert list(lp.a_matrix_.value_) == [0.25, 0.5, 1.0]
    assert list(lp.row_upper_) == [1.0, 0.5]


def test_whoever_interrupts_is_heard():
    """A search that would take minutes ends at once, with what it has."""
    rng = np.random.default_rng(5)
    matrix = rng.integers(0, 100, (6, 50)).astype(float)
    matrix = np.hstack([matrix, np.eye(6) * 1_000.0, -np.eye(6) * 1_000.0])
    half = np.floor(matrix[:, :50].sum(axis=1) / 2)
    cost = np.r_[rng.uniform(0, 1, 50), np.full(12, 50.0)]
    program = BinaryProgram(cost, Rows(csr_matrix(matrix), half - 1.0, half + 1.0))
    begun = time.perf_counter()
    answer = HighsBackend().solve(program, Effort(120.0, interrupted=lambda: True))
    assert answer.verdict is Verdict.STOPPED
    assert time.perf_counter() - begun < 30.0
