"""How a search closed in on the best plan: the objective from above, the bound from below."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from optimizer.convergence import Convergence
from optimizer.result import Result, relative_gap

PLAN, BOUND, BETWEEN = "#332288", "#117733", "#EEEBE3"


def plot_convergence(seen: Convergence, ax: Axes | None = None, *, result: Result | None = None) -> Axes:
    """Draw objective and lower bound over the seconds of a search; what lies between is not yet known.

    Parameters
    ----------
    seen
        What was recorded.
    ax
        Where to draw; None for a new figure.
    result
        How the search ended, to draw both lines up to its end; None to end at the last improvement.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If nothing was recorded: no plan that keeps every rule was found.
    """
    frame = seen.to_frame()
    if frame.empty:
        raise ValueError("nothing was recorded: pass the observer to solve, and give it time to find a plan")
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    if result is not None and result.objective is not None:
        end = max(result.runtime, float(frame["seconds"].iloc[-1]))
        frame.loc[len(frame)] = [end, result.objective, np.nan if result.lower_bound is None else result.lower_bound]
    seconds, objective, bound = (frame[name].to_numpy() for name in ("seconds", "objective", "lower_bound"))
    known = np.isfinite(bound)
    ax.fill_between(seconds, bound, objective, where=known.tolist(), step="post", color=BETWEEN, linewidth=0, zorder=1)
    ax.step(seconds, objective, where="post", color=PLAN, linewidth=1.6, label="best plan so far", zorder=3)
    ax.plot(seconds, objective, ".", color=PLAN, markersize=5, zorder=4)
    if known.any():
        ax.step(seconds[known], bound[known], where="post", color=BOUND, linewidth=1.6, label="lower bound", zorder=3)
        gap = relative_gap(float(objective[-1]), float(bound[known][-1]))
        ax.set_title(f"gap {gap:.2%}", loc="right", fontsize=9, color="#555555")
    ax.set(xlabel="seconds", ylabel="objective")
    ax.margins(x=0.01)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    return ax
