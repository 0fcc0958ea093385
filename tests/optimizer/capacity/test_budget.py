"""Budgets to the cent, by hand-computed numbers."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import Attrition, HiringNeed, NewHire, Payout, PayRates, plan_budget, plan_hiring
from optimizer.capacity.budget import Budget

RATES = PayRates(base_pay=[8_333.33, 5_000], hiring=20_000, ramp="1000.01", margin=[0.4, 0.5])


def budget(**changes: object) -> Budget:
    facts: dict[str, object] = {
        "rates": RATES,
        "payout": Payout(mean=np.array([[1_000.5, 0], [10, 10]]), p95_by_region=np.array([1_500, 30]), p95=1_510.25),
        "revenue": [[50_000, 60_000], [20_000.01, 0]],
        "headcount": [[3, 3], [1.5, 0]],
        "hires": [[0, 1], [0, 0]],
        "ramping": [[0, 0.5], [0, 0]],
        "travel": 100,
    }
    return plan_budget(["north", "south"], ["01", "02"], **(facts | changes))  # type: ignore[arg-type]


def test_each_line_is_a_rate_times_a_count() -> None:
    """3 x 8,333.33; half a rep-month of ramp at 1,000.01 is 500.00, halves to even; gross is the margin of revenue."""
    plan = budget()
    assert plan.base_pay.tolist() == [[2_499_999, 2_499_999], [750_000, 0]]
    assert plan.hiring.tolist() == [[0, 2_000_000], [0, 0]]
    assert plan.ramp.tolist() == [[0, 50_000], [0, 0]]
    assert plan.payout.tolist() == [[100_050, 0], [1_000, 1_000]]
    assert plan.travel.tolist() == [[10_000, 10_000], [10_000, 10_000]]
    assert plan.gross.tolist() == [[2_000_000, 2_400_000], [1_000_000, 0]]


def test_totals_are_exact_sums_of_their_cells() -> None:
    """Cost, revenue and contribution of the company, and what a dear year of payouts leaves."""
    plan = budget()
    assert plan.total_cost == Decimal("79420.48")
    assert plan.total_revenue == Decimal("130000.01")
    assert plan.total_contribution == Decimal("-25420.48")
    assert plan.total_payout == Decimal("1020.50")
    assert plan.contribution_at_p95 == plan.total_contribution - (Decimal("1510.25") - Decimal("1020.50"))


def test_what_is_not_known_is_none() -> None:
    """Without a percentile there is no contribution at it."""
    plan = budget(payout=Payout(mean=np.zeros((2, 2))))
    assert plan.contribution_at_p95 is None
    assert plan.payout_p95_by_region is None
    assert plan.region_frame()["payout_p95"].isna().all()


def test_the_frames_show_regions_and_months() -> None:
    """A row a region and month that adds up across and down."""
    plan = budget()
    frame = plan.to_frame()
    assert frame[["region", "month"]].to_numpy().tolist() == [
        ["north", "01"],
        ["north", "02"],
        ["south", "01"],
        ["south", "02"],
    ]
    assert frame["contribution"].tolist() == pytest.approx((frame["gross"] - frame["cost"]).tolist())
    regions = plan.region_frame()
    assert regions["cost"].tolist() == pytest.approx(frame.groupby("region")["cost"].sum().tolist())
    assert regions["payout_p95"].tolist() == [1_500, 30]


def test_hires_and_leavers_flow_into_the_budget() -> None:
    """Of 4 reps half leave each month; 2 successors start in March and bring nothing yet, so 2 and 1 are hired.

    On the payroll are 4, then 2 + 2, then 1 + 2 + 3.
    """
    months = ("01", "02", "03")
    attrition = Attrition(1 - 0.5**12, 1, (0.0,))
    seats = attrition.outlook([4], 3)
    need = HiringNeed(
        regions=("north",),
        months=months,
        needed=[[4, 4, 4]],  # type: ignore[arg-type]
        present=seats.productive,
        new_hire=NewHire(hiring_cost=1, monthly_cost=1),
    )
    plan = plan_hiring(need)
    assert plan.hires.tolist() == [[0, 2, 1]]
    spent = plan_budget(
        need.regions,
        months,
        rates=PayRates(base_pay=100, hiring=10, ramp=1),
        payout=Payout(mean=np.zeros((1, 3))),
        revenue=0,
        headcount=seats.employed + plan.employed,
        hires=plan.hires,
        ramping=seats.ramping + plan.ramping,
    )
    assert spent.base_pay.tolist() == [[40_000, 40_000, 60_000]]
    assert spent.hiring.tolist() == [[0, 2_000, 1_000]]
    assert spent.ramp.tolist() == [[0, 0, 200]]


def test_nobody_costs_nothing() -> None:
    """An empty company has an empty budget."""
    plan = plan_budget([], [], rates=PayRates(base_pay=1), payout=Payout(mean=np.zeros((0, 0))), revenue=0, headcount=0)
    assert plan.total_cost == 0
    assert len(plan.to_frame()) == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"payout": Payout(mean=np.zeros((1, 2)))}, "the payout has shape"),
        ({"headcount": -1}, "headcount must be finite"),
        ({"revenue": [[1, 2, 3]]}, "revenue has shape"),
        ({"revenue": 1e14}, "revenue comes to"),
        ({"headcount": 1e13}, "headcount comes to"),
        ({"rates": PayRates(base_pay=-1)}, "rate of headcount"),
        ({"rates": PayRates(base_pay=1, margin=1.1)}, "margin must be finite and 0..1"),
    ],
)
def test_budgets_that_make_no_sense(changes: dict[str, object], message: str) -> None:
    """Misuse names the argument."""
    with pytest.raises(ValueError, match=message):
        budget(**changes)


def test_a_budget_that_exists_is_whole() -> None:
    """Shapes and signs of every line are checked at the door, and then nothing changes it."""
    plan = budget()
    with pytest.raises(ValueError, match="read-only"):
        plan.travel[0, 0] = 1
    lines = {
        name: getattr(plan, name) for name in ("base_pay", "payout", "travel", "hiring", "ramp", "revenue", "gross")
    }
    with pytest.raises(ValueError, match="travel has shape"):
        Budget(regions=("n", "s"), months=("01", "02"), **(lines | {"travel": np.zeros(2, dtype=np.int64)}))
    with pytest.raises(ValueError, match="travel must be 0"):
        Budget(regions=("n", "s"), months=("01", "02"), **(lines | {"travel": -plan.travel}))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=6, max_size=6), st.floats(0, 1), st.floats(0, 1e6))
def test_cells_add_up_to_the_cent(amounts: list[float], margin: float, pay: float) -> None:
    """Total contribution is total gross less every line of cost, in whole cents, whatever the amounts."""
    cells = np.array(amounts).reshape(2, 3)
    plan = plan_budget(
        ["n", "s"],
        ["01", "02", "03"],
        rates=PayRates(base_pay=pay, margin=margin),
        payout=Payout(mean=cells / 7),
        revenue=cells,
        headcount=cells / 1e6,
        travel=cells / 3,
    )
    lines = (plan.base_pay, plan.payout, plan.travel, plan.hiring, plan.ramp)
    cost = sum(int(cell) for line in lines for cell in line.ravel())
    assert plan.total_cost * 100 == cost
    assert plan.total_contribution * 100 == int(plan.gross.sum()) - cost == int(plan.contribution.sum())
    assert np.abs(plan.revenue - cells * 100).max() <= 0.5
