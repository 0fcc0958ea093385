"""The trade-off between two goals: every plan a dot, the frontier a line, the knee marked."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

FRONT = "#332288"
BEATEN = "#B5B2AA"
KNEE = "#C3342B"
NUMBER = "{x:,.10g}"
"""How amounts are written along the axes."""
MOST_NAMES = 12
"""Beyond this many plans on the frontier only its ends and the knee are named."""


def plot_frontier(
    values: ArrayLike,
    names: Sequence[str],
    ax: Axes | None = None,
    *,
    on_frontier: ArrayLike | None = None,
    knee: str | None = None,
    labels: tuple[str, str] = ("", ""),
) -> Axes:
    """Draw plans by two figures of which less is better.

    Parameters
    ----------
    values
        (p, 2) figures of each plan: across and up.
    names
        (p,) names of the plans.
    ax
        Where to draw; None for a new figure.
    on_frontier
        (p,) True for plans that nothing beats, which may be so for a third figure; None for those that nothing beats
        in these two.
    knee
        Name of the plan to mark, None for none.
    labels
        What the two figures are, with their units.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If shapes disagree or the knee is none of the plans.
    """
    points = np.asarray(values, dtype=np.float64)
    if points.shape != (len(names), 2):
        raise ValueError(f"values have shape {points.shape}, expected ({len(names)}, 2): two figures a plan")
    if knee is not None and knee not in names:
        raise ValueError(f"the knee {knee!r} is none of the plans: {', '.join(names)}")
    front = _unbeaten(points) if on_frontier is None else np.asarray(on_frontier, dtype=bool)
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 5), layout="constrained")
    order = np.flatnonzero(front)[np.lexsort((points[front, 1], points[front, 0]))]
    if not front.all():
        ax.scatter(points[~front, 0], points[~front, 1], s=22, color=BEATEN, label="beaten", zorder=2)
    if len(order):
        ax.plot(*points[order].T, color=FRONT, marker="o", markersize=5, linewidth=1.4, label="frontier", zorder=3)
    if knee is not None:
        at = list(names).index(knee)
        ax.scatter(
            points[at, 0],
            points[at, 1],
            s=130,
            facecolors="none",
            edgecolors=KNEE,
            linewidths=1.8,
            label="knee",
            zorder=4,
        )
    _tell(ax, points, _named(order, names, knee), names)
    ax.set_xlabel(labels[0])
    ax.set_ylabel(labels[1])
    ax.xaxis.set_major_formatter(NUMBER)
    ax.yaxis.set_major_formatter(NUMBER)
    ax.spines[["top", "right"]].set_visible(False)
    if len(points):
        ax.legend(frameon=False, fontsize=8)
    return ax


def _tell(ax: Axes, points: NDArray[np.float64], rows: Sequence[int], names: Sequence[str]) -> None:
    """Write names beside plans; those of plans at one place share a line."""
    told: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        told.setdefault((points[row, 0], points[row, 1]), []).append(names[row])
    for place, here in told.items():
        ax.annotate(", ".join(here), place, xytext=(5, 5), textcoords="offset points", fontsize=8)


def _named(order: NDArray[np.intp], names: Sequence[str], knee: str | None) -> list[int]:
    """Rows whose name fits into the picture: all where they are few, or the ends and the knee."""
    rows: list[int] = order.tolist()
    if len(rows) <= MOST_NAMES:
        return rows
    return [row for row in rows if row in (rows[0], rows[-1]) or names[row] == knee]


def _unbeaten(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(p,) True where no other point is nowhere worse and somewhere better."""
    beaten = [bool(((points <= row).all(axis=1) & (points < row).any(axis=1)).any()) for row in points]
    return ~np.array(beaten, dtype=bool)
