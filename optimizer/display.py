"""HTML made so that no text of the data can become markup: how notebooks and the report show things.

What is not ``Html`` is escaped the moment it is put into an element, so that an account called ``<script>`` is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

MOST_ROWS = 30
"""Rows of a table in a notebook before "and more"."""
VOID = frozenset({"br", "col", "hr", "img", "link", "meta"})
"""Elements that HTML does not close."""
DRAWN = frozenset({"circle", "line", "path", "polygon", "polyline", "rect", "stop", "use"})
"""Elements of SVG that close themselves where they are empty."""
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def escaped(value: object) -> Html:
    """Give text as HTML; characters no HTML may hold become the replacement character, ``Html`` stays as it is."""
    if isinstance(value, Html):
        return value
    return Html(escape(_UNFIT.sub("\ufffd", str(value)), quote=True))


def joined(parts: Iterable[object]) -> Html:
    """Put parts behind each other, each escaped unless it is HTML."""
    return Html("".join(map(escaped, parts)))


def element(name: str, /, *content: object, **attributes: object) -> Html:
    """Make an element.

    Parameters
    ----------
    name
        Its tag.
    content
        Elements and text.
    attributes
        ``class_`` stands for class, other underscores for hyphens; those that are None are left out.
    """
    told = joined(
        Html(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"')
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{told}>")
    if name in DRAWN and not content:
        return Html(f"<{name}{told}/>")
    return Html(f"<{name}{told}>{joined(content)}</{name}>")


def small_table(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str = "",
    words: int = 1,
    most: int = MOST_ROWS,
) -> Html:
    """Make a table for a notebook, with "and more" below the first rows.

    Parameters
    ----------
    header
        Headings.
    rows
        Cells; those that are elements, such as a coloured one, keep their style.
    caption
        Stands above, in bold.
    words
        How many columns at the left are words; the others are numbers and stand to the right.
    most
        Rows shown.
    """
    sides = [f"padding:1px 8px;text-align:{'left' if column < words else 'right'}" for column in range(len(header))]
    title = element("caption", element("b", caption), style="text-align:left;white-space:nowrap") if caption else ""
    head = element("tr", *(element("th", text, style=side) for text, side in zip(header, sides, strict=True)))
    lines = [
        element("tr", *(element("td", cell, style=side) for cell, side in zip(row, sides, strict=True)))
        for row in rows[:most]
    ]
    made = element("table", title, element("thead", head), element("tbody", *lines))
    if len(rows) <= most:
        return made
    return joined([made, element("div", f"and {len(rows) - most:,} more")])


def bullets(sentences: Sequence[str], most: int = 10) -> Html:
    """List sentences; nothing where there are none."""
    if not sentences:
        return Html("")
    more = [f"and {len(sentences) - most:,} more"] if len(sentences) > most else []
    return element("ul", *(element("li", sentence) for sentence in [*sentences[:most], *more]))
