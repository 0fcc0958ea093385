"""Changes edit facts or choices, say so, and refuse what does not fit."""

from dataclasses import fields, replace

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.travel import TravelMatrix
from scenarios.changes import AddTerritories, Change, ChangeCriteria, CriteriaFields, KeepIncumbent


@pytest.mark.parametrize("change", [KeepIncumbent(), AddTerritories(1), ChangeCriteria(max_travel=5.0)])
def test_is_a_change(change, line, criteria):
    """Every change satisfies the protocol and leaves what it was given alone."""
    assert isinstance(change, Change)
    change.apply(line, criteria)
    assert line.num_territories == 2
    assert criteria == Criteria(balance={"potential": 0.1})
    assert change.sentence(line)


def test_keep_incumbent_only_watches(line):
    """Limits of balance, capacity, count, disruption and travel go; pins and eligibility stay."""
    given = Criteria(
        balance={"potential": 0.1},
        capacity={"workload": 20.0},
        disruption_at_most=0.1,
        max_travel=5.0,
        min_count=1,
        max_count=4,
        pins={"a0": "west"},
    )
    instance, watched = KeepIncumbent().apply(line, given)
    assert instance is line
    assert watched == Criteria(pins={"a0": "west"})


def test_add_territories_appends(line, criteria):
    """Old territories keep their index; new ones have mean shares, a free centre, and serve everything."""
    instance, same = AddTerritories(2).apply(line, criteria)
    assert same is criteria
    assert list(instance.territories.ids) == ["west", "east", "New 1", "New 2"]
    assert instance.territories.reps == ("Ann", "Bob", "New 1", "New 2")
    assert instance.free_centres().tolist() == [False, False, True, True]
    assert instance.tags["language"].served.all()
    np.testing.assert_array_equal(instance.territories.shares, np.ones((4, 2)))


def test_add_territories_serving_some(line, criteria):
    """Served values are those given, and shares follow the territories that serve them."""
    tag = replace(line.tags["language"], served=np.array([[True, False], [True, True]]))
    shares = replace(line.territories, shares=np.array([[1.0, 1.0], [3.0, 3.0]]))
    line = replace(line, tags={"language": tag}, territories=shares)
    change = AddTerritories(1, {"language": "fr"}, share=0.5, centre=(35.0, 0.0), names=("Middle",))
    instance, _ = change.apply(line, criteria)
    assert instance.tags["language"].served[2].tolist() == [False, True]
    assert instance.territories.shares[2].tolist() == [1.5, 1.5]
    assert instance.territories.centres[2].tolist() == [35.0, 0.0]
    assert change.sentence(line) == "adds 1 territory serving language fr of 0.5 times the mean target: Middle"


def test_add_territories_twice_finds_free_names(line, criteria):
    """Default names go on where an earlier change stopped."""
    instance, _ = AddTerritories(2).apply(line, criteria)
    assert AddTerritories(2).sentence(instance) == "adds 2 territories: New 3, New 4"
    assert list(AddTerritories(2).apply(instance, criteria)[0].territories.ids)[-2:] == ["New 3", "New 4"]


def test_add_territories_tells_all_misfits(line, criteria):
    """Unknown tags, values and taken names are told together."""
    change = AddTerritories(1, {"colour": ["red"], "language": ["en", "de"]}, names=("west",))
    with pytest.raises(InputError) as error:
        change.apply(line, criteria)
    assert [problem.value for problem in error.value.problems] == ["colour", "de", "west"]


def test_add_territories_needs_travel_for_them(line, criteria):
    """A matrix to the old centres has no column for a new one."""
    line = replace(line, travel=TravelMatrix(np.ones((8, 2))))
    with pytest.raises(InputError, match="no column"):
        AddTerritories(1).apply(line, criteria)


@pytest.mark.parametrize(
    ("count", "options"),
    [
        (0, {}),
        (1, {"share": 0.0}),
        (1, {"share": float("nan")}),
        (2, {"names": ("one",)}),
        (2, {"names": ("one", "one")}),
        (1, {"centre": (1.0, float("nan"))}),
    ],
)
def test_add_territories_refuses_nonsense(count, options):
    """What can never make sense is refused at once."""
    with pytest.raises(ValueError, match="given"):
        AddTerritories(count, **options)


def test_change_criteria_replaces_fields(line):
    """Fields given are replaced whole, others stay."""
    given = Criteria(balance={"potential": 0.1, "workload": 0.2}, keep_together=True)
    change = ChangeCriteria(balance={"potential": 0.05}, disruption_at_most=0.2)
    assert change.apply(line, given)[1] == Criteria(
        balance={"potential": 0.05}, keep_together=True, disruption_at_most=0.2
    )
    assert change.sentence(line) == "sets balance to potential 0.05; sets disruption at most to 0.2"


def test_change_criteria_sets_a_capacity(line):
    """A limit for every territory is a field like the others, checked before any instance is seen."""
    change = ChangeCriteria(capacity={"workload": 1800.0})
    assert change.apply(line, Criteria())[1] == Criteria(capacity={"workload": 1800.0})
    assert change.sentence(line) == "sets capacity to workload 1800"
    with pytest.raises(ValueError, match="capacity of 'workload' must be above 0"):
        ChangeCriteria(capacity={"workload": 0.0})


def test_change_criteria_refuses_unknown_fields_and_values():
    """A misspelt field names the known ones; an impossible value is refused before any instance is seen."""
    with pytest.raises(ValueError, match=r"balance.*given ballance"):
        ChangeCriteria(ballance={})
    with pytest.raises(ValueError, match="given none"):
        ChangeCriteria()
    with pytest.raises(ValueError, match="max_travel"):
        ChangeCriteria(max_travel=-1.0)


def test_change_criteria_knows_every_field():
    """The typed fields are those of the criteria."""
    assert set(CriteriaFields.__annotations__) == {item.name for item in fields(Criteria)}


def test_changes_are_values():
    """Equal changes are equal and can be keys."""
    assert {AddTerritories(1, {"language": ["en"]}), AddTerritories(1, {"language": ("en",)})} == {
        AddTerritories(1, {"language": "en"})
    }
    assert hash(ChangeCriteria(balance={"potential": 0.1})) == hash(ChangeCriteria(balance={"potential": 0.1}))
