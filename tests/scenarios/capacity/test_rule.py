"""Need, capacity and hires of a plan come from its quotas and its people."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from optimizer.capacity import Attrition, NewHire, PayRates
from optimizer.capacity.need import Coverage
from scenarios.capacity import CapacityRule, ExpenseRule, HiringRule


def test_the_need_is_the_target_by_region_over_what_a_rep_brings(rule, halves, quotas):
    """Half of 1,200 is 150 a month in each region: one and a half reps who bring 100."""
    plan = rule(halves, quotas(halves))
    np.testing.assert_allclose(plan.need.needed, 1.5)
    assert plan.regions == ("West", "East")


def test_over_assignment_makes_no_need(rule, halves, quotas):
    """What is assigned on top of the target needs nobody."""
    plan = rule(halves, quotas(halves, over_assignment=0.25))
    np.testing.assert_allclose(plan.need.needed, 1.5)


def test_present_capacity_is_that_of_the_people(rule, halves, quotas):
    """Ann is there full time; Bob half time less a day of leave a month."""
    plan = rule(halves, quotas(halves))
    np.testing.assert_allclose(plan.present[0], 1.0)
    workdays = np.array([21, 20, 23, 22])
    np.testing.assert_allclose(plan.present[1], 0.5 * (workdays - 1) / workdays)
    np.testing.assert_allclose(plan.reps, [[1.0] * 4, [0.5] * 4])


def test_hires_meet_the_need_in_every_month(rule, halves, quotas):
    """Half a rep short in the west is one whole hire; a little more than one in the east are two."""
    plan = rule(halves, quotas(halves))
    assert plan.shortage is None
    assert plan.hiring.hires.sum(axis=1).tolist() == [1, 2]
    assert plan.hires == 3
    assert (plan.hiring.surplus >= -1e-9).all()


def test_a_need_nobody_can_meet_is_a_note(rule, halves, quotas):
    """The first month is short since hires start in the second: told, not raised."""
    late = replace(rule, hiring=replace(rule.hiring, new_hire=NewHire(hiring_cost=0, monthly_cost=1, first_month=1)))
    plan = late(halves, quotas(halves))
    assert plan.hiring is None
    assert plan.hires is None
    assert "from 2027-01 on" in plan.shortage
    assert plan.to_frame()["hires"].isna().all()
    assert plan.to_frame()["gap"].notna().all()


def test_a_year_lets_later_months_make_up(rule, halves, quotas):
    """The same need over the year can be met by hires of the second month."""
    new_hire = NewHire(hiring_cost=0, monthly_cost=1, first_month=1)
    late = replace(rule, hiring=HiringRule(productivity=1_200.0, new_hire=new_hire, coverage=Coverage.YEAR))
    plan = late(halves, quotas(halves))
    assert plan.shortage is None
    assert (plan.hiring.surplus.sum(axis=1) >= -1e-9).all()


def test_leavers_lower_what_is_there(rule, halves, quotas):
    """With nobody replaced, capacity shrinks by the share that leaves every month."""
    leaving = Attrition(0.3)
    plan = replace(rule, attrition=leaving)(halves, quotas(halves))
    np.testing.assert_allclose(plan.present[0], (1 - leaving.monthly_rate) ** np.arange(4))
    np.testing.assert_allclose(plan.reps[0], plan.present[0])


def test_the_season_of_quotas_is_that_of_capacity(year, team, hiring, halves, quotas):
    """A strong month needs more and lets everybody carry more."""
    season = (1.0, 1.0, 1.0, 3.0)
    rule = CapacityRule(
        plan_year=year,
        team=team,
        hiring=hiring,
        season=season,
        split=lambda plan: plan.split(season, periods=("1", "2", "3", "4")),
    )
    plan = rule(halves, quotas(halves))
    np.testing.assert_allclose(plan.need.needed[0], [1, 1, 1, 3])
    np.testing.assert_allclose(plan.present[0], [2 / 3, 2 / 3, 2 / 3, 2])


def test_holidays_and_attainment_lower_capacity(rule, halves):
    """January 2027 has 21 working days, one less with New Year; nine tenths of the rest is expected."""
    plan = replace(rule, holidays=(date(2027, 1, 1),), attainment=0.9)(halves, None)
    assert plan.present[0, 0] == pytest.approx(0.9 * 20 / 21)


def test_without_quotas_there_is_capacity_alone(rule, halves):
    """No target, no need."""
    plan = rule(halves, None)
    assert plan.need is plan.hiring is plan.budget is None
    assert list(plan.to_frame()["present"].notna()) == [True] * 8


def test_a_new_territory_ramps_up_from_the_first_month_possible(rule, thirds, quotas):
    """Its person starts in the second month and brings half of it."""
    late = replace(rule, hiring=replace(rule.hiring, new_hire=NewHire(hiring_cost=0, monthly_cost=1, first_month=1)))
    plan = late(thirds, quotas(thirds))
    np.testing.assert_allclose(plan.present[0], [1.0, 1.5, 2.0, 2.0])


def test_revenue_is_the_target_where_hires_cover_it_and_what_is_carried_where_not(rule, halves, quotas):
    """The target; or, with hires too late for the first month, what the present reps can carry of it."""
    rule = replace(rule, expenses=ExpenseRule(rates=PayRates(base_pay=10)))
    covered = rule(halves, quotas(halves))
    assert covered.budget.total_revenue == 1_200
    late = replace(rule, hiring=replace(rule.hiring, new_hire=NewHire(hiring_cost=0, monthly_cost=1, first_month=1)))
    short = late(halves, quotas(halves))
    assert float(short.budget.total_revenue) == pytest.approx(100 * short.present.sum(), abs=0.1)
    assert "present reps" in short.counted[0]
    alone = replace(rule, hiring=None, attainment=0.5)(halves, quotas(halves))
    assert alone.budget.total_revenue == 600


def test_a_productivity_of_nothing_is_refused():
    """Nobody can be hired to bring nothing."""
    with pytest.raises(ValueError, match="productivity must be finite and above 0"):
        HiringRule(productivity=0.0, new_hire=NewHire(hiring_cost=0, monthly_cost=1))
