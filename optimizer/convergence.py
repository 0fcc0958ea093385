"""How a search came to its plan: objective and bound as they were found."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .progress import Observer


@dataclass(frozen=True, slots=True)
class Step:
    """What was known at one time of a search.

    Parameters
    ----------
    seconds
        Since its start.
    objective
        Of the best plan so far.
    lower_bound
        What no plan is below; None while nothing is proved.
    """

    seconds: float
    objective: float
    lower_bound: float | None


class Convergence(Observer):
    """Records a search that it observes: ``solve(instance, criteria, stop, observer=(seen := Convergence()))``.

    It is of one search; a second one goes on behind the first.
    """

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._phases: list[tuple[float, str]] = []

    def on_phase(self, name: str, seconds: float) -> None:
        """Note that a part of the search begins."""
        self._phases.append((seconds, name))

    def on_improvement(self, objective: float, lower_bound: float | None, seconds: float) -> None:
        """Note a better plan, or a better bound."""
        self._steps.append(Step(seconds, objective, lower_bound))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Improvements in the order they came."""
        return tuple(self._steps)

    @property
    def phases(self) -> tuple[tuple[float, str], ...]:
        """Second and name of each part of the search."""
        return tuple(self._phases)

    def to_frame(self) -> pd.DataFrame:
        """One row an improvement: seconds, objective, lower_bound (missing while nothing is proved)."""
        rows = [(step.seconds, step.objective, step.lower_bound) for step in self._steps]
        return pd.DataFrame(rows, columns=["seconds", "objective", "lower_bound"]).astype("float64")
