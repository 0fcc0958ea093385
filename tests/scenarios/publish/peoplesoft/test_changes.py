"""Effective-dated rows: what holds on a day, and what to load so that something else does."""

from datetime import date

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.difference import Verb
from scenarios.publish.export import TargetExport
from scenarios.publish.peoplesoft.changes import Effective, changed_rows, effective_rows
from scenarios.publish.peoplesoft.layouts import Sheet
from scenarios.publish.peoplesoft.settings import PeopleSoftSettings

DAY = date(2027, 1, 1)
HEADER = "SETID,CUST_ID,EFFDT,EFF_STATUS,PM_REGION,PM_TERRITORY\n"


def read(tmp_path, rows):
    """What holds on the day."""
    (tmp_path / "CUST_HIERARCHY.csv").write_text(HEADER + rows)
    export = TargetExport(tmp_path)
    columns = ("PM_REGION", "PM_TERRITORY")
    return effective_rows(export, Sheet.REGION, columns, day=DAY, setid="SHARE"), export.notes


@pytest.mark.parametrize("form", ["2026-12-31", "12/31/2026", "31-DEC-2026", "31.12.2026", "2026-12-31 00:00:00"])
def test_the_latest_row_up_to_the_day_holds(tmp_path, form):
    """Whatever the form of dates, earlier rows and other sets do not count."""
    rows, _ = read(tmp_path, f"SHARE,1,{form},A,W,NW\nOTHER,1,{form},A,X,X\n")
    assert rows == {"1": Effective({"PM_REGION": "W", "PM_TERRITORY": "NW"}, active=True)}


def test_order_in_the_file_is_no_matter(tmp_path):
    """The latest by date holds, an inactive one too; a later one is told, and does not hold yet."""
    rows, notes = read(tmp_path, "SHARE,1,2027-01-01,I,W,A\nSHARE,1,2025-01-01,A,W,B\nSHARE,1,2028-01-01,A,W,C\n")
    assert rows["1"] == Effective({"PM_REGION": "W", "PM_TERRITORY": "A"}, active=False)
    assert "1 customers have a CUST_HIERARCHY row after 2027-01-01" in notes[0]


def test_mixed_dates_are_told(tmp_path):
    """Dates in two forms cannot be read safely."""
    with pytest.raises(InputError, match="dates cannot be read"):
        read(tmp_path, "SHARE,1,31.12.2026,A,W,NW\nSHARE,2,12/31/2026,A,W,NW\n")


def test_only_differences_are_written():
    """Same stays, other changes, missing and inactive are created, None ends what is active."""
    here, there = {"T": "a"}, {"T": "b"}
    current = {"same": Effective(here, True), "other": Effective(there, True), "dead": Effective(here, False)}
    current |= {"gone": Effective(here, True), "long gone": Effective(here, False)}
    wanted = {"same": here, "other": here, "dead": here, "new": here, "gone": None, "long gone": None, "never": None}
    rows, changes = changed_rows(wanted, current, sheet=Sheet.REGION, day=DAY, settings=PeopleSoftSettings())
    assert [(change.verb, row["CUST_ID"], row["EFF_STATUS"]) for change, row in zip(changes, rows, strict=True)] == [
        (Verb.CHANGE, "other", "A"),
        (Verb.CREATE, "dead", "A"),
        (Verb.CREATE, "new", "A"),
        (Verb.REMOVE, "gone", "I"),
    ]
    assert {row["EFFDT"] for row in rows} == {"01/01/2027"}
