"""A scenario without a plan says why, and what would help."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from optimizer.criteria import Criteria
from optimizer.stop import Limit, MaxRuntime
from scenarios.scenario import Scenario
from scenarios.single_run import run_scenario
from scenarios.why_not import show_why_not, why_not


@pytest.fixture
def pinned(line, quick_solve):  # noqa: ARG001 -- replaces the search
    """Seven of eight accounts pinned to Ann, though each rep shall have half of the potential."""
    criteria = Criteria(balance={"potential": 0.1}, pins={f"a{i}": "west" for i in range(7)})
    return run_scenario(line, Scenario("pinned", criteria), MaxRuntime(1))


def test_the_conflict_and_a_way_out_are_told(pinned):
    """The sum that shows it, each rule it takes, and the pins to drop or the tolerance to widen."""
    first, *rest = why_not(pinned)
    assert first == (
        "no plan keeps every rule: west may hold 440 potential in all, and accounts only they may have come to 500"
    )
    assert "  needed for this: west holds at most 440 potential (target 400, tolerance 0.1)" in rest
    assert any(line.startswith("this would do: drop the 3 pins of") for line in rest)
    assert any(line.startswith("or: widen the balance tolerance of potential") for line in rest)


def test_a_plan_that_was_missed_is_admitted(line, quick_solve):  # noqa: ARG001 -- replaces the search
    """Where a plan exists the search was too short, and it says so."""
    outcome = run_scenario(line, Scenario("thirds", Criteria(balance={"workload": 0.02})), MaxRuntime(1))
    assert not outcome.feasible
    assert why_not(outcome) == (
        "a plan that keeps every rule exists, the search did not come upon it: give it more time",
    )


def test_nothing_is_told_where_nothing_is_wrong(line, pinned, quick_solve):  # noqa: ARG001 -- replaces the search
    """A feasible plan, a failed scenario and an interrupted one need no explanation."""
    assert why_not(run_scenario(line, Scenario("fine", Criteria()), MaxRuntime(1))) == ()
    assert why_not(replace(pinned, result=None)) == ()
    assert why_not(replace(pinned, result=replace(pinned.result, limit=Limit.INTERRUPTED))) == ()


def test_it_is_printed_line_by_line(pinned):
    """What is told reaches the screen unbroken."""
    screen = Console(file=StringIO(), width=60)
    show_why_not(pinned, screen)
    assert screen.file.getvalue().splitlines() == list(why_not(pinned))
