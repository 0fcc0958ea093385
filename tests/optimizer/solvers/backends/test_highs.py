"""HiGHS is silent, and finds a program as it was given."""

from __future__ import annotations

import subprocess
import sys
import time
from types import SimpleNamespace

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_matrix

import optimizer.solvers.backends.highs as backend
from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.solvers.backends.backend import Effort, Verdict
from optimizer.solvers.backends.highs import HighsBackend, linear_program, run_from

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
    begun = time.process_time()
    answer = HighsBackend().solve(program, Effort(120.0, interrupted=lambda: True))
    assert answer.verdict is Verdict.STOPPED
    assert time.process_time() - begun < 30.0


class _Misreading:
    """A solver that reports a point at a cost of one's choice, and stops when told to."""

    def __init__(self, reported: float) -> None:
        self.reported, self.stopped = reported, False
        self.cbMipImprovingSolution = _Listeners()
        self.cbMipInterrupt = _Listeners()

    def setSolution(self, solution) -> None:  # noqa: N802 -- the name is the solver's
        self.start = np.array(solution.col_value)

    def getModelStatus(self) -> highspy.HighsModelStatus:  # noqa: N802
        return highspy.HighsModelStatus.kTimeLimit

    def run(self) -> None:
        found = SimpleNamespace(mip_solution=self.start, objective_function_value=self.reported)
        self.cbMipImprovingSolution.tell(SimpleNamespace(data_out=found))
        self.cbMipInterrupt.tell(SimpleNamespace(interrupt=lambda: setattr(self, "stopped", True)))


class _Listeners(list):
    """What HiGHS calls at an event."""

    def __iadd__(self, listener):
        self.append(listener)
        return self

    def tell(self, event) -> None:
        for listener in self:
            listener(event)


@pytest.mark.parametrize(("reported", "misread"), [(7.0, False), (7.000001, False), (3.0, True), (8.0, True)])
def test_a_start_that_is_misread_voids_the_run(reported, misread):
    """Points are priced again; a run that goes on from a wrong price is stopped and told."""
    highs = _Misreading(reported)
    assert run_from(highs, np.array([2.0, 5.0, 9.0]), np.array([True, True, False])) is misread
    assert highs.stopped is misread


def test_a_start_whose_cost_is_misread_still_ends_in_a_proof(monkeypatch):
    """Its cost becomes a limit: nothing below it means that the start is the best there is."""
    monkeypatch.setattr(backend, "run_from", lambda *_: True)
    program = BinaryProgram(np.array([2.0, 1.0, 4.0]), Rows(csr_matrix(np.ones((1, 3))), np.ones(1), np.ones(1)))
    best, worse = np.array([False, True, False]), np.array([False, False, True])
    answer = HighsBackend().solve(program, Effort(10.0, start=best))
    assert answer.verdict is Verdict.SOLVED
    assert answer.point is not None
    assert answer.point.tolist() == best.tolist()
    assert answer.bound == pytest.approx(1.0)
    answer = HighsBackend().solve(program, Effort(10.0, start=worse))
    assert answer.verdict is Verdict.SOLVED
    assert answer.point is not None
    assert answer.point.tolist() == best.tolist()
