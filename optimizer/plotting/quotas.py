"""Who carries what number, beside what the same accounts brought before."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike

from optimizer.quotas.bounds import Bound
from optimizer.quotas.plan import QuotaPlan
from optimizer.travel import Floats

QUOTA, HISTORY, HELD = "#332288", "#44AA99", "#C3342B"
MOST_NAMES = 60
"""Beyond this many territories rows are not named."""
MOST_TICKS = 5
"""Amounts are long: with more steps along the axis they would cover each other."""


def plot_quotas(plan: QuotaPlan, ax: Axes | None = None, *, chances: ArrayLike | None = None) -> Axes:
    """Draw a row a territory, the largest quota first: history, quota, and the growth from the one to the other.

    A quota held by a floor or a cap has a red ring.

    Parameters
    ----------
    plan
        The quotas.
    ax
        Where to draw; None for a new figure.
    chances
        (k,) chance of attainment, 0..1, written at the right; None for none.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If there is not one chance a territory.
    """
    k = len(plan.labels)
    attain = None if chances is None else np.asarray(chances, dtype=np.float64)
    if attain is not None and attain.shape != (k,):
        raise ValueError(f"chances have shape {attain.shape}, expected ({k},): one a territory")
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 1.2 + min(0.26 * k, 16.0)), layout="constrained")
    order = np.argsort(-plan.cents, kind="stable")
    quota, y = plan.cents[order] / 100.0, np.arange(k, dtype=np.float64)
    if plan.history is None:
        ax.hlines(y, 0, quota, colors="#D8D5CD", linewidth=2.0, zorder=1)
    else:
        history = plan.history[order]
        ax.hlines(y, history, quota, colors="#D8D5CD", linewidth=2.0, zorder=1)
        ax.scatter(history, y, s=30, facecolors="white", edgecolors=HISTORY, linewidths=1.4, label="history", zorder=2)
    held = np.array([plan.binding[row] is not Bound.NONE for row in order])
    ax.scatter(quota, y, s=34, color=QUOTA, label="quota", zorder=3)
    if held.any():
        ring = ax.scatter(quota[held], y[held], s=80, facecolors="none", edgecolors=HELD, linewidths=1.6, zorder=4)
        ring.set_label("held by a floor or cap")
    _write(ax, plan, order.tolist(), chances=attain)
    _dress(ax, [plan.reps[row] or str(plan.labels[row]) for row in order])
    return ax


def _write(ax: Axes, plan: QuotaPlan, order: list[int], *, chances: Floats | None) -> None:
    """Write growth and chance behind each row."""
    if len(order) > MOST_NAMES:
        return
    for y, row in enumerate(order):
        growth = np.nan if plan.growth is None else float(plan.growth[row])
        told = [f"{growth:+.0%}"] if np.isfinite(growth) else []
        if chances is not None and np.isfinite(chances[row]):
            told.append(f"P {chances[row]:.0%}")
        right = max(plan.cents[row] / 100.0, 0.0 if plan.history is None else float(plan.history[row]))
        ax.annotate("  ".join(told), (right, y), xytext=(8, 0), textcoords="offset points", va="center", fontsize=7)


def _dress(ax: Axes, names: list[str]) -> None:
    named = names if len(names) <= MOST_NAMES else []
    ax.set_yticks(range(len(named)), named)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, 0.0) if low < 0.3 * high else low, high + 0.12 * (high - low))
    ax.xaxis.set_major_locator(MaxNLocator(MOST_TICKS))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3)
