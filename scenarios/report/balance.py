"""How evenly the books are spread: a row a territory, a column a measure, beside what was allowed and what is today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.travel import Floats

from .case import ReportCase
from .drawing import BAND, BEFORE, GRID, INK, PLAN, RED, WIDTH, circle, cut, drawing, group, line, rect, text
from .words import called, is_known, share

NAMES, FIGURE = 200.0, 62.0
"""Width of the names at the left, and of the figure behind each row."""
TOP, ROW = 46.0, 21.0
MOST_ROWS = 40
"""Rows of one drawing: what fits on a sheet of paper."""
PRECISION = 1e-9
BEYOND = 4.0
"""A column reaches no farther than this many tolerances; what lies beyond stands at its edge."""


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """One measure: its values, and where they lie across."""

    measure: str
    left: float
    width: float
    reach: float
    tolerance: float | None
    now: Floats
    was: Floats

    def at(self, value: float) -> float:
        """Place of a deviation."""
        return self.left + self.width * (0.5 + 0.5 * float(np.clip(value / self.reach, -1.0, 1.0)))


def balance_chart(case: ReportCase) -> Html:
    """Draw the deviation of every territory from its target, and of today's book."""
    measures = case.balanced or (case.measures[:3] or ("count",))
    frame = case.territories
    wide = (WIDTH - NAMES) / len(measures)
    scales = [
        _scale(case, measure, NAMES + position * wide, wide - FIGURE - 14) for position, measure in enumerate(measures)
    ]
    charts = [_chart(frame.iloc[start : start + MOST_ROWS], scales, start) for start in range(0, len(frame), MOST_ROWS)]
    return joined(
        element("figure", chart, element("figcaption", _key(case, scales))) if last else element("figure", chart)
        for chart, last in zip(charts, [*[False] * (len(charts) - 1), True], strict=True)
    )


def _scale(case: ReportCase, measure: str, left: float, width: float) -> _Scale:
    frame = case.territories
    now = frame[f"deviation_{measure}"].to_numpy(dtype=np.float64)
    was = np.full(len(now), np.nan)
    if case.today is not None:
        before = case.record.rows("territories", case.today).set_index("territory")[f"deviation_{measure}"]
        was = frame["territory"].map(before).to_numpy(dtype=np.float64)
    asked = frame[f"tolerance_{measure}"].dropna()
    tolerance = float(asked.iloc[0]) if len(asked) else None
    largest = float(np.nanmax(np.abs([*now, 0.0])))
    before_too = float(np.nanmax(np.abs([*was, 0.0])))
    least = 1.3 * tolerance if tolerance else 0.01
    reach = max(least, 1.1 * largest, min(before_too, BEYOND * (tolerance or before_too)))
    return _Scale(measure, left, width, reach, tolerance, now, was)


def _chart(frame: pd.DataFrame, scales: list[_Scale], start: int) -> Html:
    height = TOP + ROW * len(frame) + 6
    content: list[object] = [_ground(scale, height) for scale in scales]
    for row, label in enumerate(frame["label"]):
        y = TOP + ROW * (row + 0.5)
        content.append(text(NAMES - 12, y + 4.5, cut(str(label), NAMES - 14), anchor="end"))
        content += [_mark(scale, start + row, y, str(label)) for scale in scales]
    return drawing(height, *content, described="Deviation of each territory from its target")


def _ground(scale: _Scale, height: float) -> Html:
    """Draw band, middle line and heading of a measure."""
    left, right = scale.left, scale.left + scale.width
    parts: list[object] = []
    if scale.tolerance is not None:
        low, high = scale.at(-scale.tolerance), scale.at(scale.tolerance)
        parts.append(rect(low, TOP, high - low, height - TOP - 6, fill=BAND))
        parts += [
            text(scale.at(value), TOP - 8, share(value, 0, signed=True), size=11.5, anchor="middle")
            for value in (-scale.tolerance, scale.tolerance)
        ]
    parts.append(line(left, TOP, right, TOP, colour=GRID))
    parts.append(line(scale.at(0), TOP - 4, scale.at(0), height - 6, colour=INK, width=0.8))
    allowed = "only watched" if scale.tolerance is None else f"within {share(scale.tolerance, 0)}"
    heading = f"{called(scale.measure)} ({allowed})"
    parts.append(text((left + right) / 2, 18, cut(heading, scale.width + FIGURE), size=14, anchor="middle"))
    return joined(parts)


def _mark(scale: _Scale, row: int, y: float, label: str) -> Html:
    """Draw one territory: where it is today, where it will be, and the figure."""
    now, was = float(scale.now[row]), float(scale.was[row])
    outside = scale.tolerance is not None and abs(now) > scale.tolerance + PRECISION
    colour = RED if outside else PLAN
    parts: list[object] = [line(scale.left, y + ROW / 2, scale.left + scale.width, y + ROW / 2, colour="#F1EFEA")]
    if is_known(was):
        parts.append(circle(scale.at(was), y, 4, fill="#FFFFFF", stroke=BEFORE, stroke_width="1.4"))
    if is_known(now):
        parts.append(line(scale.at(0), y, scale.at(now), y, colour=colour, width=2))
        parts.append(circle(scale.at(now), y, 5, fill=colour))
    told = f"{label}: {share(now, signed=True)}" + (f", today {share(was, signed=True)}" if is_known(was) else "")
    at = scale.left + scale.width + FIGURE - 4
    parts.append(text(at, y + 4.5, share(now, signed=True), size=12.5, anchor="end", class_="bad" if outside else None))
    return group(parts, told)


def _key(case: ReportCase, scales: list[_Scale]) -> str:
    told = ["Filled dots are the plan, the shaded band is what was allowed."]
    if case.today is not None and case.incumbents:
        told.append("Hollow dots are today's books, those far outside at the edge.")
    if any(scale.tolerance is not None and (np.abs(scale.now) > scale.tolerance + PRECISION).any() for scale in scales):
        told.append("Red: outside.")
    return " ".join(told)
