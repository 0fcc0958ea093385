"""What the command line shows: how a run goes, what became of it, what was read. Needs ``rich``."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from optimizer.criteria import Criteria
from optimizer.instance import COUNT, Instance
from optimizer.quotas import Term
from optimizer.result import Result, relative_gap
from optimizer.travel import Floats

from .comparison import Comparison
from .figures import NONE, Cell, Row, indented
from .observer import RunObserver
from .outcome import Outcome
from .planfile import Plan
from .pools import pools_today
from .scenario import Scenario

QUIET_SECONDS = 5.0
"""Where there is no terminal, improvements are told no more often than this."""
SHOWN = 8
"""Notes, violations and scenarios at work shown before "and more"."""
COLUMN_GAP = 2
"""Blanks beside each column, one of them the line between cells."""
HEADING = 16
"""Longer names of scenarios are broken."""
MOST_REPS = 25
"""Quotas shown before "and more"."""
REP_WIDTH = 24
"""Longer names of reps are cut."""
HEADINGS = {
    Term.HISTORY: "history",
    Term.MARKET_GROWTH: "market\ngrowth",
    Term.POTENTIAL: "potential",
    Term.OVER_ASSIGNMENT: "over-\nassigned",
    Term.RAMP: "ramp",
    Term.BOUND: "floor\nor cap",
    Term.ROUNDING: "round-\ning",
    Term.ADJUSTMENT: "adjust-\nment",
}
"""Terms of a waterfall as columns."""


class RunDisplay(RunObserver):
    """Shows a run on a console: a live line a scenario in a terminal, plain lines elsewhere.

    Parameters
    ----------
    console
        Where to; not the one results go to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Progress | None = None
        self._task: TaskID | None = None
        self._tasks: dict[str, TaskID] = {}
        self._name = ""
        self._phase = ""
        self._figures = ""
        self._told = -math.inf

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            self._live = Progress(*columns, console=self._console, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def on_scenario(self, scenario: Scenario, position: int, count: int) -> None:
        """See ``RunObserver``."""
        self._name = f"{scenario.name} ({position + 1} of {count})"
        self._phase = self._figures = ""
        self._told = -math.inf
        if self._live is not None:
            self._task = self._live.add_task(self._line(), visible=len(self._tasks) < SHOWN)
            self._tasks[scenario.name] = self._task
        else:
            self._say(self._name)

    def on_phase(self, name: str, seconds: float) -> None:
        """See ``Observer``."""
        self._phase = name
        self._show(seconds, urgent=True)

    def on_improvement(self, objective: float, lower_bound: float | None, seconds: float) -> None:
        """See ``Observer``."""
        self._figures = f"best {_amount(objective)}"
        if lower_bound is not None:
            gap = relative_gap(objective, lower_bound)
            self._figures += f", bound {_amount(lower_bound)}, gap {gap:.2%}"
        self._show(seconds, urgent=False)

    def on_outcome(self, outcome: Outcome) -> None:
        """See ``RunObserver``."""
        task = self._tasks.pop(outcome.name, None)
        if self._live is not None and task is not None:
            self._live.remove_task(task)
            self._task = None
        self._console.print(_ending(outcome), soft_wrap=True, highlight=False)

    def _show(self, seconds: float, *, urgent: bool) -> None:
        if self._live is not None and self._task is not None:
            self._live.update(self._task, description=self._line())
        elif urgent or time.perf_counter() - self._told > QUIET_SECONDS:
            self._told = time.perf_counter()
            told = ", ".join(filter(None, [self._phase, self._figures]))
            self._say(f"  {seconds:6.1f} s  {told}")

    def _line(self) -> str:
        return "  ".join(filter(None, [self._name, self._phase, self._figures])).replace("[", r"\[")

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True, highlight=False)


def show_comparison(comparison: Comparison, console: Console, title: str) -> None:
    """Print a comparison under a title; too wide for the terminal, as several tables that all hold the baseline."""
    rows, names = comparison.rows(), comparison.outcomes.names
    label = max(len(indented(row)) for row in rows)
    widths = [max(min(len(name), HEADING), *(len(row.cells[i].text) for row in rows)) for i, name in enumerate(names)]
    console.print(Text(title, style="bold"))
    for block in _blocks(widths, names.index(comparison.baseline), label, console.width):
        shown = [Row(row.group, row.label, tuple(row.cells[i] for i in block)) for row in rows]
        console.print(_table({names[i]: widths[i] for i in block}, shown))
    for note in comparison.notes():
        console.print(Text(note, style="yellow"), soft_wrap=True)


