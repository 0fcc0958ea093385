"""The report puts plans side by side on the same draws."""

import numpy as np
import pandas as pd
import pytest

from optimizer.quotas import allocate
from optimizer.quotas.fairness import fairness_report
from optimizer.quotas.payout import PayoutCurve, PayPlan
from optimizer.quotas.plan_fairness import Yardsticks

REPS = 40


@pytest.fixture(scope="module")
def report():
    """Forty reps: quotas at the median of their years, beside equal quotas and quotas by size."""
    generator = np.random.default_rng(7)
    mean = generator.lognormal(10, 0.5, REPS)
    draws = (mean * generator.lognormal(0, 0.1, (2_000, 1)) * generator.lognormal(0, 0.3, (2_000, REPS))).astype("f4")
    target = float(np.median(draws, axis=0).sum())
    accounts = np.arange(1.0, REPS + 1)
    sticks = Yardsticks(
        draws=draws,
        target=target,
        potential=mean * generator.lognormal(0, 0.2, REPS),
        traits={"accounts": accounts, "expected revenue": mean},
        pay=PayPlan(curve=PayoutCurve(threshold=0.5, accelerator=2, cap=3), on_target=np.full(REPS, 40_000.0)),
        actuals=draws[0].astype(np.float64),
    )
    cents = round(100 * target)
    plans = {
        "median": np.median(draws, axis=0),
        "equal": allocate(cents, np.ones(REPS)).amounts / 100,
        "by accounts": allocate(cents, accounts).amounts / 100,
    }
    return fairness_report(plans, sticks, labels=[f"T{i}" for i in range(REPS)])


def test_the_fair_plan_looks_fair(report):
    """Quotas at the median have all the same chance; equal ones are harder where less is expected."""
    frame = report.to_frame().set_index("plan")
    assert frame.index.tolist() == ["median", "equal", "by accounts"]
    assert frame.loc["median", "chance_least"] == pytest.approx(0.5, abs=0.001)
    assert frame.loc["median", "chance_iqr"] < 0.001
    assert frame.loc["equal", "chance_iqr"] > 0.5
    assert frame.loc["equal", "bias_expected revenue_finding"] == "easier for more"
    assert frame.loc["by accounts", "bias_accounts_finding"] == "harder for more"
    assert frame["quota_total"].to_numpy() == pytest.approx(frame["quota_total"].iloc[0], rel=1e-6)
    assert (frame["company_chance"].nunique(), frame["share_at_quota_p05"].between(0, 1).all()) == (1, True)


def test_one_row_a_plan_and_territory(report):
    """The table by rep agrees with the one by plan."""
    reps = report.reps_to_frame()
    assert len(reps) == 3 * REPS
    by_plan = reps.groupby("plan", sort=False)
    frame = report.to_frame().set_index("plan")
    pd.testing.assert_series_equal(by_plan["chance"].min(), frame["chance_least"], check_names=False)
    pd.testing.assert_series_equal(by_plan["payout_mean"].sum(), frame["payout_mean"], check_names=False)
    assert reps["p05"].lt(reps["p95"]).all()
    assert reps["territory"].tolist()[:2] == ["T0", "T1"]


def test_sentences_are_about_the_chosen_plan(report):
    """The first names it, the next two its alternatives."""
    assert [line.split()[0] for line in report.sentences[:3]] == ["median:", "equal", "by"]
    assert report.chosen.name == "median"
    assert len(report.sentences) == 3 + 1 + 1 + 2 + 1 + 1


def test_the_least_report():
    """One territory, one draw, nothing else given: missing values, no error."""
    report = fairness_report({"only": [5]}, Yardsticks(draws=np.array([[6.0]]), traits={"tenure": [3]}))
    (row,) = report.to_frame().to_dict("records")
    assert row["chance_least"] == 1
    assert row["bias_tenure_finding"] == "too few"
    assert row["potential_gini"] is None
    assert row["company_chance"] is None
    assert report.reps_to_frame()["payout_mean"].isna().all()
    assert report.reps_to_frame()["territory"].tolist() == [0]


def test_misuse_is_told():
    """No plan, or names that do not fit."""
    with pytest.raises(ValueError, match="there is no plan to report on"):
        fairness_report({}, Yardsticks(draws=np.ones((1, 1))))
    with pytest.raises(ValueError, match="2 labels for 1 territories"):
        fairness_report({"only": [1]}, Yardsticks(draws=np.ones((1, 1))), labels=["a", "b"])
