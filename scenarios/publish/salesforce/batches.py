"""A few rows by the REST interface: collections of at most 200 records a call, each row told by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .calling import Request, RowOutcome, SendingStoppedError, Wire
from .hierarchy_steps import EMPTY
from .rows import Operation, Thing

MOST_AT_ONCE = 200
"""Records of a collection (REST API, "sObject Collections")."""
PATH = "composite/sobjects"
NUMBERS = frozenset(["Priority", "QuotaAmount", "QuotaQuantity"])
GONE = frozenset(["ENTITY_IS_DELETED"])
"""A record to be deleted that is no longer there."""

Cells = Mapping[str, str]
"""Field -> text, every id known."""


def send_batch(wire: Wire, thing: Thing, operation: Operation, rows: Sequence[Cells]) -> list[RowOutcome]:
    """Send at most 200 rows; those the org refuses do not stop the others.

    Parameters
    ----------
    wire
        To the org.
    thing, operation
        What is done.
    rows
        Deletes have nothing but ids.

    Returns
    -------
    list
        One outcome a row.

    Raises
    ------
    SendingStoppedError
        If the call as a whole fails.
    """
    if operation is Operation.DELETE:
        params = {"ids": ",".join(row["Id"] for row in rows), "allOrNone": "false"}
        answers = wire.json(Request("DELETE", PATH, params=params))
    else:
        records = [_record(thing, row) for row in rows]
        method = "POST" if operation is Operation.INSERT else "PATCH"
        answers = wire.json(Request(method, PATH, {"allOrNone": False, "records": records}))
    if not isinstance(answers, list) or len(answers) != len(rows):
        raise SendingStoppedError(f"the org did not answer for each of {len(rows)} rows of {thing.value}")
    return [_outcome(answer, operation, row) for answer, row in zip(answers, rows, strict=True)]


def _record(thing: Thing, row: Cells) -> dict[str, object]:
    """A row as JSON: blank cells leave a field as it is, what empties it is null, ids have another name."""
    cells: dict[str, object] = {"attributes": {"type": thing.value}}
    for name, cell in row.items():
        if cell:
            cells["id" if name == "Id" else name] = None if cell == EMPTY else _value(name, cell)
    return cells


def _value(name: str, cell: str) -> object:
    if name not in NUMBERS:
        return cell
    number = Decimal(cell)
    return int(number) if number == number.to_integral_value() else float(number)


def _outcome(answer: object, operation: Operation, row: Cells) -> RowOutcome:
    told = answer if isinstance(answer, dict) else {}
    record = str(told.get("id") or row.get("Id", ""))
    if told.get("success"):
        return RowOutcome(record)
    errors = told.get("errors") or [{}]
    code = str(errors[0].get("statusCode") or "UNKNOWN")
    if operation is Operation.DELETE and code in GONE:
        return RowOutcome(record)
    return RowOutcome("", code, str(errors[0].get("message") or "")).plainly()
