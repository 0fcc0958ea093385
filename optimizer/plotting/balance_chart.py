"""How evenly a plan is spread: the deviation of every territory beside what was allowed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from optimizer.assessment import Assessment, Balance
from optimizer.instance import Instance
from optimizer.rules import PRECISION
from optimizer.travel import Floats

MARKS = (("o", "#332288"), ("s", "#44AA99"), ("D", "#999933"), ("^", "#AA4499"))
"""Marker and colour of each measure, used again after the last."""
OUTSIDE = "#C3342B"
BAND = "#E7E5DF"
MOST_NAMES = 60
"""Beyond this many territories rows are not named."""


def plot_balance(
    assessment: Assessment,
    instance: Instance,
    ax: Axes | None = None,
    *,
    measures: Sequence[str] | None = None,
    territories: Sequence[Hashable] | None = None,
) -> Axes:
    """Draw one row a territory and in it one dot a measure: how far it is off target, and how far it may be.

    The band of a measure is its tolerance; a dot outside has a red ring, a measure that is only watched is hollow
    and has no band. A territory that has something but no target stands at the right edge.

    Parameters
    ----------
    assessment
        The judgement of a plan.
    instance
        The facts it is about; they name the territories.
    ax
        Where to draw; None for a new figure.
    measures
        Those to draw; None for all that have a tolerance, or all where none has.
    territories
        Labels of those to draw; None for all.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If a measure or territory is unknown.
    """
    balances = _balances(assessment, measures)
    rows = _rows(instance, territories)
    if ax is None:
        tall = 1.2 + min(0.13 * (1 + len(balances)) * len(rows), 16.0)
        _, ax = plt.subplots(figsize=(7, tall), layout="constrained")
    reach = _reach(balances, rows)
    height = 0.84 / len(balances)
    for position, balance in enumerate(balances):
        y = np.arange(len(rows), dtype=np.float64) - 0.42 + height * (position + 0.5)
        mark = MARKS[position % len(MARKS)]
        _draw_measure(ax, balance, balance.deviation[rows], y=y, height=height, reach=reach, mark=mark)
    reps, ids = instance.territories.reps, instance.territories.ids
    _dress(ax, [reps[row] or str(ids[row]) for row in rows], reach)
    _explain(ax, balances)
    return ax


def _balances(assessment: Assessment, measures: Sequence[str] | None) -> list[Balance]:
    if measures is None:
        asked = [balance for balance in assessment.balance.values() if balance.tolerance is not None]
        return asked or list(assessment.balance.values())
    unknown = [measure for measure in measures if measure not in assessment.balance]
    if unknown or not measures:
        known = ", ".join(assessment.balance)
        raise ValueError(f"give at least one measure of {known}; given {', '.join(unknown) or 'none'}")
    return [assessment.balance[measure] for measure in measures]


def _rows(instance: Instance, labels: Sequence[Hashable] | None) -> NDArray[np.intp]:
    """Find the indices of the territories to draw, the first at the top."""
    if labels is None:
        return np.arange(instance.num_territories)
    rows = instance.territories.ids.get_indexer(pd.Index(list(labels), dtype=object))
    unknown = [label for label, row in zip(labels, rows.tolist(), strict=True) if row < 0]
    if unknown or not len(rows):
        raise ValueError(f"give at least one territory of the instance; unknown: {unknown[:3]}")
    return np.asarray(rows)


def _reach(balances: Sequence[Balance], rows: NDArray[np.intp]) -> float:
    """Largest deviation the chart must show."""
    shown = [np.abs(balance.deviation[rows]) for balance in balances]
    largest = [float(values[np.isfinite(values)].max(initial=0.0)) for values in shown]
    return 1.12 * max(0.02, *largest, *(min(balance.tolerance or 0.0, 1.0) for balance in balances))


def _draw_measure(
    ax: Axes, balance: Balance, deviation: Floats, *, y: Floats, height: float, reach: float, mark: tuple[str, str]
) -> None:
    marker, colour = mark
    tolerance = balance.tolerance
    if tolerance is not None:
        ax.barh(y, 2 * tolerance, height, left=-tolerance, color=BAND, linewidth=0, zorder=1)
    x = np.clip(deviation, -reach, reach)
    outside = np.abs(deviation) > (np.inf if tolerance is None else tolerance + PRECISION)
    ax.hlines(y, 0, x, colors=colour, linewidth=1.0, zorder=2)
    ax.scatter(
        x,
        y,
        s=34,
        marker=marker,
        facecolors="white" if tolerance is None else colour,
        edgecolors=np.where(outside, OUTSIDE, colour).tolist(),
        linewidths=np.where(outside, 1.8, 1.0).tolist(),
        clip_on=False,
        zorder=3,
    )


def _dress(ax: Axes, names: Sequence[str], reach: float) -> None:
    """Name the rows, give shares in per cent, take away what is no information."""
    ax.axvline(0.0, color="#555555", linewidth=0.8, zorder=1.5)
    ax.set(xlim=(-reach, reach), ylim=(len(names) - 0.4, -0.6), xlabel="off target")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:+.3g}%" if share else "0"))
    named = names if len(names) <= MOST_NAMES else []
    ax.set_yticks(np.arange(len(named)), named)
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "right", "top"]].set_visible(False)


def _explain(ax: Axes, balances: Sequence[Balance]) -> None:
    """Write the legend above the chart: which mark is which measure, and what was allowed."""
    handles = []
    for position, balance in enumerate(balances):
        marker, colour = MARKS[position % len(MARKS)]
        allowed = "watched" if balance.tolerance is None else f"within {100 * balance.tolerance:.3g}%"
        face = "white" if balance.tolerance is None else colour
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker=marker,
                markerfacecolor=face,
                markeredgecolor=colour,
                label=f"{balance.measure} ({allowed})",
            )
        )
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(2, len(handles)), frameon=False)
