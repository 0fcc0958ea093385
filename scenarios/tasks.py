"""The scenarios of a run in order: each with its seed, and with the earlier one whose plan its search begins from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .scenario import Scenario
from .twins import first_alike
from .warm_starts import predecessors


@dataclass(frozen=True, slots=True)
class Task:
    """A scenario of a run.

    Parameters
    ----------
    position
        Counted from 0.
    scenario
        What is asked.
    seed
        Of its search.
    start
        Position of the one whose plan it begins from; None for none.
    alike
        Position of the one whose plan it has; its own where it is solved.
    """

    position: int
    scenario: Scenario
    seed: int
    start: int | None
    alike: int

    def told(self, count: int) -> tuple[Scenario, int, int]:
        """Give what an observer is told when it begins."""
        return self.scenario, self.position, count


def tasks_of(scenarios: Sequence[Scenario], seed: int, *, warm: bool = True) -> tuple[Task, ...]:
    """Give each scenario its seed and its start; those that have one plan have those of the first of them.

    Parameters
    ----------
    scenarios
        Of a run, in order.
    seed
        That of the run.
    warm
        Whether searches begin from plans of earlier ones.
    """
    alike = first_alike(scenarios)
    starts = _starts(scenarios, alike) if warm else (None,) * len(scenarios)
    return tuple(
        Task(position, scenario, child_seed(seed, alike[position]), starts[position], alike[position])
        for position, scenario in enumerate(scenarios)
    )


def child_seed(seed: int, position: int) -> int:
    """Draw the seed of the scenario at a position; adding scenarios behind it changes nothing."""
    return int(np.random.SeedSequence(seed, spawn_key=(position,)).generate_state(1)[0])


def _starts(scenarios: Sequence[Scenario], alike: Sequence[int]) -> tuple[int | None, ...]:
    """Whose plan each search begins from; scenarios with one plan begin as the first of them does."""
    known = predecessors(scenarios)
    first = [known[alike[position]] for position in range(len(scenarios))]
    return tuple(None if start is None else alike[start] for start in first)
