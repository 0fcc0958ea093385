"""Gaps, and what a hire brings and costs, by hand-computed numbers."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.capacity import Attrition, HiringNeed, NewHire

HALF_A_MONTH = 1 - 0.5**12
PLAIN = NewHire(hiring_cost=1_000, monthly_cost="100.50")


def need(**changes: object) -> HiringNeed:
    facts: dict[str, object] = {
        "regions": ("north", "south"),
        "months": ("01", "02", "03"),
        "needed": [[1, 2, 3], [0, 0, 1]],
        "present": [[1, 1, 1], [1, 0, 0.5]],
        "new_hire": PLAIN,
    }
    return HiringNeed(**(facts | changes))  # type: ignore[arg-type]


def test_a_hire_costs_more_the_earlier_it_starts() -> None:
    """1,000 once and 100.50 a month from the start to the end of three months."""
    assert PLAIN.cost(3).tolist() == [130_150, 120_100, 110_050]


def test_who_leaves_is_no_longer_paid_and_brings_nothing() -> None:
    """Half leave each month; the first month brings nothing, the second half of what is left."""
    hire = NewHire(hiring_cost=0, monthly_cost=100, attrition=Attrition(HALF_A_MONTH, ramp=(0.0, 0.5)))
    assert hire.staying(3) == pytest.approx(np.array([[1, 0.5, 0.25], [0, 1, 0.5], [0, 0, 1]]))
    assert hire.yields(3) == pytest.approx(np.array([[0, 0.25, 0.25], [0, 0, 0.25], [0, 0, 0]]))
    assert hire.cost(3).tolist() == [17_500, 15_000, 10_000]


def test_the_gap_is_told_in_heads() -> None:
    """Where a rep carries half, a gap of one takes two; where nothing, no number of reps closes it."""
    facts = need(factor=[[1, 0.5, 1], [1, 1, 0]])
    assert facts.yields(0).tolist() == [[1, 0.5, 1], [0, 0.5, 1], [0, 0, 1]]
    assert facts.gap.tolist() == [[0, 1, 2], [-1, 0, 0.5]]
    assert facts.headcount_gap.tolist() == [[0, 2, 2], [-1, 0, np.inf]]
    assert facts.to_frame()["headcount_gap"].tolist() == [0, 2, 2, -1, 0, np.inf]


def test_regions_may_differ() -> None:
    """Each region its own start and cost."""
    facts = need(new_hire=(PLAIN, NewHire(hiring_cost=0, monthly_cost=1, first_month=2)))
    assert facts.open_months.tolist() == [[True, True, True], [False, False, True]]
    assert facts.costs(0).tolist() == [130_150, 120_100, 110_050]
    assert facts.costs(1).tolist() == [300, 200, 100]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"needed": [[1, 2, 3]] * 3}, "needed has shape"),
        ({"present": -1}, "present must be finite"),
        ({"factor": float("inf")}, "factor must be finite"),
        ({"regions": ("a", "a")}, "regions must be different"),
        ({"months": ()}, "months must be different"),
        ({"new_hire": (PLAIN,)}, "1 kinds of new hires for 2 regions"),
        ({"most_per_month": -1}, "most_per_month"),
    ],
)
def test_needs_that_make_no_sense(changes: dict[str, object], message: str) -> None:
    """Misuse names the argument."""
    with pytest.raises(ValueError, match=message):
        need(**changes)


def test_hires_that_make_no_sense() -> None:
    """Money is money, and nobody starts before the beginning."""
    with pytest.raises(ValueError, match="hiring_cost"):
        NewHire(hiring_cost=-1, monthly_cost=0)
    with pytest.raises(ValueError, match="monthly_cost"):
        NewHire(hiring_cost=0, monthly_cost="much")
    with pytest.raises(ValueError, match="first_month"):
        NewHire(hiring_cost=0, monthly_cost=0, first_month=-1)
    with pytest.raises(ValueError, match="a hire costs up to"):
        NewHire(hiring_cost=0, monthly_cost=45_000_000_000_000).cost(2)
