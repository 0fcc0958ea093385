"""``territory publish``: a plan for Salesforce, PeopleSoft, Excel or GIS. Files and a dry run; nothing is sent."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.telling import told

if TYPE_CHECKING:
    from .difference import Difference
    from .record import RunRecord

publish_app = typer.Typer(
    no_args_is_help=True,
    help="Write a plan as files a target's own loader takes, with a dry run of what they change. Nothing is sent.",
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


@publish_app.command()
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
) -> None:
    """Load files for Enterprise Territory Management, in load order."""
    from .folder import ResultFolder
    from .salesforce import SalesforceSettings, publish_salesforce
    from .settings import read_settings

    with told():
        record, name = _plan(results, scenario)
        choices = read_settings(SalesforceSettings(), settings)
        folder = ResultFolder(out or results / "salesforce")
        home = None if settings is None else settings.parent
        difference = publish_salesforce(
            record, name, folder, settings=choices, home=home, current=current, owners_only=owners
        )
        _show(difference, name, folder.path)


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
        folder = ResultFolder(out or results / "peoplesoft")
        home = None if settings is None else settings.parent
        difference = publish_peoplesoft(record, name, folder, settings=choices, home=home, current=current)
        _show(difference, name, folder.path)


@publish_app.command()
def excel(results: Results, out: Out = None) -> None:
    """One workbook of all scenarios."""
    from .excel import write_workbook
    from .folder import ResultFolder
    from .record import read_record

    with told():
        folder = ResultFolder(out or results)
        print(folder.path / write_workbook(read_record(results), folder))


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

    from .folder import ResultFolder
    from .gis import GEOJSON, PACKAGE, Ground, publish_gis

    with told():
        for option, path in (("--areas", areas), ("--country", country)):
            if path is not None and not path.is_file():
                raise InputError([Problem(option, "there is no such file", "Correct the path", value=str(path))])
        if areas is not None and not area_id:
            raise InputError([Problem("--areas", "areas need --area-id", "Name the column with the ids of the plan")])
        record, name = _plan(results, scenario)
        folder = ResultFolder(out or results / "gis")
        ground = Ground(areas=areas, area_id=area_id, country=country, reach_km=reach)
        for note in publish_gis(record, name, folder, ground=ground):
            print(note, file=sys.stderr)
        print(f"{name}: {folder.path / PACKAGE}, {folder.path / GEOJSON}")


def _plan(results: Path, scenario: str | None) -> tuple[RunRecord, str]:
    from .record import read_record

    record = read_record(results)
    return record, record.choose(scenario)


def _show(difference: Difference, scenario: str, folder: Path) -> None:
    print(f"{scenario}, as it would be loaded (dry run, nothing is sent):")
    print(difference)
    print(f"Files in {folder}")
