"""A budget counts every person and every kilometre once."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from optimizer.capacity import Attrition, PayRates
from optimizer.quotas.payout import Payout
from scenarios.capacity import ExpenseRule
from scenarios.capacity.expenses import Pay

RATES = PayRates(base_pay=10, hiring=7, ramp=2, margin=0.5)


@pytest.fixture
def priced(rule):
    """The rule with prices and without hires."""
    return replace(rule, hiring=None, expenses=ExpenseRule(rates=RATES))


def test_base_pay_is_for_everybody_there(priced, halves, quotas):
    """One and a half people for four months; nobody is hired or ramps."""
    budget = priced(halves, quotas(halves)).budget
    assert budget.base_pay.sum() == 100 * 10 * 4 * 1.5
    assert budget.hiring.sum() == budget.ramp.sum() == budget.travel.sum() == 0
    assert budget.total_contribution == Decimal("540.00")


def test_hires_of_the_plan_are_paid_hired_and_ramped(rule, halves, quotas):
    """Three people from the first month on: three hires, their pay, no ramp since hires here need none."""
    plan = replace(rule, expenses=ExpenseRule(rates=RATES))(halves, quotas(halves))
    assert plan.hires == 3
    assert plan.budget.hiring.sum() == 100 * 7 * 3
    assert plan.budget.base_pay.sum() == 100 * 10 * 4 * (1.5 + 3)


def test_people_of_new_territories_are_hired_and_ramp(priced, thirds, quotas):
    """One hire in the first month, half a month of ramp, four months of pay more, in the region it serves."""
    budget = priced(thirds, quotas(thirds)).budget
    assert budget.hiring[0].tolist() == [700, 0, 0, 0]
    assert budget.ramp[0].tolist() == [100, 0, 0, 0]
    assert budget.base_pay[0].tolist() == [2_000] * 4


def test_successors_are_hired_and_vacancies_are_not_paid(priced, halves, quotas):
    """Pay falls with those who left, each successor costs a hire."""
    leaving = Attrition(0.3, time_to_hire=1.0, ramp=(0.5,))
    plan = replace(priced, attrition=leaving)(halves, quotas(halves))
    seat = leaving.outlook([1.0], 4)
    np.testing.assert_array_equal(plan.budget.hiring[0], np.rint(700 * seat.starts[0]))
    np.testing.assert_array_equal(plan.budget.base_pay[0], np.rint(1_000 * seat.employed[0]))
    np.testing.assert_array_equal(plan.budget.ramp[0], np.rint(200 * seat.ramping[0]))


def test_travel_is_distance_both_ways_for_each_visit(priced, halves, quotas):
    """West drives 0 + 10 + 20 + 30 km one way; six visits a year, 2 each way, a third of the year's months."""
    accounts = [f"a{i}" for i in range(8)]
    rule = replace(priced, expenses=ExpenseRule(rates=RATES, travel_per_km=0.5, visits=dict.fromkeys(accounts, 6.0)))
    plan = rule(halves, quotas(halves))
    assert plan.budget.travel[0].sum() == 100 * 60 * 2 * 6 * 0.5 * 4 / 12
    assert any("each visit" in told for told in plan.counted)


def test_without_visits_each_account_is_driven_to_once_and_that_is_said(priced, halves, quotas):
    """One drive there and back a year."""
    rule = replace(priced, expenses=ExpenseRule(rates=RATES, travel_per_km=3.0))
    plan = rule(halves, quotas(halves))
    assert plan.budget.travel.sum() == 100 * (60 + 60) * 2 * 3 * 4 / 12
    assert any("one drive to each account" in told for told in plan.counted)


def test_accounts_of_no_segment_are_not_driven_to(priced, halves, quotas):
    """Only the farthest western account is visited."""
    rule = replace(priced, expenses=ExpenseRule(rates=RATES, travel_per_km=1.0, visits={"a3": 12.0}))
    assert rule(halves, quotas(halves)).budget.travel.sum() == 100 * 30 * 2 * 12 * 4 / 12


def test_a_price_below_nothing_is_refused():
    """Kilometres do not earn."""
    with pytest.raises(ValueError, match="travel_per_km must be finite and not negative"):
        ExpenseRule(rates=RATES, travel_per_km=-1.0)


def test_pay_follows_the_quota_of_each_rep_over_the_months(team):
    """Ann's pay in the months her quota is in, Bob without a quota evenly; the company's percentile is its own."""
    simulated = Payout(
        mean=np.array([12.0, 8.0]),
        deviation=np.zeros(2),
        high=np.zeros(2),
        over_budget=np.zeros(2),
        company=np.arange(1.0, 101.0),
        budget=20.0,
    )
    pay = Pay.of(team, np.array([[0.0, 0.0, 1.0, 3.0], [0.0, 0.0, 0.0, 0.0]]), simulated)
    np.testing.assert_allclose(pay.payout.mean, [[0, 0, 3, 9], [2, 2, 2, 2]])
    assert pay.payout.p95 == simulated.company_high


def test_without_a_simulation_there_is_no_pay_and_that_is_said(team):
    """Nothing is made up."""
    pay = Pay.of(team, np.ones((2, 4)), None)
    assert not pay.payout.mean.any()
    assert pay.payout.p95 is None
    assert "not counted" in pay.basis
