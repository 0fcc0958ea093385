"""Names keep off each other, off points, and on the paper."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from optimizer.plotting.placement import SIDES, _box, _overlap, place_names

PAPER = np.array([0.0, 0.0, 400.0, 400.0])


def test_lone_name_stands_above():
    """With room all around the first choice is taken."""
    assert place_names(np.array([[200.0, 200.0]]), ["Ann"], size=10, inside=PAPER) == [(0, 1)]


def test_names_at_corners_turn_inwards():
    """The whole name is on the paper."""
    corners = np.array([[0.0, 0], [400, 0], [0, 400], [400, 400]])
    names = ["Katherine"] * 4
    for point, name, side in zip(corners, names, place_names(corners, names, size=10, inside=PAPER), strict=True):
        box = _box(point, side, len(name), 10)
        assert _overlap(box, PAPER) == np.prod(box[2:] - box[:2])


@given(st.integers(0, 10_000))
def test_two_names_never_overlap_where_there_is_room(seed):
    """Two points anywhere in the middle get names that are apart."""
    points = 150 + 100 * np.random.default_rng(seed).random((2, 2))
    sides = place_names(points, ["Bob Ray", "Cyd Lee"], size=10, inside=PAPER)
    assert set(sides) <= set(SIDES)
    first, second = (_box(point, side, 7, 10) for point, side in zip(points, sides, strict=True))
    assert _overlap(first, second) < 1
