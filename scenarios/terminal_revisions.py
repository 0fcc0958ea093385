"""What the command line shows of quotas that moved: commitments, side constraints, changes. Needs ``rich``."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.money import exact_sum
from optimizer.quotas import CoupledQuotas, QuotaLedger, QuotaPlan, SideBySide

from .figures import NONE
from .outcome import Outcome
from .publish.levels import revision_sentences

MOST = 15
"""Rows shown of each table."""


def show_revisions(outcome: Outcome, console: Console) -> None:
    """Print what the plan file's commitments, side constraints and changes do to quotas; nothing where it has none."""
    quotas = outcome.quotas
    if quotas is None:
        return
    if quotas.sides is not None:
        _show_sides(quotas.sides, quotas, console, name=outcome.name)
    if quotas.coupled:
        _show_coupled(quotas.coupled, console, name=outcome.name)
    if quotas.changes is not None:
        _show_ledger(quotas.changes.ledger, console, name=outcome.name)
    for sentence in revision_sentences(quotas):
        console.print(Text(sentence, style="yellow"), soft_wrap=True)


def _show_sides(sides: SideBySide, quotas: QuotaPlan, console: Console, *, name: str) -> None:
    found = sides.top_down if quotas.hierarchy is None else quotas.hierarchy.quotas.cents
    columns = (sides.top_down, sides.bottom_up, sides.difference, found)
    rows = [
        [
            "  " * int(sides.tree.depths[node]) + str(sides.tree.labels[node]),
            *(_money(amounts[node]) for amounts in columns),
        ]
        for node in _from_the_top(sides)
    ]
    headings = ("node", "handed down", "committed", "difference", "quota")
    _show(console, f"What {name} hands down, and what territories commit to", headings, rows, file="reconciliation.csv")


def _from_the_top(sides: SideBySide) -> list[int]:
    """Nodes, each before what lies below it."""
    children: dict[int, list[int]] = {}
    for node, parent in enumerate(sides.tree.parents.tolist()):
        children.setdefault(parent, []).append(node)
    order, waiting = [], [sides.tree.root]
    while waiting:
        order.append(waiting.pop())
        waiting += reversed(children.get(order[-1], []))
    return order


def _show_coupled(coupled: Sequence[CoupledQuotas], console: Console, *, name: str) -> None:
    rows = []
    for one in coupled:
        for side in one.constraints:
            amounts = (side.least, side.most)
            least, most = (NONE if amount is None else _money(amount) for amount in amounts)
            rows.append([str(side.name), _money(round(side.carried(one.cents))), least, most])
    _show(
        console,
        f"Side constraints of {name}",
        ("constraint", "carried", "least", "most"),
        rows,
        file="side_constraints.csv",
    )


def _show_ledger(ledger: QuotaLedger, console: Console, *, name: str) -> None:
    rows = [
        [
            str(transfer.effective),
            transfer.event.value,
            str(transfer.subject),
            f"{transfer.giver} -> {transfer.taker}",
            _money(exact_sum(transfer.cents)),
        ]
        for transfer in ledger.transfers
    ]
    headings = ("from", "what", "who", "quota goes", "amount")
    _show(console, f"Changes during the year of {name}", headings, rows, file="ledger.csv", numbers=1)
    console.print(f"All quotas together stay {ledger.total:,} at every date.")


def _show(
    console: Console, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, file: str, numbers: int = 0
) -> None:
    """Print a table whose last columns are numbers: so many, or all but the first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    first = len(headings) - (numbers or len(headings) - 1)
    for position, heading in enumerate(headings):
        table.add_column(heading, justify="left" if position < first else "right", vertical="bottom")
    for row in rows[:MOST]:
        table.add_row(*map(Text, row))
    console.print(Text(title, style="bold"))
    console.print(table)
    if len(rows) > MOST:
        console.print(f"and {len(rows) - MOST:,} more, see {file}")


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}" if cents % 100 else f"{cents // 100:,}"
