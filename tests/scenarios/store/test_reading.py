"""Kept outcomes are read and held against each other without the inputs."""

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import StoreError
from scenarios.store.alignments import to_parquet
from scenarios.store.reading import figures_frame, moves_frame, pick, runs_frame

pytestmark = pytest.mark.usefixtures("quick_solve")


@pytest.fixture
def kept(line, store):
    """Open a store with one run: today, a plan by nearness, one that failed."""
    scenarios = [
        Scenario("today", Criteria(), KeepIncumbent()),
        Scenario("near/far", Criteria()),
        Scenario("wrong", Criteria(), AddTerritories(1, {"colour": "red"})),
    ]
    run(line, scenarios, MaxRuntime(1), store=store)
    return store


def test_pick_by_run_or_scenario(kept):
    """A number is all of a run, a name behind it one scenario, though the name has a slash of its own."""
    assert [outcome.name for outcome in pick(kept, "1")] == ["today", "near/far", "wrong"]
    assert [outcome.name for outcome in pick(kept, "1/near/far")] == ["near/far"]
    for word, message in (("x", "names no run"), ("2", "no run 2"), ("1/none", "Its scenarios: today")):
        with pytest.raises(StoreError, match=message):
            pick(kept, word)


def test_figures_side_by_side(kept):
    """Figures are those of the run, with travel against the first; a failure has none but is there."""
    frame = figures_frame(pick(kept, "1"))
    assert frame["scenario"].tolist() == ["1/today", "1/near/far", "1/wrong"]
    assert frame["travel_km"].tolist()[:2] == [160.0, 120.0]
    assert frame["travel_change"].tolist()[:2] == [0.0, -0.25]
    assert pd.isna(frame["travel_km"].iloc[2])
    assert frame["moved_accounts"].tolist()[:2] == [0, 2]
    assert figures_frame(()).empty


def test_moves_between_two(kept):
    """Accounts that change hands, from whom to whom."""
    today, near, wrong = pick(kept, "1")
    moves = moves_frame(kept, today, near)
    assert moves["account"].tolist() == ["a4", "a5"]
    assert moves["from_rep"].tolist() == ["Ann", "Ann"]
    assert moves["to_rep"].tolist() == ["Bob", "Bob"]
    assert moves_frame(kept, near, near).empty
    with pytest.raises(StoreError, match="no alignment of 1/wrong"):
        moves_frame(kept, today, wrong)


def test_accounts_of_one_alone_move_too(kept, line):
    """An account that nobody serves in one of the two comes from nowhere."""
    today, near, _ = pick(kept, "1")
    nobody = np.array([-1, 0, 0, 0, 0, 0, 1, 1])
    kept.alignments.write(today.address, to_parquet(Alignment(line, nobody, np.array([-1, -1]))))
    moves = moves_frame(kept, today, near).set_index("account")
    assert pd.isna(moves.loc["a0", "from"])
    assert moves.loc["a0", "to"] == "west"


def test_runs_as_a_table(kept):
    """One row a run, with what is open and failed."""
    row = runs_frame(kept.runs()).iloc[0]
    assert (row["run"], row["scenarios"], row["open"], row["failed"]) == (1, 3, 0, 1)
    assert runs_frame(()).columns.tolist()[:2] == ["run", "begun"]
