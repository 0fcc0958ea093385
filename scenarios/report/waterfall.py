"""How one number was made, as steps from history to quota."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.display import Html, joined
from optimizer.quotas import Term

from .drawing import GRID, PLAN, RED, WIDTH, cut, drawing, line, rect, text
from .quotas import HEADINGS
from .words import whole_money

HEIGHT, TOP, BOTTOM = 460.0, 50.0, 390.0
LARGEST, LETTERS = 27.0, 7.2
"""Font at most, and as part of the width of a bar: the drawing may be half a page wide."""
UP, DOWN, FIRST = "#117733", RED, "#8A877F"


def waterfall_chart(row: pd.Series[Any]) -> Html:
    """Draw the terms of one quota that are not 0; nothing where only the quota is known.

    Parameters
    ----------
    row
        Of the waterfall: whole cents.
    """
    steps = [(HEADINGS[term], int(row[term.value])) for term in steps_of(row)]
    if not steps:
        return Html("")
    levels = [0]
    for _, cents in steps:
        levels.append(levels[-1] + cents)
    low, high = min(levels), max(levels)
    scale = (BOTTOM - TOP) / ((high - low) or 1)
    wide = WIDTH / (len(steps) + 1)
    shapes = list(_bars(steps, levels, wide, low=low, scale=scale))
    base = BOTTOM + low * scale
    quota = levels[-1]
    end = WIDTH - wide
    shapes.append(_bar(end, wide, (base - quota * scale, base), fill=PLAN, words=("quota", whole_money(quota))))
    return drawing(HEIGHT, line(0, base, WIDTH, base, colour=GRID), *shapes, described="How the quota was made")


def steps_of(row: pd.Series[Any]) -> list[Term]:
    """Terms of a quota that are not 0, history first where there is any."""
    return [term for term in Term if term.value in row.index and not pd.isna(row[term.value]) and int(row[term.value])]


def _bars(steps: list[tuple[str, int]], levels: list[int], wide: float, *, low: int, scale: float) -> Iterator[Html]:
    history = HEADINGS[Term.HISTORY]
    for position, (name, cents) in enumerate(steps):
        start, end = (BOTTOM - (level - low) * scale for level in levels[position : position + 2])
        first = name == history
        fill = FIRST if first else UP if cents > 0 else DOWN
        yield _bar(position * wide, wide, (start, end), fill=fill, words=(name, whole_money(cents, signed=not first)))
        yield line(position * wide + 0.8 * wide, end, (position + 1.2) * wide, end, colour=FIRST, width=0.8)


def _bar(left: float, wide: float, ends: tuple[float, float], *, fill: str, words: tuple[str, str]) -> Html:
    top, bottom = min(ends), max(ends)
    name, figure = words
    middle, size = left + wide / 2, min(LARGEST, wide / LETTERS)
    return joined(
        [
            rect(left + 0.2 * wide, top, 0.6 * wide, max(bottom - top, 1.5), fill=fill),
            text(middle, top - 10, figure, size=size, anchor="middle"),
            text(middle, HEIGHT - 22, cut(name, wide + 6, size), size=size, anchor="middle"),
        ]
    )
