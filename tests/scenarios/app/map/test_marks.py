"""Accounts as they are drawn."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenarios.app.map.marks import make_marks, most_frequent


def test_few_accounts_are_points_of_their_own():
    marks = make_marks(np.array([[0.0, 0.0], [np.nan, np.nan], [1.0, 1.0]]))
    assert marks.of_unit.tolist() == [0, -1, 1]
    assert not marks.binned
    assert marks.owner(np.array([2, 1, 0], np.int32), 3).tolist() == [2, 0]
    assert marks.units_at(np.array([1])).tolist() == [2]


@given(arrays(np.float64, st.tuples(st.integers(12, 60), st.just(2)), elements=st.floats(0, 100)))
def test_bins_hold_every_account_once(points):
    marks = make_marks(points, most=10)
    assert marks.binned
    assert marks.size.sum() == len(points)
    assert sorted(marks.units_at(np.arange(len(marks))).tolist()) == list(range(len(points)))
    width = max(np.ptp(points, axis=0).max() / 150, 1e-9)
    far = np.linalg.norm(points - marks.points[marks.of_unit], axis=1)
    assert (far <= 1.2 * width + 1e-9).all()


@given(
    st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 3)), max_size=40),
)
def test_the_owner_of_a_bin_is_whom_most_of_it_belongs_to(pairs):
    bins = np.array([pair[0] for pair in pairs], dtype=np.int32)
    homes = np.array([pair[1] for pair in pairs], dtype=np.int32)
    owner = most_frequent(bins, homes, 5, 4)
    for place in range(5):
        votes = [home for of, home in zip(bins, homes, strict=True) if of == place and home >= 0]
        counts = [votes.count(home) for home in range(4)]
        assert owner[place] == (int(np.argmax(counts)) if votes else -1)
