"""The year is tracked from a run and from a folder of results alike."""

import os

import pandas as pd
import pytest

from tests.scenarios.command_line import call
from tests.scenarios.tracking.conftest import file  # noqa: F401 -- a fixture


@pytest.fixture
def ran(file, monkeypatch, quick_solve):  # noqa: ARG001, F811 -- solves at once
    """Run the plan; gives the table of a year under way."""
    monkeypatch.chdir(file.parent)
    done = call("run", "plan.yaml", "--out", "out")
    assert done.exit_code == 0, done.stderr
    rows = [f"A{at},2027-0{month}-15,100" for at in range(1, 5) for month in range(1, 7)]
    year = file.parent / "year.csv"
    year.write_text("account,date,amount\n" + "\n".join(rows) + "\n")
    return year


def test_a_run_is_tracked(ran, tmp_path):
    """The table has both reps, the files have what it shows, and the day can be earlier."""
    found = call("track", "1/rebalanced", "--bookings", ran, "--out", tmp_path / "tracked")
    assert found.exit_code == 0, found.stderr
    assert "1/rebalanced: 2027-01-01 to 2027-06-15" in found.stdout
    assert "Ann" in found.stdout
    frame = pd.read_csv(tmp_path / "tracked" / "tracking.csv", encoding="utf-8-sig")
    assert frame["booked"].tolist() == [1_200, 1_200]
    assert len(pd.read_csv(tmp_path / "tracked" / "tracking_periods.csv")) == 24
    balance = pd.read_csv(tmp_path / "tracked" / "tracking_balance.csv", encoding="utf-8-sig")
    assert balance["deviation_at_plan"].tolist() == balance["deviation"].tolist() == [0, 0]
    early = call("track", "1", "-b", ran, "--as-of", "2027-03-31", "--out", tmp_path / "early")
    assert early.exit_code == 0, early.stderr
    assert pd.read_csv(tmp_path / "early" / "tracking.csv")["booked"].tolist() == [600, 600]


def test_a_folder_says_the_same(ran, tmp_path):
    """The plan file is found in the store, or named."""
    assert call("track", "1/rebalanced", "-b", ran, "--out", tmp_path / "run").exit_code == 0
    assert call("track", "out", "-b", ran, "--out", tmp_path / "folder").exit_code == 0
    nowhere = call("track", "out", "-b", ran, "--store", tmp_path / "none")
    assert nowhere.exit_code == 2
    assert "--plan" in nowhere.stderr
    named = (
        "track",
        "out",
        "-b",
        ran,
        "--store",
        tmp_path / "none",
        "--plan",
        "plan.yaml",
        "--out",
        tmp_path / "named",
    )
    assert call(*named).exit_code == 0
    texts = {(tmp_path / name / "tracking.csv").read_text() for name in ("run", "folder", "named")}
    assert len(texts) == 1
    assert os.environ["TERRITORY_STORE"]


def test_drift_since_the_plan_is_told(ran, tmp_path):
    """Tables that changed since: the deviation of today beside that at plan, and an alarm with both."""
    accounts = ran.with_name("accounts.csv")
    accounts.write_text(accounts.read_text().replace("A1,47.6,-122.3,R1,100", "A1,47.6,-122.3,R1,400"))
    found = call("track", "1/rebalanced", "-b", ran, "--out", tmp_path / "tracked")
    assert found.exit_code == 0, found.stderr
    assert "R1: potential is +43% off target (at plan +0%), 20% is allowed" in found.stdout
    alarms = pd.read_csv(tmp_path / "tracked" / "tracking_alarms.csv", encoding="utf-8-sig")
    assert alarms.loc[alarms["alarm"] == "measure out of tolerance", "territory"].tolist() == ["R1", "R2"]
    assert alarms["told"].iloc[0] in found.stdout
    balance = pd.read_csv(tmp_path / "tracked" / "tracking_balance.csv", encoding="utf-8-sig")
    assert balance["deviation_at_plan"].tolist() == [0, 0]
    assert balance["deviation"].tolist() == pytest.approx([3 / 7, -3 / 7])


def test_what_cannot_be_tracked_is_told(ran):
    """A year without bookings, a run of several plans, a scenario that is not there."""
    empty = call("track", "1", "-b", ran, "--as-of", "2026-12-31")
    assert empty.exit_code == 2
    assert "no booking lies between" in empty.stderr
    assert call("track", "1/bolder", "-b", ran).exit_code == 2
    assert call("track", "7", "-b", ran).exit_code == 2
