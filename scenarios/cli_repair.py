"""``territory repair``: somebody leaves or joins within the year, and as few accounts as can be change hands."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_runs import DEFAULT_STORE, StorePlace, existing
from .telling import told

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from optimizer.alignment import Alignment
    from optimizer.criteria import Criteria
    from optimizer.diagnosis.repair import RepairResult
    from optimizer.instance import Instance
    from optimizer.quotas.ledger import QuotaLedger

    from .planfile import Plan
    from .publish.folder import ResultFolder
    from .repair_table import RepairReport
    from .repairing import Turnover

INFEASIBLE = 3
DEFAULT_OUT = Path("territory-repair")
TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for.

    Parameters
    ----------
    source
        RUN, RUN/SCENARIO or a file with the plan at work; None for the accounts table.
    scenario
        Whose facts and criteria hold; None for the source's, else the plan's own.
    store
        Where runs are kept.
    on, year
        First day of the repaired plan, and of the plan year.
    by
        Measure that counts what moves.
    seconds
        Effort.
    """

    source: str | None
    scenario: str | None
    store: str
    on: date | None
    year: date | None
    by: str | None
    seconds: float


def repair(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan file (YAML), or a filled workbook.")],
    *,
    leaver: Annotated[
        list[str] | None, typer.Option("--leaver", help="Rep or territory that leaves; may be given again.")
    ] = None,
    hire: Annotated[int, typer.Option("--hire", min=0, help="Reps that join, each with a territory to be drawn.")] = 0,
    serves: Annotated[
        list[str] | None, typer.Option("--serves", help="What hires serve, TAG=VALUE,VALUE; all where not named.")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="First day of the repaired plan: 2027-03-01.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", help="The plan at work: RUN, RUN/SCENARIO or alignment.csv; else today's.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Scenario of the plan file whose territories and criteria hold.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Measure of what moves, such as revenue; else the number of accounts.")
    ] = None,
    year: Annotated[
        datetime | None, typer.Option("--year", formats=["%Y-%m-%d"], help="First day of the plan year of the quotas.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Search time.")] = 60.0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")] = DEFAULT_OUT,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Repair a plan within the year: keep every rule again and move the fewest accounts, with a proof."""
    asked = Asked(
        source=source,
        scenario=scenario,
        store=store,
        on=None if on is None else on.date(),
        year=None if year is None else year.date(),
        by=by,
        seconds=seconds,
    )
    with told(plan):
        turnover = _turnover(tuple(leaver or ()), hire, tuple(serves or ()))
        _repair(plan, out, turnover, asked)


def _repair(path: Path, out: Path, turnover: Turnover, asked: Asked) -> None:
    from rich.console import Console

    from optimizer.diagnosis.repair import repair as smallest
    from optimizer.stop import MaxRuntime

    from .planfile import read_plan
    from .publish.folder import ResultFolder
    from .repair_table import RepairReport, show_repair
    from .terminal import show_notes

    console, aside = Console(highlight=False), Console(stderr=True, highlight=False)
    folder = ResultFolder(out)
    with aside.status(f"reading {path.name}"):
        plan = read_plan(path)
    show_notes(plan.notes, aside)
    instance, criteria, current = _at_work(plan, asked)
    _check_measure(instance, asked.by)
    starts = _year(plan, asked)
    facts, choices = turnover.apply(instance, criteria)
    with aside.status("looking for the smallest repair"):
        result = smallest(facts, choices, MaxRuntime(asked.seconds), current=current, by=asked.by, seed=plan.seed)
    when = "" if asked.on is None else f", from {asked.on}"
    title = f"{plan.name}{when}: {turnover.sentence(instance, current)}"
    ledger = _quotas(plan, result, starts, on=asked.on, note=title, aside=aside)
    report = RepairReport(result=result, criteria=criteria, ledger=ledger)
    show_repair(report, console, title=title)
    _write(report, folder, title)
    console.print(f"Results in {out}: {', '.join(folder.written)}", soft_wrap=True)
    if not result.feasible:
        _tell_why(facts, choices, asked.seconds, aside)
        raise typer.Exit(INFEASIBLE)


def _turnover(leavers: tuple[str, ...], hires: int, serves: tuple[str, ...]) -> Turnover:
    """Who leaves and joins, from words of the command line."""
    from optimizer.exceptions import InputError, Problem

    from .changes import AddTerritories
    from .repairing import Turnover

    problems = []
    tags: dict[str, tuple[str, ...]] = {}
    for word in serves:
        tag, _, values = word.partition("=")
        tags[tag.strip()] = tuple(value.strip() for value in values.split(",") if value.strip())
        if not tag.strip() or not tags[tag.strip()]:
            problems.append(Problem("--serves", "this names no tag and values", "Write TAG=VALUE,VALUE", value=word))
    if serves and not hires:
        problems.append(Problem("--serves", "nobody is hired", "Add --hire, or leave it out"))
    if problems:
        raise InputError(problems)
    return Turnover(leavers=leavers, hires=AddTerritories(hires, tags) if hires else None)


