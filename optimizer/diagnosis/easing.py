"""What is loosened between two criteria: each tolerance, limit, cap, pin and rule in words and at a cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from optimizer.amounts import amount_text
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.travel import Quantity

from .choice import few
from .kind import Kind, Rule

LOOSENED = (
    "balance",
    "capacity",
    "max_count",
    "min_count",
    "disruption_at_most",
    "max_travel",
    "pins",
    "keep_together",
    "contiguous",
)
"""Fields of ``Criteria`` that a relaxation may change, beside the forbidden pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EasingWeights:
    """What loosening costs, in units of one percentage point of a balance tolerance.

    Parameters
    ----------
    tolerance, disruption
        Of one percentage point more.
    capacity, count, travel
        Of one percent of the limit more (or less, for the fewest accounts).
    pin, forbidden
        Of one pin, one forbidden pair dropped.
    families, contiguity
        Of the whole rule dropped.
    """

    tolerance: float = 1.0
    disruption: float = 1.0
    capacity: float = 1.0
    count: float = 1.0
    travel: float = 1.0
    pin: float = 1.0
    forbidden: float = 1.0
    families: float = 50.0
    contiguity: float = 50.0


@dataclass(frozen=True, slots=True)
class Easing:
    """One choice loosened.

    Parameters
    ----------
    kind
        What is loosened, as text such as "balance of potential"; alternatives differ in kinds.
    words
        The change as advice to the planner.
    cost
        By the weights.
    """

    kind: Kind
    words: str
    cost: float


def easings_between(
    instance: Instance, before: Criteria, after: Criteria, weights: EasingWeights
) -> tuple[Easing, ...]:
    """Name everything that ``after`` loosens of ``before``."""
    return (
        *_tolerances(before, after, weights),
        *_capacities(before, after, weights),
        *_counts(before, after, weights),
        *_caps(instance, before, after, weights),
        *_radius(before, after, weights),
        *_pins(before, after, weights),
        *_forbidden(before, after, weights),
        *_rules(before, after, weights),
    )


def _tolerances(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    for measure, tolerance in after.balance.items():
        was = before.balance[measure]
        if tolerance > was:
            yield Easing(
                Kind(Rule.BALANCE, measure),
                f"widen the balance tolerance of {measure} from {was:.2%} to {tolerance:.2%}",
                weights.tolerance * 100 * (tolerance - was),
            )


def _capacities(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    for measure, most in after.capacity.items():
        was = before.capacity[measure]
        if most > was:
            yield Easing(
                Kind(Rule.CAPACITY, measure),
                f"raise the most {measure} of a territory from {amount_text(was)} to {amount_text(most)}",
                weights.capacity * 100 * (most / was - 1),
            )


def _counts(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    most = Rule.MAX_COUNT, before.max_count, after.max_count, "raise the most"
    least = Rule.MIN_COUNT, before.min_count, after.min_count, "lower the fewest"
    for rule, was, now, words in (most, least):
        if was is not None and now is not None and was != now:
            yield Easing(
                Kind(rule),
                f"{words} accounts of a territory from {was:,} to {now:,}",
                weights.count * 100 * abs(now / max(was, 1) - was / max(was, 1)),
            )


def _caps(instance: Instance, before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    was = before.disruption_limits(instance)
    for measure, limit in after.disruption_limits(instance).items():
        if limit > was[measure]:
            yield Easing(
                Kind(Rule.DISRUPTION, measure),
                f"let up to {limit:.2%} of {measure} change hands instead of {was[measure]:.2%}",
                weights.disruption * 100 * (limit - was[measure]),
            )


def _radius(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    was, now = before.max_travel, after.max_travel
    if was is not None and now is not None and now > was:
        unit = "km" if before.travel.quantity is Quantity.DISTANCE else "hours"
        yield Easing(
            Kind(Rule.MAX_TRAVEL),
            f"raise the farthest travel from {was:g} to {now:g} {unit}",
            weights.travel * 100 * (now / was - 1),
        )


def _pins(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    dropped = tuple(unit for unit in before.pins if unit not in after.pins)
    if dropped:
        yield Easing(
            Kind(Rule.PINS),
            f"drop the {'pin' if len(dropped) == 1 else f'{len(dropped)} pins'} of {few(dropped)}",
            weights.pin * len(dropped),
        )


def _forbidden(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    dropped = sorted(before.forbidden - after.forbidden, key=str)
    if dropped:
        named = few([f"{unit} in {territory}" for unit, territory in dropped])
        yield Easing(
            Kind(Rule.FORBIDDEN),
            f"allow {named}",
            weights.forbidden * len(dropped),
        )


def _rules(before: Criteria, after: Criteria, weights: EasingWeights) -> Iterator[Easing]:
    if before.keep_together and not after.keep_together:
        words = "let families be split between territories"
        yield Easing(Kind(Rule.FAMILIES), words, weights.families)
    if before.contiguous and not after.contiguous:
        words = "let territories fall into pieces"
        yield Easing(Kind(Rule.CONTIGUITY), words, weights.contiguity)


def loosened(criteria: Criteria, before: Criteria, after: Criteria) -> Criteria:
    """Change criteria as ``before`` was changed to become ``after``; what stayed the same there stays here."""

    def chosen(name: str) -> dict[str, Any]:
        was, now, here = getattr(before, name), getattr(after, name), getattr(criteria, name)
        if isinstance(now, Mapping) and isinstance(here, Mapping) and isinstance(was, Mapping):
            kept = {key: value for key, value in here.items() if key in now or key not in was}
            return {name: kept | {key: value for key, value in now.items() if value != was.get(key)}}
        return {name: here if now == was else now}

    changes: dict[str, Any] = {}
    for name in LOOSENED:
        changes |= chosen(name)
    forbidden = criteria.forbidden - (before.forbidden - after.forbidden)
    return replace(criteria, **changes, forbidden=forbidden)


def with_cap(criteria: Criteria, measure: str, limit: float) -> Criteria:
    """The criteria with another cap on what changes hands of a measure that has one."""
    caps = criteria.disruption_at_most
    return replace(criteria, disruption_at_most={**caps, measure: limit} if isinstance(caps, Mapping) else limit)
