"""The map of a plan: who serves which account, and from where."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Planar

from .colours import UNSERVED, territory_colours
from .labels import write_labels
from .projection import Projection, project, stretch

LAND, BORDER = "#F3F1EC", "#CFCBC2"
MARGIN = 0.04
"""White space around the accounts, as share of the width and height they take."""
WIDTH = 10.0
"""Of a new figure, inches."""
DEGREES = "EPSG:4326"


def plot_alignment(
    alignment: Alignment,
    ax: Axes | None = None,
    *,
    territories: Sequence[Hashable] | None = None,
    size_by: str | None = None,
    spokes: bool = False,
    labels: bool = True,
    colours: Mapping[Hashable, str] | None = None,
    borders: gpd.GeoDataFrame | None = None,
) -> Axes:
    """Draw the accounts in the colour of their territory, with its centre or rep location.

    Accounts without a territory are grey; those without coordinates cannot be drawn.

    Parameters
    ----------
    alignment
        The plan.
    ax
        Where to draw; None for a new figure.
    territories
        Labels of those to draw, accounts without a territory then left out; None for all.
    size_by
        Measure that the area of a dot stands for; None for dots of one size.
    spokes
        Whether each account is joined to its centre by a thin line.
    labels
        Whether centres carry the name of their rep.
    colours
        Territory label -> colour, to draw several plans alike; those not named get that of ``territory_colours``.
    borders
        Outlines to draw below, such as states; brought to degrees where its reference system is known.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If a territory or measure is unknown, or no account to be drawn has a place.
    """
    instance = alignment.instance
    chosen = _chosen(alignment, territories)
    places = project(alignment)
    drawn = np.isfinite(places.units).all(axis=1) & _covered(alignment, chosen, everything=territories is None)
    if not drawn.any():
        raise ValueError("no account to be drawn has a place")
    sizes = _sizes(alignment, drawn, size_by)
    of_label = {**territory_colours(alignment), **(colours or {})}
    colour_of = np.array([*(of_label[label] for label in instance.territories.ids), UNSERVED], dtype=object)
    homes = chosen & np.isfinite(places.centres).all(axis=1)
    points = np.vstack([places.units[drawn], places.centres[homes]])
    proportion = stretch(instance, points[:, 1])
    if ax is None:
        _, ax = plt.subplots(figsize=_figure_size(points, proportion), layout="constrained")

    if borders is not None:
        _draw_borders(ax, borders, planar=isinstance(instance.travel, Planar))
    if spokes:
        _draw_spokes(ax, alignment, places, drawn=drawn, colour_of=colour_of)
    _draw_units(ax, alignment, places, drawn=drawn, sizes=sizes, colour_of=colour_of)
    _draw_centres(ax, places, homes=homes, colour_of=colour_of)
    _frame(ax, points, proportion)
    if labels:
        names = [
            rep or str(label) for rep, label in zip(instance.territories.reps, instance.territories.ids, strict=True)
        ]
        write_labels(ax, places.centres[homes], [names[territory] for territory in np.flatnonzero(homes)])
    return ax


def _chosen(alignment: Alignment, labels: Sequence[Hashable] | None) -> NDArray[np.bool_]:
    """(k,) True for the territories to draw."""
    known = alignment.instance.territories.ids
    if labels is None:
        return np.ones(len(known), dtype=bool)
    unknown = [label for label in labels if label not in known]
    if unknown:
        raise ValueError(f"no territory {unknown[0]!r}; known: {', '.join(map(str, known[:20]))}")
    return np.asarray(known.isin(list(labels)))


def _covered(alignment: Alignment, chosen: NDArray[np.bool_], *, everything: bool) -> NDArray[np.bool_]:
    """(n,) True for units of the chosen territories, and for those without one if everything is drawn."""
    return np.append(chosen, everything)[alignment.territory_of]


def _sizes(alignment: Alignment, drawn: NDArray[np.bool_], measure: str | None) -> Floats:
    """(drawn,) areas of the dots, square points: smaller the more there are."""
    count = int(drawn.sum())
    typical = float(np.clip(12_000 / count, 1.5, 30))
    if measure is None:
        return np.full(count, typical)
    amounts = alignment.instance.amounts(measure)[drawn]
    mean = amounts.mean()
    return np.asarray(typical * (0.15 + amounts / mean if mean > 0 else np.ones(count)))


def _draw_borders(ax: Axes, borders: gpd.GeoDataFrame, *, planar: bool) -> None:
    shapes = borders if planar or borders.crs is None else borders.to_crs(DEGREES)
    # Without an aspect of its own the layer leaves that of the axes alone.
    shapes.plot(ax=ax, color=LAND, edgecolor=BORDER, linewidth=0.6, zorder=0, aspect=None)


def _draw_spokes(
    ax: Axes, alignment: Alignment, places: Projection, *, drawn: NDArray[np.bool_], colour_of: NDArray[np.object_]
) -> None:
    served = np.flatnonzero(drawn & (alignment.territory_of != NOBODY))
    territory = alignment.territory_of[served]
    lines = np.stack([places.units[served], places.centres[territory]], axis=1)
    there = np.isfinite(lines).all(axis=(1, 2))
    spokes = LineCollection(
        list(lines[there]), colors=colour_of[territory[there]].tolist(), linewidths=0.5, alpha=0.35, zorder=1
    )
    ax.add_collection(spokes)


def _draw_units(
    ax: Axes,
    alignment: Alignment,
    places: Projection,
    *,
    drawn: NDArray[np.bool_],
    sizes: Floats,
    colour_of: NDArray[np.object_],
) -> None:
    x, y = places.units[drawn].T
    territory = alignment.territory_of[drawn]
    for served, order in ((False, 2), (True, 3)):
        here = (territory != NOBODY) == served
        if here.any():
            # The largest first, so that no dot hides behind a larger one.
            rows = np.flatnonzero(here)[np.argsort(-sizes[here], kind="stable")]
            ax.scatter(
                x[rows],
                y[rows],
                s=sizes[rows],
                c=colour_of[territory[rows]].tolist(),
                linewidths=0.25,
                edgecolors="white",
                zorder=order,
            )


def _draw_centres(ax: Axes, places: Projection, *, homes: NDArray[np.bool_], colour_of: NDArray[np.object_]) -> None:
    if homes.any():
        x, y = places.centres[homes].T
        colours = colour_of[:-1][homes].tolist()
        ax.scatter(x, y, s=95, marker="s", c="white", linewidths=0.8, edgecolors="black", zorder=4)
        ax.scatter(x, y, s=42, marker="s", c=colours, linewidths=0, zorder=5)


def _figure_size(points: Floats, proportion: float) -> tuple[float, float]:
    """Width and height in inches that leave little white beside the map."""
    width, height = np.ptp(points, axis=0) * (1.0, proportion)
    return WIDTH, WIDTH * float(np.clip(height / max(width, 1e-9), 0.35, 1.0))


def _frame(ax: Axes, points: Floats, proportion: float) -> None:
    """Limit the axes to what is drawn and give shapes their right proportions."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 1e-3 * max(1.0, float((high - low).max())))
    (left, bottom), (right, top) = low - MARGIN * span, high + MARGIN * span
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.set_aspect(proportion)
    ax.set_axis_off()
