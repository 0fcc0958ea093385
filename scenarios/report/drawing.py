"""Drawings as SVG within the page: a thousand wide, whatever the paper."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from optimizer.display import Html, element
from optimizer.travel import Floats

WIDTH = 1000.0
"""Of every drawing; the page scales it."""
LETTER = 0.54
"""Mean width of a letter, as part of the font size."""
INK, RED = "#222222", "#B3261E"
PLAN, BEFORE, BAND, GRID = "#332288", "#8A877F", "#ECE9F5", "#DDD9D0"


def drawing(height: float, *content: object, described: str) -> Html:
    """Put shapes on a sheet.

    Parameters
    ----------
    height
        Of the sheet.
    content
        Shapes.
    described
        What it shows, for those who hear the page.
    """
    return element(
        "svg",
        *content,
        viewBox=f"0 0 {WIDTH:g} {height:.4g}",
        role="img",
        aria_label=described,
    )


def text(x: float, y: float, words: object, *, size: float = 13.0, anchor: str | None = None, **style: object) -> Html:
    """Write words on the line at ``y``; ``anchor`` is "middle" or "end", the start where left out."""
    return element("text", words, x=number(x), y=number(y), font_size=f"{size:g}", text_anchor=anchor, **style)


def line(x1: float, y1: float, x2: float, y2: float, *, colour: str = INK, width: float = 1.0, **style: object) -> Html:
    """Draw a straight line."""
    ends = {"x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)}
    return element("line", **ends, stroke=colour, stroke_width=f"{width:g}", **style)


def rect(x: float, y: float, width: float, height: float, *, fill: str, **style: object) -> Html:
    """Draw a box."""
    place = {"x": number(x), "y": number(y), "width": number(width), "height": number(height)}
    return element("rect", **place, fill=fill, **style)


def circle(x: float, y: float, r: float, *, fill: str, **style: object) -> Html:
    """Draw a circle."""
    return element("circle", cx=number(x), cy=number(y), r=f"{r:g}", fill=fill, **style)


def dots(points: Floats, size: float, colour: str) -> Html:
    """Draw (m, 2) points as round dots in a few letters each: strokes of no length with round ends."""
    whole = np.unique(np.round(points * 2) / 2, axis=0)
    way = "".join(f"M{x:g} {y:g}h0" for x, y in whole.tolist())
    return element("path", d=way, stroke=colour, stroke_width=f"{size:g}", stroke_linecap="round", fill="none")


def beside(place: tuple[float, float], side: tuple[int, int], words: str, *, size: float, width: float) -> Html:
    """Write a name beside a point, within the paper.

    Parameters
    ----------
    place
        The point.
    side
        One of ``placement.SIDES``, upwards above 0.
    words
        The name.
    size
        Of the font.
    width
        Of the paper.
    """
    x, y = side
    half = LETTER / 2 * size * len(words)
    left, right = (2 * half, half, 0.0)[x + 1], (0.0, half, 2 * half)[x + 1]
    across = min(max(place[0] + 9 * x, left + 3), width - right - 3)
    # Text stands on its line: above, beside and below the point that is a different height.
    down = place[1] + (9 + 0.72 * size, 0.35 * size, -9.0)[y + 1]
    return text(across, down, words, size=size, anchor=("end", "middle", None)[x + 1], class_="halo")


def cut(words: str, width: float, size: float = 13.0) -> str:
    """Shorten words to a width."""
    most = max(3, int(width / (LETTER * size)))
    return words if len(words) <= most else words[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def group(content: Iterable[object], title: str = "", **style: object) -> Html:
    """Put shapes together; the title appears under the pointer."""
    told = [element("title", title)] if title else []
    return element("g", *told, *content, **style)


def number(value: float) -> str:
    """Write a coordinate with no more decimals than can be seen."""
    return f"{round(float(value), 1):g}"
