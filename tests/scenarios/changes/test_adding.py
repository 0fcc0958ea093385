"""New territories come beside those there are."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.exceptions import InputError
from optimizer.travel import TravelMatrix
from scenarios.changes import AddTerritories


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
