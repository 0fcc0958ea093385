from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import numpy as np
import pytest

from optimizer.quotas import Bound, QuotaPlan, QuotaWaterfall, Relief, Spread, Term
from optimizer.quotas.plan import assigned_cents

PLAN = QuotaPlan(
    labels=("North", "South", "West"),
    reps=("ann", "bob", "eve"),
    cents=np.array([50_000, 30_000, 20_001]),
    target=Decimal("1000.01"),
    over_assignment=0.0,
    weight_shares=np.array([0.5, 0.25, 0.25]),
    history=np.array([400.0, 0.0, 200.0]),
    binding=(Bound.NONE, Bound.NONE, Bound.CAP),
)

NOTHING = QuotaWaterfall(PLAN.labels, PLAN.reps, np.zeros((3, len(Term)), dtype=int))


def test_amounts_and_total_are_exact():
    """What goes out as Decimal is exact to the cent."""
    assert PLAN.amounts == (Decimal("500.00"), Decimal("300.00"), Decimal("200.01"))
    assert PLAN.total == Decimal("1000.01") == sum(PLAN.amounts)


def test_growth_is_unknown_without_history():
    """A territory without history has no growth; a plan without history has none at all."""
    assert PLAN.growth == pytest.approx([0.25, np.nan, 0.00005], nan_ok=True)
    assert replace(PLAN, history=None).growth is None


def test_spread_measures_quota_for_weight():
    """Coefficient of variation and P90/P10 of quota / weight; 0 and 1 where all have it equally hard."""
    ratios = np.array([500.0, 300, 200.01]) / [0.5, 0.25, 0.25]
    low, high = np.quantile(ratios, [0.1, 0.9])
    assert PLAN.spread == Spread(pytest.approx(ratios.std() / ratios.mean()), pytest.approx(high / low))
    even = replace(PLAN, cents=np.array([50_000, 25_000, 25_000]), target=Decimal(1000))
    assert even.spread == Spread(0.0, 1.0)
    assert replace(PLAN, weight_shares=np.zeros(3)).spread is None
    assert replace(PLAN, weight_shares=np.array([1.0, 1, 1]), cents=np.array([0, 0, 100_001])).spread.p90_p10 is None


def test_the_frame_shows_every_line_of_the_plan():
    """One row a territory, with what is unknown missing."""
    frame = PLAN.to_frame()
    assert list(frame.columns) == ["territory", "rep", "quota", "weight_share", "history", "growth", "bound"]
    assert frame.loc[0].tolist() == ["North", "ann", 500.0, 0.5, 400.0, 0.25, "none"]
    assert frame["bound"].tolist() == ["none", "none", "cap"]
    assert replace(PLAN, history=None).to_frame()[["history", "growth"]].isna().all(axis=None)


def test_split_is_exact_in_every_territory():
    """Periods of a territory add up to its quota, so all periods to the total."""
    quarters = PLAN.split([1, 2, 3, 4], periods=["Q1", "Q2", "Q3", "Q4"])
    assert quarters.cents.sum(axis=1).tolist() == PLAN.cents.tolist()
    assert quarters.total == PLAN.total
    assert PLAN.split().periods[0] == "01"
    assert PLAN.split(np.ones((3, 2)), round_to=10).cents.tolist() == [
        [25_000, 25_000],
        [15_000, 15_000],
        [10_000, 10_001],
    ]
    with pytest.raises(ValueError, match="round_to must not be negative"):
        PLAN.split(round_to=-1)
    with pytest.raises(ValueError, match="unit must be"):
        PLAN.split(round_to=0)


def test_a_plan_is_a_value():
    """Neither fields nor arrays can be changed, nor does the plan follow the arrays it was made from."""
    cents = np.array([50_000, 30_000, 20_001])
    plan = replace(PLAN, cents=cents)
    cents[0] = 0
    assert plan.cents[0] == 50_000
    with pytest.raises(ValueError, match="read-only"):
        plan.cents[0] = 1
    with pytest.raises(FrozenInstanceError):
        plan.target = Decimal(0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cents": np.array([50_000, 30_000, 20_000])}, r"add up to 1,000.00, expected exactly 1,000.01"),
        ({"over_assignment": 0.1}, r"expected exactly 1,100.01"),
        ({"cents": np.array([1, 2])}, "cents has shape"),
        ({"cents": np.array([-1, 50_001, 50_001])}, "no quota may be negative"),
        ({"history": np.zeros(2)}, "history has shape"),
        ({"reps": ("ann",)}, "1 reps"),
        ({"relief": Relief.POOL, "relieved": 5}, r"add up to 1,000.01, expected exactly 999.96"),
        ({"capacity": np.ones((2, 12))}, r"capacity has shape \(2, 12\)"),
        (
            {"waterfall": QuotaWaterfall(PLAN.labels, PLAN.reps, np.zeros((3, len(Term)), dtype=int))},
            "waterfall does not add",
        ),
    ],
)
def test_a_plan_that_exists_is_valid(change, message):
    """Wrong sums and shapes never become a plan."""
    with pytest.raises(ValueError, match=message):
        replace(PLAN, **change)


@pytest.mark.parametrize(
    ("target", "over", "cents"),
    [(100, 0.05, 10_500), ("0.10", 0.05, 10), ("0.30", 0.05, 32), (95_000_000, 0.1, 10_450_000_000), (0, 0.5, 0)],
)
def test_over_assignment_is_exact_in_cents(target, over, cents):
    """5 % is 5 % as written, not as a binary fraction; half cents go to the even."""
    assert assigned_cents(target, over) == cents


@pytest.mark.parametrize("over", [-0.01, float("nan"), float("inf")])
def test_over_assignment_must_be_a_share(over):
    """Negative or unbounded over-assignment is misuse."""
    with pytest.raises(ValueError, match="over_assignment must be a share"):
        assigned_cents(1, over)


def test_over_assignment_cannot_leave_the_range():
    """A total too large to be held exactly is refused."""
    with pytest.raises(ValueError, match="is kept"):
        assigned_cents(4e13, 0.5)
