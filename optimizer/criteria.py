"""The choices: what makes one plan better than another, and what no plan may do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from .instance import COUNT, Instance
from .mapping import FrozenMapping
from .travel import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelCriterion:
    """What travel (or compactness) is and how much it weighs.

    The travel of a plan is ``sum_i w_i * d(i, centre of its territory) ** power``.

    Parameters
    ----------
    weight
        Factor of travel in the objective.
    by
        Measure that weighs each unit, None for every unit alike.
    quantity
        Distance (km) or time (hours, one way).
    power
        1, or 2 for the moment of inertia of compactness.
    """

    weight: float = 1.0
    by: str | None = None
    quantity: Quantity = Quantity.DISTANCE
    power: int = 1

    def __post_init__(self) -> None:
        if self.power not in (1, 2):
            raise ValueError(f"power must be 1 or 2, given {self.power}")
        if not 0 <= self.weight < float("inf"):
            raise ValueError(f"weight must be finite and not negative, given {self.weight}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Goals and rules of a plan.

    Parameters
    ----------
    balance
        Measure -> tolerance: each territory's total within ``(1 - t) .. (1 + t)`` of its target. The target is
        the territory's share (its rep's capacity) of the total of its pool. ``"count"`` counts units.
    capacity
        Measure (or ``"count"``) -> most of it any single territory may hold, in units of the measure.
    travel
        What travel is and how it weighs.
    disruption_weight
        Share changing hands, times this, times today's travel, is added to the objective: at 1, moving 1 % of the
        measure is worth 1 % of today's travel.
    disruption_by
        Measure of disruption for the weight and for a plain number in ``disruption_at_most``; None for the first
        measure of the instance (or the count where it has none).
    disruption_at_most
        Most that may change hands, as share (0..1) of the units that have an incumbent; one number for
        ``disruption_by``, or measure -> share.
    eligibility
        Tags that must match between unit and territory; None for all tags the instance has.
    pins
        Unit id -> territory id it must belong to.
    forbidden
        Pairs (unit id, territory id) that must not be.
    keep_together
        Whether units of a family must share a territory.
    contiguous
        Whether the units of a territory must be connected in ``Instance.adjacency``.
    max_travel
        Largest distance (km, or hours where travel is time) from a unit to its centre; power is not applied.
    min_count, max_count
        Fewest and most units of every territory.

    Raises
    ------
    ValueError
        For a value that can never make sense; what depends on an instance is checked by ``check_criteria``.
    """

    balance: Mapping[str, float] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)
    travel: TravelCriterion = field(default_factory=TravelCriterion)
    disruption_weight: float = 0.0
    disruption_by: str | None = None
    disruption_at_most: float | Mapping[str, float] | None = None
    eligibility: tuple[str, ...] | None = None
    pins: Mapping[Hashable, Hashable] = field(default_factory=dict)
    forbidden: frozenset[tuple[Hashable, Hashable]] = frozenset()
    keep_together: bool = False
    contiguous: bool = False
    max_travel: float | None = None
    min_count: int | None = None
    max_count: int | None = None

    def __post_init__(self) -> None:
        _check_balance(self)
        _check_disruption(self)
        _check_limits(self)
        for name in ("balance", "capacity", "pins"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))
        object.__setattr__(self, "forbidden", frozenset(self.forbidden))
        if isinstance(self.disruption_at_most, Mapping):
            object.__setattr__(self, "disruption_at_most", FrozenMapping(self.disruption_at_most))

    def disruption_measure(self, instance: Instance) -> str:
        """Measure by which disruption is counted where none is named."""
        if self.disruption_by is not None:
            return self.disruption_by
        return instance.measures[0] if instance.measures else COUNT

    def disruption_limits(self, instance: Instance) -> dict[str, float]:
        """Measure -> largest share that may change hands."""
        limits = self.disruption_at_most
        if limits is None:
            return {}
        if isinstance(limits, Mapping):
            return dict(limits)
        return {self.disruption_measure(instance): limits}


def _check_balance(criteria: Criteria) -> None:
    for measure, tolerance in criteria.balance.items():
        if not 0 <= tolerance < float("inf"):
            raise ValueError(f"balance tolerance of {measure!r} must be a share of at least 0, given {tolerance}")
    for measure, most in criteria.capacity.items():
        if not most > 0:
            raise ValueError(f"capacity of {measure!r} must be above 0, given {most}; leave it out for no limit")


def _check_disruption(criteria: Criteria) -> None:
    if not 0 <= criteria.disruption_weight < float("inf"):
        raise ValueError(f"disruption_weight must be finite and not negative, given {criteria.disruption_weight}")
    limits = criteria.disruption_at_most
    for limit in limits.values() if isinstance(limits, Mapping) else [limits]:
        if limit is not None and not 0 <= limit <= 1:
            raise ValueError(f"disruption_at_most must be a share 0..1, given {limit}")


def _check_limits(criteria: Criteria) -> None:
    if isinstance(criteria.eligibility, str):
        text = criteria.eligibility
        raise ValueError(f"eligibility must be a tuple of tag names, given {text!r}")  # noqa: TRY004 -- misuse is one kind
    if criteria.max_travel is not None and not criteria.max_travel > 0:
        raise ValueError(f"max_travel must be above 0, given {criteria.max_travel}")
    least, most = criteria.min_count or 0, criteria.max_count
    if least < 0 or (most is not None and most < least):
        raise ValueError(f"need 0 <= min_count <= max_count, given {criteria.min_count} and {most}")
