"""Why a scenario has no plan that keeps the rules, and what would have to give, in sentences for the planner."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from optimizer.diagnosis import cheapest_relaxation, explain_infeasibility
from optimizer.diagnosis.reasons import told
from optimizer.stop import MaxRuntime

from .outcome import Outcome

SECONDS = 20.0
"""Time for the reason and the way out of one scenario together."""
WAYS_OUT = 2
"""Ways out told."""
SHOWN = 8
"""Choices told before "and more"."""


def why_not(outcome: Outcome, seconds: float = SECONDS) -> tuple[str, ...]:
    """Sentences on a scenario whose plan breaks rules; none where there is nothing to explain.

    Parameters
    ----------
    outcome
        The scenario's end.
    seconds
        Most time.
    """
    instance, criteria = outcome.instance, outcome.criteria
    if instance is None or criteria is None or outcome.result is None or outcome.result.feasible or outcome.interrupted:
        return ()
    conflict = explain_infeasibility(instance, criteria, MaxRuntime(seconds / 2))
    if conflict.plan is not None:
        return ("a plan that keeps every rule exists, the search did not come upon it: give it more time",)
    if not conflict.exists:
        return (f"whether any plan keeps every rule could not be settled in {seconds / 2:.0f} seconds",)
    lines = [f"no plan keeps every rule: {conflict.reason}"]
    rules = told(conflict.choices)
    lines += [f"  needed for this: {rule}" for rule in rules[:SHOWN]]
    if len(rules) > SHOWN:
        lines.append(f"  and {len(rules) - SHOWN} more")
    ways = cheapest_relaxation(instance, criteria, MaxRuntime(seconds / 2), alternatives=WAYS_OUT)
    return (*lines, *_advice(way.summary() for way in ways))


def show_why_not(outcome: Outcome, console: Console) -> None:
    """Print why a plan breaks rules and what would help."""
    with console.status(f"looking for the reason why {outcome.name} breaks rules"):
        lines = why_not(outcome)
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _advice(ways: Iterator[str]) -> Iterator[str]:
    for position, way in enumerate(ways):
        yield f"{'this would do' if position == 0 else 'or'}: {way}"
