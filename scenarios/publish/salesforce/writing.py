"""Steps as files: those that can be loaded now, and those that wait for the ids of what others create."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from scenarios.publish.cells import safe_cells
from scenarios.publish.difference import Change, Difference, Verb, write_difference
from scenarios.publish.folder import ResultFolder

from .limits import FILE_BYTES
from .member_steps import LeftAlone
from .org import Org
from .rows import Operation, Reference, Row, Step, Thing

WAITING = "waiting"
MADE_HERE = frozenset([Thing.TYPE, Thing.MODEL, Thing.TERRITORY])
VERBS = {Operation.INSERT: Verb.CREATE, Operation.UPDATE: Verb.CHANGE, Operation.DELETE: Verb.REMOVE}
ORDER = "load_order.csv"
LEFT_ALONE = "left_alone.csv"
HEADER_BYTES = 10_000
COLUMNS = ["step", "object", "operation", "file", "rows", "waits_for_ids_of", "what"]


def write_steps(
    steps: Sequence[Step], org: Org, folder: ResultFolder, *, left: LeftAlone, notes: Sequence[str]
) -> Difference:
    """Write the files of all steps that have rows, the order to load them in, what is left alone, and the dry run.

    A row whose ids are all known goes to a file at the top; the others go to a file of the same name in ``waiting``,
    with the key in place of the id and the key's object in the header. Loading the former, exporting again and
    publishing again resolves them.

    Parameters
    ----------
    steps
        In load order.
    org
        Knows the ids.
    folder
        Where to.
    left
        What is not touched.
    notes
        For people.
    """
    former = _former(folder)
    # Loaded at once, a delete would leave accounts and reps nowhere until what replaces it exists.
    held = any(cell.thing in MADE_HERE for step in steps for row in step.rows for cell in _unknown(row, org))
    order: list[dict[str, str]] = []
    for number, step in enumerate((step for step in steps if step.rows), start=1):
        waits = held and step.operation is Operation.DELETE and not step.at_once
        stem = f"{number:02d}_{step.thing.value}_{step.operation.value}"
        ready = [row for row in step.rows if not waits and not any(True for _ in _unknown(row, org))]
        later = [row for row in step.rows if waits or any(True for _ in _unknown(row, org))]
        needs = MADE_HERE if waits else {reference.thing for row in later for reference in _unknown(row, org)}
        for rows, where, things in ((ready, "", ()), (later, f"{WAITING}/", needs)):
            for name, count in _write(folder, f"{where}{stem}", _frame(rows, org)):
                cells = (number, step.thing.value, step.operation.value, name, count)
                waited = ", ".join(sorted(thing.value for thing in things))
                order.append(dict(zip(COLUMNS, map(str, (*cells, waited, step.why)), strict=True)))
    folder.write_tables(ORDER, [safe_cells(pd.DataFrame(order, columns=COLUMNS))])
    frame = pd.DataFrame(left.rows, columns=["account", "territory", "reason"])
    folder.write_tables(LEFT_ALONE, [safe_cells(frame)])
    folder.remove_former(former)
    told = (*notes, *_waiting_note(order), *left_note(left))
    return write_difference(Difference(changes_of(steps), told), folder)


def changes_of(steps: Sequence[Step]) -> tuple[Change, ...]:
    """What steps do, for people."""
    return tuple(Change(VERBS[step.operation], step.thing.value, told) for step in steps for told in step.told)


def _waiting_note(order: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Tell what is not done by the files at the top."""
    waiting = sum(int(entry["rows"]) for entry in order if entry["file"].startswith(WAITING))
    if waiting:
        yield f"{waiting:,} rows wait for ids: load what is at the top, export again, and publish again."


def left_note(left: LeftAlone) -> Iterator[str]:
    """Tell of accounts that are not touched."""
    if left.rows:
        yield f"{len(left.rows):,} accounts are left alone, see {LEFT_ALONE}."


def _unknown(row: Row, org: Org) -> Iterator[Reference]:
    return (cell for cell in row.values() if isinstance(cell, Reference) and org.find(cell) is None)


def _frame(rows: Sequence[Row], org: Org) -> pd.DataFrame:
    """Cells as text; a column with a key in place of any id says so in its header and holds keys throughout."""
    if not rows:
        return pd.DataFrame()
    columns: dict[str, list[str]] = {}
    for field in rows[0]:
        cells = [row[field] for row in rows]
        keyed = [cell for cell in cells if isinstance(cell, Reference) and org.find(cell) is None]
        if keyed:
            known = [cell if isinstance(cell, str) else org.find(cell) or cell.key for cell in cells]
            columns[f"{field} or key of {keyed[0].thing.value}"] = known
        else:
            columns[field] = [org.find(cell) or "" for cell in cells]
    return pd.DataFrame(columns)


def _write(folder: ResultFolder, stem: str, frame: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Write a table as one file, or as several where it is larger than a bulk job may be; names and rows of each."""
    if frame.empty:
        return
    safe = safe_cells(frame)
    # Quotes around a cell and the comma behind it count too, and a quote inside is doubled.
    sizes = [sum(len(cell.encode()) + cell.count('"') + 3 for cell in row) for row in safe.itertuples(index=False)]
    part = np.cumsum(sizes) // (FILE_BYTES - HEADER_BYTES)
    for number in np.unique(part).tolist():
        rows = safe[part == number]
        name = f"{stem}.csv" if number == 0 else f"{stem}_part{number + 1}.csv"
        # Without a byte order mark: bulk jobs take it for a part of the first header.
        with folder.open(name) as file:
            rows.to_csv(file, index=False, lineterminator="\n")
        yield name, len(rows)


def _former(folder: ResultFolder) -> tuple[str, ...]:
    """Files a former publication wrote, by its own list."""
    try:
        listed = pd.read_csv(folder.path / ORDER, dtype=str, encoding="utf-8-sig", keep_default_na=False)["file"]
    except (OSError, ValueError, KeyError):
        return ()
    return tuple(name for name in listed if PurePosixPath(name).suffix == ".csv")
