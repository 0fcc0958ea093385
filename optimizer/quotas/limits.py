"""The bounds of every territory in cents, and whether any plan can keep them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.exceptions import QuotaError, Relaxation
from optimizer.money import UNLIMITED, Cents, Flags, Money, exact_sum, format_cents, to_cents
from optimizer.travel import Floats

from .bound_rules import CAPS, FLOORS, BoundRule, relaxed_apart, relaxed_caps, relaxed_floors, uniform_rule
from .bounds import Bound, QuotaBounds

NAMED = 5
"""Territories named in a message; ``QuotaError.binding`` has them all."""


@dataclass(frozen=True, slots=True, eq=False)
class QuotaLimits:
    """Least and most of every quota, and where each comes from.

    Parameters
    ----------
    floor, cap
        (k,) cents, not negative; ``UNLIMITED`` where there is no cap.
    floor_from, cap_from
        (k,) which of ``FLOORS`` and of ``CAPS`` is the tightest.
    rules
        The bounds they were made of, for advice where they are too tight; empty where only amounts are known.
    """

    floor: Cents
    cap: Cents
    floor_from: NDArray[np.integer | np.bool_]
    cap_from: NDArray[np.integer | np.bool_]
    rules: tuple[BoundRule, ...] = ()

    def __post_init__(self) -> None:
        if len({self.floor.shape, self.cap.shape, self.floor_from.shape, self.cap_from.shape}) != 1:
            raise ValueError(f"floor has shape {self.floor.shape} and cap {self.cap.shape}, expected one per territory")
        for name, amounts in (("floor", self.floor), ("cap", self.cap)):
            if len(amounts) and amounts.min() < 0:
                worst = int(amounts.argmin())
                raise ValueError(f"{name} must not be negative, given {amounts[worst]} for territory {worst}")

    def floor_kind(self, territory: int) -> Bound:
        """Name what sets the floor of a territory."""
        return FLOORS[int(self.floor_from[territory])]

    def cap_kind(self, territory: int) -> Bound:
        """Name what sets the cap of a territory."""
        return CAPS[int(self.cap_from[territory])]

    def binding(self, at_floor: Flags, at_cap: Flags) -> tuple[Bound, ...]:
        """Name what binds each territory, given who is held at the floor and who at the cap."""
        kinds = np.full(len(self.floor), Bound.NONE, dtype=object)
        kinds[at_cap] = np.array(CAPS, dtype=object)[self.cap_from[at_cap].astype(np.intp)]
        kinds[at_floor] = np.array(FLOORS, dtype=object)[self.floor_from[at_floor].astype(np.intp)]
        return tuple(kinds)


def limits_of(size: int, floor: Cents | None, cap: Cents | None) -> QuotaLimits:
    """Limits of ``size`` territories from plain arrays of cents; None for no floor, no cap."""
    no = np.zeros(size, dtype=bool)
    lower = np.zeros(size, dtype=np.int64) if floor is None else np.asarray(floor, dtype=np.int64)
    upper = np.full(size, UNLIMITED) if cap is None else np.asarray(cap, dtype=np.int64)
    if lower.shape != (size,) or upper.shape != (size,):
        raise ValueError(f"floor has shape {lower.shape} and cap {upper.shape}, expected ({size},)")
    return QuotaLimits(lower, upper, no, no)


def find_quota_limits(
    bounds: QuotaBounds,
    labels: Sequence[Hashable],
    history: Floats | None,
    *,
    measure: Floats | None = None,
    capacity: Floats | None = None,
) -> QuotaLimits:
    """Find the tightest floor and cap of each territory.

    Of floors ``floor_i``, ``(1 + growth_floor) h_i f_i``, ``share_floor m_i f_i`` and ``capacity_floor f_i`` the
    largest, of caps the smallest; all to the nearest cent, those of growth only where ``h_i > 0``.

    Parameters
    ----------
    bounds
        The choices.
    labels
        Territories in order.
    history
        (k,) restated history h, currency units; needed for growth limits.
    measure
        (k,) totals m of the measure of ``share_of``, currency units; needed for limits that are shares of it.
    capacity
        (k,) capacity f of each over the year, 1 for a full rep; None for 1 everywhere.

    Raises
    ------
    ValueError
        If bounds name unknown territories, growth is limited and there is no history, or shares and no measure.
    """
    if bounds.limits_growth and history is None:
        raise ValueError("growth_floor and growth_cap need history: name the measure that holds it")
    if bounds.share_of is not None and measure is None:
        raise ValueError(f"share_floor and share_cap need the totals of {bounds.share_of!r}")
    factors = np.ones(len(labels)) if capacity is None else capacity
    nothing = np.zeros(len(labels))
    grown = nothing if history is None else np.where(history > 0, history * factors, np.nan)
    shared = nothing if measure is None else measure * factors
    rules = [
        *_rules(FLOORS, bounds.floor, labels, shares=((bounds.growth_floor, grown), (bounds.share_floor, shared))),
        *_rules(CAPS, bounds.cap, labels, shares=((bounds.growth_cap, grown), (bounds.share_cap, shared))),
    ]
    for kind, full in ((FLOORS[-1], bounds.capacity_floor), (CAPS[-1], bounds.capacity_cap)):
        if full is not None:
            rules.append(BoundRule(kind, 1.0, to_cents(full, kind.value) / 100.0 * factors))
    floor, floor_from = _tightest(rules, FLOORS, np.argmax, none=np.zeros(len(labels), dtype=np.int64))
    cap, cap_from = _tightest(rules, CAPS, np.argmin, none=np.full(len(labels), UNLIMITED))
    return QuotaLimits(floor, cap, floor_from, cap_from, tuple(rules))


def _rules(
    kinds: tuple[Bound, ...],
    absolute: Money | Mapping[Hashable, Money] | None,
    labels: Sequence[Hashable],
    *,
    shares: tuple[tuple[float | None, Floats], ...],
) -> list[BoundRule]:
    """Rules of the amounts, and of the settings with their bases, that are given; in the order of the kinds."""
    given = [] if absolute is None else [uniform_rule(_amounts(absolute, labels, name=kinds[0].value), kinds[0])]
    pairs = zip(kinds[1:], shares, strict=False)
    return given + [BoundRule(kind, setting, base) for kind, (setting, base) in pairs if setting is not None]


def _tightest(
    rules: list[BoundRule], kinds: tuple[Bound, ...], tightest: Callable[..., NDArray[np.intp]], *, none: Cents
) -> tuple[Cents, NDArray[np.intp]]:
    """(k,) tightest amount of these kinds of bound, and the position of its kind (ties: the first)."""
    chosen = [rule for rule in rules if rule.kind in kinds]
    amounts = np.array([none, *(rule.amounts() for rule in chosen)])
    positions = np.array([0, *(kinds.index(rule.kind) for rule in chosen)])
    which = tightest(amounts, axis=0)
    return amounts[which, np.arange(amounts.shape[1])], positions[which]


def _amounts(given: Money | Mapping[Hashable, Money], labels: Sequence[Hashable], *, name: str) -> Cents:
    """(k,) cents, those not named without bound."""
    if not isinstance(given, Mapping):
        return np.full(len(labels), to_cents(given, name), dtype=np.int64)
    unknown = [str(label) for label in given.keys() - set(labels)]
    if unknown:
        raise ValueError(f"{name} is given for unknown territories: {', '.join(sorted(unknown))}; correct or drop them")
    cents = [to_cents(given[label], name) if label in given else UNLIMITED for label in labels]
    return np.array(cents, dtype=np.int64)


def check_limits(total: int, limits: QuotaLimits, labels: Sequence[Hashable] | None = None) -> None:
    """Raise ``QuotaError`` unless ``floor_i <= cap_i`` everywhere and ``sum floor <= total <= sum cap``.

    These conditions are also enough: any total between the sums can be allocated.

    Parameters
    ----------
    total
        What shall be allocated, cents.
    limits
        Floors and caps.
    labels
        Names of the territories, None to name them by index.
    """
    names = range(len(limits.floor)) if labels is None else labels
    if (limits.floor > limits.cap).any():
        raise _contradiction(limits, names)
    least, most = exact_sum(limits.floor), exact_sum(np.minimum(limits.cap, total))
    if least > total:
        raise _floors_too_high(total, limits, names)
    if most < total:
        raise _caps_too_low(total, limits, names)


def _contradiction(limits: QuotaLimits, names: Sequence[Hashable]) -> QuotaError:
    over = np.maximum(limits.floor - limits.cap, 0)
    who = _descending(over)
    lines = [
        f"{names[i]} needs at least {format_cents(limits.floor[i])} ({limits.floor_kind(i).value}) "
        f"and at most {format_cents(limits.cap[i])} ({limits.cap_kind(i).value})"
        for i in who[:NAMED]
    ]
    message = f"{_count(who)} with a floor above the cap: {_listed(lines, who)}. Lower the floor or raise the cap"
    apart = relaxed_apart(limits.floor, limits.cap)
    return _error(message, -exact_sum(over), who, names, relaxations=apart, advice="no longer so with")


def _floors_too_high(total: int, limits: QuotaLimits, names: Sequence[Hashable]) -> QuotaError:
    who, least = _descending(limits.floor), exact_sum(limits.floor)
    lines = [f"{names[i]} {format_cents(limits.floor[i])} ({limits.floor_kind(i).value})" for i in who[:NAMED]]
    message = (
        f"the floors of {_count(who)} add up to {format_cents(least)}, {format_cents(least - total)} more than the "
        f"{format_cents(total)} to allocate: {_listed(lines, who)}. Lower floors or raise the target"
    )
    rules = limits.rules or (uniform_rule(limits.floor, Bound.FLOOR),)
    return _error(message, total - least, who, names, relaxations=relaxed_floors(total, rules))


def _caps_too_low(total: int, limits: QuotaLimits, names: Sequence[Hashable]) -> QuotaError:
    who, most = np.argsort(-limits.cap, kind="stable"), exact_sum(limits.cap)
    lines = [f"{names[i]} {format_cents(limits.cap[i])} ({limits.cap_kind(i).value})" for i in who[:NAMED]]
    message = (
        f"the caps of {_count(who)} add up to {format_cents(most)}, {format_cents(total - most)} less than the "
        f"{format_cents(total)} to allocate: {_listed(lines, who)}. Raise caps or lower the target"
    )
    rules = limits.rules or (uniform_rule(limits.cap, Bound.CAP),)
    return _error(message, total - most, who, names, relaxations=relaxed_caps(total, rules))


def _descending(amounts: Cents) -> NDArray[np.intp]:
    """Order the indices of the positive amounts, largest first, ties by index."""
    order = np.argsort(-amounts, kind="stable")
    return order[amounts[order] > 0]


def _count(who: NDArray[np.intp]) -> str:
    return "1 territory" if len(who) == 1 else f"{len(who):,} territories"


def _listed(lines: list[str], who: NDArray[np.intp]) -> str:
    more = len(who) - len(lines)
    return ", ".join(lines) + (f" and {more:,} more" if more else "")


def _error(
    message: str,
    shortfall: int,
    who: NDArray[np.intp],
    names: Sequence[Hashable],
    *,
    relaxations: tuple[Relaxation, ...],
    advice: str = "enough would be",
) -> QuotaError:
    if relaxations:
        message += f"; {advice} {' or '.join(map(str, relaxations))}"
    return QuotaError(
        message,
        shortfall=shortfall / 100,
        binding=tuple(str(names[i]) for i in who),
        relaxations=relaxations,
    )
