"""Steps into the org, in load order: ids of what one step creates are known to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scenarios.connectors.live import BULK_ABOVE
from scenarios.publish.cells import plain

from .batches import MOST_AT_ONCE, Cells, send_batch
from .bulk import MOST_OF_A_JOB, JobResult, Jobs
from .calling import RowOutcome, SendingStoppedError
from .cover import Cover, missing_ids
from .journal import Journal, JournalError, State, Tally
from .org import Org
from .rows import Operation, Row, Step, Thing

KEYED = frozenset([Thing.TYPE, Thing.MODEL, Thing.TERRITORY])
"""Objects whose records others name by DeveloperName."""
LOCKED = frozenset(["UNABLE_TO_LOCK_ROW"])
"""Somebody else had the record in hand: worth another attempt."""
ATTEMPTS = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A row that can be sent.

    Parameters
    ----------
    told
        What it does, for people.
    row
        As it was planned.
    cells
        Field -> text, every id known.
    """

    told: str
    row: Row
    cells: Cells


class Sender:
    """Sends steps and writes down what becomes of each row.

    Parameters
    ----------
    jobs
        To the org.
    journal
        Where it is written down.
    org
        Knows the ids; learns those of what is created.
    tell
        Told a line a step.
    """

    def __init__(self, jobs: Jobs, journal: Journal, org: Org, tell: Tell) -> None:
        self._jobs, self._journal, self._tell = jobs, journal, tell
        self._org = org
        self._cover = Cover(org)
        self._lost = 0

    def send(self, steps: Sequence[Step]) -> State:
        """Send all steps; a row that is refused does not stop the others.

        Returns
        -------
        State
            Complete if every row was sent and taken, incomplete if not, stopped where the org did not answer.

        Raises
        ------
        JournalError
            If it cannot be written down; nothing is sent after that.
        """
        for number, step in enumerate((step for step in steps if step.rows), start=1):
            try:
                self._send_step(number, step, steps)
            except JournalError:
                raise
            except SendingStoppedError as error:
                reason = f"at step {number} ({step.thing.value} {step.operation.value}): {error}"
                self._journal.ended(State.STOPPED, reason)
                return State.STOPPED
        if self._lost:
            self._journal.ended(State.INCOMPLETE, f"{self._lost:,} rows were refused or wait")
            return State.INCOMPLETE
        return State.COMPLETE

    def _send_step(self, number: int, step: Step, steps: Sequence[Step]) -> None:
        self._journal.step(number, step, len(step.rows))
        before = self._journal.tally
        for row in self._unready(step, steps):
            self._cover.lose(step.thing, row, self._org)
        ready: list[Part] = []
        waiting: list[tuple[str, str]] = []
        for told, row in zip(step.told, step.rows, strict=True):
            missing = missing_ids(row, self._org) or self._cover.holds(step, row)
            if missing:
                waiting.append((told, missing))
            else:
                ready.append(Part(told, row, _cells(row, self._org)))
        if waiting:
            self._lost += len(waiting)
            self._journal.waiting(waiting)
        self._send_parts(step, ready)
        self._tell(f"{number:>3}  {step.thing.value} {step.operation.value}: {_counts(before, self._journal.tally)}")

    def _unready(self, step: Step, steps: Sequence[Step]) -> Iterator[Row]:
        """Rows that cannot come: of this step, and, before something is taken away, of what comes in its place."""
        for other in steps:
            coming = step.operation is Operation.DELETE and other.thing is step.thing
            if other.operation is Operation.INSERT and (coming or other is step):
                yield from (row for row in other.rows if missing_ids(row, self._org))

    def _send_parts(self, step: Step, parts: Sequence[Part]) -> None:
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            locked: list[Part] = []
            for part, outcome in self._outcomes(step, parts, last=last):
                if outcome.code in LOCKED and not last:
                    locked.append(part)
                else:
                    self._learn(step, part, outcome)
            parts = locked
            if not parts:
                return
            self._jobs.patience.sleep(2.0**attempt)

    def _outcomes(self, step: Step, parts: Sequence[Part], *, last: bool) -> Iterator[tuple[Part, RowOutcome]]:
        """Send rows and write down what becomes of them, but for those that are sent again."""
        for some, result in self._sent(step, parts):
            pairs = zip(some, result.outcomes, strict=True)
            known = [(part, outcome) for part, outcome in pairs if outcome is not None]
            final = [pair for pair in known if last or pair[1].code not in LOCKED]
            self._journal.rows([part.told for part, _ in final], [outcome for _, outcome in final])
            yield from known
            if result.reason:
                raise SendingStoppedError(result.reason)

    def _sent(self, step: Step, parts: Sequence[Part]) -> Iterator[tuple[Sequence[Part], JobResult]]:
        """Send many rows by jobs where the org takes them, all others by collections."""
        start = 0
        while len(parts) > BULK_ABOVE and start < len(parts):
            job = self._jobs.open(step.thing, step.operation)
            if job is None:
                break
            self._journal.job_opened(job)
            some = parts[start : start + MOST_OF_A_JOB]
            result = self._jobs.run(job, step.operation, [part.cells for part in some])
            self._journal.jobs_ended()
            yield some, result
            start += len(some)
        while start < len(parts):
            some = parts[start : start + MOST_AT_ONCE]
            rows = [part.cells for part in some]
            yield some, JobResult(tuple(send_batch(self._jobs.wire, step.thing, step.operation, rows)), "")
            start += len(some)

    def _learn(self, step: Step, part: Part, outcome: RowOutcome) -> None:
        if not outcome.done:
            self._lost += 1
            if step.operation is Operation.INSERT:
                self._cover.lose(step.thing, part.row, self._org)
        elif step.operation is Operation.INSERT and step.thing in KEYED:
            known = self._org.ids[step.thing]
            self._org = self._org.with_ids(step.thing, {**known, part.cells["DeveloperName"]: outcome.record})


def _counts(before: Tally, now: Tally) -> str:
    counts = {
        "done": now.done - before.done,
        "refused": now.refused - before.refused,
        "waiting": now.waiting - before.waiting,
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)


def _cells(row: Row, org: Org) -> Cells:
    return {name: plain(org.find(cell) or "") for name, cell in row.items()}
