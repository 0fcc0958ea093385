"""A filled workbook as a plan file: keys from the sheets Plan and Scenarios, tables from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from optimizer.exceptions import InputError, Problem
from scenarios.connectors.excel import read_sheets
from scenarios.connectors.template import ACCOUNTS, BOOKINGS, PLAN, REPS, SCENARIOS

from .document import Keys, PlanDocument, PlanProblem, dotted, parse_value

SUFFIXES = (".xlsx", ".xlsm")
TABLES = {"accounts": ACCOUNTS, "reps": REPS, "bookings": BOOKINGS}
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class SheetProblem(PlanProblem):
    """A problem of a key in a workbook: the sheet, and the row it shows."""

    sheet: str = PLAN

    def __str__(self) -> str:
        told = PlanProblem(self.table, self.message, self.remedy, None, self.column, self.value)
        where = f"{self.table}, sheet {self.sheet}" + (f", row {self.row}" if self.row is not None else "")
        return str(told).replace(self.table, where, 1)


@dataclass(frozen=True, slots=True)
class WorkbookDocument(PlanDocument):
    """A plan that stands in the sheets of a workbook; ``lines`` are rows of Plan and Scenarios."""

    def problem(self, keys: Keys, message: str, remedy: str, *, value: object = None) -> SheetProblem:
        """Tell a problem at a key."""
        shown = str(value) if isinstance(value, Mapping | list) else value
        sheet = SCENARIOS if keys[:1] == ("scenarios",) else PLAN
        line = self.line(keys)
        return SheetProblem(self.path.name, message, remedy, line, dotted(keys) or None, shown, sheet)


@dataclass(slots=True)
class _Filling:
    """Puts values at their keys and remembers where they stood."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Keys, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, keys: Keys, value: object, row: int) -> None:
        holder: Any = self.data
        for key in keys[:-1]:
            holder = holder.setdefault(key, {})
            if not isinstance(holder, dict):
                self._tell(keys, "a key above it has a value already", row)
                return
        if keys[-1] in holder:
            self._tell(keys, "this key is given twice", row)
            return
        holder[keys[-1]] = value
        for length in range(1, len(keys) + 1):
            self.lines.setdefault(keys[:length], row)

    def _tell(self, keys: Keys, message: str, row: int) -> None:
        self.problems.append(SheetProblem(self.file, message, "Keep one of them", row, dotted(keys)))


def read_workbook(path: Path) -> WorkbookDocument:
    """Read the keys of a filled workbook.

    Raises
    ------
    InputError
        If it is no workbook, has no sheets Plan, Accounts and Reps, or a key is given twice.
    """
    sheets = read_sheets(path)
    missing = [name for name in (PLAN, ACCOUNTS, REPS) if name not in sheets]
    if missing:
        message = f"the workbook has no sheet {missing[0]!r}"
        remedy = "Start from `territory template plan.xlsx` and keep the names of its sheets"
        raise InputError([Problem(path.name, message, remedy)])
    filling = _Filling(path.name)
    for row, cells in enumerate(sheets[PLAN][1:], start=2):
        name, value = (*cells, "", "")[:2]
        if str(name).strip() and value != "":
            filling.put(tuple(str(name).strip().split(".")), _value(value, filling, row), row)
    inputs = filling.data.setdefault("inputs", {})
    if isinstance(inputs, dict):
        wanted = ["accounts"] if "territories" in inputs else ["accounts", "reps"]
        wanted += ["bookings"] if _is_filled(sheets.get(BOOKINGS, [])[1:]) else []
        for name in wanted:
            inputs.setdefault(name, {"file": path.name, "sheet": TABLES[name]})
    _add_scenarios(sheets.get(SCENARIOS, []), filling)
    if filling.problems:
        raise InputError(filling.problems)
    return WorkbookDocument(path, filling.data, filling.lines)


def _add_scenarios(rows: Rows, filling: _Filling) -> None:
    """Put one scenario a row that is not blank."""
    if not rows or not _is_filled(rows[1:]):
        return
    headers = [str(cell).strip() for cell in rows[0]]
    scenarios: list[dict[str, object]] = []
    for row, cells in enumerate(rows[1:], start=2):
        filled = {header: cell for header, cell in zip(headers, cells, strict=False) if cell != "" and header}
        if not filled:
            continue
        keys: Keys = ("scenarios", len(scenarios))
        scenarios.append({header: _value(cell, filling, row) for header, cell in filled.items()})
        filling.lines |= {keys: row, **{(*keys, header): row for header in filled}}
    filling.data["scenarios"] = scenarios
    filling.lines[("scenarios",)] = 1


def _is_filled(rows: Rows) -> bool:
    return any(cell != "" for cells in rows for cell in cells)


def _value(cell: object, filling: _Filling, row: int) -> object:
    """Cell as the plan file would have it: whole numbers without decimals, dates as such, text as YAML."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        try:
            return parse_value(cell)
        except ValueError:
            remedy = "Write a number, a word, a list such as [a, b], or keys as {a: 1}"
            filling.problems.append(SheetProblem(filling.file, "this cannot be read", remedy, row, None, cell))
            return None
    return cell if isinstance(cell, bool | int | float | date) else str(cell)
