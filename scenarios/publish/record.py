"""A folder of results read again: what ``territory publish`` has to go by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.capacity.budget import COSTS
from optimizer.exceptions import InputError, Problem
from optimizer.mapping import FrozenMapping
from optimizer.quotas import Term
from optimizer.tables import did_you_mean

from .cells import unguarded
from .files import MANIFEST

MONEY = frozenset(["amount", "quota", *(term.value for term in Term)])
LABELS = frozenset(["scenario", "account", "name", "territory", "rep", "was", "reason", "period", "status", "failure"])
LABELS_OF = {
    "fairness": frozenset(["plan"]),
    "attainment": frozenset(["plan"]),
    "quota_tree": frozenset(["node", "parent", "bound", "set_by", "why"]),
    "quotas_by_product": frozenset(["product"]),
    "reconciliation": frozenset(["node", "parent"]),
    "side_constraints": frozenset(["constraint"]),
    "ledger": frozenset(["effective", "event", "subject", "holder", "note"]),
    "quotas_after_changes": frozenset(["holder"]),
    "capacity": frozenset(["region", "month"]),
    "capacity_by_rep": frozenset(["month"]),
    "budget": frozenset(["region", "month"]),
    "frontier": frozenset(["dominated_by"]),
}
"""Labels besides in some tables: a measure may be called so in others."""
MONEY_OF = {
    "quotas": MONEY,
    "waterfall": MONEY,
    "territories": frozenset(["quota"]),
    "quota_tree": frozenset(["quota", "floor", "cap", "before"]),
    "quotas_by_product": frozenset(["amount"]),
    "reconciliation": frozenset(["top_down", "bottom_up", "difference", "quota"]),
    "ledger": frozenset(["amount"]),
    "quotas_after_changes": frozenset(["amount"]),
    "budget": frozenset(["revenue", "gross", *COSTS, "cost", "contribution"]),
}
"""Amounts exact to the cent, in the tables that have them: a measure may be called so in others."""
TABLES = (
    *("alignment", "territories", "quotas", "quota_tree", "quotas_by_product", "waterfall", "fairness", "attainment"),
    *("reconciliation", "side_constraints", "ledger", "quotas_after_changes"),
    *("capacity", "capacity_by_rep", "budget", "size", "comparison", "frontier", "accounts"),
)


@dataclass(frozen=True, slots=True, eq=False)
class RunRecord:
    """What a run wrote.

    Parameters
    ----------
    title
        Name of the plan.
    baseline
        Scenario the others are held against.
    solved
        Scenarios that were searched and have a plan, in order.
    tables
        "alignment", "territories", "quotas", ... (see ``TABLES``) -> table with a column ``scenario`` first (but for
        accounts and size). Labels are text, measures floats, money whole cents. Those that were not written are
        missing.
    scenarios
        One entry each as ``assessment.json`` has it.
    versions
        Library -> version that made the plans; empty where an older version of this package wrote the folder.
    notes
        What was assumed.
    """

    title: str
    baseline: str
    solved: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    scenarios: tuple[Mapping[str, Any], ...]
    versions: Mapping[str, str] = field(default_factory=lambda: FrozenMapping({}))
    notes: tuple[str, ...] = ()

    @property
    def planned(self) -> tuple[str, ...]:
        """Scenarios with a plan, today's among them."""
        return tuple(str(name) for name in self.tables["alignment"]["scenario"].unique())

    def choose(self, name: str | None) -> str:
        """Find the scenario to publish: the one named, or the only one that was solved.

        Raises
        ------
        InputError
            If there is none of that name, or no name is given and there are several.
        """
        known = ", ".join(self.planned)
        if name is not None and name not in self.planned:
            remedy = did_you_mean(name, self.planned) or f"Scenarios with a plan: {known}"
            raise InputError([Problem("--scenario", "no scenario with a plan has this name", remedy, value=name)])
        if name is None and len(self.solved) != 1:
            message = f"{len(self.solved)} scenarios were solved, and one can be published"
            raise InputError([Problem("--scenario", message, f"Name one of: {known}")])
        return self.solved[0] if name is None else name

    def broken_rules(self, scenario: str) -> tuple[str, ...]:
        """Rules the plan of a scenario breaks, in words."""
        entry = next((entry for entry in self.scenarios if entry.get("scenario") == scenario), {})
        return tuple(str(broken["message"]) for broken in entry.get("assessment", {}).get("violations", ()))

    def rows(self, table: str, scenario: str) -> pd.DataFrame:
        """Rows of a table that belong to a scenario, without that column; empty where there is no such table."""
        frame = self.tables.get(table)
        if frame is None:
            return pd.DataFrame()
        return frame[frame["scenario"] == scenario].drop(columns="scenario").reset_index(drop=True)


