"""Pay follows the curve, and its risk is that of the company, not of the reps added up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas.payout import PayoutCurve, PayPlan, simulate_payout


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        (PayoutCurve(), [0, 0.4, 0.5, 1, 1.5, 4]),
        (PayoutCurve(threshold=0.5), [0, 0, 0.5, 1, 1.5, 4]),
        (PayoutCurve(threshold=0.5, base_rate=2, retroactive=False), [0, 0, 0, 1, 2, 7]),
        (PayoutCurve(accelerator=2), [0, 0.4, 0.5, 1, 2, 7]),
        (PayoutCurve(accelerator=0.5, cap=2), [0, 0.4, 0.5, 1, 1.25, 2]),
        (PayoutCurve(threshold=1, accelerator=3, cap=2), [0, 0, 0, 1, 2, 2]),
        (PayoutCurve(base_rate=0), [0, 0, 0, 0, 0, 0]),
    ],
)
def test_curves_by_hand(curve, expected):
    """Threshold, base rate, accelerator and cap at attainments 0, 40, 50, 100, 150 and 400 %."""
    assert curve.paid(np.array([0.0, 0.4, 0.5, 1.0, 1.5, 4.0])) == pytest.approx(expected)


def test_returns_are_not_taken_from_the_pay():
    """Revenue below 0 pays nothing, and the attainment given is left as it was."""
    attainment = np.array([-0.5, 0.5], dtype=np.float32)
    paid = PayoutCurve(accelerator=2).paid(attainment)
    assert paid.tolist() == [0.0, 0.5]
    assert paid.dtype == np.float32
    assert attainment.tolist() == [-0.5, 0.5]


@given(
    st.builds(
        PayoutCurve,
        threshold=st.floats(0, 1),
        base_rate=st.floats(0, 5),
        accelerator=st.floats(0, 5),
        cap=st.none() | st.floats(0, 5),
        retroactive=st.booleans(),
    ),
    st.lists(st.floats(-1, 10), min_size=2, max_size=20),
)
def test_who_sells_more_never_earns_less(curve, attainments):
    """Any curve rises, starts at 0 and keeps its cap."""
    paid = curve.paid(np.sort(attainments))
    assert (np.diff(paid) >= -1e-12).all()
    assert (paid >= 0).all()
    assert curve.cap is None or paid.max() <= curve.cap


def test_pay_by_hand():
    """Two reps in four possible years: mean, deviation, high quantile, chance to cost more than was set aside."""
    draws = np.array([[50.0, 10.0], [100.0, 20.0], [150.0, 30.0], [200.0, 0.0]])
    plan = PayPlan(curve=PayoutCurve(accelerator=2), on_target=[1_000, 500], company_budget=2_400)
    found = simulate_payout([100, 20], draws, plan)
    by_rep = np.array([[500, 250], [1_000, 500], [2_000, 1_000], [3_000, 0]])
    assert found.mean == pytest.approx(by_rep.mean(axis=0))
    assert found.deviation == pytest.approx(by_rep.std(axis=0))
    assert found.high == pytest.approx(np.quantile(by_rep, 0.95, axis=0))
    assert found.over_budget.tolist() == [0.5, 0.25]
    assert found.company.tolist() == [750, 1_500, 3_000, 3_000]
    assert found.company_mean == by_rep.sum() / 4
    assert found.company_deviation == pytest.approx(by_rep.sum(axis=1).std())
    assert found.company_high == 3_000
    assert found.company_over_budget == 0.5
    assert found.budget == 2_400


def test_budgets_are_the_pay_at_quota_unless_given():
    """Everybody exactly at quota costs exactly the budget, which is then not exceeded."""
    on_target = np.array([1_000.0, 333.33, 0.1])
    found = simulate_payout(np.full(3, 7.7), np.full((5, 3), 7.7), PayPlan(curve=PayoutCurve(), on_target=on_target))
    assert found.budget == pytest.approx(1_333.43)
    assert not found.over_budget.any()
    assert found.mean == pytest.approx(on_target)
    short = PayPlan(curve=PayoutCurve(), on_target=on_target, budgets=[900, 400, 0.1])
    assert simulate_payout(np.full(3, 7.7), np.full((5, 3), 7.7), short).over_budget.tolist() == [1, 0, 0]
    assert short.budget == pytest.approx(1_300.1)


def test_without_a_quota_nothing_is_paid():
    """No quota, no incentive, also where the curve pays from the first unit or has no threshold."""
    pay = PayPlan(curve=PayoutCurve(), on_target=[100, 100])
    found = simulate_payout([10, 0], np.array([[10.0, 5.0], [20.0, -5.0]]), pay)
    assert found.mean.tolist() == [150, 0]
    assert found.company.tolist() == [100, 200]


def test_a_common_shock_makes_the_company_riskier_than_its_reps():
    """The same years rep by rep, once shared and once shuffled: means agree, the company's deviation does not."""
    generator = np.random.default_rng(7)
    shared = 100 * generator.lognormal(0, 0.2, (4_000, 1)) * generator.lognormal(0, 0.1, (4_000, 100))
    apart = generator.permuted(shared, axis=0)
    pay = PayPlan(curve=PayoutCurve(threshold=0.8, accelerator=2, cap=3), on_target=np.full(100, 1_000.0))
    together, alone = (simulate_payout(np.full(100, 100.0), draws, pay) for draws in (shared, apart))
    assert together.mean == pytest.approx(alone.mean)
    assert together.company_deviation > 5 * alone.company_deviation
    assert together.company_high > 1.2 * alone.company_high
    assert together.company_high < together.high.sum()


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"threshold": 50}, r"threshold must be an attainment 0..1 .* given 50"),
        ({"base_rate": -1}, "base_rate must be finite and not negative, given -1"),
        ({"accelerator": float("inf")}, "accelerator must be finite"),
        ({"cap": -0.1}, "cap must be finite and not negative"),
    ],
)
def test_curves_that_cannot_be(choices, message):
    """A curve that exists can be paid by."""
    with pytest.raises(ValueError, match=message):
        PayoutCurve(**choices)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"on_target": [1, -1]}, "on_target must be finite and not negative"),
        ({"on_target": [[1.0]]}, r"on_target has shape \(1, 1\)"),
        ({"on_target": [1, 1], "budgets": [1]}, r"budgets has shape \(1,\)"),
        ({"on_target": [1, 1], "company_budget": -5}, "company_budget must be finite and not negative, given -5"),
    ],
)
def test_pay_plans_that_cannot_be(choices, message):
    """Amounts are named with what is wrong with them."""
    with pytest.raises(ValueError, match=message):
        PayPlan(curve=PayoutCurve(), **choices)


def test_every_quota_needs_its_rep():
    """Incentives of another number of reps are refused."""
    with pytest.raises(ValueError, match="on_target has 1 reps for 2 quotas"):
        simulate_payout([1, 1], np.ones((3, 2)), PayPlan(curve=PayoutCurve(), on_target=[1]))
