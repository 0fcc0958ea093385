"""Effort: when a search may end. A criterion is a small frozen object; ``|`` combines two (first one wins)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Limit(Enum):
    """Why a search ended."""

    COMPLETED = "did all it had planned"
    GAP = "reached the gap asked for"
    RUNTIME = "ran out of time"
    ITERATIONS = "ran out of iterations"
    INTERRUPTED = "was interrupted"


class StoppingCriterion:
    """Base of the criteria; by itself it never stops."""

    @property
    def seconds(self) -> float:
        """Time allowed, infinite where there is no limit."""
        return float("inf")

    @property
    def gap(self) -> float:
        """Relative gap at which a plan is good enough."""
        return 0.0

    @property
    def iterations(self) -> int | None:
        """Number of search steps allowed, None for what the solver plans by itself."""
        return None

    def __or__(self, other: StoppingCriterion) -> StoppingCriterion:
        return FirstOf(self, other)


@dataclass(frozen=True, slots=True)
class MaxRuntime(StoppingCriterion):
    """Stop after this many seconds.

    The solver plans a fixed amount of work that fits the time on an ordinary laptop, so that the same seed gives the
    same plan; the clock only cuts in where the machine is slower.
    """

    limit: float

    def __post_init__(self) -> None:
        if not self.limit > 0:
            raise ValueError(f"MaxRuntime needs more than 0 seconds, given {self.limit}")

    @property
    def seconds(self) -> float:
        """Time allowed."""
        return self.limit


@dataclass(frozen=True, slots=True)
class TargetGap(StoppingCriterion):
    """Stop once ``(objective - lower bound) / objective`` is at most this share."""

    limit: float

    def __post_init__(self) -> None:
        if not 0 <= self.limit < 1:
            raise ValueError(f"TargetGap needs a share 0..1, given {self.limit}")

    @property
    def gap(self) -> float:
        """Gap asked for."""
        return self.limit


@dataclass(frozen=True, slots=True)
class MaxIterations(StoppingCriterion):
    """Stop after this many search steps (moves proposed by annealing, trials of ruin and recreate)."""

    limit: int

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError(f"MaxIterations needs at least 1, given {self.limit}")

    @property
    def iterations(self) -> int | None:
        """Steps allowed."""
        return self.limit


@dataclass(frozen=True, slots=True)
class FirstOf(StoppingCriterion):
    """Stop as soon as one of two criteria says so."""

    first: StoppingCriterion
    second: StoppingCriterion

    @property
    def seconds(self) -> float:
        """The shorter time."""
        return min(self.first.seconds, self.second.seconds)

    @property
    def gap(self) -> float:
        """The wider gap."""
        return max(self.first.gap, self.second.gap)

    @property
    def iterations(self) -> int | None:
        """The fewer steps."""
        both = [stop.iterations for stop in (self.first, self.second) if stop.iterations is not None]
        return min(both) if both else None
