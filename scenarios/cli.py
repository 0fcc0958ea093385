"""The command line: ``territory demo``, ``territory run``, ``territory check``, ``territory publish``."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .examples import Example, example_path
from .publish.cli import publish_app

if TYPE_CHECKING:
    from rich.console import Console

    from .comparison import Comparison
    from .outcome import Outcomes
    from .planfile import Plan
    from .publish.folder import ResultFolder

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plan sales territories and quotas, and prove how good the plan is.",
    epilog="Exit status: 0 plans are feasible; 2 the input has problems; 3 a plan breaks rules; 130 interrupted.",
)

app.add_typer(publish_app, name="publish")

OK, BAD_INPUT, INFEASIBLE, INTERRUPTED = 0, 2, 3, 130

OutFolder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder for the results; files of a former run are replaced.")
]
Seconds = Annotated[
    float | None, typer.Option("--seconds", min=0.1, help="Search time for each scenario, instead of the plan's.")
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the search, instead of the plan's.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan file (YAML).")]
DEFAULT_OUT = Path("territory-out")


@app.command()
def demo(
    out: OutFolder = DEFAULT_OUT,
    plan: Annotated[Example, typer.Option("--plan", help="Which bundled plan.")] = Example.RESELLERS,
    seconds: Seconds = None,
    seed: Seed = None,
) -> None:
    """Run a plan that comes with the package, on real accounts."""
    _run(example_path(plan), out, seconds=seconds, seed=seed)


@app.command()
def run(plan: PlanFile, out: OutFolder = DEFAULT_OUT, seconds: Seconds = None, seed: Seed = None) -> None:
    """Run the scenarios of a plan, compare them, and write alignments, quotas and their proof."""
    _run(plan, out, seconds=seconds, seed=seed)


@app.command()
def check(plan: PlanFile) -> None:
    """Tell everything that is wrong with a plan and its tables, or what was read. Solves nothing."""
    from rich.console import Console

    from .planfile import read_plan
    from .terminal import show_plan

    with _told():
        show_plan(read_plan(plan), Console(highlight=False))


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"territory {version('territory-optimizer')}")
        except PackageNotFoundError:
            print("territory, not installed as a package")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Plan sales territories and quotas, and prove how good the plan is."""


def _run(path: Path, out: Path, *, seconds: float | None, seed: int | None) -> None:
    from rich.console import Console

    from optimizer.solvers.warm import compile_apart

    from .comparison import compare
    from .planfile import read_plan
    from .publish.files import write_files
    from .publish.folder import ResultFolder
    from .terminal import show_comparison, show_notes, show_waterfall

    console, aside = Console(highlight=False), Console(stderr=True, highlight=False)
    compile_apart()
    with _told():
        # A folder that cannot be written to is better known before the search than after it.
        folder = ResultFolder(out)
        with aside.status(f"reading {path.name}"):
            plan = read_plan(path)
        show_notes(plan.notes, aside)
        outcomes = _solved(plan, aside, seconds=seconds, seed=seed)
        if not len(outcomes):
            print("interrupted before anything was done; nothing is written", file=sys.stderr)
            raise typer.Exit(INTERRUPTED)
        comparison = compare(outcomes, baseline="today" if "today" in outcomes.names else outcomes.names[0])
        with aside.status("writing results"):
            files = write_files(
                comparison, folder, title=plan.name, **({"split": plan.quotas.split} if plan.quotas else {})
            )
            files += _workbook(comparison, folder, aside)
        show_comparison(comparison, console, plan.name)
        # One plan says how quotas come about, if possible one that was searched; the files have all of them.
        for outcome in sorted(outcomes, key=lambda outcome: (outcome.quotas is None, outcome.kept))[:1]:
            show_waterfall(outcome, console)
        console.print(f"Results in {out}: {', '.join(file.name for file in files)}", soft_wrap=True)
        _tell_what_is_broken(outcomes, aside)
        raise typer.Exit(_status(outcomes))


def _workbook(comparison: Comparison, folder: ResultFolder, aside: Console) -> tuple[Path, ...]:
    """Write the workbook of what was just written; say so where its extra is missing, and leave no old one behind."""
    from .publish.excel.workbook import MISSING, REMEDY, WORKBOOK, can_write, write_workbook
    from .publish.record import read_record

    if can_write() and any(outcome.alignment is not None for outcome in comparison.outcomes):
        return (folder.path / write_workbook(read_record(folder.path), folder),)
    (folder.path / WORKBOOK).unlink(missing_ok=True)
    if not can_write():
        aside.print(f"{WORKBOOK} is not written: {MISSING}. {REMEDY}", style="yellow", markup=False)
    return ()


def _solved(plan: Plan, aside: Console, *, seconds: float | None, seed: int | None) -> Outcomes:
    """Run the scenarios with progress shown; seconds and seed of the command line go before the plan's."""
    from optimizer.stop import MaxRuntime, TargetGap

    from .runner import run as run_scenarios
    from .terminal import RunDisplay

    stop = plan.stop if seconds is None else MaxRuntime(seconds) | TargetGap(plan.stop.gap)
    seed = plan.seed if seed is None else seed
    with RunDisplay(aside) as display:
        return run_scenarios(plan.instance, plan.scenarios, stop, seed=seed, quotas=plan.quotas, observer=display)


def _tell_what_is_broken(outcomes: Outcomes, aside: Console) -> None:
    """Tell of every plan that was sought and keeps not all rules which these are, and why no plan may keep them."""
    from .terminal import show_broken
    from .why_not import show_why_not

    for outcome in outcomes:
        if not outcome.feasible and not outcome.kept:
            show_broken(outcome, aside)
            show_why_not(outcome, aside)


def _status(outcomes: Outcomes) -> int:
    """Exit status of a run that has outcomes; today's alignment, merely kept, never makes it a bad one."""
    solved = [outcome for outcome in outcomes if not outcome.kept]
    if outcomes.interrupted and not solved:
        return INTERRUPTED
    return OK if all(outcome.feasible for outcome in solved) else INFEASIBLE


@contextmanager
def _told() -> Iterator[None]:
    """Tell problems of the input one a line instead of a traceback; anything unexpected keeps its traceback."""
    from optimizer.exceptions import InputError

    try:
        yield
    except InputError as error:
        for problem in error.problems:
            print(" ".join(str(problem).split()), file=sys.stderr)
        raise typer.Exit(BAD_INPUT) from error
    except KeyboardInterrupt as error:
        print("interrupted", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from error


def main() -> None:
    """Run the command line."""
    # A console of few characters shows a question mark for the rest instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
