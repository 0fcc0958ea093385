"""A capacity plan as a table has the same columns whatever is known."""

import pytest

from scenarios.capacity.plan import COLUMNS


@pytest.mark.parametrize("known", [True, False])
def test_columns_are_stable(rule, halves, quotas, known):
    """With and without quotas: one row a region and month, capacity of both adding up."""
    plan = rule(halves, quotas(halves) if known else None)
    frame = plan.to_frame()
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 8
    assert frame["hires"].notna().all() == known
    if known:
        assert ((frame["present"] + frame["gap"] - frame["needed"]).abs() < 1e-9).all()
        assert ((frame["capacity"] - frame["surplus"] - frame["needed"]).abs() < 1e-9).all()
