"""The judgement of a plan from the facts and the criteria, never from a solver's numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alignment import Alignment
from .criteria import Criteria, TravelCriterion
from .eligibility import Eligibility, find_eligibility
from .instance import COUNT, NOBODY, Instance, Unplaced
from .mapping import FrozenMapping
from .metrics import deviations, disruption, objective, totals, travel, unit_travel
from .targets import find_limits, find_targets
from .travel import Floats, Quantity, TravelMatrix

PRECISION = 1e-9
"""Relative amount by which a limit may be missed through rounding of sums."""


class Rule(Enum):
    """What a plan can break."""

    COVERAGE = "coverage"
    ELIGIBILITY = "eligibility"
    FORBIDDEN = "forbidden pair"
    PIN = "pin"
    FAMILY = "family"
    BALANCE = "balance"
    COUNT = "count"
    DISRUPTION = "disruption"
    MAX_TRAVEL = "max_travel"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken, by how much, and where.

    Parameters
    ----------
    rule
        Which rule.
    subject
        The unit, territory or measure concerned, by its label.
    amount
        What the plan has.
    limit
        What the rule allows.
    message
        The violation in one sentence.
    """

    rule: Rule
    subject: str
    amount: float
    limit: float
    message: str

    @property
    def excess(self) -> float:
        """How far the amount lies outside the limit, in its unit."""
        return abs(self.amount - self.limit)


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

    def to_dict(self, instance: Instance) -> dict[str, Any]:
        """The assessment under the labels of the instance, ready for JSON."""
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
        "worst": balance.worst,
        "territories": {
            label: {"total": total, "target": target, "deviation": deviation if np.isfinite(deviation) else None}
            for label, total, target, deviation in rows
        },
    }


def judge(alignment: Alignment, criteria: Criteria) -> Assessment:
    """Measure a plan and name every rule it breaks.

    Parameters
    ----------
    alignment
        The plan.
    criteria
        What it is held against. They should fit the instance (``check_criteria``).
    """
    instance = alignment.instance
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
        violations=tuple(_violations(alignment, criteria, eligibility)),
        unplaced=eligibility.unplaced,
    )


def _balance(alignment: Alignment, criteria: Criteria, eligibility: Eligibility, measure: str) -> Balance:
    total = totals(alignment, measure)
    target = find_targets(alignment.instance, eligibility, measure)
    return Balance(measure, total, target, deviations(total, target), criteria.balance.get(measure))


