"""The trade-off between scenarios as a chart: every plan a mark to press, the frontier a line, the knee ringed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.travel import Floats
from scenarios.app.map.names import place_names
from scenarios.app.words import amount, safe, share
from scenarios.frontier import Axis, Frontier

WIDE, HIGH = 460, 250
LEFT, BOTTOM, TOP, RIGHT = 62, 40, 14, 16
FEWEST = 3
"""Plans that make a trade-off."""
WORDS = {
    Axis.BALANCE: "farthest off target",
    Axis.TRAVEL: "travel, km",
    Axis.DISRUPTION: "share that changes hands",
    Axis.QUOTA_SPREAD: "spread of quotas",
    Axis.HEADCOUNT: "headcount",
    Axis.COST: "cost",
}


def frontier_html(frontier: Frontier, names: Sequence[str]) -> str:
    """Draw the plans by the two axes on which they differ most; nothing where there are too few.

    Parameters
    ----------
    frontier
        Plans weighed against each other.
    names
        Of all scenarios; what is pressed is told by its place among them.
    """
    if len(frontier.names) < FEWEST:
        return ""
    across, up = _axes(frontier)
    points = _pixels(frontier.values[:, [across, up]])
    front = frontier.on_frontier
    order = np.flatnonzero(front)[np.argsort(points[front, 0], kind="stable")]
    path = " ".join(f"{points[row, 0]:.1f},{HIGH - points[row, 1]:.1f}" for row in order)
    marks = "".join(
        f'<g data-do="plan" data-value="{names.index(name)}" role="button" tabindex="0" style="cursor:pointer">'
        f"<title>{safe(name)}: {_told(frontier, row)}</title>"
        f'<circle cx="{points[row, 0]:.1f}" cy="{HIGH - points[row, 1]:.1f}" r="{9 if name == frontier.knee else 6}" '
        f'fill="{"#2F5D9B" if front[row] else "#B5BDC7"}" stroke="{"#C3342B" if name == frontier.knee else "#fff"}" '
        f'stroke-width="2"/></g>'
        for row, name in enumerate(frontier.names)
    )
    labels = "".join(
        f'<text x="{points[name.index, 0] + name.left + 4:.1f}" '
        f'y="{HIGH - points[name.index, 1] - name.bottom - 5:.1f}" '
        f'font-size="11" fill="#1B2430">{safe(frontier.names[name.index])}</text>'
        for name in place_names(points, frontier.names, (WIDE, HIGH))
    )
    line = f'<polyline points="{path}" fill="none" stroke="#2F5D9B" stroke-opacity=".5" stroke-width="1.5"/>'
    return (
        '<div class="card"><h3>Trade-off</h3>'
        f'<svg width="100%" viewBox="0 0 {WIDE} {HIGH}" '
        f'style="display:block">{_scales(frontier, across, up)}{line}{marks}'
        f'{labels}</svg><div class="small muted">Blue: nothing is better in everything. Red ring: the knee. '
        f"Press a mark to "
        "compare that plan; Open above the maps puts it on the desk.</div></div>"
    )


def _axes(frontier: Frontier) -> tuple[int, int]:
    """Two axes: the one across on which the plans differ most, travel upwards unless it is that one."""
    values = frontier.values
    spread = np.ptp(values, axis=0) / np.maximum(np.abs(values).max(axis=0), 1e-12)
    order = [int(column) for column in np.argsort(-spread, kind="stable")]
    travel = frontier.axes.index(Axis.TRAVEL) if Axis.TRAVEL in frontier.axes else order[1]
    across = next(column for column in order if column != travel)
    return across, travel


def _pixels(values: Floats) -> Floats:
    low, high = values.min(axis=0), values.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    room = np.array([WIDE - LEFT - RIGHT - 40.0, HIGH - BOTTOM - TOP - 40.0])
    return np.asarray((values - low) / span * room + (LEFT + 20.0, BOTTOM + 20.0))


def _scales(frontier: Frontier, across: int, up: int) -> str:
    """Axes with what the outermost plans have."""
    x, y = frontier.values[:, across], frontier.values[:, up]
    floor = HIGH - BOTTOM
    texts = [
        (LEFT + 20, floor + 14, "middle", _value(frontier.axes[across], float(x.min()))),
        (WIDE - RIGHT - 20, floor + 14, "middle", _value(frontier.axes[across], float(x.max()))),
        (LEFT - 6, floor - 16, "end", _value(frontier.axes[up], float(y.min()))),
        (LEFT - 6, TOP + 24, "end", _value(frontier.axes[up], float(y.max()))),
        ((LEFT + WIDE) / 2, HIGH - 8, "middle", WORDS[frontier.axes[across]]),
        (6, TOP - 2, "start", WORDS[frontier.axes[up]]),
    ]
    told = "".join(
        f'<text x="{left}" y="{top}" text-anchor="{anchor}" font-size="10.5" fill="#5F6B7A">{text}</text>'
        for left, top, anchor, text in texts
    )
    return f'<path d="M{LEFT},{TOP} V{floor} H{WIDE - RIGHT}" fill="none" stroke="#CBD3DC"/>{told}'


def _value(axis: Axis, value: float) -> str:
    return share(value) if axis.is_share else amount(value)


def _told(frontier: Frontier, row: int) -> str:
    pairs = zip(frontier.axes, frontier.values[row], strict=True)
    return ", ".join(f"{WORDS[axis]} {_value(axis, float(value))}" for axis, value in pairs)
