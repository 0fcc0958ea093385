"""What a solver hands back: the plan, what is proved about it, and why the search ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from .alignment import Alignment
from .assessment import Assessment
from .display import Html, joined, small_table
from .mapping import FrozenMapping
from .start import LimitPrices, WarmStart
from .stop import Limit
from .travel import Floats

OPTIMAL_GAP = 1e-6
"""Relative gap below which a plan counts as optimal."""


class Status(Enum):
    """What is known of the plan."""

    OPTIMAL = "optimal"
    """Feasible, and no plan is better by more than one part in a million."""
    FEASIBLE = "feasible"
    """Keeps every rule; see the gap for how much better another could be."""
    VIOLATED = "violated"
    """The best plan found breaks rules; whether any plan keeps them all is not proved."""
    INFEASIBLE = "infeasible"
    """Proved that no plan keeps every rule; the plan given breaks them least."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The outcome of ``solve``.

    Parameters
    ----------
    status, limit
        What is proved, and what ended the search.
    alignment
        The best plan found.
    assessment
        Its judgement from the facts.
    lower_bound
        No plan that keeps the criteria has a lower objective; None where no bound is known.
    runtime
        Seconds.
    seed
        Seed of the search.
    prices
        Of the limits at the end of the search, None where it has none.
    multiplier
        (n,) what serving each unit is worth in the bound over all places of centres; None where it has none.
    statistics
        Figures of the search by name (candidates, iterations, fixed variables ...).
    """

    status: Status
    limit: Limit
    alignment: Alignment
    assessment: Assessment
    lower_bound: float | None
    runtime: float
    seed: int
    prices: LimitPrices | None = None
    multiplier: Floats | None = None
    statistics: Mapping[str, float] = field(default_factory=lambda: FrozenMapping({}))

    @property
    def feasible(self) -> bool:
        """True if the plan keeps every rule."""
        return self.assessment.feasible

    @property
    def objective(self) -> float | None:
        """Value of the plan, None where it is not feasible."""
        return self.assessment.objective if self.feasible else None

    @property
    def start(self) -> WarmStart:
        """What another search begins with to go on from here: ``solve(..., start=result.start)``."""
        return WarmStart(self.alignment, self.prices, self.multiplier)

    @property
    def gap(self) -> float | None:
        """(objective - lower bound) / objective, None where one of them is unknown."""
        if self.objective is None or self.lower_bound is None:
            return None
        return relative_gap(self.objective, self.lower_bound)

    def summary(self) -> str:
        """Tell the outcome in a few lines for people."""
        ended = f"the search {self.limit.value} after {self.runtime:.1f} s (seed {self.seed})"
        lines = [f"{self.status.value} plan, {ended}"]
        lines.append(f"objective    {self.assessment.objective:,.1f}")
        bound = "not known" if self.lower_bound is None else f"{self.lower_bound:,.1f}"
        gap = "" if self.gap is None else f" (gap {self.gap:.3%})"
        lines.append(f"lower bound  {bound}{gap}")
        for name, balance in self.assessment.balance.items():
            asked = "" if balance.tolerance is None else f", asked {balance.tolerance:.1%}"
            lines.append(f"balance      {name}: worst {balance.worst:.1%}{asked}")
        lines.append(f"disruption   {self.assessment.moved_units:,} accounts move")
        if self.assessment.unplaced:
            lines.append(f"unplaced     {len(self.assessment.unplaced):,} accounts")
        lines.append("violations   none" if self.feasible else "violations")
        lines.extend(f"  - {violation.message}" for violation in self.assessment.violations[:10])
        if len(self.assessment.violations) > 10:
            lines.append(f"  ... and {len(self.assessment.violations) - 10} more")
        return "\n".join(lines)

    def _repr_html_(self) -> Html:
        """What is proved, then the judgement of the plan, for notebooks."""
        rows = [
            ("objective", "-" if self.objective is None else f"{self.objective:,.1f}"),
            ("lower bound", "not known" if self.lower_bound is None else f"{self.lower_bound:,.1f}"),
            ("gap", "-" if self.gap is None else f"{self.gap:.3%}"),
            ("the search", f"{self.limit.value} after {self.runtime:,.1f} s"),
            ("seed", str(self.seed)),
        ]
        table = small_table(("", ""), rows, caption=f"{self.status.value} plan")
        return joined([table, self.assessment._repr_html_()])


def relative_gap(objective: float, lower_bound: float) -> float:
    """(objective - lower bound) / objective, at least 0; 0 where both are 0."""
    return max(0.0, objective - lower_bound) / abs(objective) if objective != 0 else 0.0
