"""Scenarios side by side: balance, travel, disruption, proof, quotas, and who moves between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.display import Html, bullets, element, joined, small_table
from optimizer.instance import COUNT
from optimizer.rules import PRECISION
from optimizer.travel import Integers

from .figures import Cell, Row, figure_rows, plain_table
from .outcome import Outcome, Outcomes

WORDS = frozenset({"scenario", "status", "quota_total", "quota_smallest", "quota_largest", "failure"})
MONEY = frozenset({"revenue", "cost", "contribution"})
"""Columns of text, exact amounts of money among them."""
COUNTS = frozenset({"moved_accounts", "violations", "unplaced_accounts", "hires"})
Figure = tuple[str, object]
"""Name of a column and its value."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Outcomes side by side.

    Parameters
    ----------
    outcomes
        What is compared.
    baseline
        Name of the scenario the others are held against.

    Raises
    ------
    ValueError
        If there is no outcome of that name.
    """

    outcomes: Outcomes
    baseline: str

    def __post_init__(self) -> None:
        self.outcomes[self.baseline]

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures of the instance, the count last."""
        instances = (outcome.instance for outcome in self.outcomes if outcome.instance is not None)
        return (*next((instance.measures for instance in instances), ()), COUNT)

    def to_frame(self) -> pd.DataFrame:
        """One row a scenario; what does not exist is missing.

        Columns
        -------
        scenario, status, feasible
            The status is that of the result, "kept" for today's alignment, "failed" where there is no plan.
        objective, lower_bound, gap
            The objective is missing where rules are broken. Criteria may differ between scenarios; objectives
            compare where travel and disruption weigh the same.
        travel_km, travel_hours, travel_change
            One way, weighted as the criteria say; the change is that of the kilometres, as share of the baseline's.
        deviation_<measure>, tolerance_<measure>, within_<measure>
            Largest share by which a territory is off its target within its pool; the tolerance asked for, also where
            today's alignment is merely watched; whether the one keeps the other.
        disruption_<measure>, moved_accounts
            Share and number of accounts that change hands against today.
        violations, unplaced_accounts
            Rules broken; accounts outside the plan: without a place, outside a region planned alone, or served by
            nobody.
        quota_total, quota_smallest, quota_largest, quota_spread, quota_p90_p10
            Sum and extremes of the quotas; how unequally hard they are: see ``optimizer.quotas.Spread``.
        hires, revenue, cost, contribution
            People the hiring plan adds, missing where none meets the need; the sums of the budget. Only where any plan
            has them.
        chance_least, chance_iqr
            Chance of attainment of the rep least likely to make quota; width of the middle half of all chances.
            Missing where nothing is known of the year to come.
        seconds, failure
            Time taken; the stage and message of a failure.
        """
        return frame_of_figures(map(self.figures, self.outcomes))

    def figures(self, outcome: Outcome) -> dict[str, object]:
        """Give one row of ``to_frame``; what does not exist is None."""
        return dict(self._figures(outcome))

    def moves(self, name: str, against: str | None = None) -> pd.DataFrame:
        """Accounts that two scenarios give to different territories: account, name, from, to, and the measures.

        One that either leaves out, such as those outside a region planned alone, does not move; one that nobody may
        serve any more moves to nobody, which is missing.

        Parameters
        ----------
        name
            The scenario the accounts move to.
        against
            The scenario they move from, None for the baseline.

        Raises
        ------
        ValueError
            If one of the two has no plan.
        """
        after, before = self._alignment(name), self._alignment(against or self.baseline)
        moved = differing(before, after)
        old, new = labels_of_units(before), labels_of_units(after)
        instance = after.instance
        ids = instance.units.ids
        names = ids if instance.units.names is None else instance.units.names
        table = {"account": ids[moved], "name": names[moved], "from": old[moved], "to": new[moved]}
        return pd.DataFrame({**table, **{measure: instance.amounts(measure)[moved] for measure in instance.measures}})

    def notes(self) -> tuple[str, ...]:
        """Tell what a reader of the table should know besides."""
        told = [f"{o.name}: {o.failure.stage.value} failed: {o.failure.message}" for o in self.outcomes if o.failure]
        weighers = {outcome.criteria.travel.by for outcome in self.outcomes if outcome.criteria is not None}
        told += [f"Travel is weighted by {measure}." for measure in sorted(filter(None, weighers))]
        if self.outcomes.interrupted:
            told.append("The run was interrupted; scenarios not reached are missing.")
        return tuple(told)

    def rows(self) -> tuple[Row, ...]:
        """Every figure as text, one row a figure and one cell a scenario, for tables people read."""
        return figure_rows(self.to_frame(), self.baseline)

    def _repr_html_(self) -> Html:
        """The scenarios side by side, what keeps its rule in green and what does not in red, for notebooks."""
        group, lines = "", list[tuple[object, ...]]()
        for row in self.rows():
            if row.group not in ("", group):
                lines.append((element("b", row.group), *[""] * len(row.cells)))
            group = row.group
            lines.append((row.label, *map(_coloured, row.cells)))
        table = small_table(("", *self.outcomes.names), lines, caption=f"held against {self.baseline}", most=len(lines))
        return joined([table, bullets(self.notes())])

    def __str__(self) -> str:
        return "\n".join([plain_table(self.outcomes.names, self.rows()), *self.notes()])

    def _alignment(self, name: str) -> Alignment:
        alignment = self.outcomes[name].alignment
        if alignment is None:
            raise ValueError(f"scenario {name!r} has no plan to compare with")
        return alignment

    def _figures(self, outcome: Outcome) -> Iterator[Figure]:
        """Columns of ``to_frame`` in order."""
        assessment = outcome.assessment
        yield from _of_result(outcome)
        yield "travel_km", None if assessment is None else assessment.travel_km
        yield "travel_hours", None if assessment is None else assessment.travel_hours
        yield "travel_change", self._change(assessment)
        for measure in self.measures:
            yield from _of_measure(outcome, measure)
        yield "moved_accounts", None if assessment is None else assessment.moved_units
        yield "violations", None if assessment is None else len(assessment.violations)
        yield "unplaced_accounts", None if assessment is None else len(assessment.unplaced)
        yield from _of_quotas(outcome)
        yield from self._of_capacity(outcome)
        failure = outcome.failure
        yield "seconds", outcome.seconds
        yield "failure", None if failure is None else f"{failure.stage.value}: {failure.message}"

    def _of_capacity(self, outcome: Outcome) -> Iterator[Figure]:
        """Hires and sums of the budget, where any outcome has them."""
        plans = [other.capacity for other in self.outcomes if other.capacity is not None]
        if any(plan.need is not None for plan in plans):
            yield "hires", None if outcome.capacity is None else outcome.capacity.hires
        if any(plan.budget is not None for plan in plans):
            budget = None if outcome.capacity is None else outcome.capacity.budget
            yield "revenue", None if budget is None else str(budget.total_revenue)
            yield "cost", None if budget is None else str(budget.total_cost)
            yield "contribution", None if budget is None else str(budget.total_contribution)

    def _change(self, assessment: Assessment | None) -> float | None:
        base = self.outcomes[self.baseline].assessment
        if assessment is None or base is None or base.travel_km == 0:
            return None
        return assessment.travel_km / base.travel_km - 1


