"""What a planner takes away from the desk: tables, a workbook; each made whole in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from optimizer.quotas import QuotaPlan
from scenarios.comparison import compare
from scenarios.outcome import Outcome, Outcomes
from scenarios.planfile.plan import Plan
from scenarios.publish.excel.workbook import write_workbook
from scenarios.publish.files import alignment_frame, write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record


def table_bytes(frame: pd.DataFrame) -> bytes:
    """A table as CSV, as ``territory run`` writes it: a byte order mark for Excel, no cell that runs as a formula."""
    with _scratch() as folder:
        folder.write_tables("table.csv", [frame])
        return (folder.path / "table.csv").read_bytes()


def alignment_bytes(outcome: Outcome) -> bytes:
    """The alignment as CSV: account, name, territory, rep, was, reason.

    Raises
    ------
    ValueError
        If the outcome has no plan.
    """
    return table_bytes(alignment_frame(outcome))


def workbook_bytes(plan: Plan, *outcomes: Outcome) -> bytes:
    """One workbook of outcomes side by side, the first as the baseline; that of ``territory run``.

    Parameters
    ----------
    plan
        Whose outcomes they are.
    outcomes
        With distinct names, at least one of them with a plan.

    Raises
    ------
    InputError
        If the extra ``excel`` is not installed.
    """
    with results(plan, *outcomes) as folder:
        name = write_workbook(read_record(folder.path), folder)
        return (folder.path / name).read_bytes()


@contextmanager
def results(plan: Plan, *outcomes: Outcome) -> Iterator[ResultFolder]:
    """A folder of results as ``territory run`` writes it, for as long as it is needed; parameters as above."""
    with _scratch() as folder:
        split = QuotaPlan.split if plan.quotas is None else plan.quotas.split
        comparison = compare(Outcomes(tuple(outcomes)), baseline=outcomes[0].name)
        write_files(comparison, folder, title=plan.name, size=plan.size, split=split)
        yield folder


@contextmanager
def _scratch() -> Iterator[ResultFolder]:
    with tempfile.TemporaryDirectory(prefix="territory-") as path:
        yield ResultFolder(Path(path))
