"""The bar counts what has ended, on a terminal alone."""

import io

import pytest
from rich.console import Console

from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.progress import ProgressBar
from scenarios.runner import run
from scenarios.scenario import Scenario


@pytest.mark.parametrize("terminal", [True, False])
def test_counts_what_has_ended(line, criteria, terminal):
    """Every outcome is counted; nothing is written where there is no terminal."""
    screen = io.StringIO()
    scenarios = [Scenario(name, criteria, KeepIncumbent()) for name in ("a", "b", "c")]
    with ProgressBar(Console(file=screen, force_terminal=terminal, _environ={})) as bar:
        assert bar.done == 0
        run(line, scenarios, MaxRuntime(1), observer=bar)
        assert bar.done == 3
    assert bool(screen.getvalue()) == terminal


def test_outcomes_of_the_store_count(line, criteria):
    """An outcome that was never begun, as one from the store, is counted too."""
    outcome = run(line, [Scenario("a", criteria, KeepIncumbent())], MaxRuntime(1), progress=False)[0]
    with ProgressBar(Console(file=io.StringIO())) as bar:
        bar.on_outcome(outcome)
        assert bar.done == 1
