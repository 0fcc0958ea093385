"""The sweep benchmark holds plans against those from nothing, one by one."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from benchmarks import sweep as module
from benchmarks.record import Report
from benchmarks.sweep import Swept, Way, dearer, record_of, run_all, sweep
from optimizer import Criteria, MaxRuntime, build_instance
from scenarios.outcome import Outcomes
from scenarios.scenario import Scenario


def outcome(name, objective, gap=None):
    """An outcome as far as the benchmark looks at it; None for a plan that breaks rules."""
    return SimpleNamespace(
        name=name, result=SimpleNamespace(objective=objective, gap=gap), feasible=objective is not None
    )


def test_sixty_scenarios_that_differ():
    """All of the grid, or some spread over it; more there are not."""
    base = Scenario("base", Criteria(balance={"payments": 0.1}))
    whole = sweep(base, 60)
    assert len({scenario.name for scenario in whole}) == len({str(scenario.changes) for scenario in whole}) == 60
    few = sweep(base, 5)
    assert [scenario.name for scenario in few] == [f"40 {payments}% 10%" for payments in (5, 6, 7, 8, 10)]
    with pytest.raises(ValueError, match="1 to 60"):
        sweep(base, 61)


def test_plans_are_compared_one_by_one():
    """The mean hides nothing: the worst is told with its name, and a lost plan is infinitely dear."""
    cold = Outcomes((outcome("a", 100.0), outcome("b", 200.0), outcome("c", None)))
    assert dearer(cold, Outcomes((outcome("a", 99.0), outcome("b", 204.0), outcome("c", 1.0)))) == (
        pytest.approx(0.02),
        "b",
        pytest.approx(0.005),
    )
    assert dearer(cold, Outcomes((outcome("a", None), outcome("b", 200.0), outcome("c", 1.0))))[:2] == (np.inf, "a")
    assert dearer(Outcomes((outcome("c", None),)), Outcomes((outcome("c", 1.0),))) == (0.0, "none", 0.0)


@pytest.mark.parametrize(("seconds", "objective", "words"), [(30.0, 100.4, 1), (40.0, 101.0, 3)])
def test_what_was_asked_for_is_held_against_it(seconds, objective, words):
    """A third of the time and half a percent, or it is told that they are missed."""
    done = {
        Way.COLD: Swept(Outcomes((outcome("a", 100.0),)), 100.0),
        Way.WARM: Swept(Outcomes((outcome("a", objective),)), seconds),
        Way.ONE: Swept(Outcomes((outcome("a", objective),)), 60.0),
        Way.TWO: Swept(Outcomes((outcome("a", objective),)), 40.0 if words > 1 else 30.0),
    }
    assert "asked for" not in record_of(Way.COLD, done, 5.0).note
    record = record_of(Way.WARM, done, 5.0)
    assert (record.n, record.objective, record.seconds) == (1, objective, seconds)
    assert record.note.count("asked for") == (0 if words == 1 else 2)
    assert ("below 1.6" in record_of(Way.TWO, done, 5.0).note) == (words > 1)


def test_gaps_are_told():
    """On average and the widest; plans without a bound have none."""
    swept = Swept(Outcomes((outcome("a", 100.0, 0.02), outcome("b", 200.0, 0.06), outcome("c", 1.0))), 9.0)
    assert record_of(Way.COLD, {Way.COLD: swept}, 5.0).note == "gaps 4.0% on average, 6.0% at worst"


@pytest.fixture
def town():
    """Sixty hospitals made up, as the bundled plan has them."""
    rng = np.random.default_rng(2)
    accounts = pd.DataFrame(
        {
            "account": [f"h{i}" for i in range(60)],
            "latitude": 40 + rng.random(60),
            "longitude": -90 + rng.random(60),
            "payments": rng.uniform(1, 3, 60),
            "beds": rng.uniform(1, 3, 60),
        }
    )
    return build_instance(accounts, 6, measures=["payments", "beds"])


def test_all_ways_end_with_all_plans(town, tmp_path):
    """From nothing and from plans of others, in this process; the rows are written."""
    scenarios = sweep(Scenario("base", Criteria(balance={"payments": 0.3, "beds": 0.3})), 3)
    done = {way: run_all(town, scenarios, MaxRuntime(0.5), way=way, seed=3) for way in (Way.COLD, Way.WARM)}
    assert all(len(swept.outcomes) == 3 for swept in done.values())
    report = Report((module.INSTANCE, module.SECONDS), tmp_path / "rows.json")
    for way in done:
        report.add(record_of(way, done, 1.0))
    rows = [json.loads(line) for line in (tmp_path / "rows.json").read_text().splitlines()]
    assert [row["method"] for row in rows] == ["each from nothing", "from plans of others"]
    assert [row["n"] for row in rows] == [3, 3]
