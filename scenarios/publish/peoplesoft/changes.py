"""Rows that bring customers to their territory and team member as of a date: effective-dated, by difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.publish.difference import Change, Verb
from scenarios.publish.export import TargetExport

from .layouts import Sheet
from .settings import PeopleSoftSettings
from .worksheets import Row

ACTIVE, INACTIVE = "A", "I"
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d-%b-%Y", "%d-%b-%y", "%d.%m.%Y")
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Effective:
    """The row of a customer that holds on a day: values, and whether it is active."""

    values: Values
    active: bool


def effective_rows(
    export: TargetExport, sheet: Sheet, columns: tuple[str, ...], *, day: date, setid: str
) -> dict[str, Effective]:
    """Customer -> its row with the latest date up to a day.

    Parameters
    ----------
    export
        Where the extract is.
    sheet
        Which one.
    columns
        Values besides the key and the effective date.
    day
        The day.
    setid
        SETID of the customers.

    Raises
    ------
    InputError
        If dates of the extract cannot be read.
    """
    frame = export.table(sheet.value, ("SETID", "CUST_ID", "EFFDT", "EFF_STATUS", *columns))
    frame = frame[frame["SETID"] == setid]
    days = _dates(frame["EFFDT"], sheet.value)
    frame = frame.assign(EFFDT=days)
    due = pd.Series([found <= day for found in days], index=frame.index, dtype=bool)
    later = frame[~due]
    if len(later):
        export.notes.append(
            f"{later['CUST_ID'].nunique():,} customers have a {sheet.value} row after {day}, which then holds."
        )
    current = frame[due].sort_values("EFFDT", kind="stable").drop_duplicates("CUST_ID", keep="last")
    return {
        str(row["CUST_ID"]): Effective({column: str(row[column]) for column in columns}, row["EFF_STATUS"] == ACTIVE)
        for row in current.to_dict("records")
    }


def changed_rows(
    wanted: Mapping[str, Values | None],
    current: Mapping[str, Effective],
    *,
    sheet: Sheet,
    day: date,
    settings: PeopleSoftSettings,
) -> tuple[list[Row], list[Change]]:
    """Rows to load, and what they change.

    Parameters
    ----------
    wanted
        Customer -> values it should have; None to end what it has.
    current
        Customer -> what holds now.
    sheet
        Which worksheet.
    day
        Effective date of the rows.
    settings
        SETID and how dates are written.
    """
    rows: list[Row] = []
    changes: list[Change] = []
    stamp = {"SETID": settings.setid, "EFFDT": day.strftime(settings.date_format)}
    for customer, values in wanted.items():
        found = current.get(customer)
        now = found.values if found is not None and found.active else None
        if values == now:
            continue
        status = INACTIVE if values is None else ACTIVE
        rows.append({**stamp, "CUST_ID": customer, "EFF_STATUS": status, **(values or now or {})})
        changes.append(_change(sheet, customer, values, now=now))
    return rows, changes


def _change(sheet: Sheet, customer: str, values: Values | None, *, now: Values | None) -> Change:
    if values is None:
        return Change(Verb.REMOVE, sheet.value, f"end {customer}: {_told(now or {})}")
    if now is None:
        return Change(Verb.CREATE, sheet.value, f"{customer}: {_told(values)}")
    return Change(Verb.CHANGE, sheet.value, f"{customer}: {_told(values)} (was {_told(now)})")


def _told(values: Values) -> str:
    return " ".join(value for value in values.values() if value) or "nothing"


def _dates(cells: pd.Series[str], name: str) -> list[date]:
    """Read dates in the one form that fits all of them."""
    for form in DATE_FORMATS:
        try:
            return [datetime.strptime(cell[:10] if form == "%Y-%m-%d" else cell, form).date() for cell in cells]  # noqa: DTZ007 -- dates
        except ValueError:
            continue
    message = "these dates cannot be read"
    raise InputError(
        [Problem(f"{name}.csv", message, "Export them as 2027-01-31", column="EFFDT", value=cells.iloc[0])]
    )
