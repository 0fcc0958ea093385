"""A line of eight accounts between two reps, and a search that cannot fail to end."""

import importlib
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.capacity import PlanYear
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.instance import Instance, Tag, Territories, Units
from optimizer.metrics import with_best_centres
from optimizer.quotas import PotentialShare, QuotaBounds
from optimizer.result import Result, Status
from optimizer.stop import Limit
from optimizer.travel import Planar
from scenarios import single_run
from scenarios.quotas import Attendance, QuotaRule
from tests.scenarios.command_line import call, write_plan


def nearest_solve(instance, criteria, stop, *, solver=None, seed=0, observer=None, start=None):  # noqa: ARG001
    """Give each unit to the first eligible territory whose fixed centre is nearest, balanced or not."""
    eligibility = find_eligibility(instance, criteria)
    territory_of = np.full(instance.num_units, -1)
    for unit in np.flatnonzero(eligibility.family_of >= 0):
        allowed = eligibility.allowed[eligibility.class_of[eligibility.family_of[unit]]]
        way = np.hypot(*(instance.territories.centres - instance.units.places[unit]).T)
        territory_of[unit] = np.argmin(np.where(allowed & np.isfinite(way), way, np.inf))
    free = np.full(instance.num_territories, -1)
    alignment = with_best_centres(Alignment(instance, territory_of, free), criteria.travel)
    assessment = judge(alignment, criteria)
    status = Status.FEASIBLE if assessment.feasible else Status.VIOLATED
    bound = assessment.objective * 0.9 if assessment.feasible else None
    if observer is not None:
        observer.on_phase("nearest", 0.0)
        observer.on_improvement(assessment.objective, bound, 0.1)
    return Result(status, Limit.COMPLETED, alignment, assessment, bound, 0.1, seed)


@pytest.fixture(autouse=True)
def store_apart(monkeypatch, tmp_path):
    """Keep runs of the command line of each test in a store of its own."""
    monkeypatch.setenv("TERRITORY_STORE", str(tmp_path / "store"))


@pytest.fixture(scope="session")
def line() -> Instance:
    """Accounts at x = 0, 10, ..., 70 km; Ann sits at 0 and has six of them, Bob at 70 with the last two.

    The first four speak English only, the others both; both reps serve all.
    """
    x = np.arange(8) * 10.0
    units = Units(
        ids=pd.Index([f"a{i}" for i in range(8)]),
        places=np.column_stack([x, np.zeros(8)]),
        activity=np.column_stack([np.full(8, 100.0), np.arange(1.0, 9.0)]),
        incumbent=np.array([0, 0, 0, 0, 0, 0, 1, 1], dtype=np.int32),
        family=np.arange(8, dtype=np.int32),
        names=pd.Index([f"Account {i}" for i in range(8)]),
    )
    territories = Territories(
        ids=pd.Index(["west", "east"]),
        reps=("Ann", "Bob"),
        centres=np.array([[0.0, 0.0], [70.0, 0.0]]),
        shares=np.ones((2, 2)),
    )
    language = Tag(("en", "fr"), np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=np.int32), np.ones((2, 2), dtype=bool))
    return Instance(units, territories, ("potential", "workload"), {"language": language}, Planar())


@pytest.fixture(scope="session")
def criteria() -> Criteria:
    """Balanced potential within a tenth."""
    return Criteria(balance={"potential": 0.1})


@pytest.fixture(scope="session")
def year() -> PlanYear:
    """2027, with two months of ramp."""
    return PlanYear(date(2027, 1, 1), 12, (0.0, 0.5))


@pytest.fixture(scope="session")
def flat_rule(year) -> Callable[[float, tuple[str, ...]], QuotaRule]:
    """Give the rule of a target shared by potential among some territories, in four even quarters, to the cent."""

    def rule_of(target: float, labels: tuple[str, ...]) -> QuotaRule:
        return QuotaRule(
            target=target,
            method=PotentialShare("potential"),
            bounds=QuotaBounds(),
            history=None,
            over_assignment=0.0,
            round_to=0.01,
            periods=("Q1", "Q2", "Q3", "Q4"),
            profile=(1.0, 1.0, 1.0, 1.0),
            attendance=Attendance.full(year, labels, num_periods=4),
        )

    return rule_of


@pytest.fixture
def tasks(monkeypatch):
    """Functions that processes find as this one does."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return importlib.import_module("crew_tasks")


@pytest.fixture
def quick_solve(monkeypatch):
    """Replace the search by one that takes no time."""
    monkeypatch.setattr(single_run, "solve", nearest_solve)
    return nearest_solve


@pytest.fixture(scope="session")
def solving_at_once() -> Callable[[], AbstractContextManager[None]]:
    """A block in which the search takes no time, for what is made once for many tests."""

    @contextmanager
    def block():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(single_run, "solve", nearest_solve)
            yield

    return block


@pytest.fixture(scope="session")
def _small_run(solving_at_once, tmp_path_factory) -> Path:
    """Folder in which the small plan was run once, with its store."""
    folder = tmp_path_factory.mktemp("small")
    write_plan(folder)
    with pytest.MonkeyPatch.context() as patch, solving_at_once():
        patch.chdir(folder)
        patch.setenv("TERRITORY_STORE", str(folder / "store"))
        done = call("run", "plan.yaml", "--out", "out")
    assert done.exit_code == 0, done.stderr
    return folder


@pytest.fixture
def small_run(_small_run, tmp_path, monkeypatch) -> Path:
    """A copy of a folder in which the small plan was run, where one stands: results in ``out``, run 1 in the store.

    The store names the plan file of the original, which nothing that writes may ask for.
    """
    shutil.copytree(_small_run, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert os.environ["TERRITORY_STORE"] == str(tmp_path / "store")
    return tmp_path
