"""Names stand beside their points and not on each other."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from optimizer.plotting.labels import write_labels


@pytest.fixture
def square():
    """Axes from 0 to 10 both ways."""
    _, ax = plt.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return ax


def boxes(ax):
    """Extents of the texts as they are drawn, pixels."""
    ax.figure.canvas.draw()
    return [text.get_window_extent() for text in ax.texts]


def test_lone_name_stands_above_its_point(square):
    """With room all around the first choice is above."""
    write_labels(square, np.array([[5.0, 5.0]]), ["Ada"])
    assert [text.get_text() for text in square.texts] == ["Ada"]
    assert boxes(square)[0].y0 > square.transData.transform((5, 5))[1]


def test_names_of_close_points_do_not_overlap(square):
    """Four points a few pixels apart get names on different sides."""
    points = np.array([[5.0, 5.0], [5.1, 5.0], [5.0, 5.1], [5.1, 5.1]])
    write_labels(square, points, ["Ada Lovelace", "Bob", "Cy Young", "Di"])
    drawn = boxes(square)
    assert not any(a.overlaps(b) for i, a in enumerate(drawn) for b in drawn[i + 1 :])


def test_name_at_the_edge_turns_inwards(square):
    """A point in the upper right corner has its name below or to the left."""
    write_labels(square, np.array([[10.0, 10.0]]), ["Katherine Johnson"])
    x, y = square.transData.transform((10, 10))
    box = boxes(square)[0]
    assert box.x1 <= x
    assert box.y0 <= y


def test_no_names_write_nothing(square):
    """An empty list is fine."""
    write_labels(square, np.empty((0, 2)), [])
    assert not square.texts
