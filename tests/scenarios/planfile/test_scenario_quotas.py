"""Quotas of a scenario are those of the plan, with what it says again."""

from __future__ import annotations

import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from optimizer.quotas import BaselineGrowth, EqualSplit, FixedShares, PotentialShare, Relief, WeightedIndex
from scenarios.changes import ChangeQuotas, ScaleTarget
from scenarios.planfile import read_plan

MORE = "{name: one more, add_territories: {count: 1, serves: {country: US}}}"
YEAR = "plan_year: {start: 2026-01-01, ramp: [0, 50%]}\n"


def plan_of(write, quotas, year=YEAR, more=""):
    path = write({"plan.yaml": (MORE, f"{{name: x, {more}quotas: {quotas}}}")})
    path.write_text(path.read_text().replace("quotas:\n", f"{year}quotas:\n", 1))
    return read_plan(path)


@pytest.mark.parametrize(
    ("quotas", "values"),
    [
        ("{target: 900}", {"target": 900.0}),
        ("{over_assignment: 10%, round_to: 10}", {"over_assignment": 0.1, "round_to": 10.0}),
        ("{method: equal_split}", {"method": EqualSplit()}),
        ("{method: potential_share, measure: workload}", {"method": PotentialShare("workload")}),
        (
            "{method: blend, weights: {potential: 2, workload: 1}}",
            {"method": WeightedIndex({"potential": 2, "workload": 1})},
        ),
        (
            "{method: baseline_growth, retention: 90%}",
            {"method": BaselineGrowth(history="potential", potential="potential", retention=0.9)},
        ),
        (
            "{method: fixed_shares, shares: {R1: 50%, R2: 30%, R3: 20%}}",
            {"method": FixedShares({"R1": 0.5, "R2": 0.3, "R3": 0.2})},
        ),
        ("{ramp: [0, 0, 50%]}", {"ramp": (0.0, 0.0, 0.5)}),
        ("{relief: pool}", {"relief": Relief.POOL}),
    ],
)
def test_what_is_said_again_is_changed(write, quotas, values):
    """And nothing else: the change tells what it sets."""
    assert plan_of(write, quotas).scenarios[2].changes == (ChangeQuotas(**values),)


def test_bounds_are_those_of_the_plan_and_its_own(write):
    """A cap beside the limit of growth the plan has."""
    (change,) = plan_of(write, "{cap: {R1: 500}}").scenarios[2].changes
    assert change.values["bounds"].growth_floor == -0.5
    assert dict(change.values["bounds"].cap) == {"R1": 500.0}


def test_a_higher_target(write):
    """By a share; other keys beside it."""
    changes = plan_of(write, "{raise_target: 5%, over_assignment: 2%}").scenarios[2].changes
    assert changes == (ChangeQuotas(over_assignment=0.02), ScaleTarget(1.05))


def test_the_rule_of_the_scenario(write):
    """What a run allocates, on the same plan."""
    plan = plan_of(write, "{target: 900, method: equal_split}")
    rule = plan.scenarios[2].quota_rule(plan.quotas, plan.instance)
    quotas = rule(incumbent_alignment(plan.instance))
    assert [float(amount) for amount in quotas.amounts] == [300.0] * 3
    assert plan.quotas.target == 1200.0


def test_a_region_has_its_target_before_the_scenario_sets_another(write):
    """A target beside a region is that of the region; a raise is of the region's part."""
    region = "restrict_to: {where: {country: GB}}, "
    for quotas, expected in (("{target: 100}", 100.0), ("{raise_target: 10%}", 1200 * 500 / 1200 * 1.1)):
        plan = plan_of(write, quotas, more=region)
        rule = plan.scenarios[2].quota_rule(plan.quotas, plan.instance)
        assert rule.target == pytest.approx(expected, abs=0.02)
    assert plan.instance.amounts("potential").sum() == 1200.0


@pytest.mark.parametrize(
    ("quotas", "column", "message"),
    [
        ("{}", "quotas", "nothing of the quotas is changed"),
        ("{taget: 5}", "quotas.taget", "there is no such key"),
        ("{target: x}", "quotas.target", "a number is expected"),
        ("{target: 5, raise_target: 5%}", "quotas", "say the same"),
        ("{method: blend}", "quotas", "weights belong to the method blend"),
        ("{method: blend, weights: {size: 1}}", "quotas.weights.size", "there is no such measure"),
        ("{retention: 50%}", "quotas", "retention belongs to the method baseline_growth"),
        ("{floor: {R9: 5}}", "quotas.floor.R9", "there is no such territory"),
        ("{floor: 500}", "quotas.floor", "the floors add up to 1,500"),
        ("{growth: {floor: 0.2, cap: 0.1}}", "quotas.growth", "is above the cap"),
        ("{method: equal_probability}", "quotas.method", "equal probability needs a forecast"),
        ("{method: workload_share, measure: size}", "quotas.measure", "there is no such measure"),
    ],
)
def test_what_cannot_be(write, quotas, column, message):
    """Told at the scenario, with its line, and not at the plan."""
    with pytest.raises(InputError) as caught:
        plan_of(write, quotas)
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert [problem.column for problem in found] == [f"scenarios[3].{column}"], caught.value
    assert found[0].row == 26


def test_quotas_can_be_swept(write):
    """Any key of them; what is wrong is told at the sweep."""
    path = write({"plan.yaml": ("effort:", "sweep: {quotas.target: [900, 1_500]}\neffort:")})
    swept = read_plan(path).scenarios[3:]
    assert [scenario.name for scenario in swept] == ["quotas target 900", "quotas target 1500"]
    assert [scenario.changes for scenario in swept] == [(ChangeQuotas(target=amount),) for amount in (900.0, 1500.0)]
    path = write({"plan.yaml": ("effort:", "sweep: {quotas.floor: [500]}\neffort:")})
    with pytest.raises(InputError, match=r"key 'sweep.quotas.floor': the floors add up to 1,500"):
        read_plan(path)


def test_months_need_a_plan_year(write):
    """Ramp and relief are counted in months."""
    for quotas in ("{ramp: [0]}", "{relief: pool}"):
        with pytest.raises(InputError, match="counted in months of the plan year"):
            plan_of(write, quotas, year="")


def test_without_quotas_there_is_nothing_to_change(write):
    """It is told what to add."""
    path = write({"plan.yaml": (MORE, "{name: x, quotas: {target: 5}}")})
    text = path.read_text()
    start, end = text.index("quotas:\n"), text.index("scenarios:")
    path.write_text(text[:start] + text[end:])
    with pytest.raises(InputError, match="the plan sets no quotas"):
        read_plan(path)
