"""The exact search is silent, and heeds no unit of cost."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from optimizer import Criteria, MaxRuntime, solve
from optimizer.criteria import TravelCriterion
from optimizer.result import Status

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


@pytest.mark.parametrize("factor", [1e-8, 1.0, 1e7])
def test_the_unit_of_cost_plays_no_part(make, factor):
    """Kilometres or millimetres: the same plan is proved, since tolerances of the solver are not in its unit."""
    rng = np.random.default_rng(28)
    instance = make(
        [tuple(place) for place in rng.uniform(0, 100, (21, 2))],
        [tuple(place) for place in rng.uniform(0, 100, (4, 2))],
        measures={"potential": rng.uniform(1, 9, 21), "workload": rng.uniform(1, 9, 21)},
    )
    limits = {"potential": 0.08, "workload": 0.15}
    results = [
        solve(instance, Criteria(balance=limits, travel=TravelCriterion(weight=weight)), MaxRuntime(20), seed=1)
        for weight in (1.0, factor)
    ]
    assert results[0].status is results[1].status is Status.OPTIMAL
    assert results[1].objective == pytest.approx(results[0].objective * factor, rel=1e-6)
