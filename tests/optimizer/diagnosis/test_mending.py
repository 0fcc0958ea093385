"""A plan by hand keeps every limit, or is none."""

from __future__ import annotations

import numpy as np

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.mending import mend
from optimizer.diagnosis.rulebook import write


def book_of(instance, criteria):
    """All choices as numbers."""
    case = case_of(instance, criteria)
    return write(case, choices_of(case))


def test_sizes_are_levelled_out(make):
    """Forty accounts of 1 to 40 in four territories within 1 %."""
    sizes = np.arange(1.0, 41.0)
    book = book_of(make(range(40), [0.0] * 4, measures={"potential": sizes}), Criteria(balance={"potential": 0.01}))
    choice = mend(book, 5.0)
    totals = np.bincount(choice, sizes, minlength=4)
    assert np.abs(totals / 205 - 1).max() <= 0.01 + 1e-9


def test_caps_and_closed_pairs_are_kept(make):
    """At most a quarter moves, and a pinned account stays."""
    criteria = Criteria(balance={"potential": 0.5}, disruption_at_most=0.25, pins={"a0": "t0"})
    choice = mend(book_of(make(range(4), [0.0, 3.0], incumbent=[0] * 4), criteria), 5.0)
    assert choice[0] == 0
    assert np.count_nonzero(choice) == 1


def test_no_plan_gives_none(make):
    """Three accounts of 1 are not halved."""
    assert mend(book_of(make(range(3), [0.0, 3.0]), Criteria(balance={"potential": 0.1})), 5.0) is None
