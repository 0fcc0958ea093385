"""``territory levels``: districts and regions on top of a kept plan."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_runs import DEFAULT_STORE, StorePlace
from .cli_track import Place, PlanFile, ScenarioName, found_plan
from .telling import told

if TYPE_CHECKING:
    import pandas as pd

    from .levels import Level, PlanLevels

Asked = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LEVEL=COUNT]...", help="The lowest first: district=4 region=2; those of the plan file."),
]
Balance = Annotated[
    list[str] | None,
    typer.Option("--balance", help="measure=tolerance, such as potential=0.15; the plan's own where none is given."),
]
Contiguous = Annotated[
    bool, typer.Option("--contiguous", help="Groups must be connected, by the contacts of the plan.")
]
Seconds = Annotated[float, typer.Option("--seconds", min=0.1, help="Search time for each level.")]
OutFile = Annotated[Path | None, typer.Option("--out", "-o", help="CSV file: each territory with its groups.")]
BROKEN = 3
"""Exit status where a level breaks rules."""


def levels(
    place: Place,
    asked: Asked = None,
    *,
    scenario: ScenarioName = None,
    balance: Balance = None,
    contiguous: Contiguous = False,
    seconds: Seconds = 10.0,
    plan: PlanFile = None,
    out: OutFile = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Group the territories of a plan to districts, these to regions, and so on, by the same solvers."""
    with told():
        from rich.console import Console

        from optimizer.criteria import Criteria
        from optimizer.exceptions import InputError, Problem
        from optimizer.stop import MaxRuntime, TargetGap

        from .levels import build_levels
        from .planfile import read_plan
        from .publish.folder import ResultFolder
        from .terminal_runs import show_frame
        from .tracking.planned import kept_alignment

        named = _levels(asked or [])
        source, file = found_plan(place, scenario, store, plan=plan)
        read = read_plan(file)
        wanted = _wanted(named, read.levels, file)
        chosen, alignment = kept_alignment(source, read, file)
        tolerances = chosen.asked(read.instance).balance if balance is None else _tolerances(balance)
        criteria = Criteria(balance=tolerances, contiguous=contiguous, min_count=1)
        stop = MaxRuntime(seconds) | TargetGap(0.001)
        try:
            built = build_levels(alignment, wanted, criteria, stop, seed=read.seed)
        except InputError:
            raise
        except ValueError as error:
            raise InputError([Problem("levels", str(error), "Correct the levels or the plan")]) from error
        console = Console(highlight=False)
        show_frame(_shown(built.groups_frame()), console)
        if out is not None:
            ResultFolder(out.absolute().parent).write_tables(out.name, [built.to_frame()])
            console.print(f"written to {out}", markup=False)
        broken = _broken(built)
        for message in broken:
            typer.echo(message, err=True)
    if broken:
        raise typer.Exit(BROKEN)


def _wanted(named: tuple[Level, ...], planned: tuple[Level, ...], file: Path) -> tuple[Level, ...]:
    """Levels named on the command line, else those of the plan file."""
    from optimizer.exceptions import InputError, Problem

    if not named and not planned:
        remedy = "Write district=4 region=2, or `levels:` in the plan file"
        raise InputError([Problem(file.name, "it asks for no levels, and none were given", remedy)])
    return named or planned


def _broken(built: PlanLevels) -> list[str]:
    """Rules that levels break, in words."""
    return [
        f"{level.name}: {violation.message}"
        for level, judged in zip(built.levels, built.assessments, strict=True)
        for violation in judged.violations
    ]


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Amounts and shares as people read them."""
    shares = {name: frame[name].map("{:+.1%}".format) for name in frame.columns if name.endswith("_deviation")}
    rest = [name for name in frame.columns if name not in {"level", "group", *shares}]
    written = frame.assign(**{name: frame[name].map("{:,.0f}".format) for name in rest}, **shares)
    return written.rename(columns={name: f"{name.removesuffix('_deviation')}\noff target" for name in shares})


def _levels(asked: list[str]) -> tuple[Level, ...]:
    """Levels of words like ``district=4``."""
    from optimizer.exceptions import InputError, Problem

    from .levels import Level

    found, problems, remedy = [], [], "Write district=4 region=2"
    for word in asked:
        name, _, count = word.partition("=")
        if not count.isdecimal():
            problems.append(Problem("levels", "a level is a name and a number", remedy, value=word))
            continue
        try:
            found.append(Level(name, int(count)))
        except ValueError as error:
            problems.append(Problem("levels", str(error), remedy, value=word))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _tolerances(words: list[str]) -> dict[str, float]:
    from optimizer.exceptions import InputError, Problem

    found: dict[str, float] = {}
    for word in words:
        measure, _, tolerance = word.partition("=")
        try:
            found[measure] = float(tolerance)
        except ValueError as error:
            problem = Problem("--balance", "a tolerance is a share", "Write potential=0.15", value=word)
            raise InputError([problem]) from error
    return found
