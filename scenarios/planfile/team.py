"""The people of the reps table: full-time equivalents, dates, leave and region."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.instance import Instance
from optimizer.tables import Table, did_you_mean
from optimizer.travel import Floats
from scenarios.capacity import Team
from scenarios.capacity.team import EVERYWHERE
from scenarios.connectors import parse_numbers

from .document import Keys
from .schema import CapacitySection, PlanSchema
from .sources import Sources

MOST_LEAVE = 261.0
"""Working days of a year."""


def read_team(schema: PlanSchema, section: CapacitySection, instance: Instance, sources: Sources) -> Team:
    """The people of today's territories; problems with leave and region go to the log.

    Where territories are only counted everybody is there full time.

    Parameters
    ----------
    schema
        The plan file.
    section
        What it says of capacity.
    instance
        The facts; its territories are the rows of the reps table.
    sources
        Tables, and where problems go.
    """
    labels = tuple(str(label) for label in instance.territories.ids)
    table, columns = sources.table("territories"), schema.columns
    everybody = Team.of(labels)
    regions_of = None if section.hiring is None else section.hiring.by
    if table is None:
        for keys, named in ((("capacity", "leave"), section.leave), (("capacity", "hiring", "by"), regions_of)):
            if named is not None:
                sources.problem(keys, "there is no table of reps to look it up in", "Drop it, or give `inputs.reps`")
        return everybody
    fte = table.numbers(columns.fte) if table.has(columns.fte) else everybody.fte
    return Team(
        labels=labels,
        fte=np.where(np.isfinite(fte), fte, 1.0),
        start=table.days(columns.start_date) if table.has(columns.start_date) else everybody.start,
        end=table.days(columns.end_date) if table.has(columns.end_date) else everybody.end,
        leave=everybody.leave if section.leave is None else _leave(table, section.leave.column, sources),
        regions=_upper_level(schema, table) if regions_of is None else _regions(table, regions_of, sources),
        joining=everybody.joining,
    )


def _leave(table: Table, column: str, sources: Sources) -> Floats:
    """(k,) working days away in a year, 0 where blank."""
    if not _is_there(table, column, ("capacity", "leave"), sources):
        return np.zeros(len(table))
    parsed = Table(table.name, table.frame.assign(**{column: parse_numbers(table.frame[column])}), table.log)
    days = parsed.numbers(column)
    message = f"working days away in a year must be 0 to {MOST_LEAVE:.0f}"
    parsed.note_rows((days < 0) | (days > MOST_LEAVE), column, message, "Correct it, or leave it blank for none")
    return np.clip(np.nan_to_num(days), 0.0, MOST_LEAVE)


def _regions(table: Table, column: str, sources: Sources) -> tuple[str, ...]:
    """(k,) label of the region of each."""
    if not _is_there(table, column, ("capacity", "hiring", "by"), sources):
        return (EVERYWHERE,) * len(table)
    labels = table.labels(column)
    blank = labels.isna().to_numpy(dtype=bool)
    table.note_rows(blank, column, "there is no region", "Fill it in every row, one label each")
    return tuple("" if pd.isna(label) else str(label) for label in labels)


def _upper_level(schema: PlanSchema, table: Table) -> tuple[str, ...]:
    """(k,) the first level of the quotas where there is one; what is wrong with it is told with the quotas."""
    levels = () if schema.quotas is None else schema.quotas.levels
    if not levels or not table.has(levels[0]) or bool(table.blank(levels[0]).any()):
        return (EVERYWHERE,) * len(table)
    return tuple(str(label) for label in table.labels(levels[0]))


def _is_there(table: Table, column: str, keys: Keys, sources: Sources) -> bool:
    if table.has(column):
        return True
    remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the reps"
    sources.problem(keys, "reps have no such column", remedy, value=column)
    return False
