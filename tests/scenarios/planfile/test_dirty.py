"""Dirty tables as people have them: each ends in a precise message, or in a repair that is told in a note."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

PLAN = """\
plan: Dirty
inputs:
  accounts: {file: accounts.csv}
  reps: {file: reps.csv}
  bookings: {file: bookings.csv}
measures:
  hours: {column: hours}
  booked: {last_months: 12, of: bookings}
criteria: {eligibility: [country]}
plan_year: {start: 2026-01-01}
"""
ACCOUNTS = [
    ["account", "name", "latitude", "longitude", "zip", "country", "owner", "hours"],
    ["A1", "José", "47.60", "-122.31", "98101", "US", "R1", "10.5"],
    ["A2", "Beta", "42.36", "-71.06", "02108", "US", "R1", "20.5"],
    ["A3", "Gamma", "34.05", "-118.24", "90001", "US", "R2", "30.5"],
]
REPS = [
    ["territory", "rep", "country", "start_date"],
    ["R1", "Ann", "US", "2026-01-01"],
    ["R2", "Bob", "US", "2026-07-01"],
]
BOOKINGS = [
    ["account", "month", "amount"],
    ["A1", "2025-03", "100.5"],
    ["A2", "2025-12", "200.5"],
    ["A3", "2025-12", "300.5"],
]
TABLES = {"accounts.csv": ACCOUNTS, "reps.csv": REPS, "bookings.csv": BOOKINGS}


@dataclass(frozen=True)
class Dirt:
    """Cells put in place of clean ones: (row of the spreadsheet, column) -> text."""

    name: str
    cells: dict[tuple[int, str], str]
    table: str = "accounts.csv"
    plan: tuple[str, str] = ("", "")
    encoding: str = "utf-8"
    delimiter: str = ","
    note: str = ""
    """Part of the one note that tells the repair."""
    problem: tuple[int | None, str | None, str, str] | None = None
    """Row, column, part of the message, part of the remedy."""
    reads: dict[str, list[float]] = field(default_factory=dict)
    """Measure -> amounts the plan must hold."""


HOURS = {"hours": [10.5, 20.5, 30.5]}


def column(name, *cells):
    return {(row, name): cell for row, cell in enumerate(cells, start=2)}


WHOLE_DEGREES = column("latitude", "47", "42", "34") | column("longitude", "-122", "-71", "-118")
BOOKED = {"booked": [100.5, 200.5, 300.5]}
NO_MARKS = "file: accounts.csv}", "file: accounts.csv, missing: []}"
NOTHING = ("is missing", "default: 0")
REPAIRED = [
    Dirt("BOM", {}, encoding="utf-8-sig", reads=HOURS),
    Dirt("Windows-1252", {}, encoding="cp1252", note="read as Windows-1252", reads=HOURS),
    Dirt("UTF-16", {}, encoding="utf-16", note="read as UTF-16", reads=HOURS),
    Dirt("semicolons", {}, delimiter=";", reads=HOURS),
    Dirt("tabs", {}, delimiter="\t", reads=HOURS),
    Dirt("currency", column("hours", "$1,234.50 ", " $20.50", "30.50 €"), reads={"hours": [1234.5, 20.5, 30.5]}),
    Dirt("currency code", column("hours", "USD 1,234.50", "20.5", "EUR 30"), reads={"hours": [1234.5, 20.5, 30.0]}),
    Dirt("thousands by spaces", column("hours", "1 234.5", "2\u202f000.5", "3"), reads={"hours": [1234.5, 2000.5, 3]}),
    Dirt("decimal commas", column("hours", "1.234,5", "12,5", "3"), reads={"hours": [1234.5, 12.5, 3.0]}),
    Dirt("Swiss", column("hours", "1'234.5", "2'000", "3"), reads={"hours": [1234.5, 2000.0, 3.0]}),
    Dirt(
        "thousands only",
        {
            **column("hours", "1,234", "2,000", "3"),
            **column("latitude", "47", "42", "34"),
            **column("longitude", "-122", "-71", "-118"),
        },
        note="hours: the comma of 1,234 was read as one of thousands",
        reads={"hours": [1234.0, 2000.0, 3.0]},
    ),
    Dirt("trailing blanks", {(2, "account"): "A1  ", (3, "owner"): " R1 ", (4, "hours"): "30.5  "}, reads=HOURS),
    Dirt(
        "no-break space",
        {(2, "account"): "A1\u00a0", (2, "hours"): "10.5\u00a0"},
        reads={**HOURS, "booked": [100.5, 200.5, 300.5]},
    ),
    Dirt(
        "zero-width space",
        {(2, "account"): "A1\u200b"},
        note="characters nobody sees",
        reads=BOOKED,
    ),
    Dirt("encoded twice", {(2, "name"): "JosÃ©"}, note="look encoded twice", reads=HOURS),
    Dirt("footnote", column("hours", "10.5†", "20.5 *", "30.5"), note="footnote signs (2 in hours", reads=HOURS),
    Dirt(
        "ZIP without its zero",
        {(3, "zip"): "2108", (3, "latitude"): "", (3, "longitude"): ""},
        note="had lost zeros in front",
        reads=HOURS,
    ),
    Dirt("ZIP+4 as a number", {(3, "zip"): "21081234"}, note="zip: 1 postal codes had lost zeros", reads=HOURS),
    Dirt(
        "no coordinates",
        {(3, "latitude"): "", (3, "longitude"): ""},
        note="1 accounts without coordinates stand at the centroid",
        reads=HOURS,
    ),
    Dirt("0,0", {(3, "latitude"): "0", (3, "longitude"): "0"}, note="stand at the centroid of their ZIP", reads=HOURS),
    Dirt(
        "-999 degrees",
        {(3, "latitude"): "-999", (3, "longitude"): "-999"},
        note="'-999' (1 in latitude), '-999' (1 in longitude)",
        reads=HOURS,
    ),
    Dirt(
        "dates month first",
        column("start_date", "03/31/2026", "07/01/2026"),
        table="reps.csv",
        note="dates such as 07/01/2026 were read with the month first, as 03/31/2026 has it",
    ),
    Dirt("dates with points", column("start_date", "1.3.2026", "31.12.2026"), table="reps.csv"),
    Dirt("dates by name", column("start_date", "31-MAR-2026", "Jul 1, 2026"), table="reps.csv"),
    Dirt("years of two digits", column("start_date", "31-MAR-26", "2026-07-01"), table="reps.csv", note="two digits"),
    Dirt(
        "days of a workbook", column("start_date", "46112", "46204"), table="reps.csv", note="count of days, 2026-03-31"
    ),
    Dirt(
        "date order said",
        column("start_date", "03/04/2026", "05/06/2026"),
        table="reps.csv",
        plan=("file: reps.csv", "file: reps.csv, dates: day_first"),
    ),
    Dirt("month by name", {(2, "month"): "Mar 2025"}, table="bookings.csv", reads=BOOKED),
    Dirt(
        "decimals said",
        {**column("hours", "1.234", "5.678", "9.012"), (2, "latitude"): "47"},
        plan=("file: accounts.csv", "file: accounts.csv, decimal: comma"),
        reads={"hours": [1234.0, 5678.0, 9012.0]},
    ),
    Dirt(
        "decimals by the other columns",
        column("hours", "1.234", "5.678", "9.012"),
        note="hours: 1.234 was read as 1.234, as 'latitude' has a decimal point",
        reads={"hours": [1.234, 5.678, 9.012]},
    ),
    Dirt(
        "missing with a default",
        column("hours", "N/A", "†", "30.5"),
        plan=("{column: hours}", "{column: hours, default: 7}"),
        note="'N/A' (1 in hours), '†' (1 in hours)",
        reads={"hours": [7.0, 7.0, 30.5]},
    ),
    Dirt(
        "-999 with a default",
        column("hours", "-999", "20.5", "30.5"),
        plan=("{column: hours}", "{column: hours, default: 7}"),
        note="'-999' (1 in hours)",
        reads={"hours": [7.0, 20.5, 30.5]},
    ),
    Dirt(
        "a mark of one's own",
        column("hours", "-1", "20.5", "30.5"),
        plan=("file: accounts.csv}", "file: accounts.csv, missing: [-1]}"),
        problem=(2, "hours", "missing", ""),
    ),
]
TOLD = [
    Dirt("no number", {(3, "hours"): "n/a"}, problem=(3, "hours", *NOTHING)),
    Dirt("-999 for hours", {(3, "hours"): "-999"}, problem=(3, "hours", *NOTHING)),
    Dirt(
        "-999 is a number",
        {(3, "hours"): "-999"},
        plan=("file: accounts.csv}", "file: accounts.csv, missing: []}"),
        problem=(3, "hours", "negative", ""),
    ),
    Dirt("words", {(3, "hours"): "about 20"}, problem=(3, "hours", "not a number", "")),
    Dirt("per cent", {(3, "hours"): "20%"}, problem=(3, "hours", "not a number", "")),
    Dirt(
        "error of a workbook",
        {(3, "hours"): "#DIV/0!"},
        problem=(3, "hours", *NOTHING),
    ),
    Dirt(
        "1.234",
        column("hours", "1.234", "5.678", "9") | WHOLE_DEGREES,
        problem=(2, "hours", "a point or comma may stand before decimals or thousands", "`decimal: point`"),
    ),
    Dirt(
        "03/04/2026",
        column("start_date", "03/04/2026", "2026-07-01"),
        table="reps.csv",
        problem=(2, "start_date", "day and month cannot be told apart", "`dates: day_first`"),
    ),
    Dirt(
        "both orders",
        column("start_date", "31/03/2026", "07/31/2026"),
        table="reps.csv",
        problem=(2, "start_date", "some dates of this column have the day first", "`dates: day_first`"),
    ),
    Dirt("no date", column("start_date", "spring"), table="reps.csv", problem=(2, "start_date", "not a date", "")),
    Dirt("no month", {(2, "month"): "Q1"}, table="bookings.csv", problem=(2, "month", "not a month", "2026-03")),
    Dirt("id cut", {(2, "account"): "4.01E+15"}, problem=(2, "account", "cut the digits", "as text")),
    Dirt("id twice", {(3, "account"): "A1"}, problem=(3, "account", "", "")),
    Dirt("id missing", {(3, "account"): ""}, problem=(3, "account", "", "")),
    Dirt("no such rep", {(3, "owner"): "R9"}, problem=(3, "owner", "", "")),
    Dirt("degrees exchanged", {(3, "latitude"): "-171.06"}, problem=(3, "latitude", "", "")),
    Dirt("blank amount", {(3, "amount"): ""}, table="bookings.csv", problem=(3, "amount", "missing", "drop the row")),
]


def written(case, folder):
    """Write the tables with the dirt of a case; gives the plan file."""
    for name, rows in TABLES.items():
        table = [list(row) for row in rows]
        if name == case.table:
            for (row, header), cell in case.cells.items():
                table[row - 1][table[0].index(header)] = cell
        dirty = name == case.table
        encoding, delimiter = (case.encoding, case.delimiter) if dirty else ("utf-8", ",")
        quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in table]
        (folder / name).write_text("\n".join(delimiter.join(row) for row in quoted), encoding=encoding)
    path = folder / "plan.yaml"
    path.write_text(PLAN.replace(*case.plan) if case.plan[0] else PLAN)
    return path


def test_there_are_enough_of_them():
    """At least thirty defects, and no two by one name."""
    names = [case.name for case in [*REPAIRED, *TOLD]]
    assert len(set(names)) == len(names) >= 30


@pytest.mark.parametrize("case", [case for case in REPAIRED if case.problem is None], ids=lambda case: case.name)
def test_repaired(case, tmp_path):
    """The amounts are as meant, and what was done about them stands in one note."""
    plan = read_plan(written(case, tmp_path))
    for measure, amounts in case.reads.items():
        assert plan.instance.amounts(measure).tolist() == pytest.approx(amounts)
    assert not plan.instance.unplaced
    about = [note for note in plan.notes if note.startswith(case.table)]
    assert (sum(case.note in note for note in about) == 1) if case.note else (about == [])


@pytest.mark.parametrize("case", [case for case in [*REPAIRED, *TOLD] if case.problem], ids=lambda case: case.name)
def test_told(case, tmp_path):
    """The one problem names file, row, column and what to do; nothing else is told."""
    with pytest.raises(InputError) as caught:
        read_plan(written(case, tmp_path))
    (problem,) = caught.value.problems
    row, name, message, remedy = case.problem
    assert (problem.table, problem.row, problem.column) == (case.table, row, name)
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.remedy
