"""What a plan can break: one generator a rule, naming every place where the plan breaks it and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from .adjacency import pieces_of
from .alignment import Alignment
from .amounts import amount_text
from .criteria import Criteria, TravelCriterion
from .eligibility import Eligibility
from .instance import NOBODY, rows_of
from .metrics import disruption, totals, unit_travel
from .targets import find_limits, find_targets, tolerated
from .travel import Quantity

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
    CAPACITY = "capacity"
    COUNT = "count"
    DISRUPTION = "disruption"
    MAX_TRAVEL = "max_travel"
    CONTIGUITY = "contiguity"
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


def find_violations(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    """Name every place where a rule is broken, rule by rule.

    Parameters
    ----------
    alignment
        The plan.
    criteria
        The rules.
    eligibility
        Of the instance under these criteria.
    """
    yield from _coverage(alignment, eligibility)
    yield from _eligible(alignment, eligibility)
    yield from _forbidden(alignment, criteria)
    yield from _pins(alignment, criteria, eligibility)
    if criteria.keep_together:
        yield from _families(alignment, eligibility)
    yield from _limits(alignment, criteria, eligibility)
    yield from _disruption(alignment, criteria, eligibility)
    yield from _reach(alignment, criteria)
    yield from _contiguity(alignment, criteria)
    yield from _centres(alignment)


def _names(alignment: Alignment, units: NDArray[np.integer]) -> list[str]:
    return [str(label) for label in alignment.instance.units.ids[units]]


def _label(alignment: Alignment, territory: int) -> str:
    return "nobody" if territory == NOBODY else str(alignment.instance.territories.ids[territory])


def _labels(alignment: Alignment, units: NDArray[np.integer]) -> list[str]:
    """Name the territory of each unit."""
    labels = [*map(str, alignment.instance.territories.ids), "nobody"]
    return [labels[territory] for territory in alignment.territory_of[units].tolist()]


def _coverage(alignment: Alignment, eligibility: Eligibility) -> Iterator[Violation]:
    left_out = np.flatnonzero((alignment.territory_of == NOBODY) & (eligibility.family_of >= 0))
    for name in _names(alignment, left_out):
        yield Violation(Rule.COVERAGE, name, 0, 1, f"{name} has no territory")


def _eligible(alignment: Alignment, eligibility: Eligibility) -> Iterator[Violation]:
    covered = np.flatnonzero(alignment.territory_of >= 0)
    wrong = covered[~eligibility.may_serve(covered, alignment.territory_of[covered])]
    for name, label in zip(_names(alignment, wrong), _labels(alignment, wrong), strict=True):
        yield Violation(Rule.ELIGIBILITY, name, 1, 0, f"{label} may not serve {name}")


def _forbidden(alignment: Alignment, criteria: Criteria) -> Iterator[Violation]:
    instance = alignment.instance
    pairs = sorted(criteria.forbidden, key=str)
    units = rows_of(instance.units.ids, [pair[0] for pair in pairs])
    territories = rows_of(instance.territories.ids, [pair[1] for pair in pairs])
    for row in np.flatnonzero(alignment.territory_of[units] == territories).tolist():
        unit, territory = pairs[row]
        yield Violation(Rule.FORBIDDEN, str(unit), 1, 0, f"{unit} is in {territory}, which is forbidden")


def _pins(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    instance = alignment.instance
    units = rows_of(instance.units.ids, criteria.pins)
    territories = rows_of(instance.territories.ids, criteria.pins.values())
    wrong = (alignment.territory_of[units] != territories) & (eligibility.family_of[units] >= 0)
    elsewhere = units[wrong]
    named = zip(_names(alignment, elsewhere), territories[wrong].tolist(), _labels(alignment, elsewhere), strict=True)
    for name, territory, label in named:
        message = f"{name} is pinned to {_label(alignment, territory)} but is in {label}"
        yield Violation(Rule.PIN, name, 1, 0, message)


def _families(alignment: Alignment, eligibility: Eligibility) -> Iterator[Violation]:
    """Name families with members, among those a plan can place, in different territories."""
    family, territory_of = eligibility.family_of, alignment.territory_of
    placed = np.flatnonzero(family >= 0)
    some = np.full(eligibility.num_families, NOBODY, dtype=np.int32)
    some[family[placed]] = territory_of[placed]
    apart = family[placed][territory_of[placed] != some[family[placed]]]
    if len(apart) == 0:
        return
    members = placed[np.isin(family[placed], apart)]
    members = members[np.argsort(family[members], kind="stable")]
    starts = np.flatnonzero(np.diff(family[members], prepend=NOBODY))
    kin = np.split(territory_of[members], starts[1:])
    for name, territories in zip(_names(alignment, members[starts]), kin, strict=True):
        parts = len(set(territories.tolist()))
        yield Violation(Rule.FAMILY, name, parts, 1, f"the family of {name} is split over {parts} territories")


def _limits(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> Iterator[Violation]:
    limits = find_limits(alignment.instance, criteria, eligibility)
    for column, measure in enumerate(limits.measures):
        total = totals(alignment, measure)
        target = find_targets(alignment.instance, eligibility, measure)
        slack = PRECISION * max(1.0, float(target.max()))
        low, high = tolerated(target, criteria.balance.get(measure, np.inf))
        for bound, band, sign, word in ((limits.upper, high, 1, "above"), (limits.lower, low, -1, "below")):
            outside = sign * (total - bound[:, column]) > slack
            for territory in np.flatnonzero(outside).tolist():
                have, may = float(total[territory]), float(bound[territory, column])
                rule = _limited_by(criteria, measure, may, tolerated_amount=float(band[territory]))
                label = _label(alignment, territory)
                off = f" ({have / target[territory] - 1:+.1%} of target)" if target[territory] > 0 else ""
                beyond = f"{word} the limit {amount_text(may)} by {amount_text(abs(have - may))}"
                yield Violation(rule, label, have, may, f"{label} has {amount_text(have)} {measure}{off}, {beyond}")


def _limited_by(criteria: Criteria, measure: str, limit: float, *, tolerated_amount: float) -> Rule:
    """Tell which of the rules about a measure sets its limit, the tightest of them all."""
    if limit == tolerated_amount:
        return Rule.BALANCE
    return Rule.CAPACITY if limit == criteria.capacity.get(measure) else Rule.COUNT


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
    beyond = np.flatnonzero(far > criteria.max_travel * (1 + PRECISION))
    named = zip(_names(alignment, beyond), far[beyond].tolist(), _labels(alignment, beyond), strict=True)
    for name, amount, label in named:
        message = f"{name} is {amount:,.1f} {measured} from {label}, at most {criteria.max_travel:g} allowed"
        yield Violation(Rule.MAX_TRAVEL, name, amount, criteria.max_travel, message)


def _contiguity(alignment: Alignment, criteria: Criteria) -> Iterator[Violation]:
    instance = alignment.instance
    if not criteria.contiguous or instance.adjacency is None:
        return
    pieces = pieces_of(instance.adjacency, alignment.territory_of, instance.num_territories)
    for territory in np.flatnonzero(pieces > 1).tolist():
        label, count = _label(alignment, territory), int(pieces[territory])
        yield Violation(Rule.CONTIGUITY, label, count, 1, f"{label} falls into {count} pieces")


def _centres(alignment: Alignment) -> Iterator[Violation]:
    """Name free territories with units whose centre is not at the place of one of them."""
    instance = alignment.instance
    size: NDArray[np.intp] = np.bincount(
        alignment.territory_of[alignment.territory_of >= 0], minlength=instance.num_territories
    )
    for territory in np.flatnonzero(instance.free_centres() & (size > 0)).tolist():
        centre = int(alignment.centre_unit[territory])
        if centre == NOBODY or alignment.territory_of[centre] != territory:
            label = _label(alignment, territory)
            yield Violation(Rule.CENTRE, label, 0, 1, f"the centre of {label} is not one of its units")
