"""The tables a plan names, read once each, and the way back from a row to the file it stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog
from optimizer.tables import Columns, Table
from scenarios.connectors import parse_numbers, read_table

from .document import Keys, PlanDocument
from .phrases import in_plan_words
from .schema import ColumnsSection, PlanSchema, TableInput
from .schema.facts import SEGMENTS

FIRST_ROW = 2
"""Row a spreadsheet shows for the first row below the headers."""
NUMBERS = ("latitude", "longitude", "fte", "capacity")
SHARE = "share_"
SEGMENT = "segment"
"""Column of the names in the table of segments."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A table as it was read.

    Parameters
    ----------
    file
        Name of the file.
    frame
        Its rows that are not blank, numbered from 0.
    rows
        Row of the spreadsheet of each.
    columns
        Column as it is called here -> as the file calls it, where they differ.
    """

    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sources:
    """Tables by name, the problems found in them, and notes for people.

    Parameters
    ----------
    document
        The plan file; paths are relative to it.
    log
        Where problems go, in rows counted from 0 and names of tables until ``told`` translates them.
    notes
        What was assumed, for people.
    files
        Files read, in order.
    tables
        Tables by name.
    tried
        Names of tables that were read or could not be.
    """

    document: PlanDocument
    log: ProblemLog = field(default_factory=ProblemLog)
    notes: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    tables: dict[str, Source] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)

    def table(self, name: str) -> Table | None:
        """Table of this name whose problems go to the log, None where it could not be read."""
        source = self.tables.get(name)
        return None if source is None else Table(name, source.frame, self.log)

    def read(self, name: str, keys: Keys, given: TableInput, *, text: Collection[str] = ()) -> None:
        """Read the table given at a key of the plan file and keep it under a name.

        Parameters
        ----------
        name
            Its name here, "accounts".
        keys
            Where the plan file names it.
        given
            The file.
        text
            Columns that hold labels.
        """
        path = self.document.path.parent / given.file
        self.tried.add(name)
        try:
            frame = read_table(path, text=text, sheet=given.sheet, note=self.notes.append)
        except InputError as error:
            self.log.problems += [self._named(problem, keys, given, path) for problem in error.problems]
            return
        self.files.append(path)
        rows = tuple(position + FIRST_ROW for position in frame.index.tolist())
        self.tables[name] = Source(path.name, frame.reset_index(drop=True), rows)

    def replace(self, name: str, frame: pd.DataFrame, columns: Mapping[str, str]) -> None:
        """Put other columns in place of those read; ``columns`` says what the file calls them."""
        source = self.tables[name]
        self.tables[name] = replace(source, frame=frame, columns={**source.columns, **columns})

    def told(self) -> list[Problem]:
        """Problems by file, by row of the spreadsheet and by the column names of the file; each once."""
        translated = [self._told(problem) for problem in self.log.problems]
        return [problem for position, problem in enumerate(translated) if problem not in translated[:position]]

    def _told(self, problem: Problem) -> Problem:
        source = self.tables.get(problem.table)
        if source is None:
            return problem
        row = None if problem.row is None else source.rows[problem.row]
        column = source.columns.get(problem.column or "", problem.column)
        remedy = in_plan_words(problem.remedy)
        return replace(problem, table=source.file, row=row, column=column, remedy=remedy)

    def _named(self, problem: Problem, keys: Keys, given: TableInput, path: Path) -> Problem:
        """Tell a file that is not there at the line that names it."""
        if path.is_file():
            return problem
        return self.document.problem(keys, problem.message, problem.remedy, value=given.file)


def read_sources(document: PlanDocument, schema: PlanSchema) -> Sources:
    """Read all tables of facts; what cannot be read is a problem in the log."""
    sources = Sources(document)
    columns = schema.columns
    labels = _label_columns(schema)
    sources.read("accounts", ("inputs", "accounts"), schema.inputs.accounts, text=labels)
    today = schema.inputs.today
    if today.file is not None:
        key = "reps" if schema.inputs.reps is not None else "territories"
        renamed = rep_columns(columns)
        given = TableInput(file=today.file, sheet=today.sheet)
        sources.read("territories", ("inputs", key), given, text={*labels, *renamed.values()})
        _rename(sources, "territories", renamed)
    if schema.inputs.bookings is not None:
        named = {columns.bookings.account or columns.account}
        if schema.quotas is not None and schema.quotas.products is not None:
            named |= set(filter(None, [schema.quotas.products.column]))
        sources.read("bookings", ("inputs", "bookings"), schema.inputs.bookings, text=named)
    if schema.inputs.segments is not None:
        sources.read(SEGMENTS, ("inputs", "segments"), schema.inputs.segments, text={SEGMENT})
    for name in ("accounts", "territories"):
        _parse_known_numbers(sources, name, columns)
    return sources


def builder_columns(columns: ColumnsSection) -> Columns:
    """Names as ``build_instance`` wants them."""
    shared = set(Columns.__dataclass_fields__) & set(ColumnsSection.model_fields)
    return Columns(**{name: getattr(columns, name) for name in shared})


def rep_columns(columns: ColumnsSection) -> dict[str, str]:
    """Column as accounts call it -> as the reps table does, where they differ."""
    own = columns.reps.model_dump(exclude_none=True)
    return {getattr(columns, name): theirs for name, theirs in own.items() if getattr(columns, name) != theirs}


def _label_columns(schema: PlanSchema) -> set[str]:
    """Columns of accounts and reps that hold ids and labels."""
    columns = schema.columns
    labels = {columns.account, columns.name, columns.owner, columns.territory, columns.rep, columns.segment}
    if schema.capacity is not None and schema.capacity.hiring is not None:
        labels |= set(filter(None, [schema.capacity.hiring.by]))
    if schema.quotas is not None:
        labels |= set(schema.quotas.levels)
    for criteria in (schema.criteria, *(scenario.criteria for scenario in schema.scenarios)):
        labels |= {*criteria.eligibility, *filter(None, [criteria.keep_together])}
    forecast = schema.forecast
    labels |= {*forecast.categories, *filter(None, [forecast.segment, forecast.region])}
    return labels | {measure.by for measure in schema.measures.values() if measure.by is not None}


def _rename(sources: Sources, name: str, renamed: Mapping[str, str]) -> None:
    source = sources.tables.get(name)
    if source is None or not renamed:
        return
    table = Table(name, source.frame, sources.log)
    found = {theirs: ours for ours, theirs in renamed.items() if table.require(theirs, "Correct it under columns")}
    hidden = [ours for ours in found.values() if table.has(ours)]
    frame = source.frame.drop(columns=hidden).rename(columns=found)
    sources.replace(name, frame, {ours: theirs for theirs, ours in found.items()})


def _parse_known_numbers(sources: Sources, name: str, columns: ColumnsSection) -> None:
    """Read amounts such as "$1,234.50" where a bad cell kept the column from being read as numbers at once."""
    source = sources.tables.get(name)
    if source is None:
        return
    known = {getattr(columns, field_name) for field_name in NUMBERS}
    frame = source.frame.copy()
    for column in map(str, source.frame):
        if column in known or column.startswith(SHARE):
            frame[column] = parse_numbers(frame[column])
    sources.replace(name, frame, {})
