"""``territory report`` and ``territory letters``: a plan to read, to send and to print."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli_runs import DEFAULT_STORE, StorePlace, existing
from scenarios.telling import told

if TYPE_CHECKING:
    from .case import ReportCase

Subject = Annotated[
    str,
    typer.Argument(metavar="RUN", help="The folder `territory run --out` wrote, or the number of a run that is kept."),
]
ScenarioName = Annotated[
    str | None,
    typer.Option(
        "--scenario", "-s", help="Which plan; by default the knee of a sweep, else the first that keeps every rule."
    ),
]
LETTERS = "letters.html"


def report(
    run: Subject,
    *,
    scenario: ScenarioName = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The HTML file; RUN/report.html, or report-N.html for a number.")
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Leave out the accounts of each territory.")] = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Write one HTML file that tells a plan: to read without a network, to send, to print."""
    from .writing import write_report

    with told():
        case = _case(run, scenario, store)
        path = write_report(case, out or _place(run, "report.html"), accounts=not brief)
        typer.echo(f"{case.scenario}: {path} ({path.stat().st_size / 1e6:.1f} MB)")


def letters(
    run: Subject,
    *,
    scenario: ScenarioName = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=f"The HTML file with a page a rep; RUN/{LETTERS} by default.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Write a file a rep into this folder instead, to be sent.")
    ] = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Write a letter to every rep: the accounts, what changed and why, the number and how it was made."""
    from .writing import write_letter_folder, write_letters

    with told():
        case = _case(run, scenario, store)
        if folder is not None:
            written = write_letter_folder(case, folder)
            typer.echo(f"{case.scenario}: {len(written):,} letters in {folder}")
        if folder is None or out is not None:
            typer.echo(f"{case.scenario}: {write_letters(case, out or _place(run, LETTERS))}")


def _case(run: str, scenario: str | None, store: str) -> ReportCase:
    """Read what is to be told: a folder of results, or a run of the store where there is no such folder."""
    from scenarios.publish.files import MANIFEST
    from scenarios.publish.record import read_record

    from .case import ReportCase, choose_scenario, dated

    if Path(run).is_dir() or not run.isdecimal():
        record = read_record(Path(run))
        when = dated((Path(run) / MANIFEST).stat().st_mtime)
        return ReportCase(record, choose_scenario(record, scenario), when)
    from .recall import recall

    place = existing(store)
    record = recall(place, int(run))
    return ReportCase(record, choose_scenario(record, scenario), f"run {run}, begun {place.run(int(run)).begun[:10]}")


def _place(run: str, name: str) -> Path:
    """Where a file goes that was given no place."""
    return Path(run) / name if Path(run).is_dir() else Path(name).with_stem(f"{Path(name).stem}-{run}")
