"""Sentences say what the figures say."""

import re

import numpy as np
import pytest

from optimizer.quotas.bias import Bias, Finding
from optimizer.quotas.fairness_text import _bias, describe_fairness, summarise_fairness
from optimizer.quotas.payout import PayoutCurve, PayPlan
from optimizer.quotas.plan_fairness import Yardsticks, judge_quotas

DRAWS = np.array([[90.0, 10.0], [100.0, 20.0], [110.0, 30.0], [120.0, 0.0]])


def test_every_sentence_of_a_small_plan():
    """Two reps, four possible years, one alternative: the whole text."""
    sticks = Yardsticks(
        draws=DRAWS,
        target=120,
        traits={"Tenure": [1, 2]},
        pay=PayPlan(curve=PayoutCurve(), on_target=[1_000, 600], company_budget=1_000),
        actuals=np.array([90.0, 30.0]),
    )
    plans = [judge_quotas(name, quotas, sticks) for name, quotas in {"Chosen": [100, 20], "Flat": [90, 30]}.items()]
    chances, *others = describe_fairness(plans, ["North", "South"])
    assert chances == (
        "Chosen: a rep makes quota with a chance of 62% on average; the least likely is South with 50%, the middle "
        "half lies between 56% and 69%."
    )
    pay = (
        "Expected incentive pay is 1,500, one year in twenty above 1,940; it exceeds the budget of 1,000 with a chance"
    )
    assert others == [
        "Flat instead: the least likely has 25%, the middle half lies between 44% and 81%, 25 points wider.",
        "Expect 62% of the reps at quota, and in one year of twenty no more than 8%.",
        "The company makes its 120 with a chance of 75%.",
        "Tenure: 2 reps are too few to tell whether quotas favour anybody by it.",
        f"{pay} of 100%.",
        "In the end 50% made quota, and 8.3% of the quota had stood in the wrong territories (Flat: 0.0%).",
    ]


def test_a_plan_alone():
    """Without target, traits, pay, actuals and alternatives two sentences are left."""
    lines = describe_fairness([judge_quotas("Chosen", [100, 20], Yardsticks(draws=DRAWS))], [0, 1])
    assert len(lines) == 2


def test_all_of_one_chance_are_told_at_once():
    """Where every rep has the same chance nobody is the least likely; a year in which nobody makes it is said so."""
    lines = describe_fairness([judge_quotas("Chosen", [100, 15], Yardsticks(draws=DRAWS[[0, 0, 1]]))], [0, 1])
    assert lines == (
        "Chosen: every rep makes quota with a chance of 33%.",
        "Expect 33% of the reps at quota, and in one year of twenty none.",
    )


def test_a_summary_has_no_bias_but_those_found():
    """Chances, alternatives, target and pay stay; what too few reps cannot tell, and the year's end, go."""
    sticks = Yardsticks(
        draws=DRAWS,
        target=120,
        traits={"Tenure": [1, 2]},
        pay=PayPlan(curve=PayoutCurve(), on_target=[1_000, 600]),
        actuals=np.array([90.0, 30.0]),
    )
    plans = [judge_quotas(name, quotas, sticks) for name, quotas in {"Chosen": [100, 20], "Flat": [90, 30]}.items()]
    long, short = describe_fairness(plans, ["North", "South"]), summarise_fairness(plans, ["North", "South"])
    assert [line for line in long if line not in short] == [long[4], long[6]]
    assert "Tenure" in long[4]
    assert "In the end" in long[6]


def test_narrower_and_as_wide():
    """The alternative is said to be better where it is."""
    sticks = Yardsticks(draws=DRAWS)
    wide, narrow = judge_quotas("Wide", [90, 30], sticks), judge_quotas("Narrow", [100, 20], sticks)
    assert describe_fairness([wide, narrow], "AB")[1].endswith("25 points narrower.")
    assert describe_fairness([wide, wide], "AB")[1].endswith("as wide.")


@pytest.mark.parametrize(
    ("finding", "difference", "words"),
    [
        (Finding.EASIER, 0.12, "quotas are easier for those with more of it; .* the chance is 12 points higher than"),
        (Finding.HARDER, -0.12, "quotas are harder for those with more of it; .* the chance is 12 points lower than"),
        (Finding.SLIGHT, 0.001, "too slightly to matter"),
        (Finding.NO_SIGN, 0.03, "no sign that quotas favour those with more or with less"),
    ],
)
def test_findings_in_words(finding, difference, words):
    """Every verdict with its correlation and interval."""
    figures = {"correlation": 0.31, "low": 0.2, "high": 0.4, "p_value": 0.01, "difference": difference}
    line = _bias(Bias(trait="Size", count=50, finding=finding, **figures))
    assert line.startswith("Size: ")
    assert line.endswith("(rank correlation 0.31, 95% interval 0.20 to 0.40).")
    assert re.search(words, line)


def test_all_alike_in_words():
    """A team hired on one day."""
    line = _bias(Bias(trait="Tenure", count=50, finding=Finding.ALL_ALIKE))
    assert line == "Tenure: nothing to tell, all 50 reps have the same of it or the same chance."


def test_who_cannot_make_quota_is_named():
    """A quota above all years is called out; one that is hard is not."""
    sticks = Yardsticks(draws=DRAWS)
    beyond = float(DRAWS[:, 0].max()) + 1
    lines = describe_fairness([judge_quotas("Plan", [beyond, 30], sticks)], ["North", "South"])
    assert any(line.startswith("Out of reach: North.") for line in lines)
    fair = describe_fairness([judge_quotas("Plan", [90, 30], sticks)], ["North", "South"])
    assert not any("Out of reach" in line for line in fair)
