"""Closed territories free their accounts."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.quotas import FixedShares, QuotaBounds
from optimizer.travel import TravelMatrix
from scenarios.changes import CloseTerritories


def test_accounts_have_no_territory_of_today(trio):
    """The others keep theirs under new indices; tags, centres and shares go along."""
    facts, _ = CloseTerritories("T2").apply(trio, Criteria())
    assert list(facts.territories.ids) == ["T1", "T3"]
    assert facts.territories.reps == ("Ann", "Cy")
    assert facts.units.incumbent.tolist() == [0, 0, 0, -1, -1, -1, 1, 1, -1]
    assert facts.tags["area"].served.tolist() == [[True, False], [True, True]]
    assert facts.territories.centres[:, 0].tolist() == [10.0, 70.0]


def test_moves_that_must_be_do_not_count(trio):
    """Disruption is of the accounts whose territory stays: here nothing of it changes hands."""
    facts, _ = CloseTerritories("T2").apply(trio, Criteria())
    plan = Alignment(facts, np.array([0, 0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    judged = judge(plan, Criteria(disruption_at_most=0.0))
    assert judged.disruption["potential"] == 0.0
    assert judged.moved_units == 0


def test_pins_and_pairs_go_too(trio):
    """Rules about other territories stay."""
    given = Criteria(pins={"a3": "T2", "a0": "T1"}, forbidden=frozenset({("a0", "T2"), ("a0", "T3")}))
    _, criteria = CloseTerritories("Bob").apply(trio, given)
    assert criteria == Criteria(pins={"a0": "T1"}, forbidden=frozenset({("a0", "T3")}))
    assert CloseTerritories("Bob").sentence(trio, given) == "closes T2, frees 3 accounts and drops 1 pin"
    assert CloseTerritories("Cy").sentence(trio) == "closes T3, frees 2 accounts"


def test_accounts_nobody_else_may_serve_are_told(trio):
    """Ann alone serves the north, and an account is forbidden to her: three or four have nowhere to go."""
    closed = CloseTerritories("T2", "T3")
    told = "closes T2, T3, frees 5 accounts; nobody else may serve"
    assert closed.sentence(trio) == f"{told} 3 of them"
    forbidden = Criteria(forbidden=frozenset({("a3", "T1")}))
    assert closed.sentence(trio, forbidden) == f"{told} 4 of them"
    assert closed.sentence(trio, Criteria(eligibility=())) == "closes T2, T3, frees 5 accounts"


def test_a_matrix_loses_its_column(trio):
    """Travel to the others is as before."""
    given = np.arange(27.0).reshape(9, 3)
    facts, _ = CloseTerritories("T1").apply(replace(trio, travel=TravelMatrix(given, given / 2)), Criteria())
    assert facts.travel.distance.tolist() == given[:, 1:].tolist()
    assert facts.travel.hours.tolist() == (given[:, 1:] / 2).tolist()


def test_amounts_by_territory_go_along(trio, rule):
    """Floors of a closed territory are dropped; shares decided beforehand grow in proportion."""
    shares = FixedShares({"T1": 0.5, "T2": 0.2, "T3": 0.3})
    given = replace(rule, bounds=QuotaBounds(floor={"T1": 10, "T2": 20}, cap={"T2": 900}), method=shares)
    after = CloseTerritories("T2").apply_quotas(given, trio)
    assert after.bounds.floor == {"T1": 10}
    assert after.bounds.cap is None
    assert after.method.shares == pytest.approx({"T1": 0.625, "T3": 0.375})


def test_what_cannot_close_is_told(trio):
    """Names that are not there, all at once; and not all territories."""
    with pytest.raises(InputError) as caught:
        CloseTerritories("T8", "T9").apply(trio, Criteria())
    assert [problem.value for problem in caught.value.problems] == ["T8", "T9"]
    with pytest.raises(InputError, match="no territory would be left"):
        CloseTerritories("T1", "T2", "T3").sentence(trio)
    with pytest.raises(ValueError, match="at least one"):
        CloseTerritories()
