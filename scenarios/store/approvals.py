"""Who proposed, approved, published or superseded which outcome, and when; what was decided on stays as it was.

::

    draft ──> proposed ──> approved ──> published
                  │            │            │
                  └────────────┴────────────┴──> superseded ──> proposed

A step is only ever added. From the first one on the outcome, its figures, its quotas and its alignment are not written
again: whoever looks at an approved plan sees what was approved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from optimizer.mapping import FrozenMapping

from .tables import APPROVALS


class State(Enum):
    """How far an outcome has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


NEXT: Mapping[State, tuple[State, ...]] = FrozenMapping(
    {
        State.DRAFT: (State.PROPOSED,),
        State.PROPOSED: (State.APPROVED, State.SUPERSEDED),
        State.APPROVED: (State.PUBLISHED, State.SUPERSEDED),
        # Published anew: to another system, or where the first time was not complete.
        State.PUBLISHED: (State.PUBLISHED, State.SUPERSEDED),
        State.SUPERSEDED: (State.PROPOSED,),
    }
)
"""State -> those that may follow."""
VERBS: Mapping[State, str] = FrozenMapping(
    {
        State.PROPOSED: "territory propose",
        State.APPROVED: "territory approve",
        State.PUBLISHED: "territory published",
        State.SUPERSEDED: "territory supersede",
    }
)
"""State -> the command that leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of the book.

    Parameters
    ----------
    run, position
        Which outcome.
    number
        1 for its first step, and so on.
    state
        What it became.
    who, at, note
        By whom, when (UTC), and what they said, empty for nothing.
    address
        Where its plan is.
    plan
        Hash of its alignment at that time, see ``plan_hash``.
    content
        Hash of its figures and quotas at that time, see ``content_hash``.
    """

    run: int
    position: int
    number: int
    state: State
    who: str
    at: str
    note: str
    address: str
    plan: str
    content: str

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"{self.state.value} by {self.who} on {self.at[:16].replace('T', ' ')} UTC{note}"


def state_after(steps: Sequence[Step]) -> State:
    """State that some steps lead to."""
    return steps[-1].state if steps else State.DRAFT


def objection(steps: Sequence[Step], wanted: State) -> tuple[str, str] | None:
    """Say why an outcome may not become what is wanted, and what may be done; None where it may."""
    now = state_after(steps)
    if wanted in NEXT[now]:
        return None
    is_now = f"it is {steps[-1]}" if steps else "nobody has proposed it"
    ways = " or ".join(f"`{VERBS[state]}`" for state in NEXT[now])
    return f"it cannot become {wanted.value}: {is_now}", f"What can follow: {ways}"


def plan_hash(accounts: Iterable[object], territories: Iterable[object]) -> str:
    """Hash of who is served where, whatever the order of accounts; labels count as text, no territory as none."""
    pairs = sorted(
        (str(one), None if pd.isna(other) or other == "" else str(other)) for one, other in _rows(accounts, territories)
    )
    return _hash(pairs)


def frame_hash(frame: pd.DataFrame) -> str:
    """Hash of an alignment as a table with account and territory."""
    return plan_hash(frame["account"].tolist(), frame["territory"].tolist())


def content_hash(figures: Mapping[str, object] | None, quotas: Sequence[Sequence[str]] | None) -> str:
    """Hash of what is told of an outcome."""
    return _hash([dict(sorted((figures or {}).items())), None if quotas is None else [list(row) for row in quotas]])


def read_steps(connection: Connection, run: int | None = None, *, address: str | None = None) -> tuple[Step, ...]:
    """Steps of a run, of an address, or of all, in the order they were taken."""
    query = select(APPROVALS).order_by(APPROVALS.c.run, APPROVALS.c.position, APPROVALS.c.step)
    if run is not None:
        query = query.where(APPROVALS.c.run == run)
    if address is not None:
        query = query.where(APPROVALS.c.address == address)
    return tuple(_step(dict(row)) for row in connection.execute(query).mappings())


def write_step(connection: Connection, step: Step) -> None:
    """Add a step; ``IntegrityError`` where another process took one of the same number first."""
    row = {
        "run": step.run,
        "position": step.position,
        "step": step.number,
        "state": step.state.name,
        "who": step.who,
        "at": step.at,
        "note": step.note,
        "address": step.address,
        "plan": step.plan,
        "content": step.content,
    }
    connection.execute(insert(APPROVALS).values(**row))


def _step(row: Mapping[str, Any]) -> Step:
    told = {name: row[name] for name in ("run", "position", "who", "at", "note", "address", "plan", "content")}
    return Step(number=row["step"], state=State[row["state"]], **told)


def _rows(accounts: Iterable[object], territories: Iterable[object]) -> Iterable[tuple[object, Any]]:
    return zip(accounts, territories, strict=True)


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
