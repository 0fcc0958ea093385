"""The judgement of a plan from the facts and the criteria, never from a solver's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .alignment import Alignment
from .criteria import Criteria, TravelCriterion
from .display import Html, bullets, joined, small_table
from .eligibility import Eligibility, find_eligibility
from .instance import COUNT, Instance, Unplaced
from .mapping import FrozenMapping
from .metrics import deviations, disruption, objective, totals, travel
from .rules import Violation, find_violations
from .targets import find_targets
from .travel import Floats, Quantity, TravelMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """How one measure is spread.

    Parameters
    ----------
    measure
        Its name.
    total, target, deviation
        (k,) what each territory has, should have, and total / target - 1.
    tolerance
        Share asked for, None where the measure is only watched.
    """

    measure: str
    total: Floats
    target: Floats
    deviation: Floats
    tolerance: float | None

    @property
    def worst(self) -> float:
        """Largest absolute deviation of any territory."""
        return float(np.abs(self.deviation).max())


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What a plan is worth under given criteria.

    Parameters
    ----------
    objective
        Value of the objective, see ``metrics.objective``.
    balance
        Measure -> ``Balance``, for all measures and the count.
    travel_km, travel_hours
        Weighted by ``Criteria.travel.by``; hours are None where the travel given has no time.
    disruption
        Measure -> share changing hands, the count included.
    moved_units
        Number of units that change hands.
    violations
        Every rule broken.
    unplaced
        Units no plan can cover, with reasons.
    """

    objective: float
    balance: FrozenMapping[str, Balance]
    travel_km: float
    travel_hours: float | None
    disruption: FrozenMapping[str, float]
    moved_units: int
    violations: tuple[Violation, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def feasible(self) -> bool:
        """True if no rule is broken."""
        return not self.violations

    def _repr_html_(self) -> Html:
        """Balance, moves, travel and every rule broken, for notebooks."""
        rows = [
            (
                name,
                f"{balance.worst:.1%}",
                "watched" if balance.tolerance is None else f"{balance.tolerance:.1%}",
                f"{self.disruption[name]:.1%}",
            )
            for name, balance in self.balance.items()
        ]
        broken = f"{len(self.violations):,} rules broken" if self.violations else "keeps every rule"
        hours = "" if self.travel_hours is None else f", {self.travel_hours:,.0f} hours"
        told = [f"travel {self.travel_km:,.0f} km{hours}, one way", f"{self.moved_units:,} accounts change hands"]
        told += [f"{len(self.unplaced):,} accounts cannot be planned"] if self.unplaced else []
        header = ("measure", "farthest off target", "asked", "changes hands")
        table = small_table(header, rows, caption=f"{broken}; objective {self.objective:,.1f}")
        return joined([table, bullets(told), bullets([violation.message for violation in self.violations])])

    def to_dict(self, instance: Instance) -> dict[str, Any]:
        """Tell the assessment under the labels of the instance, ready for JSON."""
        labels = [str(label) for label in instance.territories.ids]
        return {
            "feasible": self.feasible,
            "objective": self.objective,
            "travel_km": self.travel_km,
            "travel_hours": self.travel_hours,
            "moved_units": self.moved_units,
            "disruption": dict(self.disruption),
            "balance": {name: _balance_dict(balance, labels) for name, balance in self.balance.items()},
            "violations": [
                {"rule": v.rule.value, "subject": v.subject, "amount": v.amount, "limit": v.limit, "message": v.message}
                for v in self.violations
            ],
            "unplaced": [{"unit": str(instance.units.ids[u.unit]), "reason": u.reason} for u in self.unplaced],
        }


def _balance_dict(balance: Balance, labels: list[str]) -> dict[str, Any]:
    rows = zip(labels, balance.total.tolist(), balance.target.tolist(), balance.deviation.tolist(), strict=True)
    return {
        "tolerance": balance.tolerance,
        "worst": _finite(balance.worst),
        "territories": {
            label: {"total": total, "target": target, "deviation": _finite(deviation)}
            for label, total, target, deviation in rows
        },
    }


def _finite(value: float) -> float | None:
    """Leave out what JSON cannot say."""
    return value if np.isfinite(value) else None


def judge(alignment: Alignment, criteria: Criteria, eligibility: Eligibility | None = None) -> Assessment:
    """Measure a plan and name every rule it breaks.

    Parameters
    ----------
    alignment
        The plan.
    criteria
        What it is held against. They should fit the instance (``check_criteria``).
    eligibility
        Of the instance under these criteria where it is known already; None to work it out.
    """
    instance = alignment.instance
    if eligibility is None:
        eligibility = find_eligibility(instance, criteria)
    placed = eligibility.family_of >= 0
    names = (*instance.measures, COUNT)
    by = criteria.travel.by
    kilometres = travel(alignment, TravelCriterion(by=by))
    timeless = isinstance(instance.travel, TravelMatrix) and instance.travel.hours is None
    hours = None if timeless else travel(alignment, TravelCriterion(by=by, quantity=Quantity.TIME))
    return Assessment(
        objective=objective(alignment, criteria, placed),
        balance=FrozenMapping({name: _balance(alignment, criteria, eligibility, name) for name in names}),
        travel_km=kilometres,
        travel_hours=hours,
        disruption=FrozenMapping({name: disruption(alignment, name, placed) for name in names}),
        moved_units=int((alignment.moved() & placed).sum()),
        violations=tuple(find_violations(alignment, criteria, eligibility)),
        unplaced=eligibility.unplaced,
    )


def _balance(alignment: Alignment, criteria: Criteria, eligibility: Eligibility, measure: str) -> Balance:
    total = totals(alignment, measure)
    target = find_targets(alignment.instance, eligibility, measure)
    return Balance(measure, total, target, deviations(total, target), criteria.balance.get(measure))
