"""A row a rep, the largest quota first, beside what the accounts brought before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PathCollection

from optimizer.plotting import plot_quotas
from optimizer.quotas.bounds import Bound
from optimizer.quotas.plan import QuotaPlan


@pytest.fixture
def quotas():
    """Quotas of 30, 50 and 20 after a history of 25, 0 and 40; the second is held by a cap."""
    return QuotaPlan(
        labels=("a", "b", "c"),
        reps=("Ann", "Bob", ""),
        cents=np.array([3000, 5000, 2000]),
        target=Decimal(100),
        over_assignment=0.0,
        weight_shares=np.full(3, 1 / 3),
        history=np.array([25.0, 0.0, 40.0]),
        binding=(Bound.NONE, Bound.CAP, Bound.NONE),
    )


def layer(ax, label):
    """Places of the dots of one layer."""
    found = [c for c in ax.collections if isinstance(c, PathCollection) and c.get_label() == label]
    return found[0].get_offsets().tolist() if found else []


def test_quotas_stand_in_order_beside_their_history(quotas):
    """The largest at the top; names are those of reps, or of territories without one."""
    ax = plot_quotas(quotas)
    assert layer(ax, "quota") == [[50, 0], [30, 1], [20, 2]]
    assert layer(ax, "history") == [[0, 0], [25, 1], [40, 2]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Bob", "Ann", "c"]


def test_growth_and_chance_are_written(quotas):
    """No growth is told of who has no history; no chance of who has none."""
    ax = plot_quotas(quotas, chances=[0.25, np.nan, 0.5])
    assert [text.get_text() for text in ax.texts] == ["", "+20%  P 25%", "-50%  P 50%"]


def test_bounds_are_ringed(quotas):
    """The quota at its cap has a ring."""
    assert layer(plot_quotas(quotas), "held by a floor or cap") == [[50, 0]]


def test_axes_begin_near_what_they_show(quotas):
    """All marks lie within the limits."""
    low, high = plot_quotas(quotas).get_xlim()
    assert low <= 0
    assert high > 50


def test_wrong_chances_are_told(quotas):
    """One chance a territory."""
    with pytest.raises(ValueError, match="one a territory"):
        plot_quotas(quotas, chances=[0.5])


def test_given_axes_are_used_and_pyplot_is_left_alone(quotas):
    """No second figure is made."""
    figure, ax = plt.subplots()
    assert plot_quotas(quotas, ax) is ax
    assert plt.get_fignums() == [figure.number]


def test_amounts_along_the_axis_do_not_cover_each_other(quotas):
    """Amounts of millions that lie close together still have room beside long names."""
    cents = np.array([1_800_000_00, 3_480_000_00, 3_000_000_00])
    history = np.array([1_600_000.0, 3_250_000.0, 2_850_000.0])
    reps = ("Ranjit Varkey Chudukatil", "Ann", "Bob")
    ax = plot_quotas(replace(quotas, reps=reps, cents=cents, target=Decimal(8_280_000), history=history))
    ax.figure.canvas.draw()
    low, high = ax.get_xlim()
    shown = [label for label in ax.get_xticklabels() if low <= label.get_position()[0] <= high]
    boxes = [label.get_window_extent() for label in shown]
    assert len(boxes) >= 3
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    plt.close(ax.figure)
