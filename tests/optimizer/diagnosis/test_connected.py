"""Connected territories: pieces of the map by counting, the rest by cuts; both agree with every plan."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.connected import pieces_refute
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.oracle import Oracle
from optimizer.diagnosis.rulebook import write
from optimizer.progress import Monitor
from optimizer.stop import MaxRuntime


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(1, 4), min_size=3, max_size=6),
    tolerance=st.sampled_from([0.05, 0.2, 0.5]),
    gap=st.sampled_from([(), (1,), (0, 1)]),
)
def test_the_oracle_agrees_with_every_plan(path, some_plan_keeps, amounts, tolerance, gap):
    """Rows of accounts, whole or in pieces: the oracle decides each, as looking at all plans does."""
    pins = {"a0": "t0", "a2": "t0"} if sum(amounts) % 2 else {}
    case = case_of(path(*amounts, gaps=gap), Criteria(balance={"potential": tolerance}, contiguous=True, pins=pins))
    choices = choices_of(case)
    verdict = Oracle(case, Monitor(MaxRuntime(30))).ask(choices)
    assert (verdict.plan is not None) == some_plan_keeps(case, choices)
    assert (verdict.proof is None) == (verdict.plan is not None)


@pytest.mark.parametrize(("gaps", "refuted"), [((), False), ((2,), False), ((3,), True), ((0, 1), True)])
def test_pieces_must_be_shared_out(path, gaps, refuted):
    """Six accounts of 1 for two halves: cut in the middle it works, elsewhere it does not."""
    case = case_of(path(*[1] * 6, gaps=gaps), Criteria(balance={"potential": 0.1}, contiguous=True))
    assert pieces_refute(write(case, choices_of(case))) == refuted
