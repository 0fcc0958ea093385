"""Tables of accounts and territories agree with the facts and the judgement."""

import numpy as np
import pytest

from scenarios.outcome import Outcome
from scenarios.publish.frames import account_frame, territory_frame
from scenarios.scenario import Scenario
from scenarios.single_run import run_scenario


def test_accounts(towns, line):
    """Places are called as they are measured, and the measures follow."""
    assert list(account_frame(towns).columns) == ["account", "name", "latitude", "longitude", "potential"]
    assert list(account_frame(line).columns) == ["account", "name", "x", "y", "potential", "workload"]


def test_territories(line, criteria, quick_solve):  # noqa: ARG001 -- replaces the search
    """Totals, targets and moves of each territory; moves in and out are as many."""
    outcome = run_scenario(line, Scenario("near", criteria), None)
    frame = territory_frame(outcome)
    assert frame["accounts"].tolist() == [4, 4]
    assert (frame["moved_in"].tolist(), frame["moved_out"].tolist()) == ([0, 2], [2, 0])
    assert frame["total_potential"].tolist() == [400.0, 400.0]
    assert frame["total_workload"].tolist() == [10.0, 26.0]
    assert np.allclose(frame["deviation_workload"], frame["total_workload"] / frame["target_workload"] - 1)
    assert frame["tolerance_potential"].tolist() == [0.1, 0.1]
    assert frame["tolerance_workload"].isna().all()
    assert frame["x"].tolist() == [0.0, 70.0]
    assert "quota" not in frame


def test_no_plan(criteria):
    """An outcome without a plan has no territories."""
    with pytest.raises(ValueError, match="no plan"):
        territory_frame(Outcome(scenario=Scenario("none", criteria)))
