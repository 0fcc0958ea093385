"""How fair quotas are, for the command line: each rep's chance of attainment, and what it would be otherwise."""

from __future__ import annotations

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.quotas.fairness_text import summarise_fairness
from optimizer.quotas.plan_fairness import PlanFairness

from .figures import NONE
from .outcome import Outcome

MOST_REPS = 25
"""Reps shown before "and more"; those least likely to make quota come first."""
REP_WIDTH = 24
"""Longer names of reps are cut."""
HEADING = 11
"""Longer names of methods are broken."""


def show_fairness(outcome: Outcome, console: Console, *, caveat: str | None = None) -> None:
    """Print quota, growth and chance of attainment of each rep, the chances by other methods, and a few sentences.

    Nothing where nobody knows anything of the year to come.

    Parameters
    ----------
    outcome
        Of one scenario.
    console
        Where to.
    caveat
        What the chances do not hold, None where there is nothing to say.
    """
    report, quotas = outcome.fairness, outcome.quotas
    if report is None or quotas is None:
        return
    chosen, *others = report.plans
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("rep", no_wrap=True, max_width=REP_WIDTH, vertical="bottom")
    for heading in ("quota", "growth", "P(attain)"):
        table.add_column(heading, justify="right", vertical="bottom")
    for other in others:
        table.add_column(f"P by\n{other.name}", justify="right", vertical="bottom", max_width=HEADING)
    growth = np.full(len(quotas.reps), np.nan) if quotas.growth is None else quotas.growth
    chances = np.nan_to_num(chosen.attainment.chance, nan=np.inf)
    order = np.lexsort((-quotas.cents, np.round(chances, 2)))[:MOST_REPS]
    for row in order.tolist():
        beside = [_percent(plan.attainment.chance[row]) for plan in (chosen, *others)]
        table.add_row(Text(quotas.reps[row]), f"{quotas.cents[row] / 100:,.0f}", _percent(growth[row], "+"), *beside)
    table.add_section()
    means = [_percent(plan.attainment.expected_share) for plan in (chosen, *others)]
    table.add_row(Text("all"), f"{quotas.total:,.0f}", _total_growth(outcome), *means, style="bold")
    console.print(Text(f"Chances of attainment of {outcome.name}", style="bold"))
    console.print(table)
    if len(quotas.reps) > MOST_REPS:
        console.print(
            f"and {len(quotas.reps) - MOST_REPS:,} more reps, none of them less likely to make it, see attainment.csv"
        )
    for sentence in fairness_sentences(outcome):
        console.print(Text(sentence))
    if caveat is not None:
        console.print(Text(caveat, style="yellow"))
    console.print()


def fairness_sentences(outcome: Outcome) -> tuple[str, ...]:
    """Tell the fairness of an outcome in a few sentences that name reps; none where it is not known."""
    if outcome.fairness is None or outcome.quotas is None:
        return ()
    plans: tuple[PlanFairness, ...] = outcome.fairness.plans
    return summarise_fairness(plans, outcome.quotas.reps)


def _total_growth(outcome: Outcome) -> str:
    history = None if outcome.quotas is None else outcome.quotas.history
    if outcome.quotas is None or history is None or history.sum() <= 0:
        return NONE
    return _percent(float(outcome.quotas.total) / float(history.sum()) - 1, "+")


def _percent(share: float, sign: str = "") -> str:
    return format(share, f"{sign}.0%") if np.isfinite(share) else NONE
