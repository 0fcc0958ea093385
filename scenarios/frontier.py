"""The frontier: plans of which none is better in everything, and the knee among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.rules import PRECISION
from optimizer.travel import Floats

from .outcome import Outcome, Outcomes


class Axis(Enum):
    """What a plan is weighed by; less is better on every axis."""

    BALANCE = "balance"
    """Largest share by which a territory is off its target, over measures any plan has a tolerance of (all if none)."""
    TRAVEL = "travel_km"
    """Kilometres one way, weighted as the criteria say."""
    DISRUPTION = "disruption"
    """Share that changes hands, of the measure the criteria count it by."""
    QUOTA_SPREAD = "quota_spread"
    """How unequally hard the quotas are, see ``optimizer.quotas.Spread``."""
    HEADCOUNT = "headcount"
    """Territories, each of which somebody has to cover."""
    COST = "cost"
    """People and travel, as the budget adds them up, in its currency."""

    @property
    def is_share(self) -> bool:
        """Whether values are shares rather than amounts."""
        return self in _SHARES


_SHARES = frozenset({Axis.BALANCE, Axis.DISRUPTION, Axis.QUOTA_SPREAD})


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Plans weighed against each other.

    Parameters
    ----------
    names
        (p,) scenarios that have a plan which keeps every rule; today's alignment, merely kept, is none of them.
    axes
        (a,) what they are weighed by.
    values
        (p, a) what each has.
    """

    names: tuple[str, ...]
    axes: tuple[Axis, ...]
    values: Floats

    @property
    def on_frontier(self) -> NDArray[np.bool_]:
        """(p,) True where no other plan is at least as good on every axis and better on one."""
        return np.array([self._dominator(row) is None for row in range(len(self.names))], dtype=bool)

    @property
    def knee(self) -> str | None:
        """Plan at the bend, behind which a little more of one thing costs a lot of the others; None where none bends.

        Each axis is scaled to 0..1 over the frontier. With two axes the ends then lie at (0, 1) and (1, 0), and the
        knee is farthest below the line through them, where the sum is smallest (Das, 1999, "On characterizing the
        'knee' of the Pareto curve based on Normal-Boundary Intersection"); the same sum is used for more axes.
        """
        rows = np.flatnonzero(self.on_frontier)
        values = self.values[rows]
        if len(rows) < 3 or not np.isfinite(values).all():
            return None
        spread = np.ptp(values, axis=0)
        bent = spread > PRECISION
        if bent.sum() < 2:
            return None
        sums = ((values - values.min(axis=0)) / np.where(bent, spread, 1.0))[:, bent].sum(axis=1)
        best = int(np.argmin(sums))
        ends = {int(row) for row in values[:, bent].argmin(axis=0)}
        return None if best in ends or sums[best] >= 1 - PRECISION else self.names[int(rows[best])]

    def to_frame(self) -> pd.DataFrame:
        """One row a plan, sorted by the first axis: scenario, one column an axis, on_frontier, knee, dominated_by.

        A dominated plan names the plan of the frontier that beats it.
        """
        dominators = [self._dominator(row) for row in range(len(self.names))]
        frame = pd.DataFrame({"scenario": pd.Series(self.names, dtype=object)})
        for column, axis in enumerate(self.axes):
            frame[axis.value] = self.values[:, column]
        frame["on_frontier"] = self.on_frontier
        frame["knee"] = frame["scenario"] == self.knee
        beaten_by = [None if row is None else self.names[row] for row in dominators]
        frame["dominated_by"] = pd.Series(beaten_by, dtype=object)
        return frame.sort_values([axis.value for axis in self.axes], kind="stable", ignore_index=True)

    def _dominator(self, row: int) -> int | None:
        """Give a plan of the frontier that is nowhere worse and somewhere better; None where there is none."""
        better = self._better_than(row)
        if not better.any():
            return None
        # Of those that beat it, one with the smallest sum of scaled axes is itself beaten by nobody.
        values = np.minimum(self.values, np.finfo(np.float64).max / 4)
        scaled = (values - values.min(axis=0)) / np.maximum(np.ptp(values, axis=0), PRECISION)
        return int(np.flatnonzero(better)[np.argmin(scaled[better].sum(axis=1))])

    def _better_than(self, row: int) -> NDArray[np.bool_]:
        # Sums round: what differs by no more than that does not differ.
        size = np.where(np.isfinite(self.values[row]), np.abs(self.values[row]), 1.0)
        slack = PRECISION * np.maximum(size, 1.0)
        nowhere_worse = (self.values <= self.values[row] + slack).all(axis=1)
        return np.asarray(nowhere_worse & (self.values < self.values[row] - slack).any(axis=1))


