"""The square of moves shows what changes hands, and nothing that does not."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from optimizer.plotting import plot_moves
from optimizer.plotting.moves import MOST_NAMES


@pytest.fixture
def served(make):
    """Five accounts: two of r0, two of r1, one of nobody; r2 has none; potential 1, 2, 3, 4, 5."""
    return make([0, 1, 2, 3, 4], [0, 2, 4], measures={"potential": [1, 2, 3, 4, 5]}, incumbent=[0, 0, 1, 1, -1])


def cells(ax):
    """Amounts by (from, to)."""
    if not ax.images:
        return {}
    columns = [label.get_text() for label in ax.get_xticklabels()]
    rows = [label.get_text() for label in ax.get_yticklabels()]
    shown = np.asarray(np.ma.filled(ax.images[0].get_array(), 0.0))
    return {(rows[i], columns[j]): shown[i, j] for i, j in zip(*np.nonzero(shown), strict=True)}


def test_accounts_that_move_are_counted(served, plan):
    """One goes from r0 to r1, one from r1 to nobody, the new one to r2; who stays is not shown."""
    ax = plot_moves(plan(served, [0, 1, 1, -1, 2]))
    assert cells(ax) == {("r0", "r1"): 1, ("r1", "nobody"): 1, ("nobody", "r2"): 1}
    assert ax.get_title(loc="left") == "2 accounts change hands"


def test_one_account_is_told_as_one(served, plan):
    """Who counts to one writes so."""
    ax = plot_moves(plan(served, [0, 1, 1, 1, 2]))
    assert ax.get_title(loc="left") == "1 account changes hands"


def test_measure_is_summed(served, plan):
    """Amounts are those of the accounts that move."""
    ax = plot_moves(plan(served, [1, 1, 1, 1, 2]), measure="potential")
    assert cells(ax) == {("r0", "r1"): 3, ("nobody", "r2"): 5}
    assert ax.get_title(loc="left") == "3 of potential changes hands"


def test_accounts_no_plan_can_cover_do_not_move(make, plan):
    """An unplaced account of r0 is not given to nobody."""
    instance = make([0, None], [0, 5], incumbent=[0, 0], unplaced=[1])
    assert not cells(plot_moves(plan(instance, [0, -1])))


def test_nothing_moves(served, plan):
    """An empty square says so."""
    ax = plot_moves(plan(served, [0, 0, 1, 1, -1]))
    assert ax.get_title(loc="left") == "nothing changes hands"
    assert not cells(ax)
    ax.figure.canvas.draw()


def test_what_stays_can_be_shown(served, plan):
    """The diagonal of those involved then holds what they keep."""
    found = cells(plot_moves(plan(served, [0, 1, 1, 1, -1]), stays=True))
    assert found == {("r0", "r0"): 1, ("r0", "r1"): 1, ("r1", "r1"): 2}


def test_given_axes_are_used_and_pyplot_is_left_alone(served, plan):
    """No second figure is made."""
    figure, ax = plt.subplots()
    assert plot_moves(plan(served, [1, 1, 1, 1, 2]), ax) is ax
    assert plt.get_fignums() == [figure.number]


def test_many_territories_are_cut(make, plan):
    """Of a hundred those that give or take the most are drawn, and the picture can be drawn."""
    instance = make(list(range(100)), list(range(100)), incumbent=list(range(100)))
    ax = plot_moves(plan(instance, np.roll(np.arange(100), 1)))
    assert len(ax.get_yticklabels()) == MOST_NAMES
    ax.figure.canvas.draw()


def test_unknown_measure_is_told(served, plan):
    """The message names those there are."""
    with pytest.raises(ValueError, match="potential"):
        plot_moves(plan(served, [1] * 5), measure="beds")
