"""What is read from a store afterwards, without the inputs of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .approvals import State, Step, state_after


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """One scenario of a run.

    Parameters
    ----------
    run, position, name
        Which.
    address
        Hash of all its plan depends on; the name of its Parquet.
    saved
        When it ended (UTC), None while it has not.
    figures
        See ``Comparison.to_frame``, and under "changes" what each change did; None while it has not ended.
    quotas
        Territory, rep and exact quota of each, None where none were set.
    steps
        What was decided on it, the first first.
    """

    run: int
    position: int
    name: str
    address: str
    saved: str | None
    figures: Mapping[str, object] | None
    quotas: tuple[tuple[str, str, str], ...] | None
    steps: tuple[Step, ...] = ()

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_after(self.steps)

    @property
    def status(self) -> str:
        """Status of the result, "failed", or "open" while it has not ended."""
        return "open" if self.figures is None else str(self.figures["status"])


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One run.

    Parameters
    ----------
    run
        Its number.
    plan, file
        Name and file of the plan, the file None for runs from Python.
    options
        What replaced the plan's own: seconds, seed, workers, out.
    version
        Version of the code, see ``code_version``.
    begun
        When (UTC).
    outcomes
        Its scenarios in order.
    """

    run: int
    plan: str
    file: str | None
    options: Mapping[str, object]
    version: str
    begun: str
    outcomes: tuple[KeptOutcome, ...]

    @property
    def open(self) -> int:
        """Number of scenarios that have not ended."""
        return sum(outcome.saved is None for outcome in self.outcomes)

    @property
    def approval(self) -> str:
        """How far its outcomes have come: ``approved: rebalanced; proposed: two more``; empty while all are drafts."""
        of: dict[State, list[str]] = {}
        for outcome in self.outcomes:
            of.setdefault(outcome.state, []).append(outcome.name)
        return "; ".join(
            f"{state.value}: {', '.join(of[state])}"
            for state in State
            if state in of and of[state] and state is not State.DRAFT
        )

    @property
    def failed(self) -> int:
        """Number of scenarios without a plan."""
        return sum(outcome.status == "failed" for outcome in self.outcomes)
