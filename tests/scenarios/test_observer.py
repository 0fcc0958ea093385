"""Hooks of a run."""

from __future__ import annotations

from optimizer import Criteria, MaxRuntime
from scenarios import KeepIncumbent, Scenario, run
from scenarios.observer import RunObserver


class _Noting(RunObserver):
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_scenario(self, scenario, position, count) -> None:
        self.heard.append(("begins", scenario.name, position, count))

    def on_outcome(self, outcome) -> None:
        self.heard.append(("ends", outcome.name))


def test_each_scenario_begins_and_ends_in_turn(line):
    """In the order of the plan, with its number and how many there are."""
    noting = _Noting()
    scenarios = [Scenario("today", Criteria(), KeepIncumbent()), Scenario("plan", Criteria())]
    run(line, scenarios, MaxRuntime(1), observer=noting)
    assert noting.heard == [("begins", "today", 0, 2), ("ends", "today"), ("begins", "plan", 1, 2), ("ends", "plan")]
