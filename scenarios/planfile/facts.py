"""The facts of a plan: tables and measures become an ``Instance``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.build import MEASURES, build_instance
from optimizer.capacity import PlanYear
from optimizer.exceptions import InputError, Problem
from optimizer.instance import Instance
from optimizer.places import MissingPlace
from optimizer.potential import Forecast
from optimizer.tables import ACCOUNTS, TERRITORIES, Table

from .bookings import Bookings, note_strangers, read_bookings
from .contacts import place_by_areas, read_areas, shapes_of, with_contacts
from .document import Keys
from .measures import add_measures, has_forecast
from .past import AccountPast, note_forecast, read_past
from .placing import place_accounts
from .schema import PlanSchema, SoundPlan
from .schema.plan import MissingPlaceWord
from .sources import Sources, builder_columns

MISSING_PLACE = {MissingPlaceWord.ERROR: MissingPlace.RAISE, MissingPlaceWord.LIST: MissingPlace.LIST}
NAMED = 5
"""Accounts named in a note."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the tables say, as far as it could be read.

    Parameters
    ----------
    instance
        None where anything is wrong with accounts, reps or measures.
    bookings
        None where there are none, or anything is wrong with them.
    past
        What bookings tell of the accounts before the plan year; None where they tell nothing.
    forecast
        Of the accounts, in the order of the instance; None where nothing asks for it, or the past is too short.
    sketch
        Where the tables are wrong: an instance without the rows and tags that are, to find what else is wrong with the
        plan file; None where there is none.
    areas
        (n,) shape of each account's area in degrees, None for one without; None where the plan names no areas.
    """

    instance: Instance | None
    bookings: Bookings | None
    past: AccountPast | None = None
    forecast: Forecast | None = None
    sketch: Instance | None = None
    areas: NDArray[np.object_] | None = None


def read_facts(sound: SoundPlan, schema: PlanSchema, sources: Sources) -> Facts:
    """Build the instance; problems go to the log of ``sources``."""
    areas = read_areas(schema, sources)
    place_by_areas(areas, sources, schema.columns)
    place_accounts(sources, schema.columns)
    bookings = read_bookings(sources, schema.columns)
    _check_strangers(bookings, schema, sources)
    family = _family(schema, sources)
    if sound.broken & {"measures", "columns"}:
        return Facts(None, bookings)
    past = read_past(schema, bookings, sources)
    forecast = _forecast(schema, past, sources)
    measures = add_measures(schema, bookings, sources, forecast=forecast)
    accounts, territories = sources.table("accounts"), _territories(schema, sources)
    if accounts is None or territories is None:
        return Facts(None, bookings)
    if not schema.measures:
        measures = tuple(name for name in MEASURES if accounts.has(name))
    build = partial(
        build_instance,
        measures=measures,
        incumbent=_incumbent(schema, accounts, sources),
        family=family,
        columns=builder_columns(schema.columns),
        plan_year=_plan_year(schema),
        missing_place=MISSING_PLACE[schema.missing_place],
    )
    try:
        instance = build(accounts.frame, territories, tags=_tags(schema))
    except InputError as error:
        sources.log.problems += error.problems
        return Facts(None, bookings, sketch=_sketch(build, accounts.frame, territories, error.problems))
    instance = with_contacts(instance, areas, schema, sources)
    _note_unplaced(instance, sources)
    return Facts(instance, bookings, past, forecast, areas=shapes_of(instance, areas))


def _sketch(
    build: Callable[..., Instance],
    accounts: pd.DataFrame,
    territories: pd.DataFrame | int,
    problems: Sequence[Problem],
) -> Instance | None:
    """Build without the accounts that are wrong and without tags; None where even that is not possible."""
    if any(item.table == TERRITORIES and item.row is not None for item in problems):
        # Levels and the like are read beside the rows of the reps: without some of these they would not fit.
        return None
    wrong = {item.row for item in problems if item.table == ACCOUNTS}
    rows = [row for row in range(len(accounts)) if row not in wrong]
    try:
        return build(accounts.iloc[rows].reset_index(drop=True), territories, tags=())
    except InputError:
        return None


def _forecast(schema: PlanSchema, past: AccountPast | None, sources: Sources) -> Forecast | None:
    """Forecast the accounts where quotas or a measure ask for it and the past is long enough."""
    if past is None or past.shortage is not None or (schema.quotas is None and not has_forecast(schema)):
        return None
    forecast = past.forecast()
    note_forecast(forecast, schema, sources)
    return forecast


def _check_strangers(bookings: Bookings | None, schema: PlanSchema, sources: Sources) -> None:
    """Compare the accounts of the bookings with those that are planned."""
    accounts, column = sources.table("accounts"), schema.columns.account
    if bookings is not None and accounts is not None and accounts.has(column):
        note_strangers(bookings, accounts.labels(column), sources, schema.columns.bookings.account or column)


def _territories(schema: PlanSchema, sources: Sources) -> pd.DataFrame | int | None:
    """Rows of today's territories, or the number of new ones; None where the table could not be read."""
    if schema.inputs.today.count is not None:
        return schema.inputs.today.count
    table = sources.table("territories")
    return None if table is None else table.frame


def _incumbent(schema: PlanSchema, accounts: Table, sources: Sources) -> str | None:
    """Column of today's owner, None where accounts have none or all territories are new."""
    owner = schema.columns.owner
    if schema.inputs.today.count is not None:
        if accounts.has(owner):
            sources.notes.append(f"Column {owner!r} is not used: the territories are new.")
        return None
    return owner if accounts.has(owner) or "owner" in schema.columns.model_fields_set else None


def _family(schema: PlanSchema, sources: Sources) -> str | None:
    """Find the one column of parents that criteria name."""
    places: list[tuple[Keys, str | None]] = [(("criteria",), schema.criteria.keep_together)]
    for position, scenario in enumerate(schema.scenarios):
        places.append((("scenarios", position, "criteria"), scenario.criteria.keep_together))
    named = [(keys, column) for keys, column in places if column is not None]
    for keys, column in named[1:]:
        if column != named[0][1]:
            message = f"another column of parents is named before: {named[0][1]!r}"
            problem = sources.document.problem(
                (*keys, "keep_together"), message, "Use one in all scenarios", value=column
            )
            sources.log.problems.append(problem)
    return named[0][1] if named else None


def _tags(schema: PlanSchema) -> tuple[str, ...]:
    names: list[str] = list(schema.criteria.eligibility)
    for scenario in schema.scenarios:
        names += scenario.criteria.eligibility
    return tuple(dict.fromkeys(names))


def _plan_year(schema: PlanSchema) -> PlanYear | None:
    year = schema.plan_year
    return None if year is None else PlanYear(year.start, year.months, year.ramp)


def _note_unplaced(instance: Instance, sources: Sources) -> None:
    for reason in dict.fromkeys(item.reason for item in instance.unplaced):
        units = [item.unit for item in instance.unplaced if item.reason == reason]
        shown = ", ".join(str(instance.units.ids[unit]) for unit in units[:NAMED])
        more = f" and {len(units) - NAMED:,} more" if len(units) > NAMED else ""
        count = "1 account stays" if len(units) == 1 else f"{len(units):,} accounts stay"
        sources.notes.append(f"{count} outside every plan ({reason}): {shown}{more}.")
