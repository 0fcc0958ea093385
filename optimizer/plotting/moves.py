"""Who gives how much to whom: a square with a row for each rep of today and a column for each of the plan."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import COUNT, NOBODY
from optimizer.travel import Floats

MOST_NAMES = 40
"""Beyond this many territories only those that give or take the most are drawn."""
MOST_FIGURES = 16
"""Beyond this many rows cells are coloured and carry no figure."""
COLOURS = "Purples"


def plot_moves(alignment: Alignment, ax: Axes | None = None, *, measure: str = COUNT, stays: bool = False) -> Axes:
    """Draw what changes hands between the reps of today (rows) and those of a plan (columns).

    Territories that neither give nor take are left out; new accounts come from "nobody", and those without a territory
    go there.

    Parameters
    ----------
    alignment
        The plan.
    ax
        Where to draw; None for a new figure.
    measure
        What is counted; accounts by default.
    stays
        Whether the diagonal shows what everybody keeps; it then is coloured with the rest.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If there is no measure of that name.
    """
    flows = _flows(alignment, measure)
    moves = flows * (1.0 - np.eye(len(flows)))
    rows = _involved(moves)
    if ax is None:
        side = 2.2 + 0.36 * min(max(len(rows), 3), 20)
        _, ax = plt.subplots(figsize=(min(side + 0.6, 9), min(side, 8.4)), layout="constrained")
    shown = (flows if stays else moves)[np.ix_(rows, rows)]
    _draw(ax, shown)
    names = [*_names(alignment), "nobody"]
    labels = [names[row] for row in rows]
    ax.set_xticks(range(len(rows)), labels, rotation=40, ha="right", fontsize=8)
    ax.set_yticks(range(len(rows)), labels, fontsize=8)
    ax.set(xlabel="to, in the plan", ylabel="from, today")
    moved = float(moves[:-1].sum())
    what = f"{moved:,.0f} of {measure} changes"
    if measure == COUNT:
        what = "1 account changes" if moved == 1 else f"{moved:,.0f} accounts change"
    ax.set_title(f"{what} hands" if moved else "nothing changes hands", loc="left", fontsize=10)
    return ax


def _flows(alignment: Alignment, measure: str) -> Floats:
    """(k + 1, k + 1) amount by territory of today and of the plan, the last for none; units no plan covers left out."""
    instance = alignment.instance
    k = instance.num_territories
    counted = np.ones(instance.num_units, dtype=bool)
    counted[[item.unit for item in instance.unplaced]] = False
    was, now = instance.units.incumbent, alignment.territory_of
    counted &= (was != NOBODY) | (now != NOBODY)
    cell = (was % (k + 1)).astype(np.int64) * (k + 1) + now % (k + 1)
    amounts = instance.amounts(measure)
    flat = np.bincount(cell[counted], amounts[counted], minlength=(k + 1) ** 2)
    return flat.reshape(k + 1, k + 1).astype(np.float64)


def _involved(moves: Floats) -> NDArray[np.intp]:
    """Rows that give or take something, in order; of many those with the most."""
    volume = moves.sum(axis=0) + moves.sum(axis=1)
    most = np.argsort(-volume, kind="stable")[:MOST_NAMES]
    return np.sort(most[volume[most] > 0])


def _names(alignment: Alignment) -> list[str]:
    held = alignment.instance.territories
    return [rep or str(label) for rep, label in zip(held.reps, held.ids, strict=True)]


def _draw(ax: Axes, shown: Floats) -> None:
    """Colour the cells, and write their amounts where there is room."""
    if not shown.size:
        return
    largest = float(shown.max(initial=0.0))
    ax.imshow(np.where(shown > 0, shown, np.nan), cmap=COLOURS, vmin=0.0, vmax=largest or 1.0, aspect="equal")
    ax.set_xticks(np.arange(len(shown) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(shown) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="#E4E1DA", linewidth=0.6)
    ax.tick_params(which="both", length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    if len(shown) > MOST_FIGURES:
        return
    for row, column in zip(*np.nonzero(shown > 0), strict=True):
        value = float(shown[row, column])
        dark = value > 0.55 * largest
        ax.text(column, row, _short(value), ha="center", va="center", fontsize=7, color="white" if dark else "#222222")


def _short(value: float) -> str:
    """Write an amount in a few letters."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"
