"""How fair the quotas of a plan are, beside what planners do in spreadsheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.metrics import totals
from optimizer.quotas import EqualSplit
from scenarios.planfile import read_plan
from scenarios.planfile.fairness import GrowthOnBookings

HISTORY = "  history: potential\n"


@pytest.fixture
def judged(write, three_years):
    """Judge the quotas of today's alignment of the small plan, some text of it replaced."""

    def _judge(old, new):
        plan = read_plan(three_years(write({"plan.yaml": (old, new)})))
        today = incumbent_alignment(plan.instance)
        return plan, today, plan.fairness(today, plan.quotas(today))

    return _judge


def test_the_chosen_plan_stands_first(judged):
    """Equal probability beside flat growth and potential share, all adding up to the target on the same years."""
    workload = HISTORY + "  share: {of: potential, cap: 5}\n  round_to: 0.01\n"
    _, _, report = judged(HISTORY, workload)
    assert report.chosen.name == "equal probability"
    assert [plan.name for plan in report.plans[1:]] == ["flat growth = potential share"]
    assert all(plan.quotas.sum() == pytest.approx(1_200) for plan in report.plans)
    assert report.chosen.interquartile_range <= report.plans[1].interquartile_range
    assert report.labels == ("R1", "R2", "R3")


def test_plans_that_are_the_same_share_a_name(judged):
    """Potential that is last year makes three methods one: nothing is compared with itself."""
    _, _, report = judged(HISTORY, HISTORY + "  method: potential_share\n")
    assert [plan.name for plan in report.plans] == ["potential share = flat growth"]


def test_without_history_growth_is_on_the_last_twelve_months(judged):
    """Flat growth does not need a measure of history, for the bookings are there."""
    plan, today, report = judged("  growth: {floor: -0.5}\n  history: potential\n", "  method: equal_split\n")
    assert [one.name for one in report.plans] == ["equal split", "flat growth = potential share"]
    recent = GrowthOnBookings(plan.fairness.outlook.recent).difficulty(today)
    np.testing.assert_allclose(recent.history, totals(today, "potential"))


def test_an_alternative_that_cannot_be_is_left_out(judged, monkeypatch):
    """Where nobody has a history flat growth does not exist; the report goes on without it."""
    plan, today, _ = judged(HISTORY, HISTORY + "  method: equal_split\n")
    nothing = replace(plan.fairness.outlook.forecast, recent=np.zeros(6))
    rule = replace(
        plan.fairness,
        outlook=replace(plan.fairness.outlook, forecast=nothing),
        quotas=replace(plan.quotas, history=None, bounds=replace(plan.quotas.bounds, growth_floor=None)),
    )
    monkeypatch.setattr(GrowthOnBookings, "difficulty", lambda *_: (_ for _ in ()).throw(ValueError("no history")))
    assert [one.name for one in rule(today, plan.quotas(today)).plans] == ["equal split", "potential share"]


def test_traits_are_accounts_and_potential(judged):
    """Both are tested; of three reps nothing is said."""
    _, _, report = judged(HISTORY, HISTORY)
    assert [bias.trait for bias in report.chosen.biases] == ["accounts", "potential"]
    assert {bias.finding.value for bias in report.chosen.biases} == {"too few"}


def test_another_rule_is_judged_under_its_own_name(judged):
    """A scenario with another method is held against the same alternatives, on the same years."""
    plan, today, _ = judged(HISTORY, HISTORY)
    other = replace(plan.quotas, method=EqualSplit())
    judge = plan.fairness.under(other)
    assert judge.name == "equal split"
    assert judge.outlook is plan.fairness.outlook
    assert judge(today, other(today)).plans[0].name == "equal split"
    assert plan.fairness.under(replace(plan.quotas, target=900.0)).name == plan.fairness.name
