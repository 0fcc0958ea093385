"""Capacity and budget of a plan file become a rule, and what does not fit is told at its key."""

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.capacity.need import Coverage
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

YEAR = "plan_year: {start: 2026-01-01, ramp: [0.5]}\n"
CAPACITY = """\
capacity:
  leave: {column: days_off}
  holidays: [2026-01-01]
  attainment: 95%
  attrition: {yearly: 20%, time_to_hire: 2}
  hiring:
    {by: region, productivity: 600, coverage: to_date, most_per_month: 3, first_month: 1, cost: {hiring: 9, monthly: 5}}
"""
BUDGET = "budget: {base_pay: 10, hiring: 9, ramp: 1, margin: 40%, travel_per_km: 0.01}\n"
REPS = "territory,rep,country,latitude,longitude,days_off,region\nR1,Ann,US,47.6,-122.3,12,North\n"
REPS += "R2,Bob,US,34.0,-118.0,,South\nR3,Cy,GB,51.5,0.1,0,North\n"


@pytest.fixture
def staffed(write, tmp_path):
    """Write the small plan with more sections and columns of reps; gives the path of the plan file."""

    def _write(more=YEAR + CAPACITY + BUDGET, reps=REPS, old="", new=""):
        path = write({})
        text = path.read_text(encoding="utf-8").replace("quotas:\n", more + "quotas:\n")
        if old:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        (tmp_path / "reps.csv").write_text(reps, encoding="utf-8")
        return path

    return _write


def problems(path):
    """Problems of a plan."""
    with pytest.raises(InputError) as caught:
        read_plan(path)
    return caught.value.problems


def test_every_key_reaches_the_rule(staffed):
    """Each number stands where it acts."""
    rule = read_plan(staffed()).capacity
    assert (rule.team.leave.tolist(), rule.team.regions) == ([12, 0, 0], ("North", "South", "North"))
    assert (rule.attainment, len(rule.holidays), rule.plan_year.ramp) == (0.95, 1, (0.5,))
    assert (rule.attrition.yearly_rate, rule.attrition.time_to_hire, rule.attrition.ramp) == (0.2, 2.0, (0.5,))
    assert (rule.hiring.productivity, rule.hiring.coverage) == (600, Coverage.TO_DATE)
    assert (rule.hiring.most_per_month, rule.hiring.new_hire.first_month) == (3, 1)
    assert (rule.hiring.new_hire.hiring_cost, rule.hiring.new_hire.monthly_cost) == (9, 5)
    rates = rule.expenses.rates
    assert (rates.base_pay, rates.hiring, rates.ramp, rates.margin) == (10, 9, 1, 0.4)
    assert (rule.expenses.travel_per_km, rule.expenses.visits) == (0.01, None)


def test_the_rule_sees_the_quotas_of_the_plan(staffed):
    """The need of all regions and months is the target over what a rep brings in a month."""
    plan = read_plan(staffed())
    alignment = incumbent_alignment(plan.instance)
    told = plan.capacity(alignment, plan.quotas(alignment))
    assert told.need.needed.sum() == pytest.approx(1_200 / 50)
    assert told.budget is not None


def test_defaults(staffed):
    """A budget alone: everybody full time, always there, staying, one region."""
    rule = read_plan(staffed(YEAR + "budget: {base_pay: 10}\n")).capacity
    assert rule.team.region_names == ("all",)
    assert (rule.attainment, rule.hiring, rule.attrition.yearly_rate) == (1.0, None, 0.0)
    np.testing.assert_array_equal(rule.team.fte, 1.0)


def test_no_section_no_rule(write):
    """Nothing is counted where nothing was asked."""
    assert read_plan(write({})).capacity is None


def test_leavers_without_a_time_to_hire_are_not_replaced(staffed):
    """The number alone is the yearly rate."""
    rule = read_plan(staffed(YEAR + "capacity: {attrition: 20%}\n")).capacity
    assert rule.attrition.time_to_hire == np.inf


@pytest.mark.parametrize(
    ("old", "new", "column", "message"),
    [
        (YEAR, "", "capacity", "counted in months of the plan year"),
        ("by: region", "by: regoin", "capacity.hiring.by", "reps have no such column"),
        ("column: days_off", "column: daysoff", "capacity.leave", "reps have no such column"),
        ("first_month: 1", "first_month: 12", "capacity.hiring.first_month", "nobody can start within the 12"),
        ("monthly: 5", "monthly: 9e13", "capacity.hiring.cost", "more than can be counted in cents"),
        ("productivity: 600", "productivity: 0", "capacity.hiring.productivity", "greater than 0"),
        ("coverage: to_date", "coverage: yearly", "capacity.hiring.coverage", "not known here"),
        ("yearly: 20%", "yearly: 100%", "capacity.attrition.yearly", "less than 1"),
        ("productivity: 600, ", "", "capacity.hiring", "'productivity' is missing"),
        ("base_pay: 10, ", "", "budget", "'base_pay' is missing"),
        ("margin: 40%", "margin: 40", "budget.margin", "less than or equal to 1"),
        ("travel_per_km", "travel_per_mile", "budget.travel_per_mile", "no such key"),
        ("attainment: 95%", "attaintment: 95%", "capacity.attaintment", "no such key"),
        ("target: 1_200", "target: 1_200\n  periods: 5", "quotas.periods", "5 periods of quotas cannot be counted"),
    ],
)
def test_what_does_not_fit_is_told_at_its_key(staffed, old, new, column, message):
    """One problem, with a remedy."""
    (found,) = problems(staffed(old=old, new=new))
    assert found.column == column
    assert message in found.message
    assert found.remedy


@pytest.mark.parametrize(
    ("old", "new", "column", "row"),
    [(",12,", ",twelve,", "days_off", 2), (",0,North", ",262,North", "days_off", 4), (",,South", ",,", "region", 3)],
)
def test_leave_and_region_of_a_rep_are_told_by_row(staffed, old, new, column, row):
    """Words for numbers, more days than a year has, no region."""
    (found,) = problems(staffed(reps=REPS.replace(old, new)))
    assert (found.table, found.column, found.row) == ("reps.csv", column, row)


def test_hires_and_budget_need_a_target(staffed):
    """Without quotas there is nothing to hold them against."""
    path = staffed()
    text = path.read_text(encoding="utf-8")
    start, end = text.index("quotas:\n"), text.index("scenarios:\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert {found.column for found in problems(path)} == {"capacity.hiring", "budget"}


def test_territories_that_are_only_counted_have_no_columns(staffed):
    """There is no table of reps to look leave and region up in."""
    path = staffed(old="reps: reps.csv", new="territories: {count: 3}")
    text = path.read_text(encoding="utf-8").replace("eligibility: [country]", "eligibility: []")
    path.write_text(text.replace("  pin: {column: key}\n  forbid: {file: forbidden.csv}\n", ""), encoding="utf-8")
    told = {found.column for found in problems(path)}
    assert {"capacity.leave", "capacity.hiring.by"} <= told


def test_holidays_beside_seasonality_of_bookings_are_noted(staffed):
    """Bookings know the holidays already."""
    plan = read_plan(staffed(old="target: 1_200", new="target: 1_200\n  seasonality: bookings"))
    assert any("capacity.holidays" in note for note in plan.notes)
