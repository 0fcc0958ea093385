"""One plan held against its yardsticks."""

import numpy as np
import pytest

from optimizer.quotas.payout import PayoutCurve, PayPlan
from optimizer.quotas.plan_fairness import Yardsticks, judge_quotas

DRAWS = np.array([[90.0, 10.0, 5.0], [100.0, 20.0, 5.0], [110.0, 30.0, 5.0], [120.0, 0.0, 5.0]])


def test_chances_by_hand():
    """The hardest quota, the middle half and the deviation are over reps with a quota only."""
    plan = judge_quotas("even", [100, 20, 0], Yardsticks(draws=DRAWS))
    assert plan.least_chance == 0.5
    assert plan.hardest == 1
    assert plan.quartiles == (0.5625, 0.6875)
    assert plan.interquartile_range == 0.125
    assert plan.chance_deviation == 0.125
    assert plan.quotas.tolist() == [100, 20, 0]
    with pytest.raises(ValueError, match="read-only"):
        plan.quotas[0] = 1


def test_what_is_not_given_is_none():
    """Without potential, pay and actuals there is nothing of them, without traits no bias."""
    plan = judge_quotas("even", [100, 20, 0], Yardsticks(draws=DRAWS))
    assert (plan.ratio, plan.payout, plan.aftermath, plan.biases) == (None, None, None, ())
    assert plan.attainment.company_chance is None


def test_difficulty_and_potential_by_hand():
    """Quota over mean revenue 100 / 105, 20 / 15, 0 / 5; quota over potential 1 and 2 where there is one."""
    sticks = Yardsticks(draws=DRAWS, potential=np.array([100.0, 10.0, 0.0]))
    plan = judge_quotas("even", [100, 20, 0], sticks)
    difficulty = np.array([100 / 105, 20 / 15, 0])
    assert plan.difficulty.variation == pytest.approx(difficulty.std() / difficulty.mean())
    assert plan.ratio.count == 2
    assert plan.ratio.variation == pytest.approx(1 / 3)


def test_nobody_expects_revenue():
    """Draws of nothing at all leave difficulty unknown and everybody without a chance."""
    plan = judge_quotas("even", [100, 20, 0], Yardsticks(draws=np.zeros((5, 3)), potential=np.zeros(3)))
    assert plan.difficulty is None
    assert plan.ratio is None
    assert plan.least_chance == 0


def test_pay_and_aftermath():
    """Pay is that of the plan's quotas; afterwards one of two made quota and 1/6 of the quota stood wrong."""
    pay = PayPlan(curve=PayoutCurve(), on_target=[1_000, 500, 200])
    plan = judge_quotas("even", [100, 20, 0], Yardsticks(draws=DRAWS, pay=pay, actuals=np.array([100.0, 0.0, 0.0])))
    assert plan.payout.mean.tolist() == pytest.approx([1_050, 375, 0])
    assert plan.aftermath.made_quota == 0.5
    assert plan.aftermath.share_error == pytest.approx(1 / 6)
    assert plan.aftermath.biases == ()


def test_biases_before_and_after_the_year():
    """Both are judged against the same traits: chances before, revenue over quota after."""
    generator = np.random.default_rng(7)
    size = np.arange(1.0, 41.0)
    draws = 100 * generator.lognormal(0, 0.2, (500, 40))
    sticks = Yardsticks(draws=draws, traits={"size": size}, actuals=100 + size)
    plan = judge_quotas("rising", 80 + size, sticks)
    assert plan.biases[0].finding.value == "harder for more"
    assert plan.aftermath.biases[0].correlation == pytest.approx(-1)
