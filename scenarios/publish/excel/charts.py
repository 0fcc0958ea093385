"""Charts beside the summary: how even the books are, what each rep carries, who wins and loses accounts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from scenarios.publish.record import RunRecord

from .columns import measures_of
from .sheet import Book, Kind, Table
from .summary import Front

COLOURS = ("#A6A6A6", "#2E75B6", "#ED7D31", "#70AD47")
"""Today's first; told apart by people who do not see red and green alike."""
MOST_SCENARIOS, MOST_TERRITORIES = 3, 100
WIDTH, HEIGHT, ROWS_A_CHART = 880, 340, 18


def add_charts(book: Book, front: Front, table: Table, record: RunRecord) -> None:
    """Put the charts beside the summary, or below a wide one; a plan of very many territories has its first ones drawn.

    Parameters
    ----------
    book
        The workbook.
    front
        Where to.
    table
        The territories, whose rows the charts draw.
    record
        What is drawn.
    """
    blocks = _blocks(record.tables["territories"], shown_scenarios(record))
    if not blocks:
        return
    drawn = [(f"deviation_{name}", f"{name}: off target", Kind.SHARE) for name in measures_of(record)[:2]]
    drawn = drawn or [("deviation_count", "accounts: off target", Kind.SHARE)]
    if table.has("quota"):
        drawn.append(("quota", "quota", Kind.COUNT))
    drawn.append(("accounts", "accounts", Kind.COUNT))
    row = front.row
    # New territories stand behind the old ones, so that the names of the longest block fit all of them.
    _, start, end = max(blocks, key=lambda block: block[2] - block[1])
    rep = table.place("rep")
    names = [table.sheet, table.first + start, rep, table.first + end, rep]
    for column, title, kind in drawn:
        chart = book.file.add_chart({"type": "column"})
        for position, (scenario, first, last) in enumerate(blocks):
            place = table.place(column)
            values = [table.sheet, table.first + first, place, table.first + last, place]
            colour = {"color": COLOURS[position % len(COLOURS)]}
            chart.add_series({"name": scenario, "categories": names, "values": values, "fill": colour, "gap": 60})
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        chart.set_y_axis({"num_format": "0%" if kind is Kind.SHARE else "#,##0", "major_gridlines": {"visible": True}})
        chart.set_x_axis({"label_position": "low", "num_font": {"rotation": -45, "size": 8}})
        chart.set_legend({"position": "top"})
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        front.sheet.insert_chart(row, front.column, chart)
        row += ROWS_A_CHART


def shown_scenarios(record: RunRecord) -> tuple[str, ...]:
    """The baseline and the first ones solved."""
    known = (record.baseline, *record.solved)
    return tuple(name for name in dict.fromkeys(known) if name in record.planned)[:MOST_SCENARIOS]


def _blocks(frame: pd.DataFrame, scenarios: Sequence[str]) -> list[tuple[str, int, int]]:
    """Scenario, first and last row among the territories; those that do not fit under the names of the longest go."""
    rows = {name: frame.index[frame["scenario"] == name].to_numpy()[:MOST_TERRITORIES] for name in scenarios}
    labels = {name: frame["territory"].iloc[positions].tolist() for name, positions in rows.items()}
    longest = max(labels.values(), key=len, default=[])
    fitting = [name for name, own in labels.items() if own == longest[: len(own)]]
    return [(name, int(rows[name][0]), int(rows[name][-1])) for name in fitting]
