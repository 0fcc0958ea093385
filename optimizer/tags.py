"""Tags: which values of a property an account has and a territory serves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .instance import NOBODY, Tag
from .tables import Table

EVERY_VALUE = "*"
BETWEEN_VALUES = ";"


def read_tag(name: str, accounts: Table, territories: Table) -> Tag:
    """Read a tag from its column in both tables; a value the territories alone know counts too.

    Parameters
    ----------
    name
        Name of the column.
    accounts
        Table with one value a row, blank for unknown (code -1).
    territories
        Table with the values served in each row, ``;`` between them, blank or ``*`` for all.
    """
    remedy = f"Add it, or leave {name!r} out of tags"
    present = [table.require(name, remedy) for table in (accounts, territories)]
    if not all(present):
        return Tag((), np.full(len(accounts), NOBODY, dtype=np.int32), np.zeros((len(territories), 0), dtype=bool))
    code, distinct = pd.factorize(accounts.labels(name))
    listed = [_split(text) for text in territories.labels(name).fillna(EVERY_VALUE)]
    values = sorted({*distinct}.union(*listed) - {EVERY_VALUE})
    position = {value: place for place, value in enumerate(values)}

    several = [value == EVERY_VALUE or BETWEEN_VALUES in value for value in distinct]
    wrong = np.array([*several, False])[code]
    accounts.note_rows(wrong, name, "an account has one value", "Name one; only territories list several")
    served = np.zeros((len(territories), len(values)), dtype=bool)
    for row, items in enumerate(listed):
        served[row, [position[item] for item in items if item != EVERY_VALUE]] = True
        served[row] |= EVERY_VALUE in items
    of_distinct = [position.get(value, NOBODY) for value in distinct]
    return Tag(tuple(values), np.array([*of_distinct, NOBODY], dtype=np.int32)[code], served)


def notes_of_tag(name: str, tag: Tag) -> list[str]:
    """Tell which values are served in vain, most likely for a slip in writing."""
    in_vain = ~np.isin(np.arange(len(tag.values)), tag.of_unit)
    return [f"no account has the {name} {tag.values[code]!r} some territory serves" for code in np.flatnonzero(in_vain)]


def _split(text: str) -> set[str]:
    items = {item.strip() for item in text.split(BETWEEN_VALUES)} - {""}
    return items or {EVERY_VALUE}
