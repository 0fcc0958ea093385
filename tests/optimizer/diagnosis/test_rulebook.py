"""Counting closes no pair that some plan has."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.rulebook import propagate, write
from tests.optimizer.diagnosis.conftest import every_plan


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(1, 5), min_size=2, max_size=5),
    tolerance=st.sampled_from([0.1, 0.3, 0.6]),
    pinned=st.booleans(),
    moving=st.sampled_from([None, 0.0, 0.4]),
)
def test_no_plan_is_lost(make, amounts, tolerance, pinned, moving):
    """Every plan that keeps all choices is still open after counting, and counting refutes only where there is none."""
    n = len(amounts)
    instance = make(range(n), [0.0, 5.0], measures={"potential": amounts}, incumbent=[i % 2 for i in range(n)])
    pins = {"a0": "t1"} if pinned else {}
    case = case_of(instance, Criteria(balance={"potential": tolerance}, pins=pins, disruption_at_most=moving))
    choices = choices_of(case)
    book = propagate(write(case, choices))
    kept = [plan for plan in every_plan(case) if all(choice.kept_by(plan, case) for choice in choices)]
    if book is None:
        assert not kept
    else:
        for plan in kept:
            assert book.open[range(n), plan.territory_of].all()


def test_forced_items_fill_their_territory(make):
    """A pinned account leaves no room for the other large one, so that this one is forced, too."""
    instance = make(range(3), [0.0, 2.0], measures={"potential": [3, 3, 1]})
    case = case_of(instance, Criteria(capacity={"potential": 4.0}, pins={"a0": "t0"}))
    book = propagate(write(case, choices_of(case)))
    assert book.open.tolist() == [[True, False], [False, True], [True, True]]


def test_families_are_one_item(make):
    """Amounts add up, and only who may have all of them may have the family."""
    tags = {"language": ([0, 1, 1], ["01", "1"])}
    instance = make(range(3), [0.0, 2.0], family=[0, 0, 1], tags=tags)
    case = case_of(instance, Criteria(keep_together=True, max_count=3))
    book = write(case, choices_of(case))
    assert book.amounts.ravel().tolist() == [2.0, 1.0]
    assert book.open.tolist() == [[True, False], [True, True]]
