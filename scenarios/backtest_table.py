"""How good the forecast of a plan would have been, for the command line."""

from __future__ import annotations

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.potential import Backtest

from .figures import NONE

LEVELS = {"account": "accounts", "territory": "today's territories", "company": "company"}


def show_backtest(found: Backtest, console: Console, title: str) -> None:
    """Print error, bias and coverage of each method at each level, mean over the origins, and the verdict.

    Parameters
    ----------
    found
        See ``AccountPast.backtest``.
    console
        Where to.
    title
        Name of the plan.
    """
    frame = found.to_frame()
    console.print(Text(f"Backtest of {title}", style="bold"))
    if len(frame):
        origins = list(dict.fromkeys(frame["origin"]))
        years = f"the year from {origins[-1]}" if len(origins) == 1 else f"{len(origins)} years from {origins[-1]} on"
        console.print(f"Forecasts of {years}, each from what was booked before it.")
        console.print(_table(frame))
        console.print("WAPE: sum of the errors over sum of the bookings. An 80 % interval should cover 80 %.")
        for note in dict.fromkeys(frame["fallback"].dropna()):
            console.print(Text(f"note: {note}", style="yellow"))
    if len(frame) and len(origins) < 3:
        console.print(Text("note: so few past years are a hint, not a proof", style="yellow"))
    reason = found.verdict.reason
    console.print(Text(f"Verdict: {reason[:1]}{reason[1:]}."))


def _table(frame: pd.DataFrame) -> Table:
    figures = ["wape", "bias", "coverage"]
    grouped = frame.groupby(["level", "method"], sort=False)[figures].mean()
    means = grouped.loc[list(dict.fromkeys(frame["level"]))]
    units = frame.groupby("level", sort=False)["units"].max()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("level", no_wrap=True)
    table.add_column("method", no_wrap=True)
    for heading in ("WAPE", "bias", "80 % covers"):
        table.add_column(heading, justify="right")
    before = None
    keys = zip(means.index.get_level_values("level"), means.index.get_level_values("method"), strict=True)
    for (level, method), (_, row) in zip(keys, means.iterrows(), strict=True):
        name = f"{LEVELS.get(level, level)} ({units[level]:,})" if level != "company" else "company"
        if before not in (None, level):
            table.add_section()
        cells = [_share(row["wape"], ".1%"), _share(row["bias"], "+.1%"), _share(row["coverage"], ".0%")]
        table.add_row("" if level == before else name, str(method), *cells)
        before = level
    return table


def _share(value: float, pattern: str) -> str:
    return NONE if pd.isna(value) else format(value, pattern)
