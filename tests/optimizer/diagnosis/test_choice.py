"""What all choices share: their parts, and how they name accounts and find them in a case."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choice import NAMED, Choice, Whole, few, homes_of, row_of, slack_of
from optimizer.diagnosis.choices import Contiguity, Family, Forbidden, MatchedTag, MaxTravel, Pins
from optimizer.diagnosis.limits import BalanceLimit
from optimizer.diagnosis.listing import choices_of
from optimizer.rules import PRECISION
from optimizer.travel import Quantity

ALIKE = [
    lambda: Pins("t0", ("a0", "a1")),
    lambda: Forbidden("a0", ("t0",)),
    lambda: MatchedTag("language", ("language",)),
    lambda: Family(("a0", "a1")),
    lambda: MaxTravel(10.0, Quantity.DISTANCE),
    Contiguity,
]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, ""), (1, "0"), (NAMED, "0, 1, 2"), (NAMED + 1, "0, 1, 2 and 1 more"), (500, "0, 1, 2 and 497 more")],
)
def test_few_are_named_and_the_rest_counted(count, words):
    """Three labels at most, whatever they are; none is no error."""
    assert few(range(count)) == words


@pytest.mark.parametrize("make_choice", ALIKE)
def test_equal_choices_are_one(make_choice):
    """Choices are values: a set holds equal ones once, whoever made them."""
    assert len({make_choice(), make_choice()}) == 1


@pytest.mark.parametrize("make_choice", ALIKE)
def test_the_parts_are_as_fine_as_can_be(make_choice):
    """Cutting a part again gives the part itself, and what cannot be cut is its own only part."""
    choice = make_choice()
    parts = choice.parts
    assert all(part.parts == (part,) for part in parts)
    assert not isinstance(choice, Whole) or parts == (choice,)


def test_all_parts_together_are_the_whole(line, plan):
    """Every plan keeps a choice exactly where it keeps each of its parts."""
    case = case_of(line, Criteria(pins={"a0": "t0", "a1": "t0"}))
    (pins,) = choices_of(case)
    assert len(pins.parts) == 2
    for first, second in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        alignment = plan(line, [first, second, 0, 0, 1, 1])
        assert pins.kept_by(alignment, case) is all(part.kept_by(alignment, case) for part in pins.parts)


def test_a_choice_says_everything_or_cannot_be_made():
    """Words, parts, restriction, check and removal are all asked of a new kind of choice."""
    with pytest.raises(TypeError, match="abstract"):
        Choice()
    assert Choice.__abstractmethods__ == {"words", "parts", "restrict", "kept_by", "removed_from"}


def test_a_territory_is_found_by_its_label(islands):
    """The row is the place among the territories, not among the accounts."""
    case = case_of(islands, Criteria())
    assert [row_of(case, label) for label in ("t2", "t0")] == [2, 0]


def test_homes_are_those_of_placed_accounts_alone(make, plan):
    """An account that no plan covers has no home to look at; the others keep the order asked for."""
    instance = make(range(4), [0.0, 3.0], unplaced=[1])
    case = case_of(instance, Criteria())
    alignment = plan(instance, [0, -1, 1, 0])
    assert homes_of(alignment, case, ["a2", "a1", "a0"]).tolist() == [1, 0]
    assert homes_of(alignment, case, ["a1"]).tolist() == []
    assert homes_of(alignment, case, []).tolist() == []


@pytest.mark.parametrize(("scale", "slack"), [(1e6, 1e6 * PRECISION), (1e-3, PRECISION), (0.0, PRECISION)])
def test_rounding_is_forgiven_in_proportion_to_the_target(make, plan, scale, slack):
    """By the largest target, never less than that of one; a total just inside it keeps its limit."""
    instance = make(range(2), [0.0, 1.0], measures={"potential": [scale, scale]})
    case = case_of(instance, Criteria(balance={"potential": 0.0}))
    assert slack_of(case, "potential") == pytest.approx(slack)
    limits = [choice for choice in choices_of(case) if isinstance(choice, BalanceLimit)]
    assert all(limit.kept_by(plan(instance, [0, 1]), case) for limit in limits)
