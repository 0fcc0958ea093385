"""The tables a plan names, read once each, and the way back from a row to the file it stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog
from optimizer.tables import Columns, Table
from scenarios.connectors import Doubt, Forms, read_dates, read_numbers

from .document import Keys, PlanDocument
from .fetching import Request, fetch
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
    doubts
        Column as it was read -> why it cannot be relied on.
    forms
        What the plan file says of how cells are written.
    """

    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    forms: Forms = field(default_factory=Forms)


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

    def problem(self, keys: Keys, message: str, remedy: str, *, value: object = None) -> None:
        """Note a problem at a key of the plan file."""
        self.log.problems.append(self.document.problem(keys, message, remedy, value=value))

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
        self.tried.add(name)
        request = Request(name, given, self.document.path.parent, frozenset(text), self.notes.append)
        try:
            fetched = fetch(request)
        except InputError as error:
            self.log.problems += [self._named(problem, keys, given) for problem in error.problems]
            return
        self.files += [path for path in fetched.files if path not in self.files]
        rows = tuple(int(position) + FIRST_ROW for position in fetched.frame.index)
        frame = fetched.frame.reset_index(drop=True)
        self.tables[name] = Source(fetched.file, frame, rows, fetched.columns, fetched.doubts, given.forms)

    def settle(self, name: str, column: str) -> None:
        """Note a problem if a column that is needed can be read in two ways."""
        source = self.tables.get(name)
        if source is None:
            return
        doubt = source.doubts.get(column) or source.doubts.get(source.columns.get(column, column))
        if doubt is not None:
            self.log.add(name, doubt.message, doubt.remedy, row=doubt.row, column=column, value=doubt.value)

    def numbers(self, name: str, column: str) -> pd.Series:
        """Column as numbers where it can be read as such; a problem is noted if it can be read in two ways."""
        self.settle(name, column)
        source = self.tables[name]
        return read_numbers(source.frame[column], source.forms).values

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

    def _named(self, problem: Problem, keys: Keys, given: TableInput) -> Problem:
        """Tell a file that is not there, and what a database says, at the line that names it."""
        if given.sql is not None:
            return self.document.problem((*keys, "sql"), problem.message, problem.remedy, value=problem.value)
        if given.file is None or (self.document.path.parent / given.file).is_file():
            return problem
        return self.document.problem(keys, problem.message, problem.remedy, value=given.file)


def read_sources(document: PlanDocument, schema: PlanSchema) -> Sources:
    """Read all tables of facts; what cannot be read is a problem in the log."""
    sources = Sources(document)
    columns = schema.columns
    labels = _label_columns(schema)
    sources.read("accounts", ("inputs", "accounts"), schema.inputs.accounts, text=labels)
    today = schema.inputs.today
    if today.count is None:
        key = "reps" if schema.inputs.reps is not None else "territories"
        renamed = rep_columns(columns)
        sources.read("territories", ("inputs", key), today, text={*labels, *renamed.values()})
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
        sources.settle(name, columns.account if name == "accounts" else columns.territory)
    _read_known_dates(sources, "territories", (columns.start_date, columns.end_date))
    _read_known_dates(sources, "bookings", (columns.bookings.month,))
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
    labels |= set(filter(None, [columns.postal_code, columns.country]))
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
            frame[column] = sources.numbers(name, column)
    sources.replace(name, frame, {})


def _read_known_dates(sources: Sources, name: str, columns: Collection[str]) -> None:
    """Write dates as 2026-03-31, in whatever usual form they are; what is none stays for the checks of the rows."""
    source = sources.tables.get(name)
    if source is None:
        return
    frame = source.frame.copy()
    for column in (column for column in columns if column in frame):
        reading = read_dates(frame[column], source.forms)
        frame[column] = reading.values
        if (doubt := reading.doubt) is not None:
            sources.log.add(name, doubt.message, doubt.remedy, row=doubt.row, column=column, value=doubt.value)
        sources.notes += [f"{source.file}, {column}: {told}." for told in reading.notes]
    sources.replace(name, frame, {})
