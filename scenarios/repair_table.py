"""A repair as the command line shows it: the proof, every rep before and after, and what moves. Needs ``rich``."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment, judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import RepairResult
from optimizer.instance import COUNT
from optimizer.quotas.ledger import QuotaLedger

from .comparison import labels_of_units

MOST_REPS, MOST_MOVES = 60, 15
"""Rows shown before "and more"."""
MOST_BROKEN = 8
"""Broken rules shown."""
WIDE = 105
"""Columns of a terminal from which on quotas are told whole; in thousands below."""
MOST_MEASURES = 3
"""Measures shown side by side."""
NONE = "-"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RepairReport:
    """A repair beside the plan at work.

    Parameters
    ----------
    result
        The repair.
    criteria
        Choices before anybody left, by which the plan at work is judged.
    ledger
        Quotas with what passes, None where none are set.
    """

    result: RepairResult
    criteria: Criteria
    ledger: QuotaLedger | None = None
    before: Assessment = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", judge(self.result.current, self.criteria))

    @property
    def measures(self) -> tuple[str, ...]:
        """Balanced measures; all of them where none is."""
        return tuple(self.criteria.balance) or (*self.result.alignment.instance.measures, COUNT)

    def reps(self) -> pd.DataFrame:
        """One row a territory: territory, rep, accounts before and after, gets, gives, off target, quota.

        Columns
        -------
        territory, rep, accounts_before, accounts_after, gets, gives
            Who leaves has nothing after, who joins nothing before.
        <measure>_before, <measure>_after
            Share off target.
        quota_before, quota_after
            Currency units of the whole year, missing without quotas.
        """
        current, repaired = self.result.current, self.result.alignment
        labels = [*current.instance.territories.ids]
        labels += [label for label in repaired.instance.territories.ids if label not in labels]
        reps = dict(zip(current.instance.territories.ids, current.instance.territories.reps, strict=True))
        reps |= dict(zip(repaired.instance.territories.ids, repaired.instance.territories.reps, strict=True))
        was, now = self.result.was(), labels_of_units(repaired)
        moved = self.result.moved
        table: dict[str, object] = {
            "territory": labels,
            "rep": [reps[label] for label in labels],
            "accounts_before": [int((was == label).sum()) for label in labels],
            "accounts_after": [int((now == label).sum()) for label in labels],
            "gets": [int(((now == label) & moved).sum()) for label in labels],
            "gives": [int(((was == label) & moved).sum()) for label in labels],
        }
        for measure in self.measures:
            table[f"{measure}_before"] = _of(current, self.before.balance[measure].deviation, labels)
            table[f"{measure}_after"] = _of(repaired, self.result.assessment.balance[measure].deviation, labels)
        if self.ledger is not None:
            holders = list(self.ledger.holders)
            for name, cents in (("quota_before", self.ledger.opening), ("quota_after", self.ledger.quotas)):
                sums = dict(zip(holders, cents.sum(axis=1) / 100.0, strict=True))
                table[name] = [float(sums.get(label, 0.0)) for label in labels]
        return pd.DataFrame(table)


def show_repair(report: RepairReport, console: Console, *, title: str) -> None:
    """Print a repair under a title."""
    result = report.result
    console.print(Text(title, style="bold"), soft_wrap=True)
    style = "green" if result.proved else "" if result.feasible else "red"
    console.print(Text(_sentence(result.proof()), style=style), soft_wrap=True)
    must = int(result.must_move.sum())
    if must:
        told = "has to go in any plan: its" if must == 1 else "have to go in any plan: their"
        console.print(f"{must:,} {told} territory is gone or no longer open to them.", soft_wrap=True)
    if not result.feasible:
        for violation in result.assessment.violations[:MOST_BROKEN]:
            console.print(Text(f"  {violation.rule.value}: {violation.message}"), soft_wrap=True)
        if len(result.assessment.violations) > MOST_BROKEN:
            console.print(f"  and {len(result.assessment.violations) - MOST_BROKEN:,} more, see repair.json")
        return
    frame = report.reps()
    touched = frame[(frame["gets"] > 0) | (frame["gives"] > 0)]
    if touched.empty:
        console.print("Nobody's accounts change.")
        return
    _show_reps(report, touched, console)
    if len(touched) < len(frame):
        console.print(f"{len(frame) - len(touched):,} other reps keep all their accounts and get none")
    _show_balance(report, touched, console)
    _show_moves(result, console)


def _show_reps(report: RepairReport, touched: pd.DataFrame, console: Console) -> None:
    """Print how many accounts each rep has, gets and gives, and the quota of the year."""
    table = _table("rep", "accounts", "gets", "gives")
    unit, told = (1, "") if console.width >= WIDE else (1_000, ", k")
    for heading in () if report.ledger is None else (f"quota{told}\nbefore", f"quota{told}\nafter", "passes"):
        table.add_column(heading, justify="right", vertical="bottom")
    for _, row in touched.head(MOST_REPS).iterrows():
        cells = [f"{row['accounts_before']:,} -> {row['accounts_after']:,}", _count(row["gets"]), _count(row["gives"])]
        if report.ledger is not None:
            before, after = row["quota_before"] / unit, row["quota_after"] / unit
            cells += [f"{before:,.0f}", f"{after:,.0f}", f"{after - before:+,.0f}" if round(after - before) else NONE]
        table.add_row(Text(_who(row)), *cells)
    console.print(table)
    if len(touched) > MOST_REPS:
        console.print(f"and {len(touched) - MOST_REPS:,} more, see reps.csv")


def _show_balance(report: RepairReport, touched: pd.DataFrame, console: Console) -> None:
    """Print how far each rep is off target before and after, and the farthest of all."""
    after = report.result.assessment
    shown = report.measures[:MOST_MEASURES]
    headings = [f"{measure}\n{when}" for measure in shown for when in ("before", "after")]
    table = _table("off target", *headings)
    for _, row in touched.head(MOST_REPS).iterrows():
        cells = [_share(row[f"{measure}_{when}"]) for measure in shown for when in ("before", "after")]
        table.add_row(Text(_who(row)), *cells)
    table.add_section()
    farthest = [f"{each.balance[measure].worst:.1%}" for measure in shown for each in (report.before, after)]
    table.add_row(Text("farthest of all"), *farthest, style="bold")
    console.print(table)
    asked = ", ".join(f"{measure} {tolerance:.0%}" for measure, tolerance in report.criteria.balance.items())
    if asked:
        console.print(f"Asked for: {asked}.", end=" ")
    console.print(f"Travel goes from {report.before.travel_km:,.0f} to {after.travel_km:,.0f} km one way.")


def _table(first: str, *headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column(first, no_wrap=True, max_width=28, vertical="bottom")
    for heading in headings:
        table.add_column(heading, justify="right", vertical="bottom")
    return table


def _who(row: pd.Series[float]) -> str:
    return str(row["rep"]) if str(row["rep"]) == str(row["territory"]) else f"{row['rep']} ({row['territory']})"


def _show_moves(result: RepairResult, console: Console) -> None:
    """Print the accounts that move though their territory is still there, then some of the others."""
    moves = result.moves().sort_values("must_move", kind="stable")
    if moves.empty:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    measures = result.alignment.instance.measures
    for heading in ("account", "name", "from", "to"):
        table.add_column(heading, no_wrap=True, max_width=30)
    for measure in measures:
        table.add_column(measure, justify="right")
    for _, row in moves.head(MOST_MOVES).iterrows():
        amounts = [f"{row[measure]:,.6g}" if row[measure] < 1e6 else f"{row[measure]:,.0f}" for measure in measures]
        table.add_row(*(Text(str(row[name])) for name in ("account", "name", "from", "to")), *amounts)
    console.print(table)
    if len(moves) > MOST_MOVES:
        console.print(f"and {len(moves) - MOST_MOVES:,} more, see moves.csv")


def _of(alignment: Alignment, figures: NDArray[np.float64], labels: list[Hashable]) -> list[float]:
    """Figure of each label, missing where the plan does not have the territory."""
    known = dict(zip(alignment.instance.territories.ids, figures.tolist(), strict=True))
    return [known.get(label, float("nan")) for label in labels]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _share(value: float) -> str:
    return f"{value:+.1%}" if np.isfinite(value) else NONE


def _count(value: int) -> str:
    return f"{value:,}" if value else NONE
