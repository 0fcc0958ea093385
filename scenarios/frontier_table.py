"""The frontier as the command line shows it. Needs ``rich``."""

from __future__ import annotations

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .frontier import Axis, Frontier

HEADINGS = {
    Axis.BALANCE: "farthest\noff target",
    Axis.TRAVEL: "travel\nkm",
    Axis.DISRUPTION: "changes\nhands",
    Axis.QUOTA_SPREAD: "quota\nspread",
    Axis.HEADCOUNT: "head-\ncount",
    Axis.COST: "cost",
}
MOST_PLANS = 40
"""Plans shown before "and more"."""


def show_frontier(frontier: Frontier, console: Console) -> None:
    """Print the plans of which none is better in everything, the knee marked, and how many others there are."""
    frame = frontier.to_frame()
    best = frame[frame["on_frontier"]]
    if best.empty:
        console.print("No frontier: no scenario has a plan that keeps every rule.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("")
    for axis in frontier.axes:
        table.add_column(HEADINGS[axis], justify="right", vertical="bottom")
    for _, plan in best.head(MOST_PLANS).iterrows():
        table.add_row(*_cells(plan, frontier.axes), style="bold" if plan["knee"] else "")
    console.print(Text("Frontier: no plan is better than one of these in everything", style="bold"))
    console.print(table)
    if len(best) > MOST_PLANS:
        console.print(f"and {len(best) - MOST_PLANS:,} more, see frontier.csv")
    if len(best) < len(frame):
        console.print(f"{len(frame) - len(best):,} other plans are beaten by one of these, see frontier.csv")


def _cells(plan: pd.Series[float], axes: tuple[Axis, ...]) -> list[Text]:
    name = f"{plan['scenario']}  <- knee" if plan["knee"] else str(plan["scenario"])
    return [Text(name), *(Text(_value(axis, plan[axis.value])) for axis in axes)]


def _value(axis: Axis, value: float) -> str:
    return f"{value:.2%}" if axis.is_share else f"{value:,.0f}"
