"""The exact search is silent."""

from __future__ import annotations

import subprocess
import sys

QUIET = """
import numpy as np
from optimizer.formulation.fixed_centres import Program
from optimizer.solvers.exact import Highs
none = np.zeros((0, 0))
program = Program(np.array([0, 2]), np.array([0, 1], dtype=np.int32), np.array([2.0, 1.0]), np.zeros((1, 0)),
                  np.zeros((2, 0)), np.zeros((2, 0)), none, np.zeros(0))
assert Highs().run(program, np.arange(2), seconds=1.0, nodes=10).choice.tolist() == [1]
"""


def test_nothing_is_printed():
    """Nobody who pipes a result somewhere finds the solver's own lines in it."""
    ended = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert (ended.stdout, ended.stderr) == ("", "")
