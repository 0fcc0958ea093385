"""The other scenarios: side by side, and the frontier of a sweep."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.plotting.placement import place_names
from scenarios.figures import Cell, Row, figure_rows
from scenarios.frontier import Axis

from .case import ReportCase
from .drawing import BEFORE, GRID, PLAN, RED, WIDTH, beside, circle, cut, drawing, group, line, text
from .page import sentences
from .tables import figures, table, words
from .words import NONE, amount, share

MOST_COLUMNS = 5
"""Scenarios beside each other on one sheet, the baseline among them."""
AXES = {
    Axis.BALANCE.value: "farthest off target",
    Axis.TRAVEL.value: "travel, km",
    Axis.DISRUPTION.value: "changes hands",
    Axis.QUOTA_SPREAD.value: "spread of quota / weight",
    Axis.HEADCOUNT.value: "headcount",
    Axis.COST.value: "cost",
}
LEFT, RIGHT, TOP, BOTTOM, INSET = 110.0, WIDTH - 150.0, 16.0, 330.0, 24.0
"""Corners of the frame of the frontier, and how far plans keep from it."""
NAME = 12.0
"""Size of the names of plans."""
MOST_NAMES = 14
"""Beyond this many plans on the frontier only ends and knee are named."""


def comparison(case: ReportCase) -> Html:
    """Put all scenarios side by side; nothing where there is only one."""
    frame = case.record.tables["comparison"]
    if len(frame) < 2:
        return Html("")
    rows = figure_rows(_settled(frame), case.record.baseline)
    names = [str(name) for name in frame["scenario"]]
    base = names.index(case.record.baseline)
    others = [position for position in range(len(names)) if position != base]
    step = MOST_COLUMNS - 1
    blocks = [[base, *others[start : start + step]] for start in range(0, len(others), step)]
    changes = [
        element("span", element("b", str(entry["scenario"])), ": ", "; ".join(map(str, entry["changes"])))
        for entry in case.record.scenarios
        if entry.get("changes")
    ]
    told = element("p", f"Changes of travel are against {case.record.baseline}.", class_="note lead")
    return joined([sentences(changes), told, *(_block(case, rows, names, block) for block in blocks)])


def _settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the table the types it had before it was written."""
    flags = [name for name in frame if str(name).startswith(("within_", "feasible"))]
    return frame.astype(dict.fromkeys(flags, "boolean"))


def _block(case: ReportCase, rows: tuple[Row, ...], names: list[str], block: list[int]) -> Html:
    lines, heading = [], ""
    for row in rows:
        cells = [row.cells[position] for position in block]
        if row.group not in ("", heading):
            lines.append(element("tr", element("td", row.group, colspan=len(block) + 1), class_="group"))
        heading = row.group
        lines.append(element("tr", element("td", row.label), *map(_figure, cells), class_="set" if row.group else None))
    marked = [
        element("th", names[at], " (this report)" if names[at] == case.scenario else "", scope="col", class_="n")
        for at in block
    ]
    head = element("thead", element("tr", element("th", "", scope="col"), *marked))
    return element("table", head, element("tbody", *lines))


def _figure(cell: Cell) -> Html:
    colour = {True: " good", False: " bad", None: ""}[cell.good]
    return element("td", cell.text, class_=f"n{colour}")


def frontier(case: ReportCase) -> Html:
    """Draw the plans of a sweep by two goals at a time; nothing where nothing was swept."""
    frame = case.record.tables.get("frontier")
    if frame is None or frame.empty:
        return Html("")
    axes = [axis for axis in AXES if axis in frame and _varies(frame[axis])]
    axes = sorted(axes, key=[Axis.DISRUPTION.value, *AXES].index)
    # The first goal, usually who changes hands, against each of the others tells most.
    pairs = [pair for pair in combinations(axes, 2) if pair[0] == axes[0]]
    told = (
        "Each dot is a plan that keeps every rule; on both axes less is better. Dark plans are beaten by none, all "
        "goals counted; the line joins those that none beats in these two. At the knee, ringed, a little more of one "
        "goal begins to cost a lot of the others."
    )
    charts = [element("figure", _scatter(case, frame, *pair), class_="keep") for pair in pairs]
    columns = (*words("scenario"), *figures(*(AXES[axis] for axis in AXES if axis in frame)), *words("beaten by"))
    lines = [
        (
            row["scenario"] + (" (knee)" if row["knee"] else ""),
            *(_value(axis, row[axis]) for axis in AXES if axis in frame),
            row["dominated_by"] or NONE,
        )
        for _, row in frame.iterrows()
    ]
    return joined([element("p", told, class_="note lead"), *charts, table(columns, lines)])


