"""A store of runs: every outcome saved as it ends, found again by what it depends on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from optimizer.mapping import FrozenMapping
from scenarios.address import Entry, code_version
from scenarios.answer import Answer
from scenarios.database_url import shown_url
from scenarios.outcome import Outcome

from .alignments import AlignmentFolder, Alignments, AlignmentTable, frame_of, plan_of, to_parquet
from .approvals import Step, frame_hash, read_steps
from .engines import open_postgres, open_sqlite, reading, writing
from .errors import StoreError
from .kept import KeptOutcome, KeptRun
from .rows import answer_of, entry_values, now, outcome_row
from .tables import ENTRIES, OUTCOMES, RUNS

FILE, FOLDER = "runs.sqlite", "alignments"
"""What stands in the folder of a store."""
POSTGRES_STARTS = ("postgresql:", "postgresql+", "postgres:")
ANEW = "Run the plan anew: what is kept is not solved again, and the new run can be proposed in its place"
TRIES = 50
"""Times a row is written again that another process wrote first."""

Answered = TypeVar("Answered")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the runs of a store opened now come from.

    Parameters
    ----------
    plan
        What the planner calls it.
    file
        The plan file, None for runs from Python.
    options
        What replaced the plan's own, for ``territory resume``.
    run
        Number of the run that is resumed, None for a new one.
    """

    plan: str = "from Python"
    file: Path | None = None
    options: Mapping[str, object] = field(default_factory=lambda: FrozenMapping({}))
    run: int | None = None


