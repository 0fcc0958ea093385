"""Quotas that follow a repair: what was still to come passes with the accounts, to the cent, from the day on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from optimizer.diagnosis.repair import RepairResult
from optimizer.exceptions import InputError, Problem
from optimizer.instance import COUNT, NOBODY
from optimizer.quotas import PeriodQuotas
from optimizer.quotas.ledger import Event, QuotaLedger, Transfer, open_ledger
from optimizer.quotas.midyear import let_leave, move_account
from optimizer.quotas.season import period_starts


def year_of(periods: tuple[str, ...], on: date, first: date | None) -> tuple[date, ...]:
    """First days of the periods of a plan year, and of the next year.

    Parameters
    ----------
    periods
        Their names; the first tells the year where it is a month (``2013-12``).
    on
        A day of the year.
    first
        First day of the year as told; None for that of the names, else the first of January of ``on``.

    Raises
    ------
    InputError
        If the day is not in the year, or the year cannot be cut into that many periods.
    """
    named = _month(periods[0])
    begun = first or named or date(on.year, 1, 1)
    try:
        starts = period_starts(begun, len(periods))
    except ValueError as error:
        raise InputError([Problem("--year", str(error), "Give the first day of the plan year", value=begun)]) from error
    if not starts[0] <= on < starts[-1]:
        message = f"the plan year is {starts[0]} to before {starts[-1]}"
        remedy = "Give a day of the year, or the first day of another year with --year"
        raise InputError([Problem("--on", message, remedy, value=str(on))])
    return starts


def quotas_after(
    result: RepairResult, quotas: PeriodQuotas, starts: tuple[date, ...], *, on: date, measure: str, note: str
) -> QuotaLedger:
    """Open the ledger with quotas of the plan at work and write down what passes.

    What a territory that closes had still to bring goes to who takes its accounts over, by what each takes of the
    measure (by accounts where it has none of it; to all alike where it has no accounts). An account that moves between
    others takes its share of its giver's quota ahead.

    Parameters
    ----------
    result
        The repair.
    quotas
        Of the plan at work, by territory and period.
    starts
        Days of the periods.
    on
        First day of the repaired plan.
    measure
        Whose quota an account carries: its share of its territory's amount.
    note
        For the ledger.
    """
    ledger = open_ledger(quotas, starts)
    stay = set(result.alignment.instance.territories.ids)
    joined = [label for label in result.alignment.instance.territories.ids if label not in ledger.holders]
    for label in joined:
        ledger = ledger.with_holder(label)
    lines = list[Transfer]()
    for giver in quotas.labels:
        taken = _taken(result, giver, measure)
        if giver in stay:
            lines += _moved(ledger, giver, taken, on=on, note=note, of=_held(result, giver, measure))
        else:
            others = dict.fromkeys(result.alignment.instance.territories.ids, 1.0)
            lines += let_leave(ledger, giver, _weights(taken) or others, on=on, note=note).transfers
    return ledger.with_transfers(*(_joining(line, joined) for line in lines))


def _taken(result: RepairResult, giver: Hashable, measure: str) -> dict[Hashable, tuple[int, float]]:
    """Taker -> number of accounts and amount that pass from a territory."""
    amounts = result.alignment.instance.amounts(measure)
    labels = result.alignment.instance.territories.ids
    taken: dict[Hashable, tuple[int, float]] = {}
    for unit in np.flatnonzero(result.moved & (result.was() == giver)).tolist():
        home = int(result.alignment.territory_of[unit])
        if home != NOBODY:
            count, amount = taken.get(labels[home], (0, 0.0))
            taken[labels[home]] = (count + 1, amount + float(amounts[unit]))
    return taken


def _held(result: RepairResult, giver: Hashable, measure: str) -> tuple[int, float]:
    """Number of accounts and amount a territory has in the plan at work."""
    mine = result.was() == giver
    return int(mine.sum()), float(result.alignment.instance.amounts(measure)[mine].sum())


def _weights(taken: dict[Hashable, tuple[int, float]]) -> dict[Hashable, float]:
    """Weight of each taker: its amounts, or accounts where all amounts are 0."""
    amounts = {taker: amount for taker, (_, amount) in taken.items()}
    return amounts if any(amounts.values()) else {taker: float(count) for taker, (count, _) in taken.items()}


def _moved(
    ledger: QuotaLedger,
    giver: Hashable,
    taken: dict[Hashable, tuple[int, float]],
    *,
    on: date,
    note: str,
    of: tuple[int, float],
) -> Iterator[Transfer]:
    """One line a taker; each part is counted of what the lines before have left, so that none is lost to rounding."""
    column = 1 if of[1] > 0 else 0
    left = float(of[column])
    for taker, passed in taken.items():
        count, given = passed[0], float(passed[column])
        part = min(1.0, given / left) if left > 0 else 0.0
        subject = f"{count:,} {'account' if count == 1 else 'accounts'}"
        ledger = move_account(ledger, subject, giver=giver, taker=taker, part=part, on=on, note=note)
        left -= given
        yield ledger.transfers[-1]


def _joining(line: Transfer, joined: list[Hashable]) -> Transfer:
    """A line that brings quota to who joins says so."""
    return replace(line, event=Event.JOINS, subject=line.taker) if line.taker in joined else line


def _month(name: str) -> date | None:
    """First day of a month that is a name such as 2013-12."""
    year, _, month = name.partition("-")
    if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)


def measure_of_quota(result: RepairResult) -> str:
    """Measure by which quota goes with accounts where none is named: that of the repair, else the first there is."""
    if result.by != COUNT:
        return result.by
    measures = result.alignment.instance.measures
    return measures[0] if measures else COUNT
