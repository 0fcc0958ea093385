"""Quotas change and the plan stays."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.quotas import (
    EqualSplit,
    PotentialShare,
    QuotaBounds,
    Relief,
    WorkloadShare,
)
from scenarios.changes import Change, ChangeQuotas, ScaleTarget
from scenarios.changes.quotas import method_name


def test_fields_are_replaced(trio, rule):
    """The rule given stays as it is."""
    change = ChangeQuotas(target=900.0, method=EqualSplit(), over_assignment=0.1)
    quotas = change.apply_quotas(rule, trio)(incumbent_alignment(trio))
    assert [float(amount) for amount in quotas.amounts] == pytest.approx([330.0] * 3)
    assert rule.target == 1200.0
    told = "sets the target to 900; sets the quota method to equal split; sets over-assignment to 10%"
    assert change.sentence(trio) == told
    assert not isinstance(change, Change)


def test_over_assignment_of_the_company_where_there_are_levels(trio, levelled):
    """That of the regions stays."""
    after = ChangeQuotas(over_assignment=0.2).apply_quotas(levelled, trio)
    assert after.levels.over_assignment == (0.2, 0.1)
    assert float(after(incumbent_alignment(trio)).total) == pytest.approx(1200 * 1.2 * 1.1, abs=0.02)


def test_ramp_and_relief_take_dates_into_account(trio, rule):
    """A rep from July ramps up over one month in place of two."""
    july = np.array(["NaT", "2027-07-01", "NaT"], dtype="datetime64[D]")
    given = replace(rule, attendance=replace(rule.attendance, start=july))
    assert ChangeQuotas(ramp=(0.0,)).apply_quotas(given, trio).capacity["T2"] == pytest.approx((0, 0, 2 / 3, 1))
    relieved = ChangeQuotas(relief=Relief.POOL).apply_quotas(given, trio)
    assert relieved.capacity["T2"] == pytest.approx((0, 0, 0.5, 1))
    assert relieved.relief is Relief.POOL
    with pytest.raises(ValueError, match="plan_year"):
        ChangeQuotas(ramp=(0.5,)).apply_quotas(replace(rule, attendance=None), trio)


def test_a_higher_target(trio, rule):
    """By a factor, to the cent."""
    assert ScaleTarget(1.05).apply_quotas(rule, trio).target == 1260.0
    assert ScaleTarget(1.05).sentence(trio) == "raises the target by 5%"
    assert ScaleTarget(0.9).sentence(trio) == "lowers the target by 10%"
    with pytest.raises(ValueError, match="times must be finite and above 0"):
        ScaleTarget(0.0)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"bounds": QuotaBounds(floor={"T1": 5, "T2": 6})}, "the bounds of quotas to floor of 2 territories"),
        ({"bounds": QuotaBounds(cap=5, growth_cap=0.3)}, "the bounds of quotas to cap 5, growth cap 30%"),
        ({"bounds": QuotaBounds()}, "the bounds of quotas to none"),
        ({"ramp": (0.0, 0.5)}, "the ramp of quotas to 0%, 50%"),
        ({"relief": Relief.OTHERS}, "relief to be carried by the others"),
        ({"round_to": 1000.0}, "rounding of quotas to 1,000"),
        ({"history": "hours"}, "the history of quotas to hours"),
    ],
)
def test_each_field_is_told(trio, values, told):
    """In the planner's words."""
    assert ChangeQuotas(**values).sentence(trio) == f"sets {told}"


def test_methods_have_names():
    """Those by a measure are called after it."""
    assert method_name(EqualSplit()) == "equal split"
    assert method_name(PotentialShare("potential")) == "potential share"
    assert method_name(WorkloadShare("hours")) == "hours share"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"targt": 5.0}, {"target": 0.0}, {"over_assignment": -0.1}, {"ramp": (-1.0,)}, {"target": float("nan")}],
)
def test_nonsense_is_refused(wrong):
    """Unknown fields and values that can never make sense."""
    with pytest.raises(ValueError, match="given"):
        ChangeQuotas(**wrong)
