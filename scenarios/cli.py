"""The command line: ``demo``, ``run``, ``check``, ``backtest``, ``template``, ``publish``; see also ``cli_runs``."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app.cli import app as open_page
from .app.cli import app_password
from .cli_approvals import add_approvals
from .cli_repair import repair
from .cli_runs import DEFAULT_STORE, StorePlace, compare, existing, runs, show
from .examples import Example, example_path
from .publish.cli import publish_app
from .report.cli import letters, report
from .telling import INTERRUPTED, told

if TYPE_CHECKING:
    from rich.console import Console

    from .comparison import Comparison
    from .frontier import Frontier
    from .outcome import Outcomes
    from .planfile import Plan
    from .publish.folder import ResultFolder
    from .store import RunStore

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plan sales territories and quotas, and prove how good the plan is.",
    epilog="Exit status: 0 plans are feasible; 2 the input has problems; 3 a plan breaks rules; 130 interrupted.",
)

app.add_typer(publish_app, name="publish")
app.command("app")(open_page)
app.command("app-password")(app_password)

OK, INFEASIBLE = 0, 3

OutFolder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder for the results; files of a former run are replaced.")
]
Seconds = Annotated[
    float | None, typer.Option("--seconds", min=0.1, help="Search time for each scenario, instead of the plan's.")
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the search, instead of the plan's.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="Scenarios searched at once, each in a process of its own.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="Address of a Dask scheduler, tcp://host:8786, to search there.")
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keep nothing, and take nothing that was kept.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan file (YAML), or a filled workbook.")]
DEFAULT_OUT = Path("territory-out")


@app.command()
def demo(
    out: OutFolder = DEFAULT_OUT,
    plan: Annotated[Example, typer.Option("--plan", help="Which bundled plan.")] = Example.RESELLERS,
    seconds: Seconds = None,
    seed: Seed = None,
) -> None:
    """Run a plan that comes with the package, on real accounts."""
    _run(example_path(plan), out, Asked(seconds=seconds, seed=seed))


@app.command()
def run(
    plan: PlanFile,
    *,
    out: OutFolder = DEFAULT_OUT,
    seconds: Seconds = None,
    seed: Seed = None,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    store: StorePlace = DEFAULT_STORE,
    no_store: NoStore = False,
) -> None:
    """Run the scenarios of a plan, compare them, and write alignments, quotas and their proof."""
    asked = Asked(seconds=seconds, seed=seed, workers=workers, scheduler=scheduler)
    _run(plan, out, asked, store=None if no_store else store)


@app.command()
def resume(
    run: Annotated[int | None, typer.Argument(metavar="RUN", help="Number of the run; the last open one.")] = None,
    store: StorePlace = DEFAULT_STORE,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Instead of as many as before.")] = None,
) -> None:
    """Go on with a run that was interrupted; what has ended is not solved again."""
    with told():
        place = existing(store)
        number = _last_open(place) if run is None else run
        kept = place.run(number)
        if kept.file is None:
            from .store import StoreError

            raise StoreError(place.where, f"run {number} has no plan file", "Resume it from Python, with its store")
        out, asked = Asked.read(kept.options)
    if workers is not None:
        asked = replace(asked, workers=workers)
    _run(Path(kept.file), out, replace(asked, run=number), store=store)


app.command()(runs)
app.command()(show)
app.command()(compare)
add_approvals(app)
app.command()(repair)
app.command()(report)
app.command()(letters)


@app.command()
def check(plan: PlanFile) -> None:
    """Tell everything that is wrong with a plan and its tables, or what was read. Solves nothing."""
    from rich.console import Console

    from .planfile import read_plan
    from .terminal import show_plan

    with told(plan):
        show_plan(read_plan(plan), Console(highlight=False))


@app.command()
def backtest(
    plan: PlanFile,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="CSV file for the figures of each past year.")] = None,
) -> None:
    """Tell how good forecasts from the plan's bookings would have been, beside last twelve months flat."""
    from rich.console import Console

    from optimizer.exceptions import InputError, Problem

    from .backtest_table import show_backtest
    from .planfile import read_plan
    from .publish.folder import ResultFolder

    with told():
        read = read_plan(plan)
        short = "there are no bookings to forecast from" if read.past is None else read.past.shortage
        if read.past is None or short is not None:
            raise InputError([Problem(plan.name, str(short), "Give bookings of 24 months or more under inputs")])
        found = read.past.backtest(read.seed)
        if out is not None:
            ResultFolder(out.parent).write_tables(out.name, [found.to_frame()])
        show_backtest(found, Console(highlight=False), read.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks of a run besides the plan.

    Parameters
    ----------
    seconds, seed
        Instead of the plan's.
    workers, scheduler
        See ``executor_for``.
    run
        Number of the run that is resumed.
    """

    seconds: float | None = None
    seed: int | None = None
    workers: int = 1
    scheduler: str | None = None
    run: int | None = None

    def noted(self, out: Path) -> dict[str, object]:
        """Give what ``read`` needs to ask the same again."""
        told = {"seconds": self.seconds, "seed": self.seed, "workers": self.workers, "scheduler": self.scheduler}
        return {**told, "out": str(out.absolute())}

    @classmethod
    def read(cls, options: Mapping[str, object]) -> tuple[Path, Asked]:
        """Read what was noted: the folder of the results, and what was asked."""
        seconds, seed, scheduler = options.get("seconds"), options.get("seed"), options.get("scheduler")
        return Path(str(options.get("out", DEFAULT_OUT))), cls(
            seconds=None if seconds is None else float(str(seconds)),
            seed=None if seed is None else int(str(seed)),
            workers=int(str(options.get("workers", 1))),
            scheduler=None if scheduler is None else str(scheduler),
        )


@app.command()
def template(
    path: Annotated[Path, typer.Argument(metavar="WORKBOOK", help="The new workbook.")] = Path("plan.xlsx"),
) -> None:
    """Write a workbook to be filled in; `territory run` and `territory check` take it in place of a plan file."""
    from .connectors.template import write_template

    with told():
        write_template(path)
        name = shlex.quote(str(path))
        print(f"{path} is written. Fill in Plan, Accounts and Reps; Bookings and Scenarios may stay empty.")
        print(f"Then `territory check {name}` tells what is missing or wrong, and `territory run {name}` plans.")


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


def _run(path: Path, out: Path, asked: Asked, *, store: str | None = None) -> None:
    from rich.console import Console

    from optimizer.solvers.warm import compile_apart

    from .comparison import compare as side_by_side
    from .fairness_table import show_fairness
    from .frontier_table import show_frontier
    from .planfile import read_plan
    from .publish.files import write_files
    from .publish.folder import ResultFolder
    from .terminal import show_comparison, show_notes, show_waterfall
    from .terminal_capacity import show_capacity, show_size
    from .terminal_revisions import show_revisions

    console, aside = Console(highlight=False), Console(stderr=True, highlight=False)
    compile_apart()
    with told(path):
        # A folder that cannot be written to is better known before the search than after it.
        folder = ResultFolder(out)
        with aside.status(f"reading {path.name}"):
            plan = read_plan(path)
        show_notes(plan.notes, aside)
        outcomes = _solved(plan, aside, asked, place=_store(store, plan, asked, out))
        if not len(outcomes):
            print("interrupted before anything was done; nothing is written", file=sys.stderr)
            raise typer.Exit(INTERRUPTED)
        outcomes = _carried(outcomes, plan)
        comparison = side_by_side(outcomes, baseline="today" if "today" in outcomes.names else outcomes.names[0])
        frontier = _weighed(outcomes, folder) if plan.swept else None
        with aside.status("writing results"):
            split = {"split": plan.quotas.split} if plan.quotas else {}
            files = write_files(comparison, folder, title=plan.name, size=plan.size, notes=plan.notes, **split)
            files += _workbook(comparison, folder, aside)
        show_comparison(comparison, console, plan.name)
        if frontier is not None:
            show_frontier(frontier, console)
        # One plan says how quotas come about, if possible one that was searched; the files have all of them.
        for outcome in sorted(outcomes, key=lambda outcome: (outcome.quotas is None, outcome.kept))[:1]:
            show_waterfall(outcome, console)
            show_revisions(outcome, console)
            show_fairness(outcome, console, caveat=plan.fairness.outlook.caveat if plan.fairness else None)
            show_capacity(outcome, console)
        if plan.size is not None:
            show_size(plan.size, console)
        console.print(f"Results in {out}: {', '.join(file.name for file in files)}", soft_wrap=True)
        _tell_what_is_broken(outcomes, aside)
        raise typer.Exit(_status(outcomes))


def _store(where: str | None, plan: Plan, asked: Asked, out: Path) -> RunStore | None:
    """Open the store of a run, None for none."""
    if where is None:
        return None
    from .store import Origin, open_store

    return open_store(where, Origin(plan.name, plan.files[0], asked.noted(out), asked.run))


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


def _carried(outcomes: Outcomes, plan: Plan) -> Outcomes:
    """Let scenarios of a sweep have the better plans of each other."""
    if not plan.swept:
        return outcomes
    from .carrying import carry_over
    from .sequel import Sequel

    sequel = Sequel(plan.quotas, plan.fairness, plan.capacity)
    return carry_over(outcomes, lambda outcome: sequel.after(outcome, plan.instance))


def _weighed(outcomes: Outcomes, folder: ResultFolder) -> Frontier:
    """Find the frontier of a sweep and write it."""
    from .frontier import find_frontier

    frontier = find_frontier(outcomes)
    folder.write_tables("frontier.csv", [frontier.to_frame()])
    return frontier


def _last_open(store: RunStore) -> int:
    """Number of the last run that has not ended."""
    from .store import StoreError

    still = [kept.run for kept in store.runs() if kept.open]
    if not still:
        raise StoreError(store.where, "every run has ended", "Name a run to have its results written again")
    return still[-1]


def _solved(plan: Plan, aside: Console, asked: Asked, *, place: RunStore | None) -> Outcomes:
    """Run the scenarios with progress shown; seconds and seed of the command line go before the plan's."""
    from optimizer.stop import MaxRuntime, TargetGap

    from .executors import executor_for
    from .runner import run as run_scenarios
    from .terminal import RunDisplay

    stop = plan.stop if asked.seconds is None else MaxRuntime(asked.seconds) | TargetGap(plan.stop.gap)
    seed = plan.seed if asked.seed is None else asked.seed
    with executor_for(asked.workers, asked.scheduler, stop) as executor, RunDisplay(aside) as display:
        return run_scenarios(
            plan.instance,
            plan.scenarios,
            stop,
            seed=seed,
            quotas=plan.quotas,
            capacity=plan.capacity,
            fairness=plan.fairness,
            observer=display,
            executor=executor,
            store=place,
        )


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


def main() -> None:
    """Run the command line."""
    # A console of few characters shows a question mark for the rest instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
