"""The oracle finds a plan just where one exists, and never proves the contrary."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.oracle import Oracle
from optimizer.progress import Monitor
from optimizer.stop import MaxRuntime


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(1, 5), min_size=3, max_size=5),
    tolerance=st.sampled_from([0.05, 0.2, 0.5]),
    rules=st.sampled_from(
        [{}, {"keep_together": True}, {"pins": {"a0": "t1"}}, {"disruption_at_most": 0.3}, {"min_count": 2}]
    ),
)
def test_it_agrees_with_every_plan(make, broken_by_plans, amounts, tolerance, rules):
    """Every subset that leaves one choice out, asked one after the other of the same oracle."""
    n = len(amounts)
    measures = {"potential": amounts, "hours": amounts[::-1]}
    family, today = [i // 2 for i in range(n)], [0] * n
    instance = make(range(n), [0.0, 3.0], measures=measures, family=family, incumbent=today)
    case = case_of(instance, Criteria(balance={"potential": tolerance, "hours": 0.6}, **rules))
    choices = choices_of(case)
    oracle, broken = Oracle(case, Monitor(MaxRuntime(60))), broken_by_plans(case, choices)
    for left_out in (None, *choices):
        asked = [choice for choice in choices if choice != left_out]
        verdict = oracle.ask(asked)
        assert (verdict.plan is not None) == any(missed <= {left_out} for missed in broken)
        assert (verdict.proof is None) == (verdict.plan is not None)
