"""Salesforce record ids: 15 characters that tell capitals from small letters, or 18 that need not.

The last three of 18 say which of the first 15 are capitals: five characters each give a number of five bits, the
first character the lowest, written as one of A-Z and 0-5 (Salesforce help, "What are the differences between 15 and
18 character record IDs").
"""

from __future__ import annotations

import pandas as pd

from optimizer.exceptions import Problem

from .exports import Export
from .forms import Note

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHORT, LONG = 15, 18
REMEDY = "Export the ids as text of 15 or 18 letters and digits, and do not open the file in a spreadsheet in between"


def full_id(record: str) -> str:
    """Give an id in its 18 characters.

    Parameters
    ----------
    record
        15 characters, or 18 whose capitals may have been lost: the last three restore them.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if not (record.isascii() and record.isalnum()) or len(record) not in (SHORT, LONG):
        raise ValueError(f"{record!r} is no record id; ids have 15 or 18 letters and digits")
    if len(record) == SHORT:
        return record + _check_signs(record)
    signs = record[SHORT:].upper()
    body = record[:SHORT]
    if _check_signs(body) == signs:
        return body + signs
    restored = _with_capitals(body, signs)
    if restored is None or _check_signs(restored) != signs:
        raise ValueError(f"{record!r} is no record id; its last three characters do not fit the others")
    return restored + signs


def full_id_or_same(text: str) -> str:
    """Give an id in its 18 characters; anything that is no id comes back as it is."""
    try:
        return full_id(text)
    except ValueError:
        return text


def _check_signs(body: str) -> str:
    parts = (body[start : start + 5] for start in (0, 5, 10))
    return "".join(SIGNS[sum(1 << place for place, sign in enumerate(part) if sign.isupper())] for part in parts)


def _with_capitals(body: str, signs: str) -> str | None:
    if any(sign not in SIGNS for sign in signs):
        return None
    bits = [SIGNS.index(sign) >> place & 1 for sign in signs for place in range(5)]
    return "".join(sign.upper() if bit else sign.lower() for sign, bit in zip(body, bits, strict=True))


def with_full_ids(export: Export, columns: tuple[str, ...], note: Note) -> tuple[Export, list[Problem]]:
    """Ids of some columns in 18 characters, and what is wrong with them.

    Parameters
    ----------
    export
        Rows whose ids may be of either length.
    columns
        Those with ids; columns that are not there are passed over.
    note
        Told how many ids had lost their capitals.
    """
    frame, problems, restored = export.frame.copy(), [], 0
    for column in (name for name in columns if export.has(name)):
        codes, distinct = pd.factorize(frame[column])
        full: list[str | None] = []
        for position, record in enumerate(distinct):
            text = str(record)
            try:
                full.append(full_id(text))
            except ValueError:
                full.append(text)
                row = int((codes == position).argmax())
                problems.append(export.problem(row, column, "this is not a Salesforce id", REMEDY))
                continue
            restored += not str(full[-1]).startswith(text)
        ids = pd.Series([*full, None], dtype=object).iloc[codes]
        frame[column] = pd.Series(ids.to_numpy(), index=frame.index, dtype=object)
    if restored:
        note(f"{export.file}: {restored:,} ids had lost their capitals, which their last three characters restored.")
    return export.with_frame(frame), problems
