"""How long a planner waits: every kind of edit is timed, and its figures checked."""

import json

import numpy as np
import pytest

from benchmarks import app
from benchmarks.app import Centres, Office, Wait, is_exact, kinds, nearest, run, write_plan
from benchmarks.points import generate_points
from scenarios.app.desk import Desk
from scenarios.planfile import read_plan

SMALL = Office(accounts=60, territories=3, edits=3)


@pytest.fixture(scope="module")
def points():
    return generate_points(SMALL.accounts, SMALL.seed)


@pytest.fixture
def plan(points, tmp_path):
    return read_plan(write_plan(tmp_path, SMALL, points))


@pytest.mark.parametrize("centres", Centres)
def test_every_kind_of_edit_is_timed_and_exact(centres):
    """Six rows with their figures, fixed centres or free."""
    waits = run(Office(accounts=60, territories=3, edits=3, centres=centres))
    assert [wait.method for wait in waits] == [
        "move one account",
        "move 30 accounts",
        "undo",
        "pin, then free",
        "set a quota",
        "quotas with their chances",
    ]
    for wait in waits:
        row = wait.to_dict()
        assert row["exact"] is True
        assert 0 <= row["median_seconds"] <= row["p95_seconds"] <= row["worst_seconds"]
        assert (row["n"], row["k"]) == (60, 3)


def test_the_plan_has_every_rule_a_page_shows(plan):
    """Balance, disruption with its weight, hours, quotas with chances."""
    assert set(plan.criteria.balance) == {"payroll", "workload"}
    assert plan.criteria.disruption_weight == 1.0
    assert plan.fairness is not None
    figures = Desk(plan).figures()
    assert figures.quotas is not None
    assert figures.chance is not None


def test_edits_change_what_they_say(plan, points):
    """Moves move, undo takes them back, and the pins are gone in the end."""
    desk = Desk(plan)
    begin = desk.state.alignment.territory_of.copy()
    edits = kinds(SMALL, plan, points)
    for edit in edits["move one account"]:
        edit(desk)
    assert not np.array_equal(desk.state.alignment.territory_of, begin)
    for edit in edits["undo"]:
        edit(desk)
    assert np.array_equal(desk.state.alignment.territory_of, begin)
    for edit in (*edits["pin, then free"], *edits["set a quota"]):
        edit(desk)
    assert not desk.state.pinned.any()
    assert dict(desk.state.by_hand) == {}


def test_figures_that_are_wrong_are_noticed(plan, points):
    """Against the table of accounts as it is, not as it should be."""
    from dataclasses import replace  # noqa: PLC0415

    desk = Desk(plan)
    assert is_exact(desk, points)
    assert not is_exact(desk, replace(points, payroll=points.payroll * 1.01))


def test_a_lasso_takes_the_nearest():
    """Itself first."""
    places = np.array([[0.0, 0.0], [5.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    assert nearest(places, 0, 3).tolist() == [0, 2, 3]


def test_rows_are_printed_and_written(monkeypatch, tmp_path, capsys):
    """One JSON object a line; a size that fails says why and the others go on."""
    wait = Wait(instance="made up", method="move", n=5, k=2, edits=1, median_seconds=0.1, exact=True)

    def apart(work, office, patience):  # noqa: ARG001 -- as it is called
        if office.centres is Centres.FREE:
            raise app.WorkFailedError("no memory left")
        return [wait]

    monkeypatch.setattr(app, "run_apart", apart)
    app.main(["--accounts", "5", "--json", str(tmp_path / "rows.jsonl")])
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["note"] for row in rows] == ["", "no memory left"]
    assert rows[0]["median_seconds"] == 0.1
    assert "no memory left" in capsys.readouterr().out
