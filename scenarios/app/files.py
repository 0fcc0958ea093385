"""Files a planner takes away from the page, each made whole in memory; none of their names comes from a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec

from scenarios.outcome import Outcome
from scenarios.publish.record import read_record

from .desk import ON_THE_DESK, Desk, alignment_bytes, table_bytes, workbook_bytes
from .desk.exports import results
from .load_files import LoadChoices, Made, load_files

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, HTML, ZIP = "text/csv", "text/html", "application/zip"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is to be of.

    Parameters
    ----------
    plan
        Name of a scenario, or ``ON_THE_DESK``.
    choices
        For load files.
    """

    plan: str = ON_THE_DESK
    choices: LoadChoices = field(default_factory=LoadChoices)


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
        Makes it as it is wanted.
    """

    key: str
    text: str
    ending: str
    kind: str
    make: Callable[[Desk, Wanted], Made]

    def name(self, plan: str) -> str:
        """Name of the file: plain letters only."""
        stem = re.sub(r"[^a-z0-9]+", "-", plain(plan)).strip("-")[:60] or "plan"
        return f"{stem}-{self.ending}"


def plain(text: str) -> str:
    """A text in small letters, ready to be a name."""
    return text.casefold()


def offers() -> tuple[Offer, ...]:
    """What can be taken away here; the workbook where the extra for it is installed."""
    every = [
        Offer("report", "Report", "report.html", HTML, _report),
        Offer("letters", "Letters to reps", "letters.html", HTML, _letters),
        Offer("alignment", "Alignment, CSV", "alignment.csv", CSV, _alignment),
        Offer("log", "Log, CSV", "log.csv", CSV, lambda desk, _: Made(table_bytes(desk.log()))),
        Offer("load", "Load files", "load-files.zip", ZIP, _load_files),
    ]
    if find_spec("xlsxwriter") is not None:
        every.insert(0, Offer("excel", "Excel workbook", "plan.xlsx", EXCEL, _workbook))
    return tuple(every)


def _planned(desk: Desk) -> list[Outcome]:
    """What is on the desk, behind the scenarios that have a plan; today's first, to be held against."""
    outcomes = [
        line.outcome for line in desk.scenarios() if line.outcome is not None and line.outcome.alignment is not None
    ]
    return [*sorted(outcomes, key=lambda outcome: not outcome.kept), desk.outcome()]


def _workbook(desk: Desk, wanted: Wanted) -> Made:
    """The plan that is wanted comes last, so that it is the one a reader looks at."""
    outcomes = sorted(_planned(desk), key=lambda outcome: outcome.name == wanted.plan)
    return Made(workbook_bytes(desk.plan, *outcomes))


def _alignment(desk: Desk, wanted: Wanted) -> Made:
    return Made(alignment_bytes(next(outcome for outcome in _planned(desk) if outcome.name == wanted.plan)))


def _report(desk: Desk, wanted: Wanted) -> Made:
    """The report of a plan, beside the others."""
    from scenarios.report.case import ReportCase  # noqa: PLC0415 -- takes a while, and few press it
    from scenarios.report.writing import write_report  # noqa: PLC0415

    with results(desk.plan, *_planned(desk)) as folder:
        case = ReportCase(read_record(folder.path), wanted.plan)
        return Made(write_report(case, folder.path / "report.html").read_bytes())


def _letters(desk: Desk, wanted: Wanted) -> Made:
    """A page for every rep."""
    from scenarios.report.case import ReportCase  # noqa: PLC0415 -- takes a while, and few press it
    from scenarios.report.writing import write_letters  # noqa: PLC0415

    with results(desk.plan, *_planned(desk)) as folder:
        case = ReportCase(read_record(folder.path), wanted.plan)
        return Made(write_letters(case, folder.path / "letters.html").read_bytes())


def _load_files(desk: Desk, wanted: Wanted) -> Made:
    with results(desk.plan, *_planned(desk)) as folder:
        return load_files(read_record(folder.path), wanted.plan, wanted.choices)
