"""The model builder: a table of accounts and one of territories in, an ``Instance`` out, or every problem found.

All is read first, and only when nothing is wrong are arrays put together. Labels are text from here on (see
``optimizer.tables``), rows keep their order, and the tables given are never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from .adjacency import Adjacency
from .capacity import SHARE_PREFIX, PlanYear, read_shares
from .exceptions import InputError, Problem, ProblemLog
from .families import find_families
from .homes import fill_in_homes
from .incumbent import read_incumbent
from .instance import COUNT, Instance, Tag, Territories, Units
from .places import MissingPlace, read_account_places, read_territory_places
from .tables import ACCOUNTS, TERRITORIES, Columns, Labels, Table, did_you_mean
from .tags import EVERY_VALUE, notes_of_tag, read_tag
from .travel import Floats, GreatCircle, Integers, Travel, TravelMatrix

MEASURES = ("potential", "workload", "revenue")
"""Measures taken from the accounts where none are named."""


def build_instance(
    accounts: pd.DataFrame,
    territories: pd.DataFrame | int,
    *,
    measures: Sequence[str] | None = None,
    incumbent: str | None = None,
    family: str | None = None,
    tags: Sequence[str] = (),
    travel: Travel | None = None,
    adjacency: Adjacency | None = None,
    columns: Columns | None = None,
    plan_year: PlanYear | None = None,
    missing_place: MissingPlace = MissingPlace.RAISE,
    estimate_homes: bool = True,
) -> Instance:
    """Build an ``Instance`` from a table of accounts and a table of territories.

    Parameters
    ----------
    accounts
        One row a unit. A GeoDataFrame gives places by its geometry, for areas a point inside each: in degrees for
        travel over the globe, in the kilometres of its own projection for ``Planar``.
    territories
        One row a territory or rep: ids, and as far as known the rep, the place, full-time equivalents, dates,
        ``capacity``, ``share_<measure>``. A number plans that many new territories of equal shares and free centres.
    measures
        Columns of the accounts that are activity measures, blank nowhere; None for those of potential, workload and
        revenue that are there. An empty list plans by the count alone.
    incumbent
        Column of the accounts that names today's territory, by its id or else by its rep; blank for none.
    family
        Column of the accounts that names the parent, see ``optimizer.families``; blank for a family of its own.
    tags
        Columns of both tables that say who may serve whom. An account has one value (blank: unknown), a territory
        those it serves with ``;`` between them (blank or ``*``: all).
    travel
        How far it is; great circle times circuity where None.
    adjacency
        Who touches whom, in the order of the rows of accounts (see ``optimizer.contact``); needed for contiguity.
    columns
        Names of the other columns.
    plan_year
        Months over which dates and ramp make the capacity of a rep; without it dates do not count.
    missing_place
        Whether accounts without coordinates are problems or listed as unplaced.
    estimate_homes
        Whether a rep without a place gets the one from which the accounts of today are least travel; the others'
        centres are free. What was estimated stands in ``Instance.notes``.

    Returns
    -------
    Instance
        Units and territories in the order of their rows.

    Raises
    ------
    InputError
        With every problem of both tables: zero-based row, column, the value given, and what to do.
    """
    columns, travel = columns or Columns(), travel or GreatCircle()
    log = ProblemLog()
    tags = _checked_names(tags, "tags", log)
    account_table = _open_table(accounts, ACCOUNTS, log)
    territory_table = _open_territories(territories, columns, tags, log)

    ids = _read_ids(account_table, columns.account, "account")
    names = _read_names(account_table, columns.name, ids)
    places, unplaced = read_account_places(account_table, columns, travel, missing_place)
    measures = _choose_measures(account_table, measures)
    activity = _read_activity(account_table, measures)
    parents = _read_parents(account_table, family)
    to_fill, notes = _read_territories(territory_table, columns, measures, travel=travel, plan_year=plan_year)
    today = read_incumbent(account_table, incumbent, to_fill, is_new=not isinstance(territories, pd.DataFrame))
    tag_of = {name: read_tag(name, account_table, territory_table) for name in tags}
    _check_matrix(travel, len(ids), len(to_fill), log)
    if adjacency is not None and adjacency.num_units != len(ids):
        remedy = "Find the contacts of the same rows, in the same order"
        log.add(ACCOUNTS, f"the adjacency is of {adjacency.num_units} units, the table has {len(ids)} rows", remedy)
    log.raise_if_any()

    if estimate_homes:
        to_fill, found = _with_homes(to_fill, places, today, travel)
        notes += found
    notes += _notes_of_accounts(activity, measures, tag_of)
    unit_ids = pd.Index(ids)
    units = Units(
        ids=unit_ids,
        places=places,
        activity=activity,
        incumbent=today,
        family=find_families(unit_ids, parents),
        names=names,
    )
    return Instance(
        units=units,
        territories=to_fill,
        measures=measures,
        tags=tag_of,
        travel=travel,
        adjacency=adjacency,
        unplaced=unplaced,
        notes=tuple(notes),
    )


def _open_table(frame: pd.DataFrame, name: str, log: ProblemLog) -> Table:
    if not isinstance(frame, pd.DataFrame):
        kind = type(frame).__name__
        remedy = "Give a pandas DataFrame with one row each" + (" or a whole number" if name == TERRITORIES else "")
        raise InputError([Problem(name, f"a table is needed, not a {kind}", remedy)])
    table = Table(name, frame, log)
    table.check_columns()
    if len(frame) == 0:
        log.add(name, "the table has no rows", "Check what was read and how it was filtered")
    return table


def _open_territories(
    territories: pd.DataFrame | int, columns: Columns, tags: tuple[str, ...], log: ProblemLog
) -> Table:
    if not isinstance(territories, int | np.integer):
        return _open_table(territories, TERRITORIES, log)
    count = int(territories)
    if count < 1:
        log.add(TERRITORIES, "a plan needs territories", "Give 1 or more", value=count)
        count = 1
    width = max(2, len(str(count)))
    labels = [f"T{number:0{width}d}" for number in range(1, count + 1)]
    serves_all = dict.fromkeys(tags, EVERY_VALUE)
    return Table(TERRITORIES, pd.DataFrame({columns.territory: labels, **serves_all}), log)


def _checked_names(names: Sequence[str], what: str, log: ProblemLog) -> tuple[str, ...]:
    """List the names once each; a lone text is taken for one name, but noted."""
    listed = (names,) if isinstance(names, str) else tuple(names)
    if isinstance(names, str):
        log.add(ACCOUNTS, f"{what} must be a list of column names", f"Write {what}=[{names!r}]", value=names)
    distinct = tuple(dict.fromkeys(listed))
    for name in distinct:
        if listed.count(name) > 1:
            log.add(ACCOUNTS, f"{what} name a column twice", "Name it once", column=name)
    return distinct


def _read_ids(table: Table, column: str, field: str) -> Labels:
    """Labels that must be there and differ."""
    if not table.require(column, f"Add it, or name yours with Columns({field}=...)"):
        return pd.Series(index=range(len(table)), dtype=str)
    ids = table.labels(column)
    blank = ids.isna().to_numpy(dtype=bool)
    table.note_rows(blank, column, f"the {field} has no id", "Give every row an id of its own")
    repeated = ids.duplicated(keep="first").to_numpy(dtype=bool) & ~blank
    table.note_rows(
        repeated, column, "an earlier row has the same id", "Keep one of these rows, or give them ids of their own"
    )
    return ids


def _read_names(table: Table, column: str, ids: Labels) -> pd.Index[Any] | None:
    if not table.has(column):
        return None
    names = table.labels(column)
    return pd.Index(names.where(names.notna(), ids))


def _choose_measures(table: Table, measures: Sequence[str] | None) -> tuple[str, ...]:
    if measures is None:
        chosen = tuple(name for name in MEASURES if table.has(name))
        if not chosen:
            remedy = f"Add a column {', '.join(MEASURES[:-1])} or {MEASURES[-1]}, or name yours with measures=[...]"
            close = "".join(did_you_mean(name, table.frame.columns) for name in MEASURES)
            table.log.add(table.name, "there is no activity measure", close + remedy)
        return chosen
    chosen = _checked_names(measures, "measures", table.log)
    if COUNT in chosen:
        remedy = "Leave it out of measures, or name the column differently"
        table.log.add(table.name, "the count of accounts is always a measure", remedy, column=COUNT)
    return chosen


def _read_activity(table: Table, measures: tuple[str, ...]) -> Floats:
    activity = np.zeros((len(table), len(measures)))
    for position, name in enumerate(measures):
        if table.require(name, "Add it, or name the columns there are with measures=[...]"):
            amounts = table.numbers(name)
            table.note_rows(table.blank(name), name, "the amount is missing", "Write 0 where there is none")
            table.note_rows(amounts < 0, name, "the amount is negative", "Give 0 or more")
            table.note_rows(np.isinf(amounts), name, "the amount is not finite", "Give a finite amount")
            activity[:, position] = amounts
    return activity


def _read_parents(table: Table, family: str | None) -> Labels:
    if family is None or not table.require(family, "Add it, or name yours with family=..."):
        return pd.Series(index=range(len(table)), dtype=str)
    return table.labels(family)


def _read_territories(
    table: Table, columns: Columns, measures: tuple[str, ...], *, travel: Travel, plan_year: PlanYear | None
) -> tuple[Territories, list[str]]:
    has_own_ids = table.has(columns.territory) or not table.has(columns.rep)
    id_column, field = (columns.territory, "territory") if has_own_ids else (columns.rep, "rep")
    ids = _read_ids(table, id_column, field)
    names = _read_names(table, columns.rep, ids)
    reps = tuple(ids if names is None else names)
    shares, idle = read_shares(table, columns, measures, plan_year=plan_year)
    notes = [f"{reps[row]} has no capacity in the plan year: its targets are 0" for row in np.flatnonzero(idle)]
    dated = table.fills(columns.start_date) or table.fills(columns.end_date)
    if dated and plan_year is None and not table.fills(columns.capacity):
        notes.append("start and end dates do not count: no plan year was given")
    unused = [name for name in table.frame.columns if str(name).startswith(SHARE_PREFIX)]
    unused = [name for name in unused if name.removeprefix(SHARE_PREFIX) not in measures]
    notes += [f"{name} does not count: it names no measure of this plan" for name in unused]
    centres = read_territory_places(table, columns, travel)
    return Territories(ids=pd.Index(ids), reps=reps, centres=centres, shares=shares), notes


def _check_matrix(travel: Travel, num_units: int, num_territories: int, log: ProblemLog) -> None:
    if isinstance(travel, TravelMatrix):
        expected = (num_units, num_units if travel.between_units else num_territories)
        if travel.distance.shape != expected:
            remedy = "Give one row an account and one column a territory (or account), in the order of the tables"
            log.add("travel matrix", f"the shape is {travel.distance.shape}, expected {expected}", remedy)


def _with_homes(
    territories: Territories, places: Floats, incumbent: Integers, travel: Travel
) -> tuple[Territories, list[str]]:
    """Estimated homes filled in, and what to say about them."""
    centres, counts = fill_in_homes(territories.centres, places, incumbent, travel=travel)
    notes = []
    for row in np.flatnonzero(counts).tolist():
        accounts = "1 account" if counts[row] == 1 else f"{counts[row]:,} accounts"
        notes.append(f"home of {territories.reps[row]} estimated from its {accounts} of today")
    free = np.isnan(centres).any(axis=1)
    if free.all():
        notes.append("every centre is free: no rep has a place or accounts of today")
    elif free.any():
        names = ", ".join(territories.reps[row] for row in np.flatnonzero(free))
        notes.append(f"centres that are free, for want of a place and of accounts of today: {names}")
    return replace(territories, centres=centres), notes


def _notes_of_accounts(activity: Floats, measures: tuple[str, ...], tag_of: dict[str, Tag]) -> list[str]:
    """Tell what is allowed but most likely not meant."""
    notes = [f"{measures[column]} is 0 for every account" for column in np.flatnonzero(~activity.any(axis=0))]
    for name, tag in tag_of.items():
        notes += notes_of_tag(name, tag)
    return notes