def compare(outcomes: Outcomes, baseline: str = "today") -> Comparison:
    """Put the outcomes of a run side by side.

    Parameters
    ----------
    outcomes
        What ``run`` gave.
    baseline
        Name of the scenario the others are held against.

    Raises
    ------
    ValueError
        If there is no outcome of that name.
    """
    return Comparison(outcomes, baseline)


def frame_of_figures(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Set rows of figures below each other, each column in its type whatever is missing; see ``Comparison.to_frame``.

    Parameters
    ----------
    rows
        One a scenario, as ``Comparison.figures`` gives them.
    """
    frame = pd.DataFrame(list(rows))
    return frame.astype({column: _dtype(column) for column in frame.columns})


def _coloured(cell: Cell) -> object:
    """Mark a figure of a notebook good or bad."""
    if cell.good is None:
        return cell.text
    return element("span", cell.text, style=f"color:{'#117733' if cell.good else '#C3342B'}")


def differing(before: Alignment, after: Alignment) -> Integers:
    """Find units whose territories have different labels, rising; those outside either plan are left out.

    Parameters
    ----------
    before, after
        Plans of the same units; territories may be others, under other indices.
    """
    # Scenarios may append different territories under one index, so labels decide.
    differ = labels_of_units(before) != labels_of_units(after)
    for plan in (before, after):
        differ[[item.unit for item in plan.instance.unplaced]] = False
    return np.flatnonzero(differ).astype(np.int32)


def labels_of_units(alignment: Alignment) -> NDArray[np.object_]:
    """(n,) label of each unit's territory, None where it has none."""
    return np.array([*alignment.instance.territories.ids, None], dtype=object)[alignment.territory_of]


def _of_result(outcome: Outcome) -> Iterator[Figure]:
    result = outcome.result
    yield "scenario", outcome.name
    yield "status", _status(outcome)
    yield "feasible", outcome.feasible
    yield "objective", None if result is None else result.objective
    yield "lower_bound", None if result is None else result.lower_bound
    yield "gap", None if result is None else result.gap


def _of_measure(outcome: Outcome, measure: str) -> Iterator[Figure]:
    assessment = outcome.assessment
    worst = None if assessment is None else assessment.balance[measure].worst
    tolerance = None if outcome.asked is None else outcome.asked.balance.get(measure)
    within = None if worst is None or tolerance is None else worst <= tolerance + PRECISION
    yield f"deviation_{measure}", worst
    yield f"tolerance_{measure}", tolerance
    yield f"within_{measure}", within
    yield f"disruption_{measure}", None if assessment is None else assessment.disruption[measure]


def _of_quotas(outcome: Outcome) -> Iterator[Figure]:
    amounts = () if outcome.quotas is None else outcome.quotas.amounts
    spread = None if outcome.quotas is None else outcome.quotas.spread
    yield "quota_total", str(sum(amounts)) if amounts else None
    yield "quota_smallest", str(min(amounts)) if amounts else None
    yield "quota_largest", str(max(amounts)) if amounts else None
    yield "quota_spread", None if spread is None else spread.variation
    yield "quota_p90_p10", None if spread is None else spread.p90_p10
    yield from _of_chances(outcome)


def _of_chances(outcome: Outcome) -> Iterator[Figure]:
    chosen = None if outcome.fairness is None else outcome.fairness.chosen
    yield "chance_least", None if chosen is None else chosen.least_chance
    yield "chance_iqr", None if chosen is None else chosen.interquartile_range


def _status(outcome: Outcome) -> str:
    if outcome.result is None:
        return "failed"
    return "kept" if outcome.kept else outcome.result.status.value


def _dtype(column: str) -> str:
    """Give each column the same type whatever is missing."""
    if column in WORDS | MONEY:
        return "object"
    if column in COUNTS:
        return "Int64"
    return "boolean" if column.startswith(("within_", "feasible")) else "float64"
