"""What is said against an edit, and who is left without objection."""

import numpy as np

from scenarios.app.desk.refusal import EditRefused, Objection, Reach


def test_a_refusal_is_a_mistake_of_the_planner_and_names_everything():
    """Callers may catch it as ValueError; all objections are kept, few are shown."""
    objections = [Objection(i, f"a{i} is pinned") for i in range(7)]
    refused = EditRefused(iter(objections))
    assert isinstance(refused, ValueError)
    assert refused.objections == tuple(objections)
    assert str(refused).splitlines() == [*(f"a{i} is pinned" for i in range(5)), "and 2 more"]


def test_accounts_without_objection_are_known():
    """So that a page can offer to move these alone."""
    reach = Reach(np.array([1, 2, 3], dtype=np.int32), np.array([3], dtype=np.int32), (Objection(2, "no"),))
    assert not reach.allowed
    assert reach.unobjected.tolist() == [1, 3]
    assert Reach(reach.units, reach.companions, ()).allowed
