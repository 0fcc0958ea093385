"""One kind of bound over all territories, and how far it must give way to make a total possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from optimizer.exceptions import Relaxation
from optimizer.money import UNLIMITED, Cents, exact_sum, nearest_cents
from optimizer.travel import Floats

from .bounds import Bound

FLOORS = (Bound.FLOOR, Bound.GROWTH_FLOOR, Bound.SHARE_FLOOR, Bound.CAPACITY_FLOOR)
CAPS = (Bound.CAP, Bound.GROWTH_CAP, Bound.SHARE_CAP, Bound.CAPACITY_CAP)
STEPS = 1_000
"""Relaxations are multiples of one over this."""
FARTHEST = 10**9
"""Settings above this, in steps, count as none."""


@dataclass(frozen=True, slots=True, eq=False)
class BoundRule:
    """A floor or cap of each territory: ``setting * base``, or ``(1 + setting) * base`` for growth.

    Parameters
    ----------
    kind
        What it is.
    setting
        The share given, 1 where amounts are.
    base
        (k,) currency units, NaN where the territory has no such bound.
    """

    kind: Bound
    setting: float
    base: Floats

    @property
    def grows(self) -> bool:
        """True if the setting is a growth."""
        return self.kind in (Bound.GROWTH_FLOOR, Bound.GROWTH_CAP)

    def amounts(self, setting: float | None = None) -> Cents:
        """(k,) cents at its own or another setting, 0 for no floor and ``UNLIMITED`` for no cap."""
        share = (self.setting if setting is None else setting) + self.grows
        none = np.isnan(self.base)
        with np.errstate(over="ignore"):
            cents = nearest_cents(np.where(none, 0.0, share * np.where(none, 0.0, self.base)))
        return np.where(none, UNLIMITED if self.kind in CAPS else 0, cents)

    def text(self, setting: float) -> str:
        """Tell the change to another setting."""
        if self.grows:
            return f"{self.kind.value} {_percent(self.setting)} -> {_percent(setting)}"
        if self.kind in (Bound.SHARE_FLOOR, Bound.SHARE_CAP):
            return f"{self.kind.value} {self.setting:g} -> {setting:g}"
        return f"{self.kind.value}s times {setting:g}"


def relaxed_caps(total: int, rules: Sequence[BoundRule]) -> tuple[Relaxation, ...]:
    """Find the smallest settings of each kind of cap, and of all caps at once, that let a total (cents) be placed."""

    def enough(amounts: Cents) -> bool:
        return exact_sum(np.minimum(amounts, total)) >= total

    return _relaxed([rule for rule in rules if rule.kind in CAPS], np.minimum, enough, _smallest)


def relaxed_floors(total: int, rules: Sequence[BoundRule]) -> tuple[Relaxation, ...]:
    """Find the largest settings of each kind of floor, and of all floors at once, that a total (cents) covers."""

    def little(amounts: Cents) -> bool:
        return exact_sum(amounts) <= total

    return _relaxed([rule for rule in rules if rule.kind in FLOORS], np.maximum, little, _largest)


def relaxed_apart(lower: Cents, upper: Cents) -> tuple[Relaxation, ...]:
    """Find the factors on all floors, and on all caps, that leave no floor above its cap."""
    low, high = uniform_rule(lower, Bound.FLOOR), uniform_rule(upper, Bound.CAP)
    settings = (
        (low, _largest(lambda factor: bool((low.amounts(max(factor, 0.0)) <= upper).all()), 1.0)),
        (high, _smallest(lambda factor: bool((lower <= high.amounts(factor)).all()), 1.0)),
    )
    return tuple(
        Relaxation(f"{rule.kind.value}s", 1.0, setting, rule.text(setting))
        for rule, setting in settings
        if setting is not None and setting > 0
    )


def _relaxed(
    rules: list[BoundRule],
    tightest: Callable[[Cents, Cents], Cents],
    works: Callable[[Cents], bool],
    search: Callable[[Callable[[float], bool], float], float | None],
) -> tuple[Relaxation, ...]:
    found: list[Relaxation] = []
    for rule in rules:
        others = [other.amounts() for other in rules if other is not rule]

        def alone(setting: float, rule: BoundRule = rule, others: list[Cents] = others) -> bool:
            return works(_folded([rule.amounts(_least(rule, setting)), *others], tightest))

        setting = search(alone, rule.setting)
        if setting is not None and setting > _least(rule, -1.0):
            found.append(Relaxation(rule.kind.value, rule.setting, setting, rule.text(setting)))
    if len(rules) > 1:
        bound = _folded([rule.amounts() for rule in rules], tightest)
        whole = uniform_rule(bound, rules[0].kind)
        setting = search(lambda factor: works(whole.amounts(max(factor, 0.0))), 1.0)
        if setting is not None and setting > 0:
            found.append(Relaxation(f"{whole.kind.value}s", 1.0, setting, f"all {whole.text(setting)}"))
    return tuple(found)


def uniform_rule(amounts: Cents, kind: Bound) -> BoundRule:
    """Amounts in cents as one rule: all of them times a factor."""
    return BoundRule(kind, 1.0, np.where(amounts >= UNLIMITED, np.nan, amounts / 100.0))


def _smallest(works: Callable[[float], bool], given: float) -> float | None:
    start, reach = floor(given * STEPS), 1
    while not works((start + reach) / STEPS):
        reach *= 2
        if reach > FARTHEST:
            return None
    return _first(range(start, start + reach + 1), works)


def _largest(works: Callable[[float], bool], given: float) -> float | None:
    # At a growth of -1, or a share or factor of 0, nothing is left of the floor.
    return _first(range(ceil(given * STEPS), -STEPS - 1, -1), works) if works(-1.0) else None


def _least(rule: BoundRule, setting: float) -> float:
    return max(setting, -1.0 if rule.grows else 0.0)


def _folded(amounts: list[Cents], tightest: Callable[[Cents, Cents], Cents]) -> Cents:
    whole = amounts[0]
    for more in amounts[1:]:
        whole = tightest(whole, more)
    return whole


def _first(steps: range, works: Callable[[float], bool]) -> float:
    """First of the steps that works, where the last does and all behind one that does do."""
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if works(steps[middle] / STEPS):
            high = middle
        else:
            low = middle + 1
    return steps[low] / STEPS


def _percent(share: float) -> str:
    return f"{100 * share:+.4g} %"
