"""Comparisons tell each figure once, against the tolerance asked for."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from optimizer.criteria import Criteria
from optimizer.quotas import QuotaBounds, allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent, RestrictTo, Segment
from scenarios.comparison import compare
from scenarios.outcome import Outcomes
from scenarios.runner import run
from scenarios.scenario import Scenario


@pytest.fixture(scope="module")
def outcomes(line, criteria, solving_at_once):
    """Today, the nearest plan, one with a new territory in the middle, and one that cannot be built."""
    scenarios = [
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("nearest", criteria),
        Scenario(
            "one more", criteria, AddTerritories(1, centre=(35.0, 0.0)), ChangeCriteria(balance={"potential": 0.6})
        ),
        Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})),
    ]
    quotas = partial(allocate_quotas, target=1_000, bounds=QuotaBounds(cap={"west": 600}))
    with solving_at_once():
        return run(line, scenarios, MaxRuntime(1), quotas=quotas)


def test_frame_has_one_row_a_scenario(outcomes):
    """Figures agree with the assessments they come from."""
    frame = compare(outcomes).to_frame().set_index("scenario")
    assert list(frame.index) == ["today", "nearest", "one more", "wrong"]
    assert list(frame["status"]) == ["kept", "feasible", "feasible", "failed"]
    assert list(frame["feasible"]) == [True, True, True, False]
    assert frame.loc["today", "deviation_potential"] == pytest.approx(0.5)
    assert frame.loc["today", "tolerance_potential"] == 0.1
    assert list(frame["within_potential"].iloc[:3]) == [False, True, True]
    assert frame.loc["nearest", "moved_accounts"] == 2
    assert frame.loc["nearest", "disruption_workload"] == pytest.approx(11 / 36)
    assert frame.loc["nearest", "gap"] == pytest.approx(0.1)
    assert frame.loc["today", "travel_km"] == pytest.approx(160)
    assert frame.loc["nearest", "travel_change"] == pytest.approx(120 / 160 - 1)
    assert frame.loc["today", "quota_spread"] > frame.loc["nearest", "quota_spread"]
    assert "colour" in frame.loc["wrong", "failure"]
    assert pd.isna(frame.loc["wrong", "objective"])
    assert pd.isna(frame.loc["today", "lower_bound"])


def test_columns_are_stable(outcomes):
    """The columns of the CSV are those documented, in order."""
    assert list(compare(outcomes).to_frame().columns) == [
        *("scenario", "status", "feasible", "objective", "lower_bound", "gap"),
        *("travel_km", "travel_hours", "travel_change"),
        *("deviation_potential", "tolerance_potential", "within_potential", "disruption_potential"),
        *("deviation_workload", "tolerance_workload", "within_workload", "disruption_workload"),
        *("deviation_count", "tolerance_count", "within_count", "disruption_count"),
        *("moved_accounts", "violations", "unplaced_accounts"),
        *("quota_total", "quota_smallest", "quota_largest", "quota_spread", "quota_p90_p10"),
        *("chance_least", "chance_iqr"),
        *("seconds", "failure"),
    ]


def test_moves_name_the_accounts(outcomes):
    """Moves are told between any two plans, by label."""
    comparison = compare(outcomes)
    moves = comparison.moves("nearest")
    assert list(moves["account"]) == ["a4", "a5"]
    assert list(moves["from"]) == ["west", "west"]
    assert list(moves["to"]) == ["east", "east"]
    np.testing.assert_array_equal(moves["workload"], [5.0, 6.0])
    assert set(comparison.moves("one more", against="nearest")["to"]) == {"New 1"}
    assert comparison.moves("today").empty
    with pytest.raises(ValueError, match="no plan"):
        comparison.moves("wrong")


def test_accounts_outside_the_plan_do_not_move(line, criteria, quick_solve):  # noqa: ARG001
    """A region planned alone leaves the others out, which is told by their number; who has nobody left does move."""
    french = RestrictTo(Segment(tags={"language": "fr"}))
    alone = ChangeCriteria(forbidden=[("a7", "west"), ("a7", "east")])
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("french", criteria, french)]
    comparison = compare(run(line, [*scenarios, Scenario("alone", criteria, alone)], MaxRuntime(1)))
    assert comparison.to_frame()["unplaced_accounts"].tolist() == [0, 4, 1]
    assert set(comparison.moves("french")["account"]) <= {"a4", "a5", "a6", "a7"}
    assert comparison.moves("french", against="french").empty
    assert set(comparison.moves("today", against="french")["account"]) <= {"a4", "a5", "a6", "a7"}
    assert comparison.moves("alone").set_index("account")["to"].isna()["a7"]
    assert "accounts outside the plan" in str(comparison)


def test_text_holds_every_figure(outcomes):
    """The plain text has a column for each scenario and a line for each figure."""
    text = str(compare(outcomes))
    lines = text.splitlines()
    assert lines[0].split() == ["today", "nearest", "one", "more", "wrong"]
    assert any(line.startswith("  potential") and "50.0%" in line for line in lines)
    assert any(line.startswith("  accounts") for line in lines)
    assert "wrong: build failed" in text


def test_notebooks_see_every_figure(outcomes):
    """A table with the names of all scenarios, good and bad in colour, and what failed below; all text stays text."""
    html = compare(outcomes)._repr_html_()
    assert all(f">{name}</th>" in html for name in ("today", "nearest", "one more", "wrong"))
    assert "color:#117733" in html
    assert "color:#C3342B" in html
    assert "wrong: build failed" in html
    named = [Scenario(f"<{o.name}>", o.scenario.criteria, *o.scenario.changes) for o in outcomes]
    renamed = Outcomes(tuple(replace(o, scenario=s) for o, s in zip(outcomes, named, strict=True)))
    assert "<today>" not in compare(renamed, "<today>")._repr_html_()
    assert "&lt;today&gt;" in compare(renamed, "<today>")._repr_html_()


def test_rows_mark_good_and_bad(outcomes):
    """Only figures that can be good or bad are marked."""
    rows = {row.label: row for row in compare(outcomes).rows()}
    assert [cell.good for cell in rows["potential (of asked)"].cells] == [False, True, True, None]
    assert [cell.good for cell in rows["objective"].cells] == [None] * 4
    assert [cell.good for cell in rows["km"].cells] == [None, True, True, None]


def test_needs_its_baseline(outcomes):
    """A baseline that was not run is refused, naming those that were."""
    with pytest.raises(ValueError, match="'yesterday'; there are: today, nearest, one more, wrong"):
        compare(outcomes, baseline="yesterday")


def test_everything_failed(line, quick_solve):  # noqa: ARG001
    """A run in which nothing could be built still compares."""
    outcomes = run(line, [Scenario("today", Criteria(balance={"size": 0.1}))], MaxRuntime(1))
    assert list(compare(outcomes).to_frame()["status"]) == ["failed"]
    assert "no such measure" in str(compare(outcomes))