def _at_work(plan: Plan, asked: Asked) -> tuple[Instance, Criteria, Alignment]:
    """Facts and criteria before anybody leaves, and the plan at work."""
    from optimizer.alignment import incumbent_alignment
    from optimizer.exceptions import InputError, Problem
    from optimizer.metrics import with_best_centres

    from .repairing import plan_at_work

    table, name, scenario = _table(asked)
    chosen = asked.scenario or (scenario if scenario in [each.name for each in plan.scenarios] else None)
    instance, criteria = plan.instance, plan.criteria
    if chosen is not None:
        found = [each for each in plan.scenarios if each.name == chosen]
        if not found:
            known = f"The plan has: {', '.join(each.name for each in plan.scenarios)}"
            raise InputError([Problem("--scenario", "there is no such scenario", known, value=chosen)])
        instance, criteria = found[0].build(plan.instance)[0], found[0].asked(plan.instance)
    if table is not None:
        current = plan_at_work(instance, table, name)
    else:
        current = incumbent_alignment(instance)
        if (current.territory_of < 0).all():
            remedy = "Name the plan at work with --from: the number of a run, or its alignment.csv"
            raise InputError([Problem("accounts", "no account has a territory today", remedy)])
    return instance, criteria, with_best_centres(current, criteria.travel)


def _table(asked: Asked) -> tuple[pd.DataFrame | None, str, str | None]:
    """The table of the plan at work, what it is called, and the scenario it is of, where that is known."""
    import pandas as pd

    from optimizer.exceptions import InputError, Problem

    if asked.source is None:
        return None, TODAY, None
    path = Path(asked.source)
    if path.suffix.lower() == ".csv":
        try:
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig"), path.name, None
        except (OSError, ValueError) as error:
            problem = Problem(asked.source, f"this cannot be read: {error}", "Give an alignment.csv")
            raise InputError([problem]) from error
    from .store.reading import pick

    place = existing(asked.store)
    outcomes = [outcome for outcome in pick(place, asked.source) if outcome.figures and not outcome.figures["failure"]]
    if len(outcomes) != 1:
        names = ", ".join(f"{outcome.run}/{outcome.name}" for outcome in outcomes) or "none"
        remedy = f"Name one of its plans: {names}"
        raise InputError([Problem("--from", "this is not one plan", remedy, value=asked.source)])
    return place.alignment_frame(outcomes[0]), asked.source, outcomes[0].name


def _check_measure(instance: Instance, by: str | None) -> None:
    from optimizer.exceptions import InputError, Problem
    from optimizer.instance import COUNT

    if by not in (None, COUNT, *instance.measures):
        known = f"Known: {', '.join((*instance.measures, COUNT))}"
        raise InputError([Problem("--by", "there is no such measure", known, value=by)])


def _year(plan: Plan, asked: Asked) -> tuple[date, ...]:
    """First days of the periods of quotas; none where there are no quotas or no day is told."""
    from .repair_quotas import year_of

    return () if plan.quotas is None or asked.on is None else year_of(plan.quotas.periods, asked.on, asked.year)


def _quotas(
    plan: Plan, result: RepairResult, starts: tuple[date, ...], *, on: date | None, note: str, aside: Console
) -> QuotaLedger | None:
    """Ledger of the year; None where the plan sets no quotas, no day is told, or there is no repair."""
    from optimizer.exceptions import QuotaError

    from .repair_quotas import measure_of_quota, quotas_after

    if plan.quotas is None or not result.feasible:
        return None
    if on is None:
        aside.print("Quotas are left as they are: give the day with --on", style="yellow", markup=False)
        return None
    try:
        periods = plan.quotas.split(plan.quotas(result.current))
    except QuotaError as error:
        aside.print(f"Quotas of the plan at work cannot be set: {error}", style="yellow", markup=False, soft_wrap=True)
        return None
    return quotas_after(result, periods, starts, on=on, measure=measure_of_quota(result), note=note)


def _write(report: RepairReport, folder: ResultFolder, title: str) -> None:
    """Write the alignment with what moved, the moves, every rep, the ledger, and the proof."""
    result = report.result
    alignment = result.alignment.to_frame()
    alignment["was"], alignment["moved"], alignment["must_move"] = result.was(), result.moved, result.must_move
    folder.write_tables("alignment.csv", [alignment])
    folder.write_tables("moves.csv", [result.moves()])
    folder.write_tables("reps.csv", [report.reps()])
    if report.ledger is not None:
        folder.write_tables("ledger.csv", [report.ledger.to_frame()])
    proof = {
        "repair": title,
        "status": result.status.value,
        "by": result.by,
        "moved": result.num_moved,
        "must_move": int(result.must_move.sum()),
        "amount": result.amount,
        "bound": result.bound,
        "proved": result.proved,
        "travel_bound": result.travel_bound,
        "seconds": round(result.runtime, 3),
        "assessment": result.assessment.to_dict(result.alignment.instance),
    }
    folder.write_text("repair.json", json.dumps(proof, indent=1, ensure_ascii=False) + "\n")


def _tell_why(facts: Instance, criteria: Criteria, seconds: float, aside: Console) -> None:
    """Say which rules cannot be kept together."""
    from optimizer.diagnosis import explain_infeasibility
    from optimizer.stop import MaxRuntime

    with aside.status("looking for the rules that cannot be kept together"):
        conflict = explain_infeasibility(facts, criteria, MaxRuntime(min(seconds, 60.0)))
    if conflict is not None:
        aside.print(conflict.summary(), markup=False, soft_wrap=True)
