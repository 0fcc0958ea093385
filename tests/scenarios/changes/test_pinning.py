"""Accounts are pinned and freed."""

import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import FreeAccounts, PinAccounts, Segment

SOUTH = Segment(tags={"area": "south"})


def test_accounts_stay_where_they_are(trio):
    """Pins of others hold on, that of the same account is replaced; who has no rep stays free."""
    given = Criteria(pins={"a0": "T2", "a5": "T1"})
    _, criteria = PinAccounts(SOUTH).apply(trio, given)
    assert dict(criteria.pins) == {"a0": "T2", "a5": "T2", "a6": "T3", "a7": "T3"}
    told = "pins 3 accounts (area south) where they are, 1 of them pinned before"
    assert PinAccounts(SOUTH).sentence(trio, given) == f"{told}; 1 account nobody serves today stays free"


def test_accounts_go_to_one(trio):
    """Those without a rep too."""
    change = PinAccounts(Segment(accounts=("a0", "a8")), to="Bob")
    assert dict(change.apply(trio, Criteria())[1].pins) == {"a0": "T2", "a8": "T2"}
    assert change.sentence(trio) == "pins 2 accounts (a0, a8) to T2"


def test_accounts_are_freed(trio):
    """Of a segment, or all."""
    given = Criteria(pins={"a0": "T1", "a6": "T3"})
    assert dict(FreeAccounts(SOUTH).apply(trio, given)[1].pins) == {"a0": "T1"}
    assert FreeAccounts(SOUTH).sentence(trio, given) == "frees 1 pinned account (area south)"
    assert FreeAccounts(SOUTH).sentence(trio) == "frees the pinned of 4 accounts (area south)"
    assert not FreeAccounts().apply(trio, given)[1].pins
    assert FreeAccounts().sentence(trio, given) == "frees 2 pinned accounts"


def test_misfits_are_told(trio):
    """Accounts and territories that are not there, at once; accounts that have nowhere to stay."""
    with pytest.raises(InputError) as caught:
        PinAccounts(Segment(accounts=("b1",)), to="T9").apply(trio, Criteria())
    assert [problem.column for problem in caught.value.problems] == ["accounts", "to"]
    with pytest.raises(InputError, match="nobody serves these accounts today"):
        PinAccounts(Segment(accounts=("a8",))).sentence(trio)
    with pytest.raises(InputError, match="no such account"):
        FreeAccounts(Segment(accounts=("b1",))).apply(trio, Criteria())
