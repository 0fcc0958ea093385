"""A rep leaves: the territory closes or waits, and quotas know the day."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import CloseTerritories, RepLeaves, StaysVacant

MARCH = date(2027, 3, 1)


def test_the_territory_of_a_leaver_closes(trio):
    """The facts are those of a closed territory."""
    facts, _ = RepLeaves("Bob", MARCH).apply(trio, Criteria())
    closed, _ = CloseTerritories("T2").apply(trio, Criteria())
    assert facts.territories.ids.equals(closed.territories.ids)
    assert facts.units.incumbent.tolist() == closed.units.incumbent.tolist()
    told = "has Bob leave on 2027-03-01: closes T2, frees 3 accounts; the quota until then stays with Bob"
    assert RepLeaves("Bob", MARCH).sentence(trio) == told
    assert RepLeaves("Cy").sentence(trio) == "has Cy leave: closes T3, frees 2 accounts"


def test_the_leaver_carries_the_quota_until_the_day(trio, rule):
    """Bob has 3 of the 8 accounts served today, 450; two of three months of the first quarter are his: 75."""
    assert RepLeaves("Bob", MARCH).apply_quotas(rule, trio).target == pytest.approx(1200 - 450 / 4 * 2 / 3)


def test_what_the_leaver_carries_is_rounded_as_quotas_are(trio, rule):
    """So that the quotas of the others can be: 75 is 0 or 100 in hundreds."""
    assert RepLeaves("Bob", MARCH).apply_quotas(replace(rule, round_to=100.0), trio).target == 1100.0


def test_a_day_before_the_year_changes_no_target(trio, rule):
    """Who is gone when the year begins carries nothing of it."""
    assert RepLeaves("Bob", date(2026, 12, 1)).apply_quotas(rule, trio).target == 1200.0
    assert RepLeaves("Bob").apply_quotas(rule, trio).target == 1200.0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2026, 6, 1), date(2028, 6, 1)),
    on_top=st.sampled_from([0.0, 0.05, 0.3]),
    profile=st.lists(st.integers(1, 9), min_size=4, max_size=4),
)
def test_the_parts_add_up_to_the_target(trio, rule, day, on_top, profile):
    """What the leaver carries and what the others are given is the target with what is assigned on top."""
    given_rule = replace(rule, over_assignment=on_top, profile=tuple(map(float, profile)))
    after = RepLeaves("Bob", day).apply_quotas(given_rule, trio)
    facts, _ = RepLeaves("Bob", day).apply(trio, Criteria())
    others = after(Alignment(facts, np.array([0, 0, 0, 0, 1, 1, 1, 1, 1]), np.full(2, -1)))
    today = given_rule(incumbent_alignment(trio))
    own = (given_rule.split(today).cents[1] * rule.attendance.until(day)).sum() / 100
    assert float(others.total) + own == pytest.approx(1200 * (1 + on_top), abs=0.02)


def test_a_vacant_territory_keeps_its_accounts(trio, rule):
    """The plan is as before: only quotas change, and are those of the months somebody is there."""
    change = StaysVacant("Bob", date(2027, 4, 1))
    after = change.apply_quotas(rule, trio)
    assert after.capacity["T2"] == (1.0, 0.0, 0.0, 0.0)
    quotas = after(incumbent_alignment(trio))
    assert float(quotas.total) == 1200.0
    parts = np.array([3, 3 / 4, 2])
    assert np.array(quotas.amounts, dtype=float) == pytest.approx(1200 * parts / parts.sum(), abs=0.02)
    told = "has Bob leave on 2027-04-01: T2 stays vacant and keeps 3 accounts, without quota in that time"
    assert change.sentence(trio) == told


def test_a_successor_ramps_up(trio, rule):
    """From July with two months of ramp: half of the third quarter, all of the last."""
    change = StaysVacant("T2", date(2027, 4, 1), replaced_on=date(2027, 7, 1))
    assert change.apply_quotas(rule, trio).capacity["T2"] == pytest.approx((1.0, 0.0, 0.5, 1.0))
    assert "stays vacant until 2027-07-01 and keeps 3 accounts" in change.sentence(trio)


def test_people_know_the_gap(trio, team):
    """Gone for good has a last day; a gap is days away."""
    gone = StaysVacant("Bob", date(2027, 4, 1)).apply_team(team, trio)
    assert gone.end.astype(str).tolist() == ["NaT", "2027-03-31", "NaT"]
    away = StaysVacant("Bob", date(2027, 4, 1), replaced_on=date(2027, 4, 8)).apply_team(team, trio)
    assert away.leave.tolist() == [0.0, 5.0, 0.0]


def test_without_a_plan_year_there_are_no_months(trio, rule):
    """It is told, with what to add."""
    with pytest.raises(ValueError, match=r"Bob leaves on 2027-03-01, .*plan_year"):
        RepLeaves("Bob", MARCH).apply_quotas(replace(rule, attendance=None), trio)
    with pytest.raises(ValueError, match="plan_year"):
        StaysVacant("Bob", MARCH).apply_quotas(replace(rule, attendance=None), trio)


def test_misfits_are_told(trio):
    """A rep who is not there, and a successor who comes too early."""
    with pytest.raises(InputError, match=r"leaves, column 'rep': there is no such territory or rep \(given: 'Bo'\)"):
        RepLeaves("Bo").apply(trio, Criteria())
    with pytest.raises(InputError, match="no such territory or rep"):
        StaysVacant("Bo", MARCH).sentence(trio)
    with pytest.raises(ValueError, match="must not come before 2027-03-01"):
        StaysVacant("Bob", MARCH, replaced_on=date(2027, 2, 1))
