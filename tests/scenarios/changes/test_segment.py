"""Segments are accounts by tag, by today's territory, or one by one."""

import pytest

from optimizer.exceptions import ProblemLog
from scenarios.changes import Segment
from scenarios.changes.segment import MOST_TOLD, owned


@pytest.mark.parametrize(
    ("segment", "units", "told"),
    [
        (Segment(), range(9), "all accounts"),
        (Segment(tags={"area": "south"}), [5, 6, 7, 8], "area south"),
        (Segment(territories=("Bob",)), [3, 4, 5], "accounts of Bob"),
        (Segment(tags={"area": ["south"]}, territories="T2"), [5], "area south and accounts of T2"),
        (Segment(accounts=("a8", "a1")), [1, 8], "a8, a1"),
        (Segment(accounts=("a1", "a2"), name="state TX"), [1, 2], "state TX"),
        (Segment(tags={"area": "south"}, accounts=("a1", "a6")), [6], "area south and a1, a6"),
    ],
)
def test_what_is_meant(trio, segment, units, told):
    """An account meets all that is given."""
    log = ProblemLog()
    assert segment.check(trio, log, "x").nonzero()[0].tolist() == list(units)
    assert not log.problems
    assert str(segment) == told


def test_counted_and_named():
    """What is but a number is not said twice."""
    many = tuple(f"a{i}" for i in range(9))
    assert Segment(tags={"area": "south"}).counted(4) == "4 accounts (area south)"
    assert Segment(accounts=many).counted(9) == "9 accounts"
    assert Segment(accounts=many).counted(8) == "8 accounts (9 accounts)"


def test_accounts_nobody_serves_are_not_owned(trio):
    """The last account has no rep."""
    chosen = Segment(tags={"area": "south"}).units(trio)
    assert owned(trio, chosen).nonzero()[0].tolist() == [5, 6, 7]


def test_all_misfits_are_told(trio):
    """Tags, values, territories and accounts at once; many accounts are counted."""
    log = ProblemLog()
    wrong = tuple(f"b{i}" for i in range(MOST_TOLD + 5))
    Segment(tags={"colour": "red", "area": "nort"}, territories=("T9",), accounts=wrong).check(trio, log, "scale")
    told = [(problem.column, problem.value) for problem in log.problems]
    assert told[:3] == [("where", "colour"), ("where.area", "nort"), ("territories", "T9")]
    assert len(told) == 3 + MOST_TOLD + 1
    assert log.problems[-1].message == "5 more accounts are not there"
    assert "Did you mean 'north'?" in log.problems[1].remedy


def test_nothing_meant_is_told(trio):
    """Two conditions that no account meets together."""
    log = ProblemLog()
    Segment(tags={"area": "south"}, territories=("T1",)).check(trio, log, "scale")
    assert [problem.message for problem in log.problems] == ["no account is meant"]