def find_frontier(outcomes: Outcomes | Sequence[Outcome], axes: Sequence[Axis] = ()) -> Frontier:
    """Weigh the plans of a run.

    Parameters
    ----------
    outcomes
        What ``run`` gave.
    axes
        What to weigh by, at least two; by default balance, travel and disruption, the spread of quotas where every
        plan has quotas, and where plans differ in headcount that or, if every plan has a budget, cost.

    Raises
    ------
    ValueError
        If a single axis is given, the spread of quotas where a plan has none, or cost where a plan has no budget.
    """
    plans = [outcome for outcome in outcomes if outcome.feasible and not outcome.kept]
    chosen = tuple(axes) or _usual(plans)
    if len(set(chosen)) < 2 or len(set(chosen)) < len(chosen):
        raise ValueError(f"a frontier needs at least two different axes, given {[axis.value for axis in chosen]}")
    if Axis.QUOTA_SPREAD in chosen and not _have(plans, _quota_spread):
        raise ValueError("a plan has no quotas; leave out Axis.QUOTA_SPREAD, or run with quotas")
    if Axis.COST in chosen and not _have(plans, _cost):
        raise ValueError("a plan has no budget; leave out Axis.COST, or run with a budget")
    watched = {measure for plan in plans if plan.criteria is not None for measure in plan.criteria.balance}
    values = np.array([[_value(plan, axis, watched) for axis in chosen] for plan in plans], dtype=np.float64)
    return Frontier(tuple(plan.name for plan in plans), chosen, values.reshape(len(plans), len(chosen)))


def _value(plan: Outcome, axis: Axis, watched: set[str]) -> float:
    assessment, instance, criteria = plan.assessment, plan.instance, plan.criteria
    if assessment is None or instance is None or criteria is None:
        raise ValueError(f"scenario {plan.name!r} has no plan")
    if axis is Axis.BALANCE:
        return max(assessment.balance[measure].worst for measure in watched or assessment.balance)
    if axis is Axis.TRAVEL:
        return assessment.travel_km
    if axis is Axis.DISRUPTION:
        return assessment.disruption[criteria.disruption_measure(instance)]
    if axis is Axis.HEADCOUNT:
        return float(_headcount(plan))
    value = _cost(plan) if axis is Axis.COST else _quota_spread(plan)
    return float("nan") if value is None else value


def _usual(plans: Sequence[Outcome]) -> tuple[Axis, ...]:
    chosen = [Axis.BALANCE, Axis.TRAVEL, Axis.DISRUPTION]
    if _have(plans, _quota_spread):
        chosen.append(Axis.QUOTA_SPREAD)
    # More people always travel less: only beside what they cost is that no gain for nothing.
    if len({_headcount(plan) for plan in plans}) > 1:
        chosen.append(Axis.COST if _have(plans, _cost) else Axis.HEADCOUNT)
    return tuple(chosen)


def _have(plans: Sequence[Outcome], value: Callable[[Outcome], float | None]) -> bool:
    return bool(plans) and all(value(plan) is not None for plan in plans)


def _headcount(plan: Outcome) -> int:
    return 0 if plan.instance is None else plan.instance.num_territories


def _quota_spread(plan: Outcome) -> float | None:
    spread = None if plan.quotas is None else plan.quotas.spread
    return None if spread is None else spread.variation


def _cost(plan: Outcome) -> float | None:
    budget = None if plan.capacity is None else plan.capacity.budget
    return None if budget is None else float(budget.total_cost)