def show_waterfall(outcome: Outcome, console: Console) -> None:
    """Print how the quota of each rep came about, term by term; in thousands where the terminal is narrow.

    Terms that are 0 for everybody are left out, and who has a relief is told where the number goes.
    """
    quotas = outcome.quotas
    if quotas is None or quotas.waterfall is None:
        return
    steps = {HEADINGS[term]: quotas.waterfall.term(term) / 100.0 for term in Term}
    steps["quota"] = quotas.cents / 100.0
    unit = 1 if _waterfall_width(quotas.reps, _at_least(steps, 0.0)) <= console.width else 1_000
    columns = _at_least(steps, 0.0 if unit == 1 else unit / 2)
    order = sorted(range(len(quotas.reps)), key=lambda row: -int(quotas.cents[row]))[:MOST_REPS]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, COLUMN_GAP - 1, 0, 0), header_style="bold")
    table.add_column("rep", no_wrap=True, max_width=REP_WIDTH)
    for heading in columns:
        table.add_column(heading, justify="right", vertical="bottom")
    for row in order:
        table.add_row(Text(quotas.reps[row]), *_steps([amounts[row] for amounts in columns.values()], unit))
    table.add_section()
    table.add_row(Text("all"), *_steps([float(amounts.sum()) for amounts in columns.values()], unit), style="bold")
    console.print(Text(f"Quotas of {outcome.name}{', in thousands' if unit > 1 else ''}", style="bold"))
    console.print(table)
    if len(quotas.reps) > MOST_REPS:
        console.print(f"and {len(quotas.reps) - MOST_REPS:,} smaller quotas, see waterfall.csv")
    if quotas.relief_note is not None:
        console.print(Text(quotas.relief_note, style="yellow"), soft_wrap=True)


def _at_least(steps: Mapping[str, Floats], least: float) -> dict[str, Floats]:
    """Columns of which any amount is not 0, and not below what can be shown; the quota itself always is one."""
    return {
        heading: amounts
        for heading, amounts in steps.items()
        if heading == "quota" or (amounts.any() and abs(amounts).max() >= least)
    }


def _waterfall_width(reps: tuple[str, ...], columns: Mapping[str, Floats]) -> int:
    """Width of the widest table that these columns could make, in whole currency units."""
    figures = [[*amounts.tolist(), float(amounts.sum())] for amounts in columns.values()]
    longest = [max(len(f"{amount:+,.0f}") for amount in column) for column in figures]
    words = [max(map(len, heading.split())) for heading in columns]
    return min(max(map(len, reps)), REP_WIDTH) + sum(map(max, longest, words)) + COLUMN_GAP * len(columns)


def _steps(amounts: list[float], unit: int) -> list[str]:
    """The first and the last amount as they are, those between as steps."""
    ends = (0, len(amounts) - 1)
    steps = [f"{amount / unit:+,.0f}" if round(amount / unit) else NONE for amount in amounts]
    return [f"{amount / unit:,.0f}" if i in ends else steps[i] for i, amount in enumerate(amounts)]


def show_plan(plan: Plan, console: Console) -> None:
    """Print what was read: size, pools with their deviations today, scenarios, notes."""
    instance = plan.instance
    measures = ", ".join((*instance.measures, COUNT))
    console.print(Text(plan.name, style="bold"))
    console.print(f"{instance.num_units:,} accounts, {instance.num_territories:,} territories; measures: {measures}")
    console.print()
    _show_pools(instance, plan.criteria, console)
    console.print()
    for scenario in plan.scenarios:
        told = "; ".join(scenario.sentences(instance)) or "solves the plan's criteria"
        console.print(Text.assemble((scenario.name, "bold"), f": {told}"))
    for problem in (f"{instance.units.ids[item.unit]}: {item.reason}" for item in instance.unplaced[:SHOWN]):
        console.print(Text(f"cannot be planned: {problem}", style="yellow"))
    show_notes(plan.notes, console)


