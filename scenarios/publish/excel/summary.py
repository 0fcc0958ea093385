"""The first sheet: the scenarios side by side, one row a figure, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.figures import PEOPLE, QUOTAS
from scenarios.publish.record import RunRecord

from .columns import COUNT, amount_kind, measures_of
from .sheet import BLUE, GREEN, PALE, RED, Book, Kind, set_print, write

TOP = 3
"""Row of the headings, counted from 0."""
SUMMARY = "Summary"
MOST_BESIDE = 5
"""Scenarios up to which the charts stand beside the table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the summary: the column of the comparison, what people call it, how it is shown, what tells it good."""

    column: str
    label: str
    kind: Kind
    within: str | None = None


CHANCES = (
    Figure("chance_least", "lowest P(attain)", Kind.SHARE),
    Figure("chance_iqr", "spread of P(attain)", Kind.SHARE),
)
BUDGET = (
    Figure("hires", "people to hire", Kind.COUNT),
    *(Figure(name, name, Kind.MONEY) for name in ("revenue", "cost", "contribution")),
)


@dataclass(frozen=True, slots=True)
class Front:
    """The first sheet, and the cell its charts begin at."""

    sheet: Any
    row: int
    column: int


def add_summary(book: Book, record: RunRecord) -> Front:
    """Add the first sheet: title, what the baseline is, and a figure a row with a scenario a column."""
    sheet = book.file.add_worksheet(SUMMARY)
    frame = record.tables["comparison"]
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, max(1, len(frame)), 18)
    write(sheet, (0, 0), record.title, book.format(bold=True, font_size=16, font_color=BLUE))
    told = f"{len(frame)} scenarios; changes of travel are against {record.baseline}."
    write(sheet, (1, 0), told, book.format(italic=True, font_color="#595959"))
    header = book.format(bold=True, font_color="white", bg_color=BLUE, text_wrap=True, valign="vcenter", align="center")
    sheet.set_row(TOP, 32)
    for position, text in enumerate(["", *frame["scenario"]]):
        write(sheet, (TOP, position), text, header)
    row = TOP + 1
    for group, figures in _groups(record):
        if group:
            for position in range(len(frame) + 1):
                write(sheet, (row, position), group if not position else None, book.format(bold=True, bg_color=PALE))
            row += 1
        for figure in figures:
            _line(book, sheet, row, frame=frame, figure=figure)
            row += 1
    sheet.freeze_panes(TOP + 1, 1)
    set_print(sheet, header_row=TOP)
    # Beside the table charts are seen at once; beside a wide one they would not be.
    beside = len(frame) <= MOST_BESIDE
    return Front(sheet, TOP + 1 if beside else row + 1, len(frame) + 2 if beside else 0)


def _line(book: Book, sheet: Any, row: int, *, frame: pd.DataFrame, figure: Figure) -> None:
    write(sheet, (row, 0), figure.label, book.format(indent=1))
    for position, value in enumerate(frame[figure.column], start=1):
        colour = {}
        if figure.within is not None and pd.notna(frame[figure.within].iloc[position - 1]):
            colour = {"font_color": GREEN if frame[figure.within].iloc[position - 1] else RED}
        number = {} if figure.kind in (Kind.TEXT, Kind.FLAG) else {"num_format": figure.kind.value}
        style = book.format(align="right", **number, **colour)
        write(sheet, (row, position), None if pd.isna(value) else value, style)


def _groups(record: RunRecord) -> Iterator[tuple[str, list[Figure]]]:
    frame = record.tables["comparison"]
    measures = [*measures_of(record), COUNT]
    yield "", [Figure("status", "status", Kind.TEXT, "feasible"), Figure("violations", "rules broken", Kind.COUNT)]
    off = [Figure(f"deviation_{m}", _called(m), Kind.SHARE, f"within_{m}") for m in measures]
    asked = [Figure(f"tolerance_{m}", f"{_called(m)}, asked", Kind.SHARE) for m in measures if _known(frame, m)]
    yield "Farthest off target", [*off, *asked]
    ways = [Figure(f"travel_{unit}", unit, amount_kind(frame[f"travel_{unit}"])) for unit in ("hours", "km")]
    yield "Travel, one way", [*ways, Figure("travel_change", "change", Kind.SHARE)]
    moved = [Figure("moved_accounts", "accounts", Kind.COUNT)]
    yield (
        "Moves from today's rep",
        [
            *moved,
            *(Figure(f"disruption_{m}", f"{_called(m)}, share", Kind.SHARE) for m in measures if m != COUNT),
        ],
    )
    proof = [Figure(name, name.replace("_", " "), amount_kind(frame[name])) for name in ("objective", "lower_bound")]
    yield "Proof", [*proof, Figure("gap", "gap", Kind.SHARE)]
    if frame["quota_total"].notna().any():
        sizes = ("total", "smallest", "largest")
        quotas = [Figure(f"quota_{size}", size, Kind.MONEY) for size in sizes]
        spread = Figure("quota_spread", "spread of quota / weight", Kind.SHARE)
        yield QUOTAS, [*quotas, spread, *_those(frame, CHANCES)]
    people = _those(frame, BUDGET)
    if people:
        yield PEOPLE, people
    yield "Search", [Figure("seconds", "seconds", Kind.AMOUNT)]


def _those(frame: pd.DataFrame, figures: tuple[Figure, ...]) -> list[Figure]:
    """Figures that at least one scenario has."""
    return [figure for figure in figures if figure.column in frame and frame[figure.column].notna().any()]


def _called(measure: str) -> str:
    return "accounts" if measure == COUNT else measure


def _known(frame: pd.DataFrame, measure: str) -> bool:
    return bool(frame[f"tolerance_{measure}"].notna().any())
