"""The workbook a planner fills in: its sheets, headers, notes and drop-downs.

The sheet Plan holds keys of the plan file with a point between levels; the others are the tables it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.exceptions import InputError, Problem

PLAN, ACCOUNTS, REPS, BOOKINGS, SCENARIOS = "Plan", "Accounts", "Reps", "Bookings", "Scenarios"
README = "Read me"
ROWS = 2_000
"""Rows below the headers that get drop-downs."""
DATE = "yyyy-mm-dd"
YES_NO = ("yes", "no")
WELCOME = (
    "Fill in Plan, Accounts and Reps; Bookings and Scenarios may stay empty.",
    "Leave the headers in row 1 where they are; columns may be added, and columns you do not need left empty.",
    "Save the workbook, then run `territory check` on it: it tells everything that is wrong and writes a copy in",
    "which the cells are coloured and say what to do. `territory run` on it makes the plan.",
    "docs/formats.md describes every column, docs/plan_file.md every key of the sheet Plan.",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    header
        In row 1.
    note
        Comment on the header.
    choices
        Drop-down: words, or a range of another sheet such as ``=Reps!$A$2:$A$2001``.
    number_format
        Of the cells, "" for general and "@" for text, which keeps zeros in front.
    """

    header: str
    note: str
    choices: tuple[str, ...] | str | None = None
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the sheet Plan: a key, what stands there at first, what it is."""

    name: str
    value: str | float | None
    note: str
    choices: tuple[str, ...] | None = None


KEYS = (
    Key("plan", "My plan", "name of the plan"),
    Key("measures.potential", "potential", "column of Accounts that says what an account may bring"),
    Key("measures.workload", None, "column of Accounts with its hours a year; write workload if you filled it in"),
    Key("criteria.balance.potential", 0.10, "each territory within this share of its target"),
    Key("criteria.balance.workload", None, "the same for workload"),
    Key("criteria.disruption.at_most", None, "share of potential that may change hands"),
    Key("criteria.keep_together", None, "column of parents whose accounts share a territory; write parent"),
    Key("criteria.pin.column", None, "column marked yes for accounts that stay; write pinned"),
    Key("criteria.max_travel_km", None, "farthest account of a territory"),
    Key("plan_year.start", None, "first day of the plan year"),
    Key("quotas.target", None, "company number; blank for no quotas"),
    Key("quotas.method", None, "how quotas are shared out", ("potential_share", "history_share", "blend")),
    Key("quotas.over_assignment", None, "share assigned on top of the target"),
    Key("quotas.round_to", None, "quotas are multiples of it"),
    Key("effort.seconds", 60, "search time for each scenario"),
    Key("effort.gap", 0.01, "a plan this close to the best possible ends the search"),
    Key("seed", 0, "same seed, same plan"),
    Key("missing_place", None, "accounts without a place: list them, or make them problems", ("list", "error")),
)
OWNERS = f"={REPS}!$A$2:$A${ROWS + 1}"
SHEETS: dict[str, tuple[Column, ...]] = {
    PLAN: (
        Column("key", "A key of the plan file, with a point between levels; add rows for others"),
        Column("value", "Blank rows do not count. Shares as 0.1 or 10%; lists as [a, b]"),
        Column("what it is", "Not read"),
    ),
    ACCOUNTS: (
        Column("account", "Id, different in every row. Needed", number_format="@"),
        Column("name", "To show", number_format="@"),
        Column("latitude", "Degrees north, 47.6. Or give the postal code", number_format="0.00000"),
        Column("longitude", "Degrees east, -122.3 is west", number_format="0.00000"),
        Column("postal_code", "ZIP code: places accounts without coordinates", number_format="@"),
        Column("country", "Two letters; ZIP codes are of US", number_format="@"),
        Column("owner", "Territory of today, blank for nobody", OWNERS, "@"),
        Column("potential", "What it may bring, in money", number_format="#,##0.00"),
        Column("workload", "Hours a year it takes", number_format="#,##0.0"),
        Column("parent", "Accounts of one parent can stay together", number_format="@"),
        Column("pinned", "yes: it stays where it is", YES_NO),
    ),
    REPS: (
        Column("territory", "Id, different in every row. Needed", number_format="@"),
        Column("rep", "Who covers it", number_format="@"),
        Column("latitude", "Home; blank is estimated from today's accounts", number_format="0.00000"),
        Column("longitude", "Home", number_format="0.00000"),
        Column("fte", "Full-time equivalents, blank is 1", number_format="0.00"),
        Column("start_date", "First day; counts with a plan year", number_format=DATE),
        Column("end_date", "Last day", number_format=DATE),
    ),
    BOOKINGS: (
        Column("account", "Id as in Accounts", f"={ACCOUNTS}!$A$2:$A${ROWS + 1}", "@"),
        Column("month", "2026-03, or any day of it", number_format="@"),
        Column("amount", "What was booked; returns are negative", number_format="#,##0.00"),
    ),
    SCENARIOS: (
        Column("name", "Different in each row; no rows are today and rebalanced", number_format="@"),
        Column("keep", "incumbent judges today's alignment and solves nothing", ("incumbent",)),
        Column("add_territories", "How many new ones"),
        Column("criteria", "What differs, as {balance: {potential: 5%}}"),
    ),
}
"""Sheet -> its columns, in order."""


def write_template(path: Path) -> None:
    """Write an empty workbook to be filled in.

    Parameters
    ----------
    path
        A new ``.xlsx`` file.

    Raises
    ------
    InputError
        If there is a file already, the name has another suffix, or XlsxWriter is not installed.
    """
    if path.suffix.lower() != ".xlsx":
        remedy = "Give it a name such as plan.xlsx"
        raise InputError([Problem(path.name, "a workbook has the suffix .xlsx", remedy)])
    if path.exists():
        raise InputError([Problem(path.name, "there is such a file already", "Give it another name, or move that one")])
    if not path.parent.is_dir():
        raise InputError([Problem(path.name, f"there is no folder {path.parent.name!r}", "Make it first")])
    keys: list[list[object]] = [[key.name, key.value, key.note] for key in KEYS]
    with open_workbook(path) as book:
        readme = book.add_worksheet(README)
        readme.set_column(0, 0, 110)
        for row, line in enumerate(WELCOME):
            readme.write_string(row, 0, line)
        for name in SHEETS:
            add_sheet(book, name, keys if name == PLAN else [])
        book.get_worksheet_by_name(PLAN).activate()


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """Open a workbook for writing, which gets its name once all is in it; text is never taken for a formula.

    Raises
    ------
    InputError
        If XlsxWriter is not installed or the file cannot be written.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 -- an extra
    except ImportError as error:
        remedy = "Install the extra: pip install 'territory-optimizer[excel]'"
        raise InputError([Problem(path.name, "workbooks need XlsxWriter", remedy)]) from error
    options = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    partial = path.with_name(f".part-{path.name}")
    try:
        with xlsxwriter.Workbook(partial, options) as book:
            yield book
        partial.replace(path)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        remedy = "Close it where it is open, or choose a folder that can be written to"
        raise InputError([Problem(path.name, f"it cannot be written: {error}", remedy)]) from error
    finally:
        partial.unlink(missing_ok=True)


def add_sheet(book: Any, name: str, rows: list[list[object]]) -> Any:
    """Add one of ``SHEETS`` with notes, formats and drop-downs, and these rows below its headers."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(SHEETS[name]):
        sheet.write_string(0, place, column.header, bold)
        sheet.write_comment(0, place, column.note)
        cells = book.add_format({"num_format": column.number_format}) if column.number_format else None
        sheet.set_column(place, place, 34 if name == PLAN else 16, cells)
        if column.choices is not None:
            _drop_down(sheet, (1, ROWS), place, column.choices)
    for row, key in enumerate(KEYS if name == PLAN else (), start=1):
        if key.choices is not None:
            _drop_down(sheet, (row, row), 1, key.choices)
    for row, filled in enumerate(rows, start=1):
        sheet.write_row(row, 0, filled)
    return sheet


def _drop_down(sheet: Any, rows: tuple[int, int], place: int, choices: tuple[str, ...] | str) -> None:
    """Offer words or the cells of a range; another word is a warning, for ids beyond the range are right too."""
    source = choices if isinstance(choices, str) else list(choices)
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    sheet.data_validation(rows[0], place, rows[1], place, rule)
