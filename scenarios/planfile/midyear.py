"""Changes during the year: which quota moves with an account, or when a rep leaves or joins, in a ledger."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

from optimizer.alignment import Alignment
from optimizer.instance import COUNT, NOBODY, Instance
from optimizer.metrics import totals
from optimizer.quotas import (
    PeriodQuotas,
    QuotaLedger,
    YearChanges,
    let_join,
    let_leave,
    move_account,
    open_ledger,
    period_starts,
)
from optimizer.tables import did_you_mean

from .document import Keys
from .schema import PlanSchema, QuotaSection
from .schema.revisions import ChangeSection
from .sources import Sources

MONTHS = 12
NO_ACCOUNT = "there is no such account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """Changes of the plan file; called with an alignment and its quotas by period, it gives the ledger of the year.

    Parameters
    ----------
    changes
        By date.
    start
        First day of the plan year.
    measure
        What the part of an account is taken from: its amount over that of its territory.
    """

    changes: tuple[ChangeSection, ...]
    start: date
    measure: str

    def __call__(self, alignment: Alignment, periods: PeriodQuotas) -> YearChanges:
        """Opening and transfers; changes that do not concern this plan are named with the reason."""
        ledger = open_ledger(periods, period_starts(self.start, len(periods.periods)))
        year = _Year(ledger, alignment, self.measure)
        for change in self.changes:
            year.take(change)
        return YearChanges(ledger=year.ledger, left_out=tuple(year.left_out))


class _Year:
    """The ledger while changes are taken in, and who holds the accounts that moved."""

    def __init__(self, ledger: QuotaLedger, alignment: Alignment, measure: str) -> None:
        self.ledger, self.alignment, self.measure = ledger, alignment, measure
        self.left_out: list[str] = []
        self._holder_of: dict[str, str] = {}

    def take(self, change: ChangeSection) -> None:
        """Add the lines of a change, or say why there are none."""
        holders: dict[str, Hashable] = {str(label): label for label in self.ledger.holders}
        absent = sorted(name for name in change.named if name not in holders)
        if absent:
            self._leave_out(change, f"{', '.join(absent)} is not in this plan")
        elif change.account is not None:
            self._account(change, change.account, holders)
        elif change.leaves is not None:
            takers = _by_holder(change.to, holders)
            self.ledger = let_leave(self.ledger, holders[change.leaves], takers, on=change.on, note=change.why)
        elif change.joins in holders:
            self._leave_out(change, f"{change.joins} is in this plan from the start")
        else:
            givers = _by_holder(change.giver, holders)
            self.ledger = let_join(self.ledger, change.joins, givers, on=change.on, note=change.why)

    def _account(self, change: ChangeSection, account: str, holders: Mapping[str, Hashable]) -> None:
        owner = self._owner(account)
        giver = next(iter(change.giver or {}), None) or self._holder_of.get(account) or owner
        (taker,) = change.to or {"": 0.0}
        if giver is None:
            self._leave_out(change, f"nobody serves {account} in this plan")
        elif giver == taker:
            self._leave_out(change, f"{account} is with {taker} already")
        else:
            part = self._part(account) if change.part is None else change.part
            self.ledger = move_account(
                self.ledger,
                account,
                giver=holders[giver],
                taker=holders[taker],
                part=part,
                on=change.on,
                note=change.why,
            )
            self._holder_of[account] = taker

    def _owner(self, account: str) -> str | None:
        instance = self.alignment.instance
        unit = [str(label) for label in instance.units.ids].index(account)
        territory = int(self.alignment.territory_of[unit])
        return None if territory == NOBODY else str(instance.territories.ids[territory])

    def _part(self, account: str) -> float:
        """Share of the account in what its territory has of the measure; of its accounts where that is nothing."""
        instance = self.alignment.instance
        unit = [str(label) for label in instance.units.ids].index(account)
        territory = int(self.alignment.territory_of[unit])
        for measure in (self.measure, COUNT):
            whole = float(totals(self.alignment, measure)[territory])
            if whole > 0:
                return min(max(float(instance.amounts(measure)[unit]) / whole, 0.0), 1.0)
        return 0.0

    def _leave_out(self, change: ChangeSection, why: str) -> None:
        self.left_out.append(f"{_subject(change)} on {change.on} moves nothing: {why}.")


def _by_holder(given: Mapping[str, float] | None, holders: Mapping[str, Hashable]) -> dict[Hashable, float]:
    return {holders[name]: share for name, share in (given or {}).items()}


def _subject(change: ChangeSection) -> str:
    if change.account is not None:
        return f"The move of {change.account}"
    return f"The leave of {change.leaves}" if change.leaves is not None else f"The start of {change.joins}"


def read_changes(
    schema: PlanSchema, section: QuotaSection, instance: Instance, *, num_periods: int, sources: Sources
) -> ChangeRule | None:
    """Read the changes of the year; None where there are none, or a problem went to the log.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its quotas.
    instance
        The facts.
    num_periods
        Number of periods of the year.
    sources
        Where problems go.
    """
    if not section.changes:
        return None
    before = len(sources.log.problems)
    year = schema.plan_year
    if year is None:
        sources.problem(
            ("quotas", "changes"), "changes need to know when the year starts", "Add `plan_year: {start: 2027-01-01}`"
        )
        return None
    if year.months != MONTHS or MONTHS % num_periods:
        message = f"changes need a year of twelve months in equal periods, given {year.months} in {num_periods}"
        sources.problem(("quotas", "changes"), message, "Drop `periods`, or write 1, 2, 3, 4, 6 or 12 of them")
        return None
    end = period_starts(year.start, num_periods)[-1]
    for position, change in enumerate(section.changes):
        if not year.start <= change.on < end:
            remedy = f"Give a day from {year.start} on and before {end}"
            sources.problem(
                ("quotas", "changes", position, "on"), "this day is not in the plan year", remedy, value=str(change.on)
            )
    _check_names(schema, section, instance, sources)
    if len(sources.log.problems) > before:
        return None
    measures = instance.measures
    measure = section.history or section.measure or (measures[0] if measures else COUNT)
    by_day = tuple(sorted(section.changes, key=lambda change: change.on))
    return ChangeRule(changes=by_day, start=year.start, measure=measure)


def _check_names(schema: PlanSchema, section: QuotaSection, instance: Instance, sources: Sources) -> None:
    """Note accounts and territories that are in no plan; those that scenarios add have names of their own."""
    units = {str(label) for label in instance.units.ids}
    joined = {change.joins for change in section.changes if change.joins is not None}
    territories = {str(label) for label in instance.territories.ids} | joined
    adds = any(scenario.add_territories is not None for scenario in schema.scenarios)
    adds |= any(key.startswith("add_territories") for grid in schema.sweep for key in grid)
    for position, change in enumerate(section.changes):
        here: Keys = ("changes", position)
        if change.account is not None and change.account not in units:
            close = did_you_mean(change.account, sorted(units))
            sources.problem(("quotas", *here, "account"), NO_ACCOUNT, f"{close}Correct it", value=change.account)
        named = [("to", name) for name in change.to or ()] + [("from", name) for name in change.giver or ()]
        named += [] if change.leaves is None else [("leaves", change.leaves)]
        for key, name in named:
            if name not in territories and not adds:
                remedy = f"{did_you_mean(name, sorted(territories))}Known: {', '.join(sorted(territories))}"
                sources.problem(("quotas", *here, key), "there is no such territory", remedy, value=name)
