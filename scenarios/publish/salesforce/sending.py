"""Steps into the org, in load order: ids of what one step creates are known to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scenarios.connectors.live import BULK_ABOVE
from scenarios.publish.cells import plain

from .batches import MOST_AT_ONCE, Cells, send_batch
from .bulk import MOST_OF_A_JOB, Jobs
from .calling import RowOutcome, SendingStoppedError
from .journal import Journal, State
from .org import Org
from .rows import Operation, Reference, Row, Step, Thing

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
    cells
        Field -> text, every id known.
    """

    told: str
    cells: Cells


class Sender:
    """Sends steps and writes down what becomes of each row.

    Parameters
    ----------
    wire, jobs
        To the org.
    journal
        Where it is written down.
    org
        Knows the ids; learns those of what is created.
    tell
        Told a line a step.
    """

    def __init__(self, jobs: Jobs, journal: Journal, org: Org, tell: Tell) -> None:
        self._jobs, self._wire, self._journal, self._tell = jobs, jobs.wire, journal, tell
        self._org = org
        self._lost: Counter[Thing] = Counter()

    def send(self, steps: Sequence[Step]) -> State:
        """Send all steps; a row that is refused does not stop the others.

        Returns
        -------
        State
            Complete if every row was sent and taken, incomplete if not, stopped where the org did not answer.
        """
        numbered = [(number, step) for number, step in enumerate((step for step in steps if step.rows), start=1)]
        try:
            for number, step in numbered:
                self._send_step(number, step, steps)
        except SendingStoppedError as error:
            self._journal.ended(State.STOPPED, str(error))
            return State.STOPPED
        if self._lost:
            self._journal.ended(State.INCOMPLETE, f"{self._lost.total():,} rows were refused or wait")
            return State.INCOMPLETE
        return State.COMPLETE

    def _send_step(self, number: int, step: Step, steps: Sequence[Step]) -> None:
        self._journal.step(number, step, len(step.rows))
        before = self._journal.tally
        reason = self._held(step, steps)
        if reason:
            self._wait(step.thing, [(told, reason) for told in step.told])
        else:
            waiting = [
                (told, _missing(row, self._org))
                for told, row in zip(step.told, step.rows, strict=True)
                if _missing(row, self._org)
            ]
            ready = [
                Part(told, _cells(row, self._org))
                for told, row in zip(step.told, step.rows, strict=True)
                if not _missing(row, self._org)
            ]
            self._wait(step.thing, waiting)
            self._send_parts(step, ready)
        now = self._journal.tally
        counts = {
            "done": now.done - before.done,
            "refused": now.refused - before.refused,
            "waiting": now.waiting - before.waiting,
        }
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        self._tell(f"{number:>3}  {step.thing.value} {step.operation.value}: {told}")

    def _held(self, step: Step, steps: Sequence[Step]) -> str:
        """Why a step is not sent yet: nothing is taken away before what comes in its place is there."""
        if step.operation is not Operation.DELETE or step.at_once:
            return ""
        if step.thing is Thing.TERRITORY:
            return "everything else must be done first" if self._lost else ""
        coming = [row for other in steps if _replaces(other, step) for row in other.rows]
        blocked = self._lost[step.thing] or any(_missing(row, self._org) for row in coming)
        return f"not everything that comes in its place is there ({step.thing.value} insert)" if blocked else ""

    def _wait(self, thing: Thing, rows: list[tuple[str, str]]) -> None:
        if rows:
            self._lost[thing] += len(rows)
            self._journal.waiting(rows)

    def _send_parts(self, step: Step, parts: Sequence[Part]) -> None:
        for attempt in range(ATTEMPTS):
            locked: list[Part] = []
            for part, outcome in self._outcomes(step, parts, last=attempt == ATTEMPTS - 1):
                if outcome.code in LOCKED and attempt < ATTEMPTS - 1:
                    locked.append(part)
                    continue
                self._learn(step, part, outcome)
            parts = locked
            if not parts:
                return
            self._jobs.patience.sleep(2.0**attempt)

    def _outcomes(self, step: Step, parts: Sequence[Part], *, last: bool) -> Iterator[tuple[Part, RowOutcome]]:
        """Send rows and write down what becomes of them, but for those that are sent again."""
        many = len(parts) > BULK_ABOVE
        size = MOST_OF_A_JOB if many else MOST_AT_ONCE
        for start in range(0, len(parts), size):
            some = parts[start : start + size]
            rows = [part.cells for part in some]
            reason = ""
            if many:
                result = self._jobs.run(step.thing, step.operation, rows, self._journal.job_opened)
                self._journal.jobs_ended()
                outcomes, reason = list(result.outcomes), result.reason
            else:
                outcomes = list(send_batch(self._wire, step.thing, step.operation, rows))
            known = [(part, outcome) for part, outcome in zip(some, outcomes, strict=True) if outcome is not None]
            final = [pair for pair in known if last or pair[1].code not in LOCKED]
            self._journal.rows([part.told for part, _ in final], [outcome for _, outcome in final])
            yield from known
            if reason:
                raise SendingStoppedError(reason)

    def _learn(self, step: Step, part: Part, outcome: RowOutcome) -> None:
        if not outcome.done:
            self._lost[step.thing] += 1
        elif step.operation is Operation.INSERT and step.thing in KEYED:
            known = self._org.ids[step.thing]
            self._org = self._org.with_ids(step.thing, {**known, part.cells["DeveloperName"]: outcome.record})


def _replaces(other: Step, step: Step) -> bool:
    return other.thing is step.thing and other.operation is Operation.INSERT


def _missing(row: Row, org: Org) -> str:
    """What a row waits for; blank where all ids are known."""
    missing = [cell for cell in row.values() if isinstance(cell, Reference) and org.find(cell) is None]
    return ", ".join(f"{cell.thing.value} {cell.key}" for cell in missing)


def _cells(row: Row, org: Org) -> Cells:
    return {name: plain(org.find(cell) or "") for name, cell in row.items()}