def _show_pools(instance: Instance, criteria: Criteria, console: Console) -> None:
    """Print a table of the largest pools and who is farthest off target in each."""
    measures = (*instance.measures, COUNT)
    pools = pools_today(instance, criteria)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, COLUMN_GAP - 1, 0, 0), header_style="bold")
    table.add_column("today's pools")
    for heading in ("accounts", *measures):
        table.add_column(heading, justify="right")
    for _, pool in pools.head(SHOWN).iterrows():
        off = [_deviation(pool[f"deviation_{name}"], pool[f"worst_{name}"]) for name in measures]
        # Alone in its pool, a rep is on target by definition.
        cells = off if len(pool["reps"]) > 1 else [NONE] * len(measures)
        table.add_row(_few(pool["reps"]), f"{pool['accounts']:,}", *cells)
    console.print(table)
    if len(pools) > SHOWN:
        console.print(f"and {len(pools) - SHOWN} smaller pools")
    if pools["deviation_count"].notna().any():
        console.print("Of each measure, the rep farthest off target: a fair share of the pool.")


def show_notes(notes: tuple[str, ...], console: Console) -> None:
    """Print what was assumed."""
    for note in notes[:SHOWN]:
        console.print(Text(f"note: {note}", style="yellow"))
    if len(notes) > SHOWN:
        console.print(f"and {len(notes) - SHOWN} more notes")


def show_broken(outcome: Outcome, console: Console) -> None:
    """Print which rules a plan breaks and by how much, or why there is none."""
    if outcome.failure is not None:
        text = f"{outcome.name}: {outcome.failure.stage.value} failed: {outcome.failure.message}"
        console.print(Text(text, style="red"), soft_wrap=True)
    broken = () if outcome.assessment is None else outcome.assessment.violations
    if broken:
        rules = "rule" if len(broken) == 1 else "rules"
        console.print(Text(f"{outcome.name} breaks {len(broken):,} {rules}:", style="red"))
    for violation in broken[:SHOWN]:
        console.print(Text(f"  {violation.rule.value}: {violation.message}"), soft_wrap=True)
    if len(broken) > SHOWN:
        console.print(f"  and {len(broken) - SHOWN:,} more, see assessment.json")


def _ending(outcome: Outcome) -> Text:
    """Tell in one line how a scenario ended."""
    result = outcome.result
    if result is None or outcome.failure is not None:
        stage = "" if outcome.failure is None else f" {outcome.failure.stage.value}"
        return Text.assemble(("failed  ", "red"), f"{outcome.name}:{stage}")
    if outcome.kept:
        return Text.assemble(("kept    ", "green"), outcome.name)
    return _searched(outcome, result)


def _searched(outcome: Outcome, result: Result) -> Text:
    good = "stored  " if outcome.stored else "done    "
    mark = (good, "green") if result.feasible else ("broken  ", "red")
    broken = len(result.assessment.violations)
    how = f"breaks {broken:,} {'rule' if broken == 1 else 'rules'}" if broken else result.status.value
    gap = "" if result.gap is None else f", gap {result.gap:.2%}"
    when = "; solved before" if outcome.stored else ""
    return Text.assemble(mark, f"{outcome.name}: {how}{gap}; {result.limit.value} after {outcome.seconds:,.1f} s{when}")


def _blocks(widths: list[int], base: int, label: int, width: int) -> list[list[int]]:
    """Positions of the scenarios of each table, the baseline first in all of them.

    Parameters
    ----------
    widths
        Width of the column of each scenario.
    base
        Position of the baseline.
    label, width
        Width of the labels and of the terminal.
    """
    blocks: list[list[int]] = [[base]]
    for position in (i for i in range(len(widths)) if i != base):
        columns = [label, *(widths[i] for i in blocks[-1]), widths[position]]
        if len(blocks[-1]) > 1 and sum(columns) + COLUMN_GAP * len(columns) > width:
            blocks.append([base])
        blocks[-1].append(position)
    return blocks


def _table(header: dict[str, int], rows: list[Row]) -> Table:
    """Set rows under scenario names, each with the width of its column."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, COLUMN_GAP - 1, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for name, width in header.items():
        table.add_column(Text(name), justify="right", vertical="bottom", min_width=width, max_width=width)
    group = ""
    for row in rows:
        if row.group not in ("", group):
            table.add_row(Text(row.group, style="bold"))
        group = row.group
        table.add_row(Text(indented(row)), *map(_colour, row.cells))
    return table


def _colour(cell: Cell) -> Text:
    return Text(cell.text, style={True: "green", False: "red", None: ""}[cell.good])


def _deviation(share: float, rep: str) -> str:
    if math.isnan(share):
        return NONE
    return f"{share:+.0%}\n{rep}" if math.isfinite(share) else f"no target\n{rep}"


def _few(reps: tuple[str, ...]) -> str:
    return reps[0] if len(reps) == 1 else f"{reps[0]} and {len(reps) - 1} more"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
