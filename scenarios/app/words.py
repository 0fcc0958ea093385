"""Numbers as a planner reads them, and texts that are safe inside HTML."""

from __future__ import annotations

import math
from html import escape

NOTHING = "–"
STEPS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def safe(text: object) -> str:
    """A text as it may stand inside HTML, in an attribute too."""
    return escape(str(text), quote=True)


def amount(value: float | None) -> str:
    """A number in about four letters: 1.28M, 734k, 56.2."""
    if value is None or not math.isfinite(value):
        return NOTHING
    for size, letter in STEPS:
        if abs(value) >= size * 0.9995:
            scaled = value / size
            return f"{scaled:,.{_places(scaled)}f}{letter}"
    return f"{value:,.{0 if value == int(value) else _places(value)}f}"


def change(value: float | None) -> str:
    """A change with its sign: +1.28M, ±0."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = amount(abs(value))
    if text == "0" or float(text.rstrip("bnMk").replace(",", "")) == 0:
        return "±0"
    return f"{'+' if value > 0 else '−'}{text}"


def share(value: float | None, places: int = 1) -> str:
    """A share in per cent."""
    return NOTHING if value is None or not math.isfinite(value) else f"{100 * value:.{places}f} %"


def share_change(value: float | None, places: int = 1) -> str:
    """A share with its sign, in per cent."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{abs(100 * value):.{places}f}"
    return f"±{text} %" if float(text) == 0 else f"{'+' if value > 0 else '−'}{text} %"


def whole(value: float | None) -> str:
    """A number of things, or of whole currency units."""
    return NOTHING if value is None or not math.isfinite(value) else f"{value:,.0f}"


def plural(count: int, one: str) -> str:
    """Say how many of a thing there are."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def _places(value: float) -> int:
    return 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