def _value(axis: str, value: float) -> str:
    return share(value) if Axis(axis).is_share else amount(value)


def _varies(values: pd.Series[float]) -> bool:
    """Whether all plans have a figure, and not all the same."""
    return bool(values.notna().all()) and float(values.max()) > float(values.min())


def _scatter(case: ReportCase, frame: pd.DataFrame, across: str, up: str) -> Html:
    """Draw two goals against each other."""
    ends = frame[across].min(), frame[across].max()
    heights = frame[up].min(), frame[up].max()
    low, wide = LEFT + INSET, RIGHT - LEFT - 2 * INSET
    x = (low + wide * (frame[across] - ends[0]) / (ends[1] - ends[0])).tolist()
    base, tall = BOTTOM - INSET, BOTTOM - TOP - 2 * INSET
    y = (base - tall * (frame[up] - heights[0]) / (heights[1] - heights[0])).tolist()
    front = sorted((px, py) for px, py, good in zip(x, y, frame["on_frontier"], strict=True) if good)
    shapes: list[object] = [_axes(across, up, ends, heights)]
    shapes += [
        line(*one, *other, colour=PLAN, width=1.4, stroke_dasharray="3 3")
        for one, other in pairwise(_lower_left(front))
    ]
    plans = frame.to_dict("records")
    spoken = set(front if len(front) <= MOST_NAMES else [front[0], front[-1]])
    named = [
        row
        for row, (place, item) in enumerate(zip(zip(x, y, strict=True), plans, strict=True))
        if (item["on_frontier"] and place in spoken) or item["knee"] or item["scenario"] == case.scenario
    ]
    names = [str(plans[row]["scenario"]) for row in named]
    names = [cut(f"{name} (this report)" if name == case.scenario else name, 230, NAME) for name in names]
    shapes += [_plan(item, place) for place, item in zip(zip(x, y, strict=True), plans, strict=True)]
    shapes.append(_names([(x[row], y[row]) for row in named], names))
    return drawing(BOTTOM + 48, *shapes, described=f"{AXES[up]} against {AXES[across]}")


def _lower_left(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points on paper, from left to right, that no other is left of and below; those of a third goal are left out."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if not kept or point[1] > kept[-1][1]:
            kept.append(point)
    return kept


def _axes(across: str, up: str, ends: tuple[float, float], heights: tuple[float, float]) -> Html:
    """Draw both axes with their least and largest figure."""
    shapes: list[object] = [line(LEFT, BOTTOM, RIGHT, BOTTOM), line(LEFT, TOP, LEFT, BOTTOM)]
    for value, place in zip(ends, (LEFT + INSET, RIGHT - INSET), strict=True):
        shapes.append(text(place, BOTTOM + 18, _value(across, value), size=12, anchor="middle"))
    for value, place in zip(heights, (BOTTOM - INSET, TOP + INSET), strict=True):
        shapes.append(text(LEFT - 8, place + 4, _value(up, value), size=12, anchor="end"))
        shapes.append(line(LEFT, place, RIGHT, place, colour=GRID, width=0.7))
    middle = (TOP + BOTTOM) / 2
    shapes.append(text((LEFT + RIGHT) / 2, BOTTOM + 38, AXES[across], anchor="middle"))
    shapes.append(text(26, middle, AXES[up], anchor="middle", transform=f"rotate(-90 26 {middle:g})"))
    return joined(shapes)


def _plan(item: dict[Any, Any], place: tuple[float, float]) -> Html:
    """Draw one plan."""
    shapes: list[object] = []
    if item["knee"]:
        shapes.append(circle(*place, 10, fill="none", stroke=RED, stroke_width="2"))
    shapes.append(circle(*place, 5, fill=PLAN if item["on_frontier"] else BEFORE))
    return group(shapes, str(item["scenario"]))


def _names(places: list[tuple[float, float]], names: list[str]) -> Html:
    """Write names beside their plans, where they hide the least."""
    points = np.array(places, dtype=np.float64).reshape(-1, 2) * (1.0, -1.0)
    sides = place_names(points, names, size=NAME, inside=np.array([LEFT, -BOTTOM, WIDTH, -TOP]))
    return joined(
        beside(place, side, name, size=NAME, width=WIDTH)
        for place, side, name in zip(places, sides, names, strict=True)
    )
