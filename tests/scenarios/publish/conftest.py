"""Results of a small plan on disk: six accounts with awkward names, three territories, two scenarios."""

import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.criteria import Criteria
from optimizer.instance import Instance, Territories, Units, Unplaced
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord, read_record
from scenarios.runner import run
from scenarios.scenario import Scenario

MONTHS = ("2027-01", "2027-02")


@pytest.fixture
def towns(_towns) -> Instance:
    """Six accounts around three reps; one of them is called like a formula, and one has no place."""
    return _towns


@pytest.fixture(scope="session")
def _towns() -> Instance:
    places = np.array([[47.6, -122.3], [47.5, -122.2], [34.0, -118.2], [33.9, -118.1], [41.9, -87.6], [np.nan, np.nan]])
    units = Units(
        ids=pd.Index([f"A{i}" for i in range(1, 7)]),
        places=places,
        activity=np.array([[100.0], [50.0], [70.0], [30.0], [80.0], [20.0]]),
        incumbent=np.array([0, 0, 1, 0, 1, 2], dtype=np.int32),
        family=np.arange(6, dtype=np.int32),
        names=pd.Index(["Alpha", "=HYPERLINK(1)", 'Gämma, "Ltd"', "+49 30", "E\tpsilon", "@home"]),
    )
    territories = Territories(
        ids=pd.Index(["North-West", "North West", "7 =Lakes"]),
        reps=("Ann Ray", "Bob Ox", "Cy Lee"),
        centres=np.array([[47.6, -122.3], [34.0, -118.2], [41.9, -87.6]]),
        shares=np.ones((3, 1)),
    )
    return Instance(units, territories, ("potential",), unplaced=(Unplaced(5, "no coordinates"),))


@pytest.fixture(scope="session")
def _written(_towns, solving_at_once, tmp_path_factory) -> Path:
    """The folder of results, written once."""
    folder = tmp_path_factory.mktemp("towns") / "results"
    criteria = Criteria(balance={"potential": 0.1})
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)]
    quotas = partial(allocate_quotas, target="1000.01", round_to="0.01")
    with solving_at_once():
        outcomes = run(_towns, scenarios, MaxRuntime(1), quotas=quotas)
    split = lambda plan: plan.split([1, 2], periods=MONTHS)  # noqa: E731
    write_files(compare(outcomes), ResultFolder(folder), title="FY27: +10 %", split=split)
    return folder


@pytest.fixture
def results(_written, tmp_path) -> RunRecord:
    """What a run of that plan wrote, in ``results`` of the folder of the test."""
    return read_record(shutil.copytree(_written, tmp_path / "results"))
