"""Sets grown from a root: a path has as many as pairs of ends, and limits cut the rest."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers.growth import Area, grow

LOTS = 1_000


def _path(count: int, lower: float, upper: float, *, most: int = 10) -> Area:
    """A path of items that weigh 1, which cost how far they are apart."""
    near = [[other for other in (item - 1, item + 1) if 0 <= other < count] for item in range(count)]
    return Area(
        near_start=np.concatenate([[0], np.cumsum([len(each) for each in near])]).astype(np.int32),
        near=np.concatenate(near).astype(np.int32),
        amount=np.ones((count, 1)),
        lower=np.array([lower]),
        upper=np.array([upper]),
        cost=np.abs(np.subtract.outer(np.arange(count), np.arange(count))).astype(np.float64),
        most=most,
    )


def _sets(area: Area, root: int) -> list[list[int]]:
    bits, _, _, _ = grow(area, root, LOTS, LOTS)
    return [[item for item in range(len(area.amount)) if int(row[0]) >> item & 1] for row in bits]


def test_every_stretch_of_a_path():
    """From the first item of five there are five stretches, from the last only itself."""
    area = _path(5, 0.0, 5.0)
    assert _sets(area, 0) == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]
    assert _sets(area, 4) == [[4]]
    assert sum(len(_sets(area, root)) for root in range(5)) == 15


def test_limits():
    """Sets too light or too heavy are left out, and roots from which none is heavy enough have none."""
    area = _path(6, 2.0, 3.0)
    assert _sets(area, 0) == [[0, 1], [0, 1, 2]]
    assert _sets(area, 2) == [[2, 3]]  # with three items the last would be left alone, too light
    assert _sets(area, 5) == []


def test_what_is_left_must_be_whole_territories():
    """The middle of a path of three leaves two pieces, one more than a plan of two territories has."""
    assert [1] in _sets(_path(3, 1.0, 1.0, most=3), 1)
    assert _sets(_path(3, 1.0, 2.0, most=2), 1) == [[1, 2]]
    assert _sets(_path(4, 2.0, 2.0, most=2), 1) == []


def test_centres_and_costs():
    """The centre of three in a row is the middle one."""
    _, centre, cost, _ = grow(_path(3, 3.0, 3.0), 0, LOTS, LOTS)
    assert (centre.tolist(), cost.tolist()) == ([1], [2.0])


def test_a_closed_centre():
    """Where no item may be the centre there is no territory."""
    area = _path(2, 2.0, 2.0)
    assert len(grow(area._replace(cost=np.full((2, 2), np.inf)), 0, LOTS, LOTS)[2]) == 0


@pytest.mark.parametrize("most", [(3, LOTS), (LOTS, 2)])
def test_effort_used_up(most):
    """A list that was cut short says that all steps allowed were taken."""
    _, _, cost, steps = grow(_path(6, 0.0, 6.0), 0, *most)
    assert steps == most[0]
    assert len(cost) <= 3
