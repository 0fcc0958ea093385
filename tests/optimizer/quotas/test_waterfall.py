"""The terms of a quota add up to it, and over all territories to what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.quotas import (
    BaselineGrowth,
    EqualSplit,
    FlatGrowth,
    PotentialShare,
    QuotaBounds,
    QuotaWaterfall,
    Relief,
    Term,
    allocate_quotas,
)

METHODS = [
    EqualSplit(),
    PotentialShare("potential"),
    FlatGrowth("sales"),
    BaselineGrowth(history="sales", potential="potential", retention=0.9),
]


def test_every_step_is_told(three_regions):
    """History 40, 40, 20 grows to 1,000, potential 50, 30, 20 moves 100, then the rest of the way."""
    plan = allocate_quotas(
        three_regions,
        1_000,
        method=PotentialShare("potential"),
        history="sales",
        over_assignment=0.1,
        capacity=[1, 1, 0.5],
        relief=Relief.POOL,
        bounds=QuotaBounds(cap={"North": 500}),
        round_to=100,
    )
    assert (plan.waterfall.terms / 100).round(2).tolist() == [
        [40, 360, 100, 50, 0, -50, 0, 0],
        [40, 360, -100, 30, 0, 37.5, 22.5, 0],
        [20, 180, 0, 20, -110, 12.5, -22.5, 0],
    ]
    assert [float(amount) for amount in plan.amounts] == [500, 390, 100]
    assert plan.waterfall.total(Term.RAMP) == -plan.pool


def test_without_history_the_method_explains_all(three_regions):
    """Where no history is named nothing is said of growth."""
    waterfall = allocate_quotas(three_regions, 1_000).waterfall
    assert waterfall.term(Term.HISTORY).tolist() == waterfall.term(Term.MARKET_GROWTH).tolist() == [0, 0, 0]
    assert waterfall.term(Term.POTENTIAL).tolist() == [50_000, 30_000, 20_000]


def test_the_frame_reads_from_left_to_right(three_regions):
    """One column a term, in order, and the quota last."""
    frame = allocate_quotas(three_regions, 1_000, history="sales").waterfall.to_frame()
    terms = [
        "history",
        "market_growth",
        "potential",
        "over_assignment",
        "ramp",
        "floor_or_cap",
        "rounding",
        "adjustment",
    ]
    assert list(frame) == ["territory", "rep", *terms, "quota"]
    assert frame[terms].sum(axis=1).tolist() == frame["quota"].tolist() == [500, 300, 200]


def test_shapes_must_fit():
    """A waterfall has a column for every term and a rep for every row."""
    with pytest.raises(ValueError, match=r"terms have shape \(1, 3\), expected \(1, 8\)"):
        QuotaWaterfall(("A",), ("rep",), np.zeros((1, 3), dtype=np.int64))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.floats(0, 1e9), st.one_of(st.just(0.0), st.floats(0, 1e8))),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 10**13),
    st.tuples(
        st.sampled_from(METHODS),
        st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=4, max_size=4),
        st.sampled_from(Relief),
        st.sampled_from([("0.01", 0.0, None), (1, 0.05, 0.3), (10_000, 0.1, 2.0)]),
    ),
)
def test_the_sums_are_exact_always(make_alignment, rows, cents, choices):
    """Terms add up to quotas, quotas and pool to the target with over-assignment, every term to what it stands for."""
    territory_of, potential, sales = (list(column) for column in zip(*rows, strict=True))
    alignment = make_alignment(territory_of, list("ABCD"), {"potential": potential, "sales": sales})
    method, capacity, relief, (unit, over, cap) = choices
    try:
        plan = allocate_quotas(
            alignment,
            f"{cents // 100}.{cents % 100:02d}",
            method=method,
            history="sales",
            round_to=unit,
            over_assignment=over,
            capacity=capacity,
            relief=relief,
            bounds=QuotaBounds(growth_cap=cap),
        )
    except QuotaError:
        return
    waterfall = plan.waterfall
    assert waterfall.terms.sum(axis=1).tolist() == plan.cents.tolist()
    history = waterfall.total(Term.HISTORY)
    assert waterfall.total(Term.MARKET_GROWTH) == (cents - history if any(sales) else 0)
    assert waterfall.total(Term.POTENTIAL) == (0 if any(sales) else cents)
    assert cents + waterfall.total(Term.OVER_ASSIGNMENT) - plan.pool == int(plan.cents.sum())
    assert waterfall.total(Term.RAMP) == -plan.pool
    assert waterfall.total(Term.BOUND) == waterfall.total(Term.ROUNDING) == 0
