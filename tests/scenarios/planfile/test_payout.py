"""Incentive pay of a plan file."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from optimizer.quotas import PayoutCurve
from scenarios.planfile import read_plan
from scenarios.planfile.payout import PayRule

HISTORY = "  history: potential\n"
CURVE = "threshold: 0.5, base_rate: 2, accelerator: 1.5, cap: 3, retroactive: false"


def test_every_key_arrives(write, three_years):
    """Curve, incentives and budget of the file are those the reps are paid by."""
    pay = f"  payout: {{on_target: {{R1: 10, R2: 20, R3: 30}}, {CURVE}, budget: 50}}\n"
    plan = read_plan(three_years(write({"plan.yaml": (HISTORY, HISTORY + pay)})))
    curve = PayoutCurve(threshold=0.5, base_rate=2, accelerator=1.5, cap=3, retroactive=False)
    assert plan.fairness.pay == PayRule(curve=curve, on_target={"R1": 10.0, "R2": 20.0, "R3": 30.0}, budget=50.0)
    today = incumbent_alignment(plan.instance)
    payout = plan.fairness(today, plan.quotas(today)).chosen.payout
    assert payout.budget == 50
    assert (payout.mean <= 3 * np.array([10, 20, 30])).all()


def test_new_territories_have_the_mean():
    """A rep a scenario adds has the mean incentive, one amount for all is that of all."""
    rule = PayRule(curve=PayoutCurve(), on_target={"R1": 10.0, "R2": 20.0})
    assert rule.plan(["R2", "New 1", "R1"]).on_target.tolist() == [20, 15, 10]
    assert PayRule(curve=PayoutCurve(), on_target={"each": 7.0}).plan(["R2", "New 1"]).on_target.tolist() == [7, 7]
    with pytest.raises(ValueError, match="on_target needs an amount"):
        PayRule(curve=PayoutCurve(), on_target={})


@pytest.mark.parametrize(
    ("pay", "key", "message"),
    [
        ("{threshold: 0.5}", "quotas.payout", "'on_target' is missing"),
        ("{on_target: {R1: 1, R2: 1}}", "quotas.payout.on_target", "there is no amount for R3"),
        ("{on_target: {R1: 1, R2: 1, R3: 1, R9: 1}}", "quotas.payout.on_target.R9", "no such territory"),
        ("{on_target: 5, threshold: 1.5}", "quotas.payout.threshold", "less than or equal to 1"),
    ],
)
def test_pay_that_cannot_be(write, pay, key, message):
    """What is missing or wrong is told at its key."""
    with pytest.raises(InputError) as caught:
        read_plan(write({"plan.yaml": (HISTORY, f"{HISTORY}  payout: {pay}\n")}))
    assert [problem.column for problem in caught.value.problems if message in problem.message] == [key]


def test_without_an_outlook_it_is_told(write):
    """Pay that nobody can simulate is not passed over in silence."""
    plan = read_plan(write({"plan.yaml": (HISTORY, f"{HISTORY}  payout: {{on_target: 5}}\n")}))
    assert any(note.startswith("Incentive pay is not simulated: the bookings cover 13 months") for note in plan.notes)
