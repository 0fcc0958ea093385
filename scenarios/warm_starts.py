"""Which scenario begins from whose plan: a tree known before anything is solved, so that it decides the same plans.

Every solved scenario but the first begins from the nearest of those well before it: among the first three quarters up
to its own position. Scenarios added behind change nothing, plans get better from one generation to the next, and many
workers have something to do all the same. How near two scenarios are is counted by the values in which their criteria
and changes differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from numbers import Real

from .digest import digest
from .scenario import Scenario

EARLY = 0.75
"""Scenario number i (from 0) begins from one of the first i times this."""
MOST_ENTRIES = 50
"""Longer mappings and lists are the same or not; how much they differ is not looked at."""

Values = dict[str, object]
"""What a scenario asks, value by value under its path."""


def predecessors(scenarios: Sequence[Scenario]) -> tuple[int | None, ...]:
    """Position of the scenario whose plan each begins from; None for the first one, and for a kept alignment."""
    asked: dict[int, Values] = {}
    chosen: list[int | None] = []
    for position, scenario in enumerate(scenarios):
        if scenario.keeps_incumbent:
            chosen.append(None)
            continue
        values = dict(_values("", (scenario.criteria, scenario.changes)))
        solved = list(asked)
        early = solved[: max(1, int(EARLY * len(solved)))]
        chosen.append(min(early, key=lambda other: (distance(values, asked[other]), other), default=None))
        asked[position] = values
    return tuple(chosen)


def distance(one: Values, other: Values) -> float:
    """Sum over all values: 0 for equal ones, the relative difference of two numbers, 1 for any other difference."""
    return sum(_apart(one.get(path), other.get(path)) for path in sorted(one.keys() | other.keys()))


def _apart(one: object, other: object) -> float:
    if one == other:
        return 0.0
    if _is_number(one) and _is_number(other):
        return min(1.0, abs(float(one) - float(other)) / max(abs(float(one)), abs(float(other))))  # type: ignore[arg-type]
    return 1.0


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _values(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Single values with their paths; what is long or has no parts by its digest."""
    if value is None or isinstance(value, str | bool) or _is_number(value):
        yield path, value
        return
    parts = _parts(value)
    if parts is None:
        yield path, digest(value)
        return
    yield path, type(value).__name__
    for name, part in parts:
        yield from _values(f"{path}.{name}", part)


def _parts(value: object) -> Iterable[tuple[object, object]] | None:
    """What a value is made of, by name or number; None for what is long or has no parts."""
    if isinstance(value, Mapping) and len(value) <= MOST_ENTRIES:
        return value.items()
    if isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES:
        return enumerate(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [(each.name, getattr(value, each.name)) for each in fields(value)]
    return None
