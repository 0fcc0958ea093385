"""Objective and bound come towards each other."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from optimizer.convergence import Convergence
from optimizer.plotting import plot_convergence


@pytest.fixture
def seen():
    """A plan of 10, a bound of 4, then a plan of 8."""
    recorded = Convergence()
    for objective, bound, seconds in ((10.0, None, 1.0), (10.0, 4.0, 2.0), (8.0, 4.0, 5.0)):
        recorded.on_improvement(objective, bound, seconds)
    return recorded


def lines(ax):
    """Points of each line by its name."""
    return {line.get_label(): line.get_xydata().tolist() for line in ax.lines}


def test_plan_falls_and_bound_begins_where_it_is_known(seen):
    """The gap at the end is written."""
    ax = plot_convergence(seen)
    assert lines(ax)["best plan so far"] == [[1, 10], [2, 10], [5, 8]]
    assert lines(ax)["lower bound"] == [[2, 4], [5, 4]]
    assert ax.get_title(loc="right") == "gap 50.00%"


def test_search_without_bound_has_one_line():
    """Nothing proved, nothing drawn."""
    recorded = Convergence()
    recorded.on_improvement(10.0, None, 1.0)
    ax = plot_convergence(recorded)
    assert "lower bound" not in lines(ax)
    assert ax.get_title(loc="right") == ""


def test_nothing_recorded_is_told():
    """An empty picture would say that all is well."""
    with pytest.raises(ValueError, match="nothing was recorded"):
        plot_convergence(Convergence())


def test_given_axes_are_used_and_pyplot_is_left_alone(seen):
    """No second figure is made."""
    figure, ax = plt.subplots()
    assert plot_convergence(seen, ax) is ax
    assert plt.get_fignums() == [figure.number]
