"""Tables of the page, whose headings are repeated on every sheet of paper and whose rows are never cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.display import Html, element


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and whether figures stand below it."""

    heading: str
    figure: bool = False


def words(*headings: str) -> tuple[Column, ...]:
    """Columns of text."""
    return tuple(Column(heading) for heading in headings)


def figures(*headings: str) -> tuple[Column, ...]:
    """Columns of figures, set to the right."""
    return tuple(Column(heading, figure=True) for heading in headings)


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    total: Sequence[object] | None = None,
    caption: str | None = None,
    class_: str | None = None,
) -> Html:
    """Make a table.

    Parameters
    ----------
    columns
        Headings.
    rows
        Cells, text or elements.
    total
        Last row, in bold.
    caption
        What it shows.
    class_
        Style besides.
    """
    body = element("tbody", *(_row(columns, row) for row in rows))
    last = "" if total is None else element("tbody", _row(columns, total), class_="total")
    head = element("thead", element("tr", *(_heading(column) for column in columns)))
    title = "" if caption is None else element("caption", caption)
    return element("table", title, head, body, last, class_=class_)


def _heading(column: Column) -> Html:
    return element("th", column.heading, scope="col", class_="n" if column.figure else None)


def _row(columns: Sequence[Column], cells: Sequence[object]) -> Html:
    return element(
        "tr",
        *(
            element("td", cell, class_="n" if column.figure else None)
            for column, cell in zip(columns, cells, strict=True)
        ),
    )
