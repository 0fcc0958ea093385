"""Quotas follow a repair: zero-sum to the cent, from the day on, with the accounts."""

from datetime import date

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import repair
from optimizer.exceptions import InputError
from optimizer.quotas import allocate_quotas
from optimizer.quotas.ledger import Event
from optimizer.quotas.season import period_starts
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories
from scenarios.repair_quotas import measure_of_quota, quotas_after, year_of
from scenarios.repairing import Turnover

MARCH = date(2027, 3, 1)
STARTS = period_starts(date(2027, 1, 1), 12)


def repaired(line, turnover, criteria, by=None):
    """The smallest repair and its ledger on the first of March, quotas by potential."""
    current = incumbent_alignment(line)
    facts, choices = turnover.apply(line, criteria)
    result = repair(facts, choices, MaxRuntime(30), current=current, by=by)
    quotas = allocate_quotas(current, 1_000.01, round_to=0.01)
    periods = quotas.split((1.0,) * 12)
    measure = measure_of_quota(result)
    return result, quotas, quotas_after(result, periods, STARTS, on=MARCH, measure=measure, note="board")


def test_what_the_leaver_had_still_to_bring_passes(line):
    """Two months stay with who leaves, ten pass; the company's number never changes."""
    _, quotas, ledger = repaired(line, Turnover(leavers=("Ann",)), Criteria())
    assert ledger.quotas.sum() == ledger.opening.sum() == quotas.cents.sum()
    left = ledger.quotas[ledger.holders.index("west")]
    assert (left[:2] == ledger.opening[0, :2]).all()
    assert not left[2:].any()
    assert {line.event for line in ledger.transfers} == {Event.LEAVES}
    assert ledger.transfers[0].note == "board"


def test_who_joins_gets_the_part_of_the_accounts(line):
    """Each giver passes the share of its potential that goes; the lines say who joins."""
    criteria = Criteria(balance={"potential": 0.3})
    result, _, ledger = repaired(line, Turnover(hires=AddTerritories(1)), criteria)
    assert result.alignment.territory_of.tolist().count(2) == 2
    joined = ledger.quotas[ledger.holders.index("New 1")]
    assert joined[:2].tolist() == [0, 0]
    assert joined.sum() == pytest.approx(ledger.opening[0, 2:].sum() * 2 / 6, abs=1)
    assert ledger.quotas.sum() == ledger.opening.sum()
    assert {line.event for line in ledger.transfers} == {Event.JOINS, Event.ACCOUNT_MOVES}


def test_givers_are_counted_of_what_they_have_today(line):
    """Who gives away and gets in one repair gives of its own quota only; nothing is lost to rounding."""
    criteria = Criteria(pins={"a0": "east", "a6": "west"})
    result, _, ledger = repaired(line, Turnover(), criteria)
    assert result.num_moved == 2
    passed = {line.giver: line.cents.sum() for line in ledger.transfers}
    ahead = ledger.opening[:, 2:].sum(axis=1)
    assert passed["west"] == pytest.approx(ahead[0] / 6, abs=1)
    assert passed["east"] == pytest.approx(ahead[1] / 2, abs=1)
    assert {line.event for line in ledger.transfers} == {Event.ACCOUNT_MOVES}


def test_a_leaver_without_accounts_gives_to_all_alike(line):
    """There is nobody to follow, so that everybody takes a part."""
    from dataclasses import replace  # noqa: PLC0415

    facts = replace(line, units=replace(line.units, incumbent=np.zeros(8, dtype=np.int32)))
    current = incumbent_alignment(facts)
    after, criteria = Turnover(leavers=("Bob",)).apply(facts, Criteria())
    result = repair(after, criteria, MaxRuntime(30), current=current)
    quotas = allocate_quotas(incumbent_alignment(line), 1_000).split((1.0,) * 12)
    ledger = quotas_after(result, quotas, STARTS, on=MARCH, measure="potential", note="")
    assert ledger.quotas[1, 2:].sum() == 0
    assert ledger.quotas.sum() == ledger.opening.sum()


def test_the_year_is_that_of_the_names_or_of_the_day():
    """Months name their year; numbers do not, and then the day tells it, or who asks."""
    months = tuple(f"{2013 + (11 + i) // 12}-{(11 + i) % 12 + 1:02d}" for i in range(12))
    assert year_of(months, date(2014, 3, 1), None)[0] == date(2013, 12, 1)
    assert year_of(("1", "2", "3", "4"), MARCH, None)[1] == date(2027, 4, 1)
    assert year_of(("1", "2", "3", "4"), MARCH, date(2026, 7, 1))[0] == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("periods", "first", "message"),
    [
        (("2013-12", "2014-01"), None, "plan year is 2013-12-01"),
        (("1", "2"), date(2027, 3, 2), "begins with a month"),
        (tuple("12345"), None, "1, 2, 3, 4, 6 or 12 periods"),
    ],
)
def test_days_that_do_not_fit_are_told(periods, first, message):
    """A day outside the year, and a year that has no such periods."""
    with pytest.raises(InputError, match=message):
        year_of(periods, MARCH, first)