def _violations(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    yield from _coverage(alignment, eligibility)
    yield from _eligible(alignment, eligibility)
    yield from _forbidden(alignment, criteria)
    yield from _pins(alignment, criteria, eligibility)
    if criteria.keep_together:
        yield from _families(alignment)
    yield from _limits(alignment, criteria, eligibility)
    yield from _disruption(alignment, criteria, eligibility)
    yield from _reach(alignment, criteria)
    yield from _centres(alignment)


def _name(alignment: Alignment, unit: int) -> str:
    return str(alignment.instance.units.ids[unit])


def _label(alignment: Alignment, territory: int) -> str:
    return "nobody" if territory == NOBODY else str(alignment.instance.territories.ids[territory])


def _coverage(alignment: Alignment, eligibility: Eligibility) -> Iterator[Violation]:
    for unit in np.flatnonzero((alignment.territory_of == NOBODY) & (eligibility.family_of >= 0)):
        name = _name(alignment, unit)
        yield Violation(Rule.COVERAGE, name, 0, 1, f"{name} has no territory")


def _eligible(alignment: Alignment, eligibility: Eligibility) -> Iterator[Violation]:
    covered = np.flatnonzero(alignment.territory_of >= 0)
    wrong = covered[~eligibility.may_serve(covered, alignment.territory_of[covered])]
    for unit in wrong:
        name, territory = _name(alignment, unit), _label(alignment, alignment.territory_of[unit])
        yield Violation(Rule.ELIGIBILITY, name, 1, 0, f"{territory} may not serve {name}")


def _forbidden(alignment: Alignment, criteria: Criteria) -> Iterator[Violation]:
    instance = alignment.instance
    for unit_id, territory_id in sorted(criteria.forbidden, key=str):
        unit, territory = instance.units.ids.get_loc(unit_id), instance.territories.ids.get_loc(territory_id)
        if alignment.territory_of[unit] == territory:
            yield Violation(Rule.FORBIDDEN, str(unit_id), 1, 0, f"{unit_id} is in {territory_id}, which is forbidden")


def _pins(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    instance = alignment.instance
    units = instance.units.ids.get_indexer(list(criteria.pins))
    territories = instance.territories.ids.get_indexer(list(criteria.pins.values()))
    for unit, territory in zip(units.tolist(), territories.tolist(), strict=True):
        has = int(alignment.territory_of[unit])
        if has != territory and eligibility.family_of[unit] >= 0:
            name = _name(alignment, unit)
            message = f"{name} is pinned to {_label(alignment, territory)} but is in {_label(alignment, has)}"
            yield Violation(Rule.PIN, name, 1, 0, message)


def _families(alignment: Alignment) -> Iterator[Violation]:
    family, territory_of = alignment.instance.units.family, alignment.territory_of
    size = int(family.max()) + 1
    most = np.full(size, NOBODY - 1, dtype=np.int64)
    least = np.full(size, alignment.instance.num_territories, dtype=np.int64)
    np.maximum.at(most, family, territory_of)
    np.minimum.at(least, family, territory_of)
    for code in np.flatnonzero(most > least):
        members = np.flatnonzero(family == code)
        parts = len(np.unique(territory_of[members]))
        name = _name(alignment, members[0])
        yield Violation(Rule.FAMILY, name, parts, 1, f"the family of {name} is split over {parts} territories")


def _limits(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    limits = find_limits(alignment.instance, criteria, eligibility)
    for column, measure in enumerate(limits.measures):
        total = totals(alignment, measure)
        target = find_targets(alignment.instance, eligibility, measure)
        slack = PRECISION * max(1.0, float(target.max()))
        rule = Rule.BALANCE if measure in criteria.balance else Rule.COUNT
        for bound, sign, word in ((limits.upper, 1, "above"), (limits.lower, -1, "below")):
            outside = sign * (total - bound[:, column]) > slack
            for territory in np.flatnonzero(outside):
                have, may = float(total[territory]), float(bound[territory, column])
                label = _label(alignment, territory)
                off = f" ({have / target[territory] - 1:+.1%} of target)" if target[territory] > 0 else ""
                message = f"{label} has {have:,.6g} {measure}{off}, {word} the limit {may:,.6g} by {abs(have - may):,.6g}"
                yield Violation(rule, label, have, may, message)


def _disruption(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    placed = eligibility.family_of >= 0
    for measure, limit in criteria.disruption_limits(alignment.instance).items():
        share = disruption(alignment, measure, placed)
        if share > limit + PRECISION:
            message = f"{share:.2%} of {measure} changes hands, at most {limit:.2%} may"
            yield Violation(Rule.DISRUPTION, measure, share, limit, message)


def _reach(alignment: Alignment, criteria: Criteria) -> Iterator[Violation]:
    if criteria.max_travel is None:
        return
    far = unit_travel(alignment, TravelCriterion(quantity=criteria.travel.quantity))
    measured = "km" if criteria.travel.quantity is Quantity.DISTANCE else "hours"
    for unit in np.flatnonzero(far > criteria.max_travel * (1 + PRECISION)):
        name, label = _name(alignment, unit), _label(alignment, alignment.territory_of[unit])
        message = f"{name} is {far[unit]:,.1f} {measured} from {label}, at most {criteria.max_travel:g} allowed"
        yield Violation(Rule.MAX_TRAVEL, name, float(far[unit]), criteria.max_travel, message)


def _centres(alignment: Alignment) -> Iterator[Violation]:
    """A free territory with units needs a centre, at the place of one of its own units."""
    instance = alignment.instance
    size: NDArray[np.intp] = np.bincount(
        alignment.territory_of[alignment.territory_of >= 0], minlength=instance.num_territories
    )
    for territory in np.flatnonzero(instance.free_centres() & (size > 0)):
        centre = int(alignment.centre_unit[territory])
        if centre == NOBODY or alignment.territory_of[centre] != territory:
            label = _label(alignment, territory)
            yield Violation(Rule.CENTRE, label, 0, 1, f"the centre of {label} is not one of its units")