def read_record(folder: Path) -> RunRecord:
    """Read what a run wrote into a folder.

    Raises
    ------
    InputError
        If it is no folder of results, was written by a version that wrote less, or an amount in it is none.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = tuple(told["scenarios"])
        title, baseline, files = str(told["plan"]), str(told["baseline"]), set(told["files"])
        versions = FrozenMapping({str(name): str(text) for name, text in told.get("versions", {}).items()})
        notes = tuple(map(str, told.get("notes", ())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"this is no folder of results: {MANIFEST} is missing or cannot be read"
        raise InputError([Problem(str(folder), message, "Give the folder `territory run --out` wrote")]) from error
    tables = {name: _table(folder / f"{name}.csv") for name in TABLES if f"{name}.csv" in files}
    missing = [name for name in ("alignment", "territories", "accounts") if name not in tables]
    if missing:
        message = f"there is no {missing[0]}.csv: no scenario has a plan, or an older version wrote this folder"
        raise InputError([Problem(str(folder), message, "Run the plan again")])
    solved = tuple(
        str(entry["scenario"]) for entry in entries if entry.get("status") not in (None, "kept") and "folder" in entry
    )
    planned = set(tables["alignment"]["scenario"])
    in_order = tuple(name for name in solved if name in planned)
    return RunRecord(title, baseline, in_order, tables, entries, versions, notes)


def money_of(table: str) -> frozenset[str]:
    """Columns of a table that hold money, whole cents."""
    return MONEY_OF.get(table, frozenset())


def _table(path: Path) -> pd.DataFrame:
    """Read a table as ``territory run`` writes them."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError([Problem(path.name, "this cannot be read", "Run the plan again")]) from error
    frame.columns = unguarded(frame.columns.to_series()).to_numpy()
    labels = LABELS | LABELS_OF.get(path.stem, frozenset())
    money = money_of(path.stem)
    return pd.DataFrame(
        {
            column: _amounts(frame[column], path.name)
            if column in money
            else _cells(frame[column], label=column in labels)
            for column in frame.columns
        }
    )


def _amounts(cells: pd.Series[str], file: str) -> pd.Series[Any]:
    """Whole cents, missing where the cell is empty."""
    cents: list[int | None] = []
    for row, cell in enumerate(cells):
        try:
            cents.append(_cents(cell))
        except (ArithmeticError, ValueError) as error:
            message, remedy = "this is no amount", "Write it as 1234.00, or run the plan again"
            # The header is line 1.
            raise InputError([Problem(file, message, remedy, row + 2, str(cells.name), cell)]) from error
    return pd.Series(cents, dtype="Int64")


def _cells(cells: pd.Series[str], *, label: bool) -> pd.Series[Any]:
    if label:
        return unguarded(cells)
    words = cells.where(cells != "", None)
    if words.isin(["True", "False"]).any():
        return words.map({"True": True, "False": False}).astype("boolean")
    numbers = pd.to_numeric(words, errors="coerce")
    return numbers.astype(float) if numbers.notna().sum() == words.notna().sum() else unguarded(cells)


def _cents(text: str) -> int | None:
    return int(Decimal(text).scaleb(2)) if text else None
