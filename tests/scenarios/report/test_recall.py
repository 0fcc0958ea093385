"""A run of the store is told as its folder of results would be; nothing is solved for it."""

from __future__ import annotations

import pandas as pd
import pytest

from scenarios import single_run
from scenarios.publish.record import read_record
from scenarios.report.recall import recall
from scenarios.store import StoreError, open_store
from tests.scenarios.command_line import ACCOUNTS, PLAN, call, write_plan

TWO = PLAN + "scenarios: [{name: today, keep: incumbent}, {name: planned}]\n"


@pytest.fixture
def kept(tmp_path, monkeypatch, quick_solve):  # noqa: ARG001 -- replaces the search
    """A run in the store, with its folder of results beside."""
    monkeypatch.chdir(tmp_path)
    assert call("run", write_plan(tmp_path, TWO), "--seed", 3).exit_code == 0

    def never(*_, **__):
        raise AssertionError("a report solves nothing")

    monkeypatch.setattr(single_run, "solve", never)
    return open_store(tmp_path / "store")


def test_it_is_what_the_run_wrote(kept, tmp_path):
    """Table by table; the store has no run more than before."""
    told, written = recall(kept, 1), read_record(tmp_path / "territory-out")
    assert told.title == written.title == "Small"
    assert told.solved == written.solved
    assert told.versions == written.versions
    assert set(told.tables) == set(written.tables)
    for name, frame in written.tables.items():
        pd.testing.assert_frame_equal(
            told.tables[name].drop(columns="seconds", errors="ignore"), frame.drop(columns="seconds", errors="ignore")
        )
    assert len(kept.runs()) == 1


def test_changed_tables_are_told(kept, tmp_path):
    """The plan in the store is of other facts; the folder of results is named."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS.replace("100\nA2", "300\nA2"))
    with pytest.raises(StoreError, match=r"no plan of today.*territory-out"):
        recall(kept, 1)


def test_missing_plan_file_is_told(kept, tmp_path):
    """With where the results are."""
    (tmp_path / "plan.yaml").unlink()
    with pytest.raises(StoreError, match=r"is gone.*territory-out"):
        recall(kept, 1)


def test_unknown_run_is_told(kept):
    """With those there are."""
    with pytest.raises(StoreError, match="no run 9"):
        recall(kept, 9)
