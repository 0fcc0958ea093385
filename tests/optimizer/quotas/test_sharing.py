"""A target shared step by step; every step adds up on its own."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.exceptions import QuotaError
from optimizer.quotas import Growth, Proportional, Relief
from optimizer.quotas.limits import limits_of
from optimizer.quotas.sharing import Sharing


def sharing(**choices):
    given = {
        "difficulty": Proportional(np.array([1.0, 1.0, 1.0])),
        "target": 100,
        "assigned": 100,
        "factors": None,
        "relief": Relief.OTHERS,
        "limits": limits_of(3, None, None),
    }
    return Sharing(**{**given, **choices})


def test_stages_are_whole_cents_that_add_up():
    """A hundred cents by three is 34, 33, 33 at every stage, and 110 with over-assignment."""
    shared = sharing(assigned=110).run(("A", "B", "C"))
    assert [stage.tolist() for stage in shared.stages] == [[34, 33, 33], [37, 37, 36], [37, 37, 36]]
    assert (shared.total, shared.relieved) == (110, 0)
    assert shared.weight_shares == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize(
    ("relief", "left", "total", "relieved"),
    [(Relief.OTHERS, [20, 40, 40], 100, 14), (Relief.POOL, [17, 33, 33], 83, 17)],
)
def test_relief_is_taken_from_whole_cents(relief, left, total, relieved):
    """Half of 34 goes to the pool as 17; re-spread, the half rep keeps 20 of a hundred."""
    shared = sharing(factors=np.array([0.5, 1.0, 1.0]), relief=relief).run(("A", "B", "C"))
    assert shared.stages[2].tolist() == left
    assert (shared.total, shared.relieved) == (total, relieved)


def test_rounding_keeps_the_total():
    """To tens, ninety and what is left."""
    parts = sharing()
    assert sorted(parts.rounded(parts.run(("A", "B", "C")), unit=10).tolist()) == [30, 30, 40]


def test_history_grows_to_the_target():
    """A history of 0.10, 0.10 and 0.20 grows to 25, 25 and 50; none of it stays none."""
    before, grown = sharing().grown(np.array([0.1, 0.1, 0.2]))
    assert (before.tolist(), grown.tolist()) == ([10, 10, 20], [25, 25, 50])
    assert [stage.tolist() for stage in sharing().grown(np.zeros(3))] == [[0, 0, 0], [0, 0, 0]]
    assert [stage.tolist() for stage in sharing().grown(None)] == [[0, 0, 0], [0, 0, 0]]


def test_levels_are_kept_where_they_say_something():
    """Growth comes with its rate, shares with none; shares without bounds are those of the amounts."""
    shared = sharing(difficulty=Growth(np.array([0.1, 0.1, 0.2]))).run(("A", "B", "C"))
    assert shared.allocation.level == pytest.approx(1.5)
    assert shared.weight_shares == pytest.approx([0.25, 0.25, 0.5])
    assert sharing().run(("A", "B", "C")).allocation.level is None


def test_bounds_are_told_by_label():
    """What is impossible names territories as people do."""
    with pytest.raises(QuotaError, match=r"A 0\.10 \(cap\)"):
        sharing(limits=limits_of(3, None, np.array([10, 5, 5]))).run(("A", "B", "C"))
