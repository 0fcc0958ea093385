"""From what a plan file says about a table to its rows: a file, a query, or an export of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.connectors import Doubt, Note, called, read_cells, typed
from scenarios.connectors.exports import Export

from .schema import PeopleSoftInput, SalesforceInput, SqlInput, TableInput

TODAY = datetime.now(UTC).date
KINDS = {"accounts": "accounts", "territories": "users", "bookings": "opportunities"}


@dataclass(frozen=True, slots=True)
class Request:
    """Which table is wanted, and from where.

    Parameters
    ----------
    name
        Its name here: "accounts", "territories", "bookings", or a file of pairs.
    given
        What the plan file says.
    folder
        Where relative paths start.
    text
        Columns that hold labels.
    note
        Told what was assumed.
    """

    name: str
    given: TableInput
    folder: Path
    text: frozenset[str]
    note: Note


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """A table as it came.

    Parameters
    ----------
    file
        What people call it.
    frame
        Its rows; the index holds the zero-based position of each in the file.
    files
        Files it was read from.
    columns
        Column as it is called here -> as the file calls it, where they differ.
    doubts
        Column as the file calls it -> why it cannot be relied on.
    """

    file: str
    frame: pd.DataFrame
    files: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)


def fetch(request: Request) -> Fetched:
    """Read a table.

    Raises
    ------
    InputError
        With every problem found.
    """
    given = request.given
    if given.sql is not None:
        return _query(request, given.sql)
    if given.salesforce is not None:
        return _salesforce(request, given.salesforce)
    if given.peoplesoft is not None:
        return _peoplesoft(request, given.peoplesoft)
    path = request.folder / (given.file or "")
    cells = read_cells(path, sheet=given.sheet, note=request.note)
    name = called(path, given.sheet)
    reading = typed(cells, name, text=request.text, forms=given.forms, note=request.note)
    return Fetched(name, reading.frame, (path,), {}, reading.doubts)


def _query(request: Request, sql: SqlInput) -> Fetched:
    from scenarios.connectors.sql import Query, read_sql  # noqa: PLC0415 -- SQLAlchemy takes its time

    query = Query(sql.query, sql.url, sql.url_from, sql.parameters, request.folder)
    name = f"query of {request.name}"
    forms, note = request.given.forms, request.note
    reading = typed(read_sql(query, name), name, text=request.text, forms=forms, note=note)
    return Fetched(name, reading.frame, (), {}, reading.doubts)


def _salesforce(request: Request, given: SalesforceInput) -> Fetched:
    from scenarios.connectors.salesforce import salesforce_files  # noqa: PLC0415 -- only where it is asked for

    kind = KINDS.get(request.name)
    if kind is None:
        remedy = "Give accounts, reps or bookings this way, other tables as files"
        raise InputError([Problem(request.name, "Salesforce has no such table", remedy)])
    folder = request.folder
    files = salesforce_files(_path(folder, given.mapping), forms=request.given.forms, note=request.note)
    files = files.with_text(request.text)
    if given.login is not None:
        from scenarios.connectors.live import LiveRecords, connect  # noqa: PLC0415 -- only where it is asked for

        files = files.with_records(LiveRecords(connect(given.login), given.fields))
    path = _path(folder, given.file)
    if kind == "opportunities":
        export = files.opportunities(path, sheet=given.sheet)
    elif kind == "accounts":
        export = files.accounts(path, sheet=given.sheet, associations=_path(folder, given.associations))
        if given.profiles is not None:
            export = _with_profiles(request, export, given.profiles)
    elif given.members is not None:
        members, users = _path(folder, given.members), _path(folder, given.users)
        export = files.territories(path, members=members, users=users)
    else:
        export = files.users(path, sheet=given.sheet)
    named = [given.file, given.associations, given.members, given.users]
    return Fetched(export.file, export.frame, _paths(folder, named), export.columns, export.doubts)


def _peoplesoft(request: Request, given: PeopleSoftInput) -> Fetched:
    if request.name != "accounts":
        remedy = "Give the accounts this way, other tables as files"
        raise InputError([Problem(request.name, "PeopleSoft profiles are accounts", remedy)])
    export = _profiles(request, given)
    named = [given.customers, given.sequence, given.addresses, given.hierarchy]
    return Fetched(export.file, export.frame, _paths(request.folder, named), export.columns, export.doubts)


def _profiles(request: Request, given: PeopleSoftInput) -> Export:
    from scenarios.connectors.peoplesoft import peoplesoft_files  # noqa: PLC0415 -- only where it is asked for

    folder = request.folder
    day = given.as_of or TODAY()
    if given.as_of is None:
        request.note(f"PeopleSoft: addresses and territories as of today, {day}; write `as_of:` for another day.")
    files = peoplesoft_files(
        day,
        setid=given.setid,
        own=_path(folder, given.mapping),
        forms=request.given.forms,
        note=request.note,
    )
    return files.profiles(
        folder / given.customers,
        sequence=_path(folder, given.sequence),
        addresses=_path(folder, given.addresses),
        hierarchy=_path(folder, given.hierarchy),
    )


def _with_profiles(request: Request, export: Export, given: PeopleSoftInput) -> Export:
    """Accounts with customer, SETID, region and territory of PeopleSoft beside them."""
    from scenarios.connectors.matching import match_customers  # noqa: PLC0415 -- only where it is asked for

    if not export.has("number"):
        remedy = "Export AccountNumber (Account Number) with the accounts"
        raise InputError([Problem(export.file, "accounts have no number to match PeopleSoft by", remedy)])
    profiles = _profiles(request, given)
    report = match_customers(export.frame, profiles.frame)
    request.note(report.summary())
    for row in report.near_misses():
        request.note(row)
    pairs = report.pairs()
    frame = export.frame.assign(customer=export.frame["account"].map(pairs.set_index("account")["customer"]))
    rows = profiles.frame.set_index("account")
    rows = rows.loc[~rows.index.duplicated()]
    for ours, theirs in (("setid", "setid"), ("region", "region"), ("pm_territory", "owner")):
        if theirs in rows:
            frame[ours] = frame["customer"].map(rows[theirs])
    return export.with_frame(frame)


def _path(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name


def _paths(folder: Path, names: list[str | None]) -> tuple[Path, ...]:
    return tuple(folder / name for name in names if name is not None)
