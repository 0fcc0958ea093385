"""Files a planner takes away from the page, each made whole in memory; none of their names comes from a browser."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from optimizer.quotas import QuotaPlan
from scenarios.comparison import compare
from scenarios.outcome import Outcome, Outcomes
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record

from .desk import ON_THE_DESK, Desk, alignment_bytes, table_bytes, workbook_bytes

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, HTML = "text/csv", "text/html"


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that can be taken away.

    Parameters
    ----------
    key, text
        Its name on the page, and what its button says.
    ending, kind
        How its name ends, and what it is to a browser.
    make
        Makes it.
    """

    key: str
    text: str
    ending: str
    kind: str
    make: Callable[[Desk], bytes]

    def name(self, plan: str) -> str:
        """Name of the file: plain letters only."""
        stem = re.sub(r"[^a-z0-9]+", "-", plain(plan)).strip("-")[:60] or "plan"
        return f"{stem}-{self.ending}"


def plain(text: str) -> str:
    """A text in small letters, ready to be a name."""
    return text.casefold()


def offers() -> tuple[Offer, ...]:
    """What can be taken away here; the report where it is installed."""
    every = [
        Offer("excel", "Excel workbook", "plan.xlsx", EXCEL, _workbook),
        Offer("alignment", "Alignment, CSV", "alignment.csv", CSV, lambda desk: alignment_bytes(desk.outcome())),
        Offer("log", "Log, CSV", "log.csv", CSV, lambda desk: table_bytes(desk.log())),
    ]
    if find_spec("scenarios.report") is not None and find_spec("scenarios.report.writing") is not None:
        every.insert(1, Offer("report", "Report, HTML", "report.html", HTML, _report))
    return tuple(every)


def _planned(desk: Desk) -> list[Outcome]:
    """What is on the desk, behind the scenarios that have a plan; today's first, to be held against."""
    outcomes = [
        line.outcome for line in desk.scenarios() if line.outcome is not None and line.outcome.alignment is not None
    ]
    return [*sorted(outcomes, key=lambda outcome: not outcome.kept), desk.outcome()]


def _workbook(desk: Desk) -> bytes:
    return workbook_bytes(desk.plan, *_planned(desk))


def _report(desk: Desk) -> bytes:
    """The report of what is on the desk, beside the scenarios."""
    cases, writing = import_module("scenarios.report.case"), import_module("scenarios.report.writing")
    outcomes, plan = _planned(desk), desk.plan
    with tempfile.TemporaryDirectory(prefix="territory-") as path:
        folder = ResultFolder(Path(path))
        split = QuotaPlan.split if plan.quotas is None else plan.quotas.split
        write_files(
            compare(Outcomes(tuple(outcomes)), baseline=outcomes[0].name),
            folder,
            title=plan.name,
            size=plan.size,
            split=split,
        )
        case = cases.ReportCase(read_record(folder.path), ON_THE_DESK)
        return bytes(Path(writing.write_report(case, folder.path / "report.html")).read_bytes())
