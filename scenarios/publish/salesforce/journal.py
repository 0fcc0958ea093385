"""What was sent, on disk before anything else is sent: a publication that stops can go on where it was.

The journal holds names and ids, never a password, token or session.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from optimizer.exceptions import InputError, Problem

from .calling import RowOutcome, SendingStoppedError
from .rows import Step

JOURNAL = "journal.json"
VERSION = 1


class JournalError(SendingStoppedError):
    """What is sent cannot be written down."""


class State(Enum):
    """How far a publication is."""

    SENDING = "sending"
    """Begun, and neither ended nor stopped in order: it was interrupted."""
    STOPPED = "stopped"
    INCOMPLETE = "incomplete"
    """Everything that could be sent was; some rows were refused or wait."""
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Target:
    """What is published, and where to.

    Parameters
    ----------
    org
        Host of the org.
    plan, scenario
        Which plan.
    """

    org: str
    plan: str
    scenario: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows by what became of them."""

    done: int = 0
    refused: int = 0
    waiting: int = 0

    def plus(self, *, done: int = 0, refused: int = 0, waiting: int = 0) -> Tally:
        """The same with more rows."""
        return Tally(self.done + done, self.refused + refused, self.waiting + waiting)


class Journal:
    """Writes down what becomes of rows and jobs, whole and at once.

    Parameters
    ----------
    folder
        That of the load files.
    target
        What is published now.

    Raises
    ------
    InputError
        If the journal that is there cannot be read, or belongs to an unfinished publication to another org.
    """

    def __init__(self, folder: Path, target: Target) -> None:
        self._path = folder / JOURNAL
        former = _read(self._path)
        unfinished = former is not None and former["state"] != State.COMPLETE.value
        if former is not None and unfinished and former["org"] != target.org:
            message = f"an unfinished publication to {former['org']} is written down here"
            remedy = "Finish that one, or give another folder with --out"
            raise InputError([Problem(str(self._path), message, remedy)])
        # One that was complete is history; the target's own changes are not this file's business.
        self.former = former if unfinished else None
        self._told: dict[str, Any] = {
            "version": VERSION,
            "org": target.org,
            "plan": target.plan,
            "scenario": target.scenario,
            "state": State.SENDING.value,
            "reason": "",
            "steps": [],
            "before": [] if self.former is None else [*self.former["before"], _summary(self.former)],
        }

    @property
    def open_jobs(self) -> tuple[str, ...]:
        """Ids of jobs a former publication opened and saw no end of."""
        steps = [] if self.former is None else self.former["steps"]
        return tuple(str(job["id"]) for step in steps for job in step["jobs"] if not job["ended"])

    def telling(self) -> str:
        """Tell where a former publication was; blank where there is nothing to go on with."""
        if self.former is None:
            return ""
        done = f"{_tally(self.former['steps']).done:,} rows were done then"
        named = [(self.former.get(name), self._told[name]) for name in ("plan", "scenario")]
        other = "" if all(was == now for was, now in named) else f" It was {named[0][0]}, {named[1][0]}."
        if self.former["state"] == State.SENDING.value:
            return f"Going on with a publication that was interrupted: {done}.{other}"
        return f"Going on with a publication that is unfinished: {done}, and {self.former['reason']}.{other}"

    def step(self, number: int, step: Step, rows: int) -> None:
        """Begin a step of so many rows."""
        named = {"step": number, "object": step.thing.value, "operation": step.operation.value, "rows": rows}
        self._told["steps"].append({**named, "done": [], "refused": [], "waiting": [], "jobs": []})

    def job_opened(self, job: str) -> None:
        """Write down a job before any row of it is sent."""
        self._told["steps"][-1]["jobs"].append({"id": job, "ended": False})
        self.write()

    def jobs_ended(self) -> None:
        """All jobs of this step have ended."""
        for job in self._told["steps"][-1]["jobs"]:
            job["ended"] = True

    def rows(self, told: Sequence[str], outcomes: Sequence[RowOutcome]) -> None:
        """Write down what became of rows."""
        step = self._told["steps"][-1]
        for what, outcome in zip(told, outcomes, strict=True):
            if outcome.done:
                step["done"].append([what, outcome.record])
            else:
                step["refused"].append([what, outcome.code, outcome.message])
        self.write()

    def waiting(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write down rows that are not sent, and what they wait for."""
        self._told["steps"][-1]["waiting"].extend([what, reason] for what, reason in rows)
        self.write()

    def ended(self, state: State, reason: str = "") -> None:
        """Write down how it ended."""
        self._told |= {"state": state.value, "reason": reason}
        self.write()

    def write(self) -> None:
        """Put the journal in place of what was there, in one move, once it is on disk."""
        partial = self._path.with_name(f".{self._path.name}.part")
        try:
            with partial.open("w", encoding="utf-8") as file:
                json.dump(self._told, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._path)
        except OSError as error:
            reason = f"{self._path} cannot be written ({error.strerror or error}), so nothing more is sent"
            raise JournalError(reason) from error

    @property
    def reason(self) -> str:
        """Why it ended as it did."""
        return str(self._told["reason"])

    @property
    def tally(self) -> Tally:
        """Rows of this publication."""
        return _tally(self._told["steps"])

    def not_sent(self) -> list[tuple[str, str, str, str, str]]:
        """Rows that are not in the org: object, operation, what, code, why."""
        return [
            (step["object"], step["operation"], *entry)
            for step in self._told["steps"]
            for entry in [*step["refused"], *([what, "WAITING", why] for what, why in step["waiting"])]
        ]


def _read(path: Path) -> dict[str, Any] | None:
    """Read what is there; None where nothing is."""
    try:
        return _checked(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = "this journal of a publication cannot be read"
        remedy = "See in the org whether jobs of it still run, then take the file away"
        raise InputError([Problem(str(path), message, remedy)]) from error


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """Make sure that all is there that is asked for afterwards."""
    State(told["state"])
    _tally(told["steps"])
    jobs = [(job["id"], job["ended"]) for step in told["steps"] for job in step["jobs"]]
    if told["version"] != VERSION or not isinstance(told["before"], list) or not all(job for job, _ in jobs):
        raise ValueError("another version")
    return {**told, "org": str(told["org"]), "reason": str(told["reason"])}


def _tally(steps: Sequence[dict[str, Any]]) -> Tally:
    kinds = ("done", "refused", "waiting")
    return Tally(*(sum(len(step[kind]) for step in steps) for kind in kinds))


def _summary(told: dict[str, Any]) -> dict[str, Any]:
    tally = _tally(told["steps"])
    counts = {"done": tally.done, "refused": tally.refused, "waiting": tally.waiting}
    kept = {name: told.get(name) for name in ("plan", "scenario", "state", "reason")}
    return {**kept, **counts}
