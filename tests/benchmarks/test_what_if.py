"""The what-if benchmark asks for something that is not kept yet, and checks the answers itself."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import what_if
from benchmarks.points import Placing, draw_centres, generate_points
from benchmarks.scale import PAYROLL, Scale, make_instance
from benchmarks.what_if import WhatIf, asked_of
from optimizer import Alignment, judge

TASK = WhatIf(plan=Scale(accounts=80, territories=4, measures=(PAYROLL,), tolerance=0.3, seconds=1.0), pins=5)


@pytest.fixture(autouse=True)
def compiled(monkeypatch):
    """Nothing is timed here."""
    monkeypatch.setattr(what_if.warm, "warm_up", lambda run: 1)  # noqa: ARG005 -- what is called
    monkeypatch.setattr(what_if, "_warm_up_answers", lambda task: None)  # noqa: ARG005


def test_what_is_asked():
    """Pins to the nearest other centre, a tighter balance: today's plan breaks every one of the pins."""
    points = generate_points(80, 7)
    centres = draw_centres(points.places, 4, Placing.EVEN, 7)
    instance = make_instance(points, centres, (PAYROLL,))
    today = Alignment(instance, np.arange(80) % 4, np.full(4, -1))
    criteria = asked_of(TASK, instance, today, centres)
    assert criteria.balance == {PAYROLL: pytest.approx(0.27)}
    assert len(criteria.pins) == 5
    broken = [v for v in judge(today, criteria).violations if "pin" in v.message]
    assert broken
    for account, home in criteria.pins.items():
        unit, pinned = instance.units.ids.get_loc(account), instance.territories.ids.get_loc(home)
        away = ((points.places[unit] - centres) ** 2).sum(axis=1)
        away[unit % 4] = np.inf
        assert away.argmin() == pinned


def test_every_answer_is_checked():
    """The plan, the answers from it and that from nothing: all keep what was asked, none is below the bound."""
    records = what_if.run(replace(TASK, cold=True))
    assert [record.method for record in records] == [
        "the plan",
        "from plan and prices",
        "from the plan",
        "from nothing",
    ]
    assert all(record.feasible for record in records)
    assert all(record.note == "" or record.note.startswith("over the") for record in records)
    assert all(record.lower_bound <= record.objective * (1 + 1e-9) for record in records)
    best = min(record.objective for record in records[1:])
    assert max(record.objective for record in records[1:]) <= 1.01 * best
    assert records[1].worst_imbalance <= 0.27


def test_a_row_each_on_paper(monkeypatch, tmp_path):
    """JSON lines as every benchmark writes them; a failure is a row with its reason."""
    monkeypatch.setattr(what_if, "run_apart", lambda work, task, seconds: work(task))  # noqa: ARG005
    target = tmp_path / "rows.json"
    arguments = ["--accounts", "40", "--territories", "3", "--tolerance", "0.4", "--seconds", "1", "--pins", "2"]
    what_if.main([*arguments, "--json", str(target)])
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [(row["n"], row["k"], row["method"]) for row in rows] == [
        (40, 3, "the plan"),
        (40, 3, "from plan and prices"),
        (40, 3, "from the plan"),
    ]

    def late(work, task, seconds):  # noqa: ARG001 -- what is called
        raise what_if.WorkFailedError("no answer within 5 s")

    monkeypatch.setattr(what_if, "run_apart", late)
    assert [record.note for record in what_if.run_or_say_why(TASK)] == ["no answer within 5 s"]
