"""One row of a benchmark: what is kept, how it is printed, how it is written."""

from __future__ import annotations

import json
import math
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .check import ROUNDING, Verdict

OURS = "territory-optimizer"
FIELDS = (
    "instance",
    "method",
    "n",
    "k",
    "objective",
    "lower_bound",
    "gap",
    "feasible",
    "status",
    "worst_imbalance",
    "build_seconds",
    "seconds",
    "peak_mb",
    "best_known",
    "gap_to_best_known",
    "note",
)
"""What is written of a record, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one method reached on one instance; None for what does not exist.

    Parameters
    ----------
    instance, method
        What was solved, and by whom.
    n, k
        Number of accounts (nodes) and territories (medians); None where not even they are known.
    objective
        Cost of the plan as computed by the benchmark.
    lower_bound
        Bound claimed by the method.
    feasible
        Whether the plan keeps every rule, by the benchmark's own check; None where there is no plan.
    status
        What is proved, as the method states it and the check does not refute; None where that is not asked for.
    worst_imbalance
        Largest ``|total / mean - 1|``, by the benchmark's own check.
    build_seconds, seconds
        Time to make the instance from tables, and to solve it.
    peak_mb
        Most memory held by the process that solved it, megabytes (10^6 bytes).
    best_known
        Best value published.
    note
        Whatever else should be known: why there is no plan, what is wrong with it.
    """

    instance: str
    n: int | None
    k: int | None
    method: str = OURS
    objective: float | None = None
    lower_bound: float | None = None
    feasible: bool | None = None
    status: str | None = None
    worst_imbalance: float | None = None
    build_seconds: float | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    best_known: float | None = None
    note: str = ""

    @property
    def gap(self) -> float | None:
        """(objective - lower bound) / objective of a feasible plan; below 0 where the bound is wrong."""
        if not self.feasible or not self.objective or self.lower_bound is None:
            return None
        gap = (self.objective - self.lower_bound) / self.objective
        return 0.0 if abs(gap) <= ROUNDING else gap

    @property
    def gap_to_best_known(self) -> float | None:
        """Objective / best known - 1 of a feasible plan; below 0 where it is better."""
        if not self.feasible or self.objective is None or not self.best_known:
            return None
        return self.objective / self.best_known - 1

    def to_dict(self) -> dict[str, str | float | None]:
        """All figures by name, ready for JSON."""
        return {name: _finite(getattr(self, name)) for name in FIELDS}


def _finite(value: str | float | None) -> str | float | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the printed table: the field, its heading, its width and how a value is written."""

    field: str
    heading: str
    width: int
    form: str = ""

    def cell(self, record: Record) -> str:
        """Write the value of a record, ``-`` where there is none."""
        value = record.to_dict()[self.field]
        if isinstance(value, bool):
            return "yes" if value else "NO"
        return "-" if value is None else format(value, self.form)


INSTANCE, METHOD = Column("instance", "instance", 42), Column("method", "method", 24)
SIZE = (Column("n", "n", 9, ",d"), Column("k", "k", 6, ",d"))
OBJECTIVE = Column("objective", "objective", 16, ",.1f")
BOUND = (Column("lower_bound", "lower bound", 16, ",.1f"), Column("gap", "gap", 9, ".3%"))
FEASIBLE = Column("feasible", "feasible", 8)
IMBALANCE = Column("worst_imbalance", "imbalance", 9, ".2%")
EFFORT = (Column("seconds", "seconds", 8, ".2f"), Column("peak_mb", "peak MB", 8, ",.0f"))
BUILD = Column("build_seconds", "build s", 8, ".2f")
KNOWN = (Column("best_known", "best known", 14, ",.2f"), Column("gap_to_best_known", "to best", 9, "+.3%"))


class Report:
    """The rows so far: printed as they come, and written whole after each, so that an interrupted run keeps them.

    Parameters
    ----------
    columns
        Of the printed table.
    json_file
        One JSON object a line; None to write none. What was there is replaced.
    """

    def __init__(self, columns: Sequence[Column], json_file: Path | None = None) -> None:
        self.records: list[Record] = []
        self._columns = tuple(columns)
        self._json_file = json_file

    def header(self) -> None:
        """Print the headings."""
        headings = [self._aligned(column, column.heading) for column in self._columns]
        print("  ".join(headings).rstrip())
        print("  ".join("-" * column.width for column in self._columns), flush=True)

    def add(self, record: Record) -> None:
        """Print a row and write the file anew."""
        self.records.append(record)
        cells = [self._aligned(column, column.cell(record)) for column in self._columns]
        print("  ".join([*cells, record.note]).rstrip(), flush=True)
        if self._json_file is not None:
            write_json_lines(self._json_file, self.records)

    @staticmethod
    def _aligned(column: Column, text: str) -> str:
        return text.ljust(column.width) if column.field in ("instance", "method") else text.rjust(column.width)


def write_json_lines(target: Path, records: Sequence[Record]) -> None:
    """Write one object a line; the file is never seen half written."""
    draft = target.with_name(target.name + ".part")
    lines = [json.dumps(record.to_dict(), allow_nan=False, ensure_ascii=False) for record in records]
    draft.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    draft.replace(target)


def peak_megabytes() -> float:
    """Most memory this process, or the largest of its ended children, ever held; megabytes of 10^6 bytes.

    Linux hands the peak of the parent on to a new process in ``getrusage``, so that its own is read from ``/proc``.
    """
    kilobyte = 1024 if sys.platform != "darwin" else 1
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte
    status = Path("/proc/self/status")
    if status.exists():
        high = [line.split() for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM")]
        own = int(high[0][1]) * 1024 if high else own
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * kilobyte
    return max(own, children) / 1e6


def verdict_note(verdict: Verdict, lower_bound: float | None, stated: float | None) -> str:
    """Say what the check found that the method did not say, in a few words.

    Parameters
    ----------
    verdict
        What the check found.
    lower_bound, stated
        Bound and objective as the method states them; it states an objective only for a plan it calls feasible.
    """
    notes = list(verdict.problems[:2])
    if len(verdict.problems) > 2:
        notes.append(f"and {len(verdict.problems) - 2} more")
    if stated is not None and not verdict.feasible:
        notes.insert(0, "the method calls it feasible")
    if verdict.objective is not None:
        if stated is not None and not math.isclose(stated, verdict.objective, rel_tol=1e-6, abs_tol=1e-6):
            notes.append(f"the method states {stated:,.2f}")
        if lower_bound is not None and verdict.feasible and lower_bound > verdict.objective * (1 + ROUNDING):
            notes.append("the bound is above the plan: not valid")
    return "; ".join(notes)


def gaps_to_best_known(records: Sequence[Record]) -> tuple[float, float] | None:
    """Mean and largest gap to the best known value, None where no record has one."""
    gaps = [record.gap_to_best_known for record in records if record.gap_to_best_known is not None]
    return (sum(gaps) / len(gaps), max(gaps)) if gaps else None
