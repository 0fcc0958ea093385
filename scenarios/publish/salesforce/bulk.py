"""Many rows by jobs of Bulk API 2.0: open, upload, close, wait, and ask what became of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from scenarios.connectors.retrying import Patience

from .batches import GONE, Cells
from .calling import Request, RowOutcome, SendingStoppedError, Wire
from .rows import Operation, Thing

MOST_OF_A_JOB = 100_000
"""Rows of a job: far below the 150 MB it may have."""
FIRST_WAIT, LONGEST_WAIT, PATIENCE = 1.0, 15.0, 2 * 3_600.0
"""Seconds between two questions whether a job has ended, growing, and until it is given up for now."""
CSV = "text/csv"
UNFIT, UNKNOWN = 400, 404
ID, ERROR = "sf__Id", "sf__Error"


class JobState(Enum):
    """State of a job, in the vendor's words."""

    OPEN = "Open"
    UPLOADED = "UploadComplete"
    RUNNING = "InProgress"
    COMPLETE = "JobComplete"
    FAILED = "Failed"
    ABORTED = "Aborted"

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self in (JobState.COMPLETE, JobState.FAILED, JobState.ABORTED)


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of a job.

    Parameters
    ----------
    outcomes
        One a row; None where the job ended before it.
    reason
        Why the job failed; blank if it did not.
    """

    outcomes: tuple[RowOutcome | None, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Jobs:
    """Runs jobs.

    Parameters
    ----------
    wire
        To the org.
    patience
        Waits between questions.
    """

    wire: Wire
    patience: Patience

    def open(self, thing: Thing, operation: Operation) -> str | None:
        """Open a job: its id, None where the org takes no jobs for this object.

        Raises
        ------
        SendingStoppedError
            If the call fails.
        """
        asked = {
            "object": thing.value,
            "operation": operation.value,
            "contentType": "CSV",
            "columnDelimiter": "COMMA",
            "lineEnding": "LF",
        }
        try:
            told = self.wire.json(Request("POST", "jobs/ingest", asked))
        except SendingStoppedError as error:
            if error.status == UNFIT:
                return None
            raise
        if not isinstance(told, dict) or not told.get("id"):
            raise SendingStoppedError("the org opened a job without an id")
        return str(told["id"])

    def run(self, job: str, operation: Operation, rows: Sequence[Cells]) -> JobResult:
        """Send rows as one job and wait for its end.

        Parameters
        ----------
        job
            Of ``open``.
        operation
            What is done.
        rows
            All with the same fields.

        Raises
        ------
        SendingStoppedError
            If a call fails; the job goes on without us, see ``settle``.
        """
        self.wire.text(Request("PUT", f"jobs/ingest/{job}/batches", text=_table(rows)))
        self._set(job, JobState.UPLOADED)
        state, reason = self._wait(job)
        outcomes = self._outcomes(job, operation, rows)
        if state is not JobState.COMPLETE:
            return JobResult(outcomes, f"the job {job} ended as {state.value} ({reason or 'no reason given'})")
        missing = sum(outcome is None for outcome in outcomes)
        return JobResult(outcomes, f"the job {job} does not tell of {missing:,} rows" if missing else "")

    def settle(self, job: str) -> None:
        """Bring a job a former publication left behind to its end: one that was never closed does nothing.

        Raises
        ------
        SendingStoppedError
            If a call fails.
        """
        try:
            state, _ = self._state(job)
        except SendingStoppedError as error:
            if error.status == UNKNOWN:  # the org keeps jobs for a week after their end
                return
            raise
        if state is JobState.OPEN:
            self._set(job, JobState.ABORTED)
        elif not state.ended:
            self._wait(job)

    def _set(self, job: str, state: JobState) -> None:
        self.wire.json(Request("PATCH", f"jobs/ingest/{job}", {"state": state.value}))

    def _state(self, job: str) -> tuple[JobState, str]:
        told = self.wire.json(Request("GET", f"jobs/ingest/{job}"))
        try:
            return JobState(told["state"]), str(told.get("errorMessage") or "")
        except (TypeError, KeyError, ValueError):
            raise SendingStoppedError(f"the job {job} has no state that is known") from None

    def _wait(self, job: str) -> tuple[JobState, str]:
        seconds, waited = FIRST_WAIT, 0.0
        while waited < PATIENCE:
            state, reason = self._state(job)
            if state.ended:
                return state, reason
            self.patience.sleep(seconds)
            waited, seconds = waited + seconds, min(LONGEST_WAIT, seconds * 1.5)
        raise SendingStoppedError(f"the job {job} is still running")

    def _outcomes(self, job: str, operation: Operation, rows: Sequence[Cells]) -> tuple[RowOutcome | None, ...]:
        """Find what became of each row: the answers come in any order, with the cells that were sent."""
        fields = list(rows[0])
        found: dict[tuple[str, ...], RowOutcome] = {}
        for told in self._rows_of(job, "successfulResults"):
            found[tuple(told.get(name, "") for name in fields)] = RowOutcome(told.get(ID) or told.get("Id", ""))
        for told in self._rows_of(job, "failedResults"):
            code, _, message = told.get(ERROR, "").partition(":")
            gone = operation is Operation.DELETE and code in GONE
            outcome = RowOutcome(told.get("Id", "")) if gone else RowOutcome("", code or "UNKNOWN", message).plainly()
            found[tuple(told.get(name, "") for name in fields)] = outcome
        return tuple(found.get(tuple(row[name] for name in fields)) for row in rows)

    def _rows_of(self, job: str, results: str) -> list[dict[str, str]]:
        text = self.wire.text(Request("GET", f"jobs/ingest/{job}/{results}", accept=CSV))
        return list(csv.DictReader(io.StringIO(text, newline="")))


def _table(rows: Sequence[Cells]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
