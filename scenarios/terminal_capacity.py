"""What the command line shows of people and money: need, hires and budget by region. Needs ``rich``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.capacity.response import SizeBand
from optimizer.travel import Floats

from .capacity import CapacityPlan
from .outcome import Outcome

MOST_REGIONS = 15
"""Regions shown before the rest is added up."""
REGION_WIDTH = 20
"""Longer names of regions are cut."""
THOUSANDS = 1_000.0
GAP = 2
"""Blanks beside each column."""
CONTRIBUTION = "contri-\nbution"


def show_capacity(outcome: Outcome, console: Console) -> None:
    """Print reps, need, hires and budget of a plan by region, and what they stand on; nothing where there are none."""
    plan = outcome.capacity
    if plan is None:
        return
    columns = _columns(plan, console.width)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("region", no_wrap=True, max_width=REGION_WIDTH)
    for heading in columns:
        table.add_column(heading, justify="right", vertical="bottom")
    shown = min(len(plan.regions), MOST_REGIONS)
    for region in range(shown):
        table.add_row(Text(plan.regions[region]), *_cells(columns, region))
    table.add_section()
    table.add_row(Text("all"), *_cells(columns, None), style="bold")
    in_thousands = ", money in thousands" if plan.budget is not None else ""
    console.print(Text(f"People of {outcome.name}{in_thousands}", style="bold"))
    console.print(table)
    if len(plan.regions) > shown:
        console.print(f"and {len(plan.regions) - shown:,} more regions, see capacity.csv")
    for note in _notes(plan):
        console.print(Text(note, style="yellow"), soft_wrap=True)


def show_size(size: SizeBand, console: Console) -> None:
    """Print how many reps pay."""
    console.print(Text(f"Size: {size}. See size.csv.", style="bold"), soft_wrap=True)


def _columns(plan: CapacityPlan, width: int) -> dict[str, Floats]:
    """Heading -> (r,) figures; one sum of all cost where its lines make the table wider than the terminal."""
    people, money = _people(plan), _money(plan)
    if plan.budget is None or _width({**people, **money}, plan.regions) <= width:
        return {**people, **money}
    cost = plan.budget.region_frame()["cost"].to_numpy() / THOUSANDS
    return {**people, "revenue": money["revenue"], "cost": cost, CONTRIBUTION: money[CONTRIBUTION]}


def _width(columns: Mapping[str, Floats], regions: tuple[str, ...]) -> int:
    """Width of the table of these columns."""
    cells = [_cells(columns, None), *(_cells(columns, region) for region in range(len(regions)))]
    figures = [max(map(len, column)) for column in zip(*cells, strict=True)]
    words = [max(map(len, heading.split("\n"))) for heading in columns]
    return min(max(map(len, regions)), REGION_WIDTH) + sum(map(max, figures, words)) + GAP * (len(columns) + 1)


def _people(plan: CapacityPlan) -> dict[str, Floats]:
    """Means over the months, and hires."""
    columns = {"reps": plan.reps.mean(axis=1), "carry": plan.present.mean(axis=1)}
    if plan.need is not None:
        columns["needed"] = plan.need.needed.mean(axis=1)
    if plan.hiring is not None:
        columns["hire"] = plan.hiring.hires.sum(axis=1).astype(np.float64)
    return columns


def _money(plan: CapacityPlan) -> dict[str, Floats]:
    """Sums over the months, in thousands; lines of cost that are 0 everywhere are left out."""
    if plan.budget is None:
        return {}
    frame = plan.budget.region_frame()
    costs = {name: frame[name].to_numpy() / THOUSANDS for name in ("base_pay", "payout", "travel", "hiring", "ramp")}
    told = {"revenue": frame["revenue"].to_numpy() / THOUSANDS}
    told |= {name.replace("_", "\n"): amounts for name, amounts in costs.items() if amounts.any()}
    return told | {CONTRIBUTION: frame["contribution"].to_numpy() / THOUSANDS}


def _cells(columns: Mapping[str, Floats], region: int | None) -> list[str]:
    """Cells of a region, or of all together."""
    cells = []
    for heading, amounts in columns.items():
        amount = float(amounts.sum() if region is None else amounts[region])
        cells.append(f"{amount:,.1f}" if heading in ("reps", "carry", "needed") else f"{amount:,.0f}")
    return cells


def _notes(plan: CapacityPlan) -> list[str]:
    """Why no hires meet the need, or how far the plan is proven; what the budget counts."""
    told = []
    if plan.shortage is not None:
        told.append(plan.shortage)
    if plan.hiring is not None and plan.hiring.hires.any():
        hiring = plan.hiring
        proof = "no plan costs less" if hiring.is_proven else f"no plan costs less than {hiring.bound_cents / 100:,.0f}"
        told.append(f"Hires cost {hiring.cost:,.0f} up to the last month; {proof}.")
    return [*told, *plan.counted]
