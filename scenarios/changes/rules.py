"""What becomes of pins and forbidden pairs where territories go or are joined."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace

from optimizer.criteria import Criteria


def without_pairs(criteria: Criteria, gone: Collection[Hashable]) -> Criteria:
    """Drop pins to territories that go, and forbidden pairs with them.

    Parameters
    ----------
    criteria
        The choices.
    gone
        Labels of the territories.
    """
    pins = {unit: label for unit, label in criteria.pins.items() if label not in gone}
    forbidden = frozenset(pair for pair in criteria.forbidden if pair[1] not in gone)
    return _with_pairs(criteria, pins, forbidden)


def with_pairs_joined(criteria: Criteria, gone: Collection[Hashable], into: Hashable) -> Criteria:
    """Let pins to territories that are joined hold for the one they are joined into; drop what was forbidden to them.

    Parameters
    ----------
    criteria
        The choices.
    gone, into
        Labels of those that go, and of the one that takes their accounts.
    """
    pins = {unit: into if label in gone else label for unit, label in criteria.pins.items()}
    forbidden = frozenset(pair for pair in criteria.forbidden if pair[1] not in gone)
    return _with_pairs(criteria, pins, forbidden)


def pinned_to(criteria: Criteria | None, labels: Collection[Hashable]) -> int:
    """Count the pins to some territories; 0 where nothing is known of the choices."""
    return 0 if criteria is None else sum(label in labels for label in criteria.pins.values())


def _with_pairs(
    criteria: Criteria, pins: Mapping[Hashable, Hashable], forbidden: frozenset[tuple[Hashable, Hashable]]
) -> Criteria:
    # Criteria that stay the same stay the same object: runs send them to workers once.
    if len(pins) == len(criteria.pins) and pins == criteria.pins and forbidden == criteria.forbidden:
        return criteria
    return replace(criteria, pins=pins, forbidden=forbidden)
