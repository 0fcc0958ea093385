"""Names never overlap."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenarios.app.map.names import HEIGHT, HOME, LETTER, PADDING, place_names

SIZE = (400.0, 300.0)


def box(name, homes, names):
    x, y = homes[name.index] + (name.left, name.bottom)
    return np.array([x, y, x + LETTER * len(names[name.index]) + PADDING, y + HEIGHT])


def apart(first, second):
    return not ((first[:2] < second[2:] - 1e-9).all() and (second[:2] < first[2:] - 1e-9).all())


@given(st.lists(st.tuples(st.floats(-50, 450), st.floats(-50, 350), st.integers(1, 20)), max_size=25))
def test_names_overlap_neither_each_other_nor_homes_and_stay_on_the_map(rows):
    homes = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    names = ["x" * row[2] for row in rows]
    placed = place_names(homes, names, SIZE)
    boxes = [box(name, homes, names) for name in placed]
    for position, one in enumerate(boxes):
        assert one[0] >= -1e-9
        assert one[1] >= -1e-9
        assert one[2] <= SIZE[0] + 1e-9
        assert one[3] <= SIZE[1] + 1e-9
        assert all(apart(one, other) for other in boxes[position + 1 :])
        on_map = ((homes > -HOME) & (homes < np.add(SIZE, HOME))).all(axis=1)
        assert all(apart(one, np.array([*(home - HOME), *(home + HOME)])) for home in homes[on_map])


def test_a_name_alone_stands_above_its_home():
    (name,) = place_names(np.array([[200.0, 150.0]]), ["Ann"], SIZE)
    assert name.bottom > 0


def test_homes_that_are_not_there_have_no_name():
    assert place_names(np.array([[np.nan, np.nan], [900.0, 10.0]]), ["Ann", "Bob"], SIZE) == ()
