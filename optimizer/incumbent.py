"""Today's territory of each account, by territory id or by rep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .instance import NOBODY, Territories
from .tables import TERRITORIES, Table, did_you_mean
from .travel import Integers


def read_incumbent(table: Table, column: str | None, territories: Territories, *, is_new: bool) -> Integers:
    """(n,) index of today's territory of each account, -1 for none; unknown ones are noted.

    Parameters
    ----------
    table
        The accounts.
    column
        Column with the id of a territory, or with its rep where no other territory has that rep; None for no column.
    territories
        Territories of today.
    is_new
        Whether the territories are made up for the plan, so that no account can have one today.
    """
    nobody = np.full(len(table), NOBODY, dtype=np.int32)
    if column is None or not table.require(column, "Add it, or name yours with incumbent=..."):
        return nobody
    if is_new:
        remedy = "Give the table of today's territories, or leave incumbent out"
        table.log.add(TERRITORIES, "new territories have no accounts of today", remedy, column=column)
        return nobody
    ids, reps = territories.ids, pd.Index(territories.reps)
    if ids.isna().all():
        return nobody
    shared = reps.duplicated(keep=False)
    code, distinct = pd.factorize(table.labels(column))
    by_id = pd.Series(np.arange(len(ids)), index=ids)[~ids.duplicated()].reindex(distinct)
    by_rep = pd.Series(np.arange(len(reps)), index=reps)[~shared].reindex(distinct)
    row = by_id.fillna(by_rep).fillna(NOBODY).to_numpy().astype(np.int32)
    unclear = (row == NOBODY) & np.asarray(distinct.isin(reps[shared]))

    # Code -1, a blank, picks the last entry.
    remedy = "Name the territory by its id"
    table.note_rows(np.append(unclear, False)[code], column, "several territories have this rep", remedy)
    known = [*ids.dropna(), *reps.dropna()]
    unknown = np.append((row == NOBODY) & ~unclear, False)[code]
    table.note_rows(
        unknown,
        column,
        "no territory has this id or rep",
        lambda label: did_you_mean(label, known) + "Correct it, add the territory, or leave it blank for none",
    )
    return np.append(row, np.int32(NOBODY))[code]