@dataclass(frozen=True, slots=True)
class RunStore:
    """Runs, their outcomes and alignments; any number of processes may use one at once.

    Parameters
    ----------
    where
        The store for people: its folder, or its URL without password.
    engine
        The database.
    alignments
        Where alignments are.
    origin
        What new runs are noted under.
    """

    where: str
    engine: Engine
    alignments: Alignments
    origin: Origin = field(default_factory=Origin)

    def begin(self, entries: Sequence[Entry]) -> int:
        """See ``keeping.Store``; a resumed run keeps its number."""
        return written(self.engine, lambda connection: self._begun(connection, entries))

    def find(self, entry: Entry) -> Answer | None:
        """See ``keeping.Store``."""
        with reading(self.engine) as connection:
            query = select(OUTCOMES).where(OUTCOMES.c.address == entry.address)
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        content = None if row["plan"] is None else self.alignments.read(entry.address)
        return answer_of(dict(row), None if content is None else plan_of(content))

    def save(self, run: int, position: int, *, entry: Entry, outcome: Outcome) -> None:
        """See ``keeping.Store``; the alignment is in place before the row that tells of it."""
        values, row = entry_values(outcome), outcome_row(entry, outcome)
        self._refuse_overwriting(run, position, entry=entry, outcome=outcome)
        if not outcome.stored and outcome.result is not None:
            content = to_parquet(outcome.result.alignment, outcome.result.multiplier)
            self.alignments.write(entry.address, content)

        def write(connection: Connection) -> None:
            if not outcome.stored:
                connection.execute(delete(OUTCOMES).where(OUTCOMES.c.address == entry.address))
                connection.execute(insert(OUTCOMES).values(**row))
            here = (ENTRIES.c.run == run) & (ENTRIES.c.position == position)
            connection.execute(update(ENTRIES).where(here).values(**values))

        written(self.engine, write)

    def runs(self) -> tuple[KeptRun, ...]:
        """All runs, the first one first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.run)).mappings().all()
            entries = connection.execute(select(ENTRIES).order_by(ENTRIES.c.run, ENTRIES.c.position)).mappings().all()
            steps: dict[tuple[int, int], list[Step]] = {}
            for step in read_steps(connection):
                steps.setdefault((step.run, step.position), []).append(step)
        outcomes: dict[int, list[KeptOutcome]] = {row["run"]: [] for row in rows}
        for entry in entries:
            taken = tuple(steps.get((entry["run"], entry["position"]), ()))
            outcomes[entry["run"]].append(_kept(dict(entry), taken))
        return tuple(
            KeptRun(
                row["run"],
                row["plan"],
                row["file"],
                FrozenMapping(json.loads(row["options"])),
                row["version"],
                row["begun"],
                tuple(outcomes[row["run"]]),
            )
            for row in rows
        )

    def run(self, number: int) -> KeptRun:
        """Give one run.

        Raises
        ------
        StoreError
            If there is none of that number.
        """
        runs = self.runs()
        for run in runs:
            if run.run == number:
                return run
        known = ", ".join(str(run.run) for run in runs[-10:]) or "none"
        raise StoreError(self.where, f"there is no run {number}", f"The latest runs: {known}")

    def alignment_frame(self, outcome: KeptOutcome) -> pd.DataFrame:
        """One row an account: account, name, territory, rep, was, territory_index.

        Raises
        ------
        StoreError
            If the outcome has no plan, or its file is gone or damaged.
        """
        content = self.alignments.read(outcome.address)
        frame = None if content is None else frame_of(content)
        if frame is None:
            message = f"there is no alignment of {outcome.run}/{outcome.name} ({outcome.status})"
            raise StoreError(self.where, message, "Resume the run to have it solved, or name another scenario")
        return frame

    def _refuse_overwriting(self, run: int, position: int, *, entry: Entry, outcome: Outcome) -> None:
        """Refuse to write over what was decided on; the same plan found once more restores its file at most."""
        with reading(self.engine) as connection:
            steps = read_steps(connection, address=entry.address)
        if not steps:
            return
        own = [step for step in steps if (step.run, step.position) == (run, position)]
        same = outcome.stored or (
            outcome.alignment is not None and frame_hash(outcome.alignment.to_frame()) == steps[0].plan
        )
        if own or not same:
            last = (own or steps)[-1]
            raise StoreError(self.where, f"{entry.name} of run {last.run} is {last} and stays as it is", ANEW)

    def _begun(self, connection: Connection, entries: Sequence[Entry]) -> int:
        origin, begun = self.origin, now()
        number = origin.run
        if number is None:
            number = int(connection.execute(select(func.coalesce(func.max(RUNS.c.run), 0))).scalar_one()) + 1
        else:
            for step in read_steps(connection, number)[-1:]:
                raise StoreError(self.where, f"run {number} has a plan that is {step}, and stays as it is", ANEW)
            # A run that goes on began when it began.
            begun = connection.execute(select(RUNS.c.begun).where(RUNS.c.run == number)).scalar() or begun
            connection.execute(delete(ENTRIES).where(ENTRIES.c.run == number))
            connection.execute(delete(RUNS).where(RUNS.c.run == number))
        row = {
            "run": number,
            "plan": origin.plan,
            "file": None if origin.file is None else str(origin.file.absolute()),
            "options": json.dumps(dict(origin.options)),
            "version": entries[0].version if entries else code_version(),
            "begun": begun,
        }
        connection.execute(insert(RUNS).values(**row))
        places = [
            {"run": number, "position": position, "name": entry.name, "address": entry.address}
            for position, entry in enumerate(entries)
        ]
        if places:
            connection.execute(insert(ENTRIES), places)
        return number


def open_store(where: str | Path, origin: Origin | None = None) -> RunStore:
    """Open a store, made where there is none.

    Parameters
    ----------
    where
        A folder, or ``postgresql://user@host/database`` (extra ``postgres``).
    origin
        What new runs are noted under.

    Raises
    ------
    StoreError
        If it cannot be used; it then is as it was.
    """
    noted = origin or Origin()
    if str(where).startswith(POSTGRES_STARTS):
        scheme, colon, rest = str(where).partition(":")
        engine = open_postgres(f"{'postgresql' if scheme == 'postgres' else scheme}{colon}{rest}")
        return RunStore(shown_url(engine.url), engine, AlignmentTable(engine), noted)
    folder = Path(where)
    if is_address(str(where)):
        raise StoreError(
            shown_url(str(where)), "this kind of database is not known", "Give a folder, or postgresql://..."
        )
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"this cannot be a folder of runs: {error.strerror or error}"
        raise StoreError(str(where), message, "Give another folder (--store), or keep nothing (--no-store)") from error
    return RunStore(str(folder), open_sqlite(folder / FILE), AlignmentFolder(folder / FOLDER), noted)


def is_address(where: str) -> bool:
    """Whether the place of a store is the URL of a database and not a folder."""
    return "://" in where or where.startswith(POSTGRES_STARTS)


def written(engine: Engine, write: Callable[[Connection], Answered]) -> Answered:
    """Write in one transaction; anew where another process put the same row in place meanwhile.

    Happens only in databases that do not lock whole tables.
    """
    for _ in range(TRIES):
        try:
            with writing(engine) as connection:
                return write(connection)
        except IntegrityError:
            _log.info("another process wrote the same row first; written again")
    with writing(engine) as connection:
        return write(connection)


def _kept(row: Mapping[str, object], steps: tuple[Step, ...]) -> KeptOutcome:
    figures, quotas = row["figures"], row["quotas"]
    return KeptOutcome(
        run=int(str(row["run"])),
        position=int(str(row["position"])),
        name=str(row["name"]),
        address=str(row["address"]),
        saved=None if row["saved"] is None else str(row["saved"]),
        figures=None if figures is None else FrozenMapping(json.loads(str(figures))),
        quotas=None if quotas is None else tuple(tuple(item) for item in json.loads(str(quotas))),
        steps=steps,
    )
