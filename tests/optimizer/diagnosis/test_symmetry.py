"""Plans that differ in names alone are searched once, and never lost."""

from __future__ import annotations

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Pins
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.rulebook import propagate, write
from optimizer.diagnosis.symmetry import apart_first, without_twins


def book_of(instance, criteria):
    """All choices as numbers."""
    case = case_of(instance, criteria)
    return write(case, choices_of(case))


def test_accounts_that_cannot_share_take_one_territory_each(make):
    """Two of 6 do not fit in 8 together: after counting each has its own, and only the small one is open."""
    instance = make(range(3), [None, None], measures={"potential": [6, 2, 6]})
    book = book_of(instance, Criteria(capacity={"potential": 8.0}))
    assert apart_first(book)[:2] == [0, 2]
    settled = propagate(without_twins(book))
    assert settled.open.tolist() == [[True, False], [True, True], [False, True]]


def test_territories_with_limits_of_their_own_keep_their_names(make):
    """Where targets differ, nothing is closed."""
    book = book_of(make(range(3), [0.0, 1.0], shares=[1.0, 2.0]), Criteria(balance={"potential": 0.5}))
    assert without_twins(book).open.all()


def test_a_pinned_account_tells_its_territory_apart(make):
    """Its territory is none of the interchangeable ones, for others may not follow the pin."""
    criteria = Criteria(max_count=2, pins={"a1": "t1"})
    book = book_of(make(range(3), [0.0, 1.0]), criteria)
    assert any(isinstance(choice, Pins) for choice in choices_of(book.case))
    assert without_twins(book).open[0].all()
