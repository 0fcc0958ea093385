"""``territory publish``: a plan for Salesforce, PeopleSoft, Excel or GIS.

Files and a dry run; nothing is sent without ``--apply``.
"""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli_runs import DEFAULT_STORE, StorePlace
from scenarios.telling import told

if TYPE_CHECKING:
    from .difference import Difference
    from .record import RunRecord

publish_app = typer.Typer(
    no_args_is_help=True,
    help="Write a plan as files a target's own loader takes, with a dry run of what they change. Nothing is sent"
    " without --apply.",
)

LOGIN = "SALESFORCE"
SENDING = (
    "Exit status: 0 written, or sent and all there; 1 not sent for want of a yes; 2 the input has problems; 3 not sent:"
    " the plan breaks rules; 4 not all is there, run the same command again; 130 interrupted."
)

Results = Annotated[Path, typer.Argument(metavar="RESULTS", help="The folder `territory run --out` wrote.")]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", "-s", help="Which plan; needed where several were solved.")
]
Settings = Annotated[Path | None, typer.Option("--settings", help="Choices the plan does not make (YAML).")]
Current = Annotated[
    Path | None, typer.Option("--current", help="Export of the target as it is: one CSV an object or record.")
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files; RESULTS/<target> by default.")]


@publish_app.command(epilog=SENDING)
def salesforce(
    results: Results,
    *,
    scenario: ScenarioName = None,
    settings: Settings = None,
    current: Current = None,
    out: Out = None,
    owners: Annotated[
        bool, typer.Option("--owners", help="Change account owners instead, without territory management.")
    ] = False,
    login: Annotated[
        str | None,
        typer.Option("--login", help="Read the org itself: first letters of the variables with the login."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help=f"Send it, after a yes; --login is {LOGIN} where it is not given.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before sending.")] = False,
    despite_broken_rules: Annotated[
        bool, typer.Option("--despite-broken-rules", help="Send a plan that breaks rules.")
    ] = False,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Load files for Enterprise Territory Management, in load order; with --apply, into the org."""
    from .asking import consent, refuse_broken, tell_ending, warn_of_broken_rules
    from .folder import ResultFolder
    from .salesforce import Ending, Planned, SalesforceSettings, Talk, apply_salesforce
    from .salesforce.applying import NOT_SENT, connected, look
    from .settings import read_settings

    with told():
        _check_login(current, apply=apply, login=login)
        record, name = _plan(results, scenario)
        if apply and warn_of_broken_rules(record, name):
            refuse_broken(anyway=despite_broken_rules)
        choices = read_settings(SalesforceSettings(), settings)
        home = None if settings is None else settings.parent
        planned = Planned(record, name, choices, home, owners)
        with ResultFolder(out or results / "salesforce") as folder:
            if apply:
                talk = Talk(consent(name, sure=yes), typer.echo)
                applied = apply_salesforce(planned, folder, connected(login or LOGIN), talk)
                tell_ending(applied, name, folder.path, folder.path / NOT_SENT)
                if applied.ending is Ending.COMPLETE:
                    _note_published(record, name, store, "Salesforce")
            else:
                _show(look(planned, folder, current=current, login=login), record, name, folder.path)


@publish_app.command()
def peoplesoft(
    results: Results,
    *,
    scenario: ScenarioName = None,
    settings: Settings = None,
    current: Current = None,
    out: Out = None,
) -> None:
    """Worksheets for Excel to Component Interface, and profiles of new customers."""
    from .folder import ResultFolder
    from .peoplesoft import PeopleSoftSettings, publish_peoplesoft
    from .settings import read_settings

    with told():
        record, name = _plan(results, scenario)
        choices = read_settings(PeopleSoftSettings(), settings)
        home = None if settings is None else settings.parent
        with ResultFolder(out or results / "peoplesoft") as folder:
            difference = publish_peoplesoft(record, name, folder, settings=choices, home=home, current=current)
            _show(difference, record, name, folder.path)


@publish_app.command()
def excel(results: Results, out: Out = None) -> None:
    """One workbook of all scenarios."""
    from .excel import write_workbook
    from .folder import ResultFolder
    from .record import read_record

    with told():
        record = read_record(results)
        with ResultFolder(out or results) as folder:
            print(folder.path / write_workbook(record, folder))


@publish_app.command()
def gis(
    results: Results,
    *,
    scenario: ScenarioName = None,
    areas: Annotated[Path | None, typer.Option("--areas", help="Areas to be merged, one a unit of the plan.")] = None,
    area_id: Annotated[str, typer.Option("--area-id", help="Their column with the ids of the plan.")] = "",
    country: Annotated[Path | None, typer.Option("--country", help="Shape to clip cells to.")] = None,
    reach: Annotated[
        float | None, typer.Option("--reach", min=0.001, help="How far cells reach from an account, kilometres.")
    ] = None,
    out: Out = None,
) -> None:
    """Territories as GeoPackage and GeoJSON."""
    from optimizer.exceptions import InputError, Problem

    from .asking import warn_of_broken_rules
    from .folder import ResultFolder
    from .gis import GEOJSON, PACKAGE, Ground, publish_gis

    with told():
        for option, path in (("--areas", areas), ("--country", country)):
            if path is not None and not path.is_file():
                raise InputError([Problem(option, "there is no such file", "Correct the path", value=str(path))])
        if areas is not None and not area_id:
            raise InputError([Problem("--areas", "areas need --area-id", "Name the column with the ids of the plan")])
        record, name = _plan(results, scenario)
        ground = Ground(areas=areas, area_id=area_id, country=country, reach_km=reach)
        with ResultFolder(out or results / "gis") as folder:
            for note in publish_gis(record, name, folder, ground=ground):
                print(note, file=sys.stderr)
            warn_of_broken_rules(record, name)
            print(f"{name}: {folder.path / PACKAGE}, {folder.path / GEOJSON}")


def _plan(results: Path, scenario: str | None) -> tuple[RunRecord, str]:
    from .record import read_record

    record = read_record(results)
    return record, record.choose(scenario)


def _note_published(record: RunRecord, scenario: str, store: str, target: str) -> None:
    """Note in the store, where it has this plan, that it was published."""
    from scenarios.cli_approvals import note_published
    from scenarios.store.approvals import frame_hash

    told = note_published(store, scenario, frame_hash(record.rows("alignment", scenario)), note=f"sent to {target}")
    if told:
        typer.echo(told)


def _check_login(current: Path | None, *, apply: bool, login: str | None) -> None:
    """An org that is read itself needs no export, and an export is too old to send by."""
    from optimizer.exceptions import InputError, Problem

    if current is not None and (apply or login is not None):
        option = "--apply" if apply else "--login"
        message = f"{option} reads the org itself, as it is now"
        raise InputError([Problem("--current", message, "Leave --current out", value=str(current))])


def _show(difference: Difference, record: RunRecord, scenario: str, folder: Path) -> None:
    from .asking import warn_of_broken_rules

    warn_of_broken_rules(record, scenario)
    print(f"{scenario}, as it would be loaded (dry run, nothing is sent):")
    print(difference)
    print(f"Files in {folder}")
