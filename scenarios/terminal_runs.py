"""What the command line shows of kept runs: lists of runs, scenarios, quotas and moves as tables. Needs ``rich``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Real

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .figures import NONE

LABEL_WIDTH = 40
"""Longer labels are broken."""
WIDEST = 500
"""Characters of the widest table."""


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:,.2f}"


def _broken(value: float) -> str:
    return _whole(value) if value else "none"


FIGURES: dict[str, tuple[str, Callable[[float], str]]] = {
    "run": ("run", _whole),
    "scenarios": ("scenarios", _whole),
    "open": ("not ended", _whole),
    "failed": ("failed", _whole),
    "objective": ("objective", _amount),
    "gap": ("gap", "{:.2%}".format),
    "travel_km": ("travel, km", _whole),
    "moved_accounts": ("accounts\nmoved", _whole),
    "violations": ("rules\nbroken", _broken),
    "seconds": ("seconds", "{:,.1f}".format),
}
"""Column -> heading, and how its numbers are written."""
LABELS = {"begun": "begun (UTC)", "from_rep": "from rep", "to_rep": "to rep"}
"""Column -> heading, where it is not its name."""


def show_frame(frame: pd.DataFrame, console: Console, *, most: int | None = None) -> None:
    """Print rows of a frame as a table: numbers rounded, with their units, to the right.

    Parameters
    ----------
    frame
        Such as those of ``store.reading``.
    console
        Where to.
    most
        Rows shown, None for all.
    """
    if frame.empty:
        console.print("none")
        return
    names = [str(name) for name in frame.columns]
    headings = [FIGURES[name][0] if name in FIGURES else LABELS.get(name, name) for name in names]
    rows = [[_cell(name, value) for name, value in zip(names, row, strict=True)] for row in _rows(frame, most)]
    show_rows(headings, rows, console, numbers=[name in FIGURES for name in names])


def show_rows(
    headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console, *, numbers: Sequence[bool]
) -> None:
    """Print rows of text under headings; those of numbers stand to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading, number in zip(headings, numbers, strict=True):
        table.add_column(
            heading,
            justify="right" if number else "left",
            vertical="bottom",
            overflow="fold",
            no_wrap=number,
            max_width=None if number else LABEL_WIDTH,
        )
    for row in rows:
        table.add_row(*map(Text, row))
    # A list is read by its rows: rather wider than the terminal than with broken names.
    width = console.measure(table, options=console.options.update(width=WIDEST)).maximum
    wide = Console(file=console.file, width=max(console.width, width), highlight=False)
    wide.print(table)


def show_quotas(quotas: Sequence[tuple[str, str, str]], console: Console) -> None:
    """Print territory, rep and exact quota of each, and their sum."""
    cents = [round(100 * float(amount)) for _, _, amount in quotas]
    rows = [[territory, rep, f"{float(amount):,.2f}"] for territory, rep, amount in quotas]
    rows.append(["all", "", f"{sum(cents) / 100:,.2f}"])
    show_rows(("territory", "rep", "quota"), rows, console, numbers=(False, False, True))


def _rows(frame: pd.DataFrame, most: int | None) -> list[list[object]]:
    return [list(row) for row in frame.head(len(frame) if most is None else most).itertuples(index=False)]


def _cell(name: str, value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return NONE
    if name == "begun":
        return str(value)[:16].replace("T", " ")
    if name in FIGURES and isinstance(value, Real):
        return FIGURES[name][1](float(value))
    return str(value)
