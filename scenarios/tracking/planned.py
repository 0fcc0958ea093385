"""A kept plan beside the plan file it was made from: all that a year under way is held against."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem
from optimizer.instance import NOBODY
from optimizer.mapping import FrozenMapping
from optimizer.money import Cents
from optimizer.quotas import period_starts, split_periods
from optimizer.travel import Floats
from scenarios.planfile import Plan, read_plan
from scenarios.planfile.document import read_document
from scenarios.planfile.outlook import AccountOutlook
from scenarios.planfile.schema import PlanSchema, TrackingSection, read_schema
from scenarios.scenario import Scenario

from .alarms import Thresholds


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Source:
    """What was kept of a plan, by the store or in a folder of results.

    Parameters
    ----------
    name
        What people call it, ``3/rebalanced``.
    scenario
        Its name in the plan file.
    territory_of
        Account -> territory, as text; accounts without one are missing.
    cents
        Territory -> quota of the year.
    deviations
        Measure -> territory -> deviation from its target when the plan was made, a share; empty where nobody noted it.
    """

    name: str
    scenario: str
    territory_of: Mapping[str, str]
    cents: Mapping[str, int]
    deviations: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: FrozenMapping({}))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlannedYear:
    """Who serves whom, who has to bring what and when, and what was expected.

    Parameters
    ----------
    title
        Plan and scenario.
    alignment
        On the facts as the plan file's tables have them now.
    criteria
        What the plan was to keep.
    cents
        (k, p) quotas by territory and period.
    periods, starts
        (p,) names, and the (p + 1,) first days, the next year's last.
    season
        (k, p) share of the year in each period.
    outlook
        Possible years of accounts; None where the plan file has no forecast.
    potential
        Measure that stands for potential; None where nothing says.
    deviations
        As of ``Source``.
    strangers
        Accounts of the plan that the tables no longer have.
    transfers
        True if the plan file moves quotas during the year.
    thresholds
        When to think of a repair.
    persistence
        Part of what is a territory's own that lasts all year, 0..1: an assumption, no estimate.
    """

    title: str
    alignment: Alignment
    criteria: Criteria
    cents: Cents
    periods: tuple[str, ...]
    starts: tuple[date, ...]
    season: Floats
    outlook: AccountOutlook | None
    potential: str | None = None
    deviations: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: FrozenMapping({}))
    strangers: tuple[str, ...] = ()
    transfers: bool = False
    thresholds: Thresholds = field(default_factory=Thresholds)
    persistence: float = 0.5

    @property
    def labels(self) -> tuple[Hashable, ...]:
        """(k,) territories."""
        return tuple(self.alignment.instance.territories.ids)

    @property
    def reps(self) -> tuple[str, ...]:
        """(k,) who covers them."""
        return tuple(self.alignment.instance.territories.reps)


def plan_year(source: Source, file: Path, *, first: date | None = None) -> PlannedYear:
    """Read the plan file again and put what was kept on its facts.

    Parameters
    ----------
    source
        What was kept; its quotas count, not those the plan file would give today.
    file
        The plan file.
    first
        First day of the year; None for that of the plan file, else the month after its bookings.

    Raises
    ------
    InputError
        If the file no longer has the scenario or sets no quotas, its territories differ, or nobody knows when the year
        begins.
    """
    plan, schema = read_plan(file), _schema(file)
    watched = TrackingSection() if schema is None else schema.tracking
    if plan.quotas is None or not source.cents:
        raise InputError([Problem(source.name, "no quotas were set, so there is nothing to attain", "Add `quotas:`")])
    scenario, alignment = kept_alignment(source, plan, file)
    territory = [str(label) for label in alignment.instance.territories.ids]
    units = [str(label) for label in alignment.instance.units.ids]
    rule = scenario.quota_rule(plan.quotas, plan.instance)
    profile = np.atleast_2d(rule.profile if rule.season is None else rule.season(alignment)).astype(np.float64)
    season = np.broadcast_to(profile / profile.sum(axis=1, keepdims=True), (len(territory), profile.shape[1]))
    cents = np.array([source.cents.get(label, 0) for label in territory], dtype=np.int64)
    return PlannedYear(
        title=f"{plan.name}, {source.name}",
        alignment=alignment,
        criteria=scenario.asked(plan.instance),
        cents=split_periods(cents, season),
        periods=rule.periods,
        starts=_starts(plan, schema, file, first=first, periods=len(rule.periods)),
        season=season,
        outlook=None if plan.fairness is None else plan.fairness.outlook,
        potential=None if plan.fairness is None else plan.fairness.potential,
        deviations=source.deviations,
        transfers=rule.changes is not None,
        thresholds=Thresholds(**watched.model_dump(exclude={"persistence"})),
        persistence=watched.persistence,
        strangers=tuple(sorted(set(source.territory_of) - set(units))),
    )


def kept_alignment(source: Source, plan: Plan, file: Path) -> tuple[Scenario, Alignment]:
    """Put a kept plan on the facts of its plan file; centres are left open.

    Parameters
    ----------
    source
        What was kept.
    plan, file
        The plan file, read again.

    Raises
    ------
    InputError
        If it no longer has the scenario or the territories.
    """
    scenario = next((one for one in plan.scenarios if one.name == source.scenario), None)
    if scenario is None:
        known = ", ".join(one.name for one in plan.scenarios)
        raise InputError([Problem(file.name, "the scenario is gone", f"It has: {known}", value=source.scenario)])
    instance = scenario.build(plan.instance)[0]
    territory = {str(label): at for at, label in enumerate(instance.territories.ids)}
    gone = sorted((set(source.cents) | set(source.territory_of.values())) - set(territory))
    if gone:
        message = f"territories of the plan are not in its file any more: {', '.join(gone[:5])}"
        raise InputError([Problem(file.name, message, "Restore the file as it was, or run and approve the plan anew")])
    served = [source.territory_of.get(str(label), "") for label in instance.units.ids]
    codes = np.array([territory.get(label, NOBODY) for label in served], dtype=np.int32)
    return scenario, Alignment(instance, codes, np.full(len(territory), NOBODY, dtype=np.int32))


def _schema(file: Path) -> PlanSchema | None:
    """The plan file's keys; None for a workbook, which has none."""
    return read_schema(read_document(file)).schema if file.suffix.lower() in (".yaml", ".yml") else None


def _starts(plan: Plan, schema: PlanSchema | None, file: Path, *, first: date | None, periods: int) -> tuple[date, ...]:
    if first is None and schema is not None and schema.plan_year is not None:
        first = schema.plan_year.start
    if first is None and plan.past is not None:
        after: date = (plan.past.history.first_month + plan.past.history.num_months).astype("datetime64[D]").item()
        first = after
    if first is None:
        message = "it does not say when the year begins"
        raise InputError([Problem(file.name, message, "Add `plan_year: {start: 2027-01-01}`, or give --year-start")])
    try:
        return period_starts(first, periods)
    except ValueError as error:
        raise InputError([Problem(file.name, str(error), "Give the first of a month with --year-start")]) from error
