"""Territories are grouped by the same solvers, from the same facts, and groups are grouped again."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from optimizer.adjacency import adjacency_from_pairs, pieces_of
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import Territories
from optimizer.levels import group_territories, territories_as_units
from optimizer.stop import MaxRuntime, TargetGap
from optimizer.travel import TravelMatrix
from tests.optimizer.conftest import make_instance

STOP = MaxRuntime(5) | TargetGap(0.0)
XS = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 20.0, 21.0, 22.0, 30.0, 31.0, 32.0]


def line(**changes):
    """Twelve accounts on a line in four territories of three, each touching the next account."""
    facts = make_instance(XS, [1.0, 11.0, 21.0, 31.0], **changes)
    chain = adjacency_from_pairs(12, [(i, i + 1) for i in range(11)], np.arange(1.0, 12.0))
    facts = replace(facts, adjacency=chain)
    return Alignment(facts, np.repeat(np.arange(4, dtype=np.int32), 3), np.full(4, -1, dtype=np.int32))


def groups(labels, centres, measures=1):
    """Groups with homes."""
    homes = np.array([[x, 0.0] for x in centres])
    return Territories(pd.Index(labels, dtype=object), tuple(labels), homes, np.ones((len(labels), measures)))


def test_a_territory_is_a_unit():
    """Sums, the member in the middle, contacts with the border of all, the rep as name."""
    facts = territories_as_units(line(measures={"potential": range(12)}), groups(["D1"], [0.0]))
    assert facts.units.ids.tolist() == ["t0", "t1", "t2", "t3"]
    assert list(facts.units.names) == ["r0", "r1", "r2", "r3"]
    assert facts.amounts("potential").tolist() == [3, 12, 21, 30]
    assert facts.units.places[:, 0].tolist() == [1, 11, 21, 31]
    assert facts.adjacency.pairs.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert facts.adjacency.border.tolist() == [3, 6, 9]


def test_neighbours_are_grouped():
    """Two balanced districts of four territories on a line are its halves: the best of all ways there are."""
    found = group_territories(line(), Criteria(balance={"potential": 0.0}), 2, STOP, name="district")
    assert found.result.feasible
    of = found.upper.territory_of.tolist()
    assert of[0] == of[1] != of[2] == of[3]
    middles = [1.0, 11.0, 21.0, 31.0]
    split = [
        [[x for x, group in zip(middles, ways, strict=True) if group == side] for side in (0, 1)]
        for ways in product(range(2), repeat=4)
        if sum(ways) == 2
    ]
    least = min(sum(min(sum(abs(x - c) for x in group) for c in group) for group in ways) for ways in split)
    assert found.result.objective == pytest.approx(least)
    assert set(found.to_frame()["group"]) == {"district 1", "district 2"}
    assert found.group_of_unit.tolist() == np.repeat(of, 3).tolist()


def test_groups_are_grouped_again():
    """Four territories, two districts, one region: sums are those of the accounts at every level."""
    districts = group_territories(line(), Criteria(balance={"potential": 0.0}), 2, STOP, name="district")
    region = group_territories(districts.upper, Criteria(), 1, STOP, name="region")
    assert region.upper.territory_of.tolist() == [0, 0]
    assert region.upper.instance.amounts("potential").sum() == 12


def test_contiguity_is_that_of_accounts():
    """Where the pull of balance would join the two ends, contiguity forbids it."""
    plan = line(measures={"potential": [2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1]})
    apart = Criteria(balance={"potential": 0.34}, contiguous=True)
    found = group_territories(plan, apart, 2, STOP)
    assert found.result.feasible
    assert pieces_of(found.upper.instance.adjacency, found.upper.territory_of, 2).tolist() == [1, 1]
    assert pieces_of(plan.instance.adjacency, found.group_of_unit, 2).tolist() == [1, 1]


def test_parents_are_not_mixed():
    """Given parents, each has its number of groups and none holds territories of two."""
    parents = ["N", "S", "N", "S"]
    found = group_territories(line(), Criteria(), {"N": 1, "S": 2}, STOP, name="district", within=parents)
    labels = found.to_frame()["group"].tolist()
    assert [label.split()[0] for label in labels] == parents
    assert labels[0] == labels[2] == "N district 1"
    assert labels[1] != labels[3]


def test_specialists_cover_territories():
    """An overlay: two specialists with homes and different shares of the work cover whole territories."""
    specialists = replace(groups(["cloud west", "cloud east"], [1.0, 31.0]), shares=np.array([[3.0], [1.0]]))
    found = group_territories(line(), Criteria(balance={"potential": 0.0}), specialists, STOP)
    assert found.to_frame()["group"].tolist() == ["cloud west"] * 3 + ["cloud east"]


def test_empty_territories_are_listed():
    """A territory without accounts is in no group, and says so."""
    plan = line().move([9, 10, 11], 2)
    found = group_territories(plan, Criteria(), 2, STOP)
    assert found.upper.territory_of[3] == -1
    assert [item.reason for item in found.upper.instance.unplaced] == ["it has no accounts"]
    assert found.to_frame()["group"].isna().tolist() == [False, False, False, True]
    assert (found.group_of_unit >= 0).all()


def test_a_matrix_between_accounts_serves():
    """Distances that are given are those between the middles; to reps alone they are not known."""
    between = np.abs(np.subtract.outer(XS, XS)) * 7
    facts = replace(line().instance, travel=TravelMatrix(between, between_units=True))
    plan = Alignment(facts, line().territory_of, np.full(4, -1, dtype=np.int32))
    upper = territories_as_units(plan, groups(["D"], [0.0]))
    assert upper.travel.distance.tolist() == (7 * np.abs(np.subtract.outer([1, 11, 21, 31], [1, 11, 21, 31]))).tolist()
    to_reps = replace(facts, travel=TravelMatrix(between[:, [1, 4, 7, 10]]))
    with pytest.raises(ValueError, match="only to reps"):
        territories_as_units(replace(plan, instance=to_reps), groups(["D"], [0.0]))


def test_misuse_is_told():
    """No group, numbers by parent without parents, parents of other territories or without a number."""
    with pytest.raises(ValueError, match="a group at least, given 0"):
        group_territories(line(), Criteria(), 0, STOP)
    with pytest.raises(ValueError, match="need within"):
        group_territories(line(), Criteria(), {"N": 1}, STOP)
    with pytest.raises(ValueError, match="1 parents for 4 territories"):
        group_territories(line(), Criteria(), {"N": 1}, STOP, within=["N"])
    with pytest.raises(ValueError, match="regions without a territory: S"):
        group_territories(line(), Criteria(), {"N": 1}, STOP, within=["N", "S", "N", "S"])
