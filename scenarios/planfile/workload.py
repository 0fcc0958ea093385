"""Hours and visits of accounts, built up from what their segment calls for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from optimizer.capacity import build_workload
from optimizer.exceptions import InputError
from optimizer.tables import Table, did_you_mean
from scenarios.connectors import parse_numbers

from .document import Keys
from .schema import PlanSchema
from .schema.facts import SEGMENTS
from .sources import SEGMENT, Sources

TRAVEL = "travel"
"""Column of the accounts with hours on the road per visit, instead of those of the segment."""
NUMBERS = ("visits", "duration", TRAVEL, "admin")


def read_hours(accounts: Table, segment_column: str, *, keys: Keys, sources: Sources) -> pd.Series:
    """(rows,) hours a year of each account by its segment; 0 and problems in the log where they cannot be told.

    Parameters
    ----------
    accounts
        The table of accounts.
    segment_column
        Column with the segment of each.
    keys
        Where the plan file asks for it.
    sources
        The table of segments, and where problems go.
    """
    nothing = pd.Series(np.zeros(len(accounts)))
    segments = sources.tables.get(SEGMENTS)
    if segments is None:
        if SEGMENTS not in sources.tried:
            message, remedy = "there is no table of segments", "Add `segments: segments.csv` under inputs"
            sources.problem((*keys, "build_up"), message, remedy)
        return nothing
    if not accounts.has(segment_column):
        found = did_you_mean(segment_column, accounts.frame.columns)
        remedy = f"{found}Add it, or name yours with `columns: {{segment: ...}}`"
        sources.log.add(accounts.name, f"there is no column {segment_column!r}", remedy)
        return nothing
    # What is wrong with the ids is told by who builds the instance.
    rows = pd.DataFrame({"account": map(str, range(len(accounts))), SEGMENT: accounts.labels(segment_column)})
    if accounts.has(TRAVEL):
        rows[TRAVEL] = parse_numbers(accounts.frame[TRAVEL])
    try:
        return pd.Series(build_workload(rows, _numbers_read(segments.frame)).hours)
    except InputError as error:
        sources.log.problems += [
            replace(item, column=segment_column) if (item.table, item.column) == (accounts.name, SEGMENT) else item
            for item in error.problems
        ]
    return nothing


def read_visits(schema: PlanSchema, sources: Sources) -> pd.Series | None:
    """Account -> visits a year by its segment; None where there are no segments, or they could not be read.

    Parameters
    ----------
    schema
        The plan file.
    sources
        Tables that have been checked: an account without a segment counts as never visited.
    """
    accounts, segments = sources.table("accounts"), sources.tables.get(SEGMENTS)
    segment, account = schema.columns.segment, schema.columns.account
    if accounts is None or segments is None or not (accounts.has(segment) and accounts.has(account)):
        return None
    table = Table(SEGMENTS, _numbers_read(segments.frame), sources.log)
    if not (table.has(SEGMENT) and table.has("visits")):
        return None
    names = table.labels(SEGMENT)
    visits = pd.Series(pd.to_numeric(table.frame["visits"], errors="coerce").to_numpy(), index=names)
    of_account = accounts.labels(segment).map(visits[~names.duplicated().to_numpy()]).fillna(0.0)
    return pd.Series(of_account.to_numpy(dtype=np.float64), index=accounts.labels(account).astype(str))


def _numbers_read(segments: pd.DataFrame) -> pd.DataFrame:
    """Segments with numbers where the file has texts such as "1,200"."""
    parsed = {column: parse_numbers(segments[column]) for column in NUMBERS if column in segments}
    return segments.assign(**parsed)
