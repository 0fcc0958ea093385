"""The quota rule of a plan."""

from __future__ import annotations

import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError, QuotaError
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"


def rule(write, more="", edits=None):
    path = write({**(edits or {}), "plan.yaml": (HISTORY, HISTORY + more)})
    plan = read_plan(path)
    return plan.quotas, incumbent_alignment(plan.instance)


@pytest.mark.parametrize(
    ("more", "quotas"),
    [
        ("", [350, 350, 500]),
        ("  method: history_share\n", [350, 350, 500]),
        ("  method: blend\n  weights: {workload: 1}\n  round_to: 0.01\n", [342.86, 514.28, 342.86]),
        ("  over_assignment: 10%\n", [385, 385, 550]),
        ("  cap: 400\n", [400, 400, 400]),
        ("  floor: {R1: 400}\n", [400, 329, 471]),
        ("  round_to: 100\n", [400, 300, 500]),
        # Hours 30, 45, 30: at most 12 of the target for each.
        ("  share: {of: workload, cap: 12}\n", [360, 480, 360]),
        ("  share: {floor: 1.2}\n  over_assignment: 20%\n", [420, 420, 600]),
        ("  capacity: {cap: 450}\n", [375, 375, 450]),
    ],
)
def test_quotas_of_a_plan(write, more, quotas):
    """Method, bounds and rounding of the file reach the allocation."""
    set_quotas, today = rule(write, more)
    assert [float(amount) for amount in set_quotas(today).amounts] == pytest.approx(quotas, abs=0.011)


def test_bounds_that_bind_only_some_alignments_come_later(write):
    """Growth caps depend on the alignment; where they make the target impossible, the allocation says so."""
    path = write({"plan.yaml": ("growth: {floor: -0.5}", "growth: {floor: -0.5, cap: -0.1}")})
    plan = read_plan(path)
    with pytest.raises(QuotaError):
        plan.quotas(incumbent_alignment(plan.instance))


@pytest.mark.parametrize(
    ("more", "key", "message"),
    [
        ("  cap: 100\n", "quotas.cap", "the caps add up to 300, below the 1,200"),
        ("  floor: {R1: 900, R2: 900}\n", "quotas.floor", "the floors add up to 1,800"),
        ("  method: blend\n", "quotas", "weights belong to the method blend"),
        ("  weights: {workload: 1}\n", "quotas", "weights belong to the method blend"),
        ("  method: blend\n  weights: {size: 1}\n", "quotas.weights.size", "no such measure"),
        ("  method: blend\n  weights: {workload: 0}\n", "quotas", "one weight must be above 0"),
        ("  method: greed\n", "quotas.method", "this word is not known"),
        ("  over_assignment: -1\n", "quotas.over_assignment", "greater than or equal to 0"),
        ("  round_to: 0\n", "quotas.round_to", "greater than or equal to 0.01"),
        ("  share: {of: size, cap: 1}\n", "quotas.share.of", "no such measure"),
        ("  share: {of: potential}\n", "quotas.share", "a share needs a floor or a cap"),
        ("  capacity: {floor: 2, cap: 1}\n", "quotas.capacity", "the floor 2 is above the cap 1"),
    ],
)
def test_a_rule_that_cannot_be(write, more, key, message):
    """What no alignment can mend is told before anything is solved."""
    edits = {"plan.yaml": (HISTORY, HISTORY + more)}
    if more.startswith("  cap:"):
        # A scenario with more territories could still carry the target.
        edits = {"plan.yaml": (HISTORY + "scenarios:", HISTORY + more + "scenarios: []\nsweep:")}
    with pytest.raises(InputError) as caught:
        read_plan(write(edits))
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert found, caught.value
    assert found[0].column == key
