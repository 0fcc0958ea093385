"""The picture of a frontier shows every plan once and says what the table says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from optimizer.plotting.frontier import plot_frontier

PLANS = np.array([[0.0, 9.0], [1.0, 4.0], [4.0, 3.0], [4.0, 5.0]])
NAMES = ("cheap", "bend", "close", "beaten")


@pytest.fixture
def ax():
    """Axes that are closed afterwards."""
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def texts(ax):
    """Names written at plans."""
    return {text.get_text() for text in ax.texts}


def test_line_dots_and_knee(ax):
    """The line runs through the frontier from left to right, others are dots beside it, the knee has a ring."""
    assert (
        plot_frontier(PLANS[[2, 3, 0, 1]], [NAMES[i] for i in (2, 3, 0, 1)], ax, knee="bend", labels=("a", "b")) is ax
    )
    assert ax.lines[0].get_xydata().tolist() == PLANS[:3].tolist()
    dots, ring = (collection.get_offsets().tolist() for collection in ax.collections)
    assert dots == [[4.0, 5.0]]
    assert ring == [[1.0, 4.0]]
    assert texts(ax) == {"cheap", "bend", "close"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")


def test_a_frontier_of_more_goals_is_taken_as_given(ax):
    """A plan that is beaten in these two figures but not in a third stands on the line."""
    plot_frontier(PLANS, NAMES, ax, on_frontier=[True] * 4)
    assert len(ax.lines[0].get_xydata()) == 4


def test_plans_at_one_place_share_a_name_and_large_figures_are_grouped(ax):
    """Names of plans that have the same figures stand beside each other; nothing is said of dots that are not there."""
    plot_frontier([[0.1, 340_000.0], [0.2, 330_000.0], [0.2, 330_000.0]], ("10%", "20%", "30%"), ax)
    assert texts(ax) == {"10%", "20%, 30%"}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["frontier"]
    assert (ax.xaxis.get_major_formatter()(0.1 + 0.2), ax.yaxis.get_major_formatter()(340_000.0)) == ("0.3", "340,000")


def test_long_frontiers_name_ends_and_knee_only(ax):
    """Names do not cover each other where there are many plans."""
    steps = np.arange(40.0)
    plot_frontier(np.column_stack([steps, -steps]), [f"p{i}" for i in range(40)], ax, knee="p20")
    assert texts(ax) == {"p0", "p20", "p39"}


def test_nothing_to_draw(ax):
    """No plans make an empty picture; equal plans one point."""
    assert not plot_frontier(np.empty((0, 2)), (), ax).lines
    assert len(plot_frontier([[1, 1], [1, 1]], ("a", "b"), ax).lines[0].get_xydata()) == 2


def test_a_figure_of_its_own():
    """Without axes a new figure is made."""
    made = plot_frontier(PLANS, NAMES)
    plt.close(made.figure)
    assert made.lines


def test_refuses_misuse():
    """Three figures a plan, and a knee that is none of them, are told."""
    with pytest.raises(ValueError, match="two figures a plan"):
        plot_frontier(np.zeros((2, 3)), ("a", "b"))
    with pytest.raises(ValueError, match="none of the plans"):
        plot_frontier(PLANS, NAMES, knee="other")
