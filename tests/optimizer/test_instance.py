"""An instance that exists is valid, and nobody can change it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.instance import NOBODY, Tag, Territories, rows_of, with_territories, without_territories
from optimizer.travel import Quantity, TravelMatrix


def units_with(instance, **arrays):
    return replace(instance, units=replace(instance.units, **arrays))


def territories_with(instance, **arrays):
    return replace(instance, territories=replace(instance.territories, **arrays))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"places": np.zeros((5, 2))}, r"units.places has shape \(5, 2\), expected \(6, 2\)"),
        ({"activity": np.zeros((6, 1))}, r"units.activity has shape \(6, 1\), expected \(6, 2\)"),
        ({"incumbent": np.zeros(5, dtype=np.int32)}, "units.incumbent has shape"),
        ({"family": np.zeros((6, 1), dtype=np.int32)}, "units.family has shape"),
        ({"activity": np.full((6, 2), -1.0)}, "units.activity must be finite and not negative"),
        ({"activity": np.full((6, 2), np.nan)}, "units.activity must be finite"),
        ({"activity": np.full((6, 2), np.inf)}, "units.activity must be finite"),
        ({"incumbent": np.full(6, 2, dtype=np.int32)}, "units.incumbent must lie within -1 and 1, given 2 to 2"),
        ({"incumbent": np.full(6, -2, dtype=np.int32)}, "units.incumbent must lie within"),
        ({"family": np.full(6, -1, dtype=np.int32)}, "units.family must lie within 0 and 5"),
        ({"family": np.full(6, 6, dtype=np.int32)}, "units.family must lie within 0 and 5"),
        ({"ids": pd.Index(list("aacdef"))}, r"units.ids repeat: \['a'\]"),
    ],
)
def test_impossible_units_are_refused(line, arrays, message):
    """Shapes, codes and amounts are checked, naming the array."""
    with pytest.raises(ValueError, match=message):
        units_with(line, **arrays)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"centres": np.zeros((3, 2))}, "territories.centres has shape"),
        ({"shares": np.ones((2, 1))}, "territories.shares has shape"),
        ({"shares": np.full((2, 2), -1.0)}, "territories.shares must be finite"),
        ({"reps": ("Ann",)}, "territories.reps has 1 entries, expected 2"),
        ({"ids": pd.Index(["t", "t"])}, "territories.ids repeat"),
    ],
)
def test_impossible_territories_are_refused(line, arrays, message):
    """The same on the other side."""
    with pytest.raises(ValueError, match=message):
        territories_with(line, **arrays)


@pytest.mark.parametrize("measures", [("potential", "potential"), ("count", "workload")])
def test_measures_are_distinct_and_none_is_the_count(line, measures):
    """The count is always there besides."""
    with pytest.raises(ValueError, match="measures must be distinct"):
        replace(line, measures=measures)


@pytest.mark.parametrize(
    ("codes", "served"),
    [([0] * 5, [[True]] * 2), ([0] * 6, [[True]] * 3), ([1] + [0] * 5, [[True]] * 2), ([-2] + [0] * 5, [[True]] * 2)],
)
def test_impossible_tags_are_refused(line, codes, served):
    """One known code or -1 for each unit, one row for each territory."""
    tag = Tag(("en",), np.array(codes, dtype=np.int32), np.array(served))
    with pytest.raises(ValueError, match=r"tags\['language'\]"):
        replace(line, tags={"language": tag})


def test_nothing_to_plan_is_refused(make):
    """No units, or no territories."""
    with pytest.raises(ValueError, match="needs units and territories, given 0 and 1"):
        make([], [0.0], measures={})
    with pytest.raises(ValueError, match="needs units and territories, given 1 and 0"):
        make([0.0], [], measures={})


def test_arrays_and_tags_are_read_only(islands):
    """The facts stay what was checked."""
    arrays = [
        islands.units.places,
        islands.units.activity,
        islands.units.incumbent,
        islands.units.family,
        islands.territories.centres,
        islands.territories.shares,
        islands.tags["island"].of_unit,
        islands.tags["island"].served,
    ]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        islands.tags["other"] = islands.tags["island"]


def test_amounts_and_shares_by_name(make):
    """The count is 1 each, and its shares are the mean over measures of relative shares."""
    instance = make([0.0, 1.0], [0.0, 1.0], measures={"potential": [3.0, 4.0], "workload": [0.0, 1.0]})
    shares = np.array([[1.0, 30.0], [3.0, 10.0]])
    instance = territories_with(instance, shares=shares)
    assert instance.amounts("workload").tolist() == [0.0, 1.0]
    assert instance.amounts("count").tolist() == [1.0, 1.0]
    assert instance.target_shares("potential").tolist() == [1.0, 3.0]
    assert instance.target_shares("count").tolist() == pytest.approx([0.5, 0.5])
    assert make([0.0], [0.0, 1.0], measures={}).target_shares("count").tolist() == [1.0, 1.0]
    assert make([0.0], [0.0, 1.0], shares=[0, 0]).target_shares("count").tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="no measure 'size'; known: potential, workload, count"):
        instance.amounts("size")


def test_free_centres(make):
    """A centre without coordinates is free; a matrix between units makes all free, one to territories none."""
    assert make([0.0], [0.0, None, (1.0, float("nan"))]).free_centres().tolist() == [False, True, True]
    matrix = np.ones((2, 2))
    assert make([None, None], [None, None], travel=TravelMatrix(matrix)).free_centres().tolist() == [False, False]
    between = TravelMatrix(matrix, between_units=True)
    assert make([None, None], [0.0, 0.0], travel=between).free_centres().tolist() == [True, True]


def test_places_are_units_then_centres(make):
    """Geometry counts units first; hours are those of the profile of the travel."""
    geometry = make([0.0, 3.0], [(0.0, 4.0)]).geometry()
    assert geometry.xyz[:, :2].tolist() == [[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]]
    timed = make([0.0], [80.0]).geometry(Quantity.TIME, 2)
    assert timed.curve[1] == 2


def test_rows_of_labels(make):
    """Unknown labels are -1; labels may be numbers, tuples or none at all."""
    assert rows_of(make([0.0] * 3, [0.0]).units.ids, ["a2", "b", "a0"]).tolist() == [2, -1, 0]
    assert rows_of(pd.Index([10, 20]), [20, 10, 30]).tolist() == [1, 0, -1]
    assert rows_of(pd.Index(["a"]), [("a", "b"), "a"]).tolist() == [-1, 0]
    assert rows_of(pd.Index(["a"]), []).tolist() == []


def test_territories_are_appended(islands):
    """Old territories keep their index and incumbents stay; another order is refused."""
    old = islands.territories
    more = Territories(
        ids=pd.Index([*old.ids, "t3"], dtype=object),
        reps=(*old.reps, "r3"),
        centres=np.vstack([old.centres, [[np.nan, np.nan]]]),
        shares=np.vstack([old.shares, [[1.0]]]),
    )
    served = {"island": np.vstack([islands.tags["island"].served, [[True, True]]])}
    grown = with_territories(islands, more, served)
    assert grown.num_territories == 4
    assert grown.units is islands.units
    assert grown.tags["island"].served[3].tolist() == [True, True]
    assert islands.num_territories == 3
    turned = replace(more, ids=more.ids[::-1])
    with pytest.raises(ValueError, match="in their order"):
        with_territories(islands, turned, served)


def test_an_adjacency_of_other_units_is_refused(line):
    """Contacts are between the units of the instance, all of them."""
    assert replace(line, adjacency=adjacency_from_pairs(6, [(0, 5)])).adjacency is not None
    with pytest.raises(ValueError, match="adjacency is of 5 units, expected 6"):
        replace(line, adjacency=adjacency_from_pairs(5, []))


@pytest.mark.parametrize("gone", [[True, False, False], [False, True, True], [False, False, False]])
def test_territories_are_taken_away(islands, gone):
    """The others keep their labels, tags, targets and accounts; accounts of those that go have no incumbent."""
    mask = np.array(gone)
    left = without_territories(islands, mask)
    assert left.territories.ids.equals(islands.territories.ids[~mask])
    assert left.units.ids.equals(islands.units.ids)
    labels, before = [*left.territories.ids, None], [*islands.territories.ids, None]
    for was, now in zip(islands.units.incumbent, left.units.incumbent, strict=True):
        assert labels[now] == (None if was == NOBODY or mask[was] else before[was])
    np.testing.assert_array_equal(left.territories.shares, islands.territories.shares[~mask])
    for name, tag in islands.tags.items():
        np.testing.assert_array_equal(left.tags[name].served, tag.served[~mask])
    assert islands.num_territories == 3


def test_a_matrix_loses_the_columns_of_territories_taken_away(islands):
    """One between units keeps them all."""
    to_centres = replace(islands, travel=TravelMatrix(np.arange(18.0).reshape(6, 3)))
    left = without_territories(to_centres, np.array([True, False, True]))
    assert left.travel.distance[:, 0].tolist() == [1.0, 4.0, 7.0, 10.0, 13.0, 16.0]
    between = replace(islands, travel=TravelMatrix(np.ones((6, 6)), between_units=True))
    assert without_territories(between, np.array([True, False, True])).travel is between.travel
    with pytest.raises(ValueError, match="needs units and territories"):
        without_territories(islands, np.array([True, True, True]))
