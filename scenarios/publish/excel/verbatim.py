"""Tables that go into the workbook with the columns they were written with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from optimizer.capacity.effective import FACTORS
from scenarios.publish.record import RunRecord, money_of

from .columns import plain_columns
from .sheet import Book, Column, Kind, add_table


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A table of the run and its sheet.

    Parameters
    ----------
    table
        Name of the table.
    title
        Name of the sheet.
    fixed
        How many columns stay when the others are scrolled.
    kinds
        How columns are shown whose name means something else in other tables.
    """

    table: str
    title: str
    fixed: int
    kinds: Mapping[str, Kind] = field(default_factory=dict)


TREE = Verbatim("quota_tree", "Quota tree", 2, {"over_assignment": Kind.SHARE})
PRODUCTS = Verbatim("quotas_by_product", "Quotas by product", 4)
RECONCILIATION = Verbatim("reconciliation", "Reconciliation", 2, {"share": Kind.SHARE})
SIDES = Verbatim("side_constraints", "Side constraints", 2)
LEDGER = Verbatim("ledger", "Ledger", 4)
AFTERWARDS = Verbatim("quotas_after_changes", "Quotas after changes", 2)
WATERFALL = Verbatim("waterfall", "Waterfall", 3)
FAIRNESS = Verbatim("fairness", "Fairness", 2, {"payout_over_budget": Kind.SHARE})
ATTAINMENT = Verbatim(
    *("attainment", "Attainment", 4),
    dict.fromkeys(("standard_error", "payout_over_budget", "p05", "p25", "p50", "p75", "p95"), Kind.SHARE),
)
CAPACITY = Verbatim("capacity", "Capacity", 3, dict.fromkeys(("reps", "needed", "present", "gap"), Kind.AMOUNT))
BY_REP = Verbatim("capacity_by_rep", "Capacity by rep", 3, dict.fromkeys((*FACTORS, "capacity"), Kind.SHARE))
BUDGET = Verbatim("budget", "Budget", 3)
SIZE = Verbatim("size", "Size", 1)
FRONTIER = Verbatim("frontier", "Frontier", 1, {"balance": Kind.SHARE, "disruption": Kind.SHARE})

OF_QUOTAS = (TREE, PRODUCTS, RECONCILIATION, SIDES, LEDGER, AFTERWARDS, WATERFALL, FAIRNESS, ATTAINMENT)
OF_PEOPLE = (CAPACITY, BY_REP, BUDGET, SIZE)


def add_verbatim(book: Book, record: RunRecord, *sheets: Verbatim) -> None:
    """Add a sheet for each of the tables that the run wrote."""
    for sheet in sheets:
        frame = record.tables.get(sheet.table)
        if frame is not None:
            columns = tuple(_shown(plain_columns(frame, money=money_of(sheet.table)), sheet.kinds))
            add_table(book, sheet.title, frame, columns=columns, fixed=sheet.fixed)


def _shown(columns: tuple[Column, ...], kinds: Mapping[str, Kind]) -> Iterator[Column]:
    for column in columns:
        yield Column(column.name, column.heading, kinds.get(column.name, column.kind))
