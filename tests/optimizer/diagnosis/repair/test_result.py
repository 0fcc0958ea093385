"""A repair tells what moves, and how small it is, in words."""

from dataclasses import replace

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import repair
from optimizer.result import Status
from optimizer.stop import MaxRuntime

MINUTE = MaxRuntime(60)


@pytest.fixture
def result(after, current, balanced):
    """Cem leaves; one account of Ann's goes, too."""
    return repair(after, balanced, MINUTE, current=current)


def test_every_move_has_a_row(result):
    """Account, from, to, whether it must, and the measures."""
    moves = result.moves()
    assert moves["account"].tolist() == ["a4", "a6", "a7"]
    assert moves["from"].tolist() == ["t0", "t2", "t2"]
    assert moves["to"].tolist() == ["t1"] * 3
    assert moves["must_move"].tolist() == [False, True, True]
    assert moves["potential"].tolist() == [3.0, 1.0, 2.0]
    assert (result.num_moved, result.num_chosen) == (3, 1)


def test_what_passes_between_two(result):
    """Sums by who gives and who takes."""
    assert result.passed() == {("t0", "t1"): 1.0, ("t2", "t1"): 2.0}


def test_the_proof_in_words(result):
    """Proved, short of a proof, by a measure, and none at all."""
    assert result.proof() == (
        "3 accounts change hands, 1 of them by choice; proved: no plan that keeps every rule moves fewer"
    )
    short = replace(result, status=Status.FEASIBLE, bound=2.4)
    assert short.proof().endswith("; at least 3 must")
    money = replace(result, by="potential", amount=6.0)
    assert money.proof() == (
        "6 of potential changes hands with 3 accounts; proved: no plan that keeps every rule moves less"
    )
    assert "balance      potential: worst 0.0%, asked 8.3%" in result.summary()


def test_no_repair_in_words(after, current):
    """Where nothing keeps the rules it says so, and how many are broken."""
    impossible = Criteria(balance={"potential": 0.05}, max_travel=45.0, forbidden=frozenset({("a3", "t0")}))
    result = repair(after, impossible, MINUTE, current=current)
    assert not result.feasible
    assert result.proof().startswith("no repair was found, ")
    assert result.proof().endswith("broken: no plan keeps every rule")
