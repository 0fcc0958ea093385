"""What every adapter of an outside solver is given and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.rows import BinaryProgram

PRUNED = 1e-7
"""Relative gap asked of solvers that leave out whatever is better by less: their bounds are lowered by it."""


class Verdict(Enum):
    """What the solver's own status says."""

    SOLVED = "solved"
    """To the gap asked for."""
    INFEASIBLE = "infeasible"
    """No point keeps the rows."""
    STOPPED = "stopped"
    """A limit ended the search, with or without a point."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What came back.

    Parameters
    ----------
    verdict
        The native status; a limit is never ``SOLVED``.
    point
        (P,) variables at 1 in the best point, rounded, not yet checked; None where there is none.
    bound
        No point costs less; minus infinity where nothing is known.
    """

    verdict: Verdict
    point: NDArray[np.bool_] | None
    bound: float


def never() -> bool:
    """Nobody interrupts."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Effort:
    """How long to search, and from where.

    Parameters
    ----------
    seconds
        Most time.
    gap
        Relative gap that is good enough.
    start
        (P,) a point that keeps the rows, None without one.
    interrupted
        Asked now and then, by backends that can, whether to end at once.
    """

    seconds: float
    gap: float = 0.0
    start: NDArray[np.bool_] | None = None
    interrupted: Callable[[], bool] = never


class Backend(Protocol):
    """An outside solver with its settings."""

    def solve(self, program: BinaryProgram, effort: Effort) -> Answer:
        """Search for the cheapest point."""
        ...


def lowered(bound: float, cost: float | None, gap: float) -> float:
    """A bound that stays valid where the solver left out whatever is better than its point by less than a gap."""
    return bound if cost is None else min(bound, cost - gap * abs(cost))


def cost_scale(cost: NDArray[np.float64]) -> float:
    """Factor that brings the mean cost to 1, so that absolute tolerances of a solver mean little."""
    mean = float(np.abs(cost).mean()) if len(cost) else 0.0
    return 1.0 / mean if mean > 0 else 1.0
