"""What follows from a plan."""

from __future__ import annotations

from functools import partial

import pytest

from optimizer import Criteria, MaxRuntime
from optimizer.quotas import allocate_quotas
from scenarios import Scenario
from scenarios.outcome import Outcome, Stage
from scenarios.runner import run_scenario
from scenarios.sequel import Sequel, failed


def _refused(*_: object) -> None:
    raise ValueError("it cannot be counted")


@pytest.fixture
def outcome(line) -> Outcome:
    """A plan of which nothing follows yet."""
    return run_scenario(line, Scenario("plan", Criteria()), MaxRuntime(1))


def test_nothing_is_asked_for(outcome, line):
    """The outcome stays as it is."""
    assert Sequel().after(outcome, line) is outcome


def test_quotas_then_their_judge_then_people(outcome, line):
    """Each step is given what those before it made."""
    seen: list[tuple[object, ...]] = []

    def note(*given: object) -> None:
        seen.append(given)

    after = Sequel(partial(allocate_quotas, target=800), note, note).after(outcome, line)
    assert after.quotas is not None
    assert after.failure is None
    assert seen == [(after.alignment, after.quotas), (after.alignment, after.quotas, None)]


@pytest.mark.parametrize(
    ("sequel", "stage"),
    [
        (Sequel(_refused), Stage.QUOTAS),
        (Sequel(partial(allocate_quotas, target=800), _refused), Stage.FAIRNESS),
        (Sequel(partial(allocate_quotas, target=800), None, _refused), Stage.CAPACITY),
    ],
)
def test_a_step_that_fails_is_named(outcome, line, sequel, stage):
    """The plan stays, with the stage and the cause."""
    after = sequel.after(outcome, line)
    assert after.result is outcome.result
    assert after.failure is not None
    assert (after.failure.stage, after.failure.message) == (stage, "it cannot be counted")


def test_without_a_plan_nothing_follows(outcome, line):
    """A scenario that failed before gets no quotas."""
    broken = failed(Outcome(scenario=outcome.scenario), Stage.BUILD, ValueError("no such territory"))
    assert Sequel(_refused).after(broken, line) is broken
