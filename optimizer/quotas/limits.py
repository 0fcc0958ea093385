"""The bounds of every territory in cents, and whether any plan can keep them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.exceptions import QuotaError
from optimizer.travel import Floats

from .bounds import Bound, QuotaBounds
from .money import UNLIMITED, Cents, Flags, Money, exact_sum, format_cents, nearest_cents, to_cents

NAMED = 5
"""Territories named in a message; ``QuotaError.binding`` has them all."""


@dataclass(frozen=True, slots=True, eq=False)
class QuotaLimits:
    """Least and most of every quota, and where each comes from.

    Parameters
    ----------
    floor, cap
        (k,) cents, not negative; ``UNLIMITED`` where there is no cap.
    floor_by_growth, cap_by_growth
        (k,) True where a growth limit is the tighter one.
    """

    floor: Cents
    cap: Cents
    floor_by_growth: Flags
    cap_by_growth: Flags

    def __post_init__(self) -> None:
        if len({self.floor.shape, self.cap.shape, self.floor_by_growth.shape, self.cap_by_growth.shape}) != 1:
            raise ValueError(f"floor has shape {self.floor.shape} and cap {self.cap.shape}, expected one per territory")
        for name, amounts in (("floor", self.floor), ("cap", self.cap)):
            if len(amounts) and amounts.min() < 0:
                worst = int(amounts.argmin())
                raise ValueError(f"{name} must not be negative, given {amounts[worst]} for territory {worst}")

    def floor_kind(self, territory: int) -> Bound:
        """Name what sets the floor of a territory."""
        return Bound.GROWTH_FLOOR if self.floor_by_growth[territory] else Bound.FLOOR

    def cap_kind(self, territory: int) -> Bound:
        """Name what sets the cap of a territory."""
        return Bound.GROWTH_CAP if self.cap_by_growth[territory] else Bound.CAP

    def binding(self, at_floor: Flags, at_cap: Flags) -> tuple[Bound, ...]:
        """Name what binds each territory, given who is held at the floor and who at the cap."""
        kinds = np.full(len(self.floor), Bound.NONE, dtype=object)
        kinds[at_cap] = Bound.CAP
        kinds[at_cap & self.cap_by_growth] = Bound.GROWTH_CAP
        kinds[at_floor] = Bound.FLOOR
        kinds[at_floor & self.floor_by_growth] = Bound.GROWTH_FLOOR
        return tuple(kinds)


def limits_of(size: int, floor: Cents | None, cap: Cents | None) -> QuotaLimits:
    """Limits of ``size`` territories from plain arrays of cents; None for no floor, no cap."""
    no = np.zeros(size, dtype=bool)
    lower = np.zeros(size, dtype=np.int64) if floor is None else np.asarray(floor, dtype=np.int64)
    upper = np.full(size, UNLIMITED) if cap is None else np.asarray(cap, dtype=np.int64)
    if lower.shape != (size,) or upper.shape != (size,):
        raise ValueError(f"floor has shape {lower.shape} and cap {upper.shape}, expected ({size},)")
    return QuotaLimits(lower, upper, no, no)


def find_quota_limits(bounds: QuotaBounds, labels: Sequence[Hashable], history: Floats | None) -> QuotaLimits:
    """Find the tightest floor and cap of each territory.

    ``floor_i = max(floor_i, (1 + growth_floor) h_i)`` and ``cap_i = min(cap_i, (1 + growth_cap) h_i)``, the growth
    limits to the nearest cent and only where ``h_i > 0``.

    Parameters
    ----------
    bounds
        The choices.
    labels
        Territories in order.
    history
        (k,) restated history h, currency units; needed for growth limits.

    Raises
    ------
    ValueError
        If bounds name unknown territories, or growth is limited and there is no history.
    """
    if bounds.limits_growth and history is None:
        raise ValueError("growth_floor and growth_cap need history: name the measure that holds it")
    floor = _amounts(bounds.floor, labels, name="floor", otherwise=0)
    cap = _amounts(bounds.cap, labels, name="cap", otherwise=UNLIMITED)
    growth_floor, growth_cap = np.zeros_like(floor), np.full_like(cap, UNLIMITED)
    if history is not None and bounds.growth_floor is not None:
        growth_floor = np.where(history > 0, nearest_cents((1.0 + bounds.growth_floor) * history), 0)
    if history is not None and bounds.growth_cap is not None:
        growth_cap = np.where(history > 0, nearest_cents((1.0 + bounds.growth_cap) * history), UNLIMITED)
    tightest = np.maximum(floor, growth_floor), np.minimum(cap, growth_cap)
    return QuotaLimits(*tightest, growth_floor > floor, growth_cap < cap)


def _amounts(
    given: Money | Mapping[Hashable, Money] | None, labels: Sequence[Hashable], *, name: str, otherwise: int
) -> Cents:
    if not isinstance(given, Mapping):
        return np.full(len(labels), otherwise if given is None else to_cents(given, name), dtype=np.int64)
    unknown = [str(label) for label in given.keys() - set(labels)]
    if unknown:
        raise ValueError(f"{name} is given for unknown territories: {', '.join(sorted(unknown))}; correct or drop them")
    cents = [to_cents(given[label], name) if label in given else otherwise for label in labels]
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
    return _error(message, -exact_sum(over), who, names)


def _floors_too_high(total: int, limits: QuotaLimits, names: Sequence[Hashable]) -> QuotaError:
    who, least = _descending(limits.floor), exact_sum(limits.floor)
    lines = [f"{names[i]} {format_cents(limits.floor[i])} ({limits.floor_kind(i).value})" for i in who[:NAMED]]
    message = (
        f"the floors of {_count(who)} add up to {format_cents(least)}, {format_cents(least - total)} more than the "
        f"{format_cents(total)} to allocate: {_listed(lines, who)}. Lower floors or raise the target"
    )
    return _error(message, total - least, who, names)


def _caps_too_low(total: int, limits: QuotaLimits, names: Sequence[Hashable]) -> QuotaError:
    who, most = np.argsort(-limits.cap, kind="stable"), exact_sum(limits.cap)
    lines = [f"{names[i]} {format_cents(limits.cap[i])} ({limits.cap_kind(i).value})" for i in who[:NAMED]]
    message = (
        f"the caps of {_count(who)} add up to {format_cents(most)}, {format_cents(total - most)} less than the "
        f"{format_cents(total)} to allocate: {_listed(lines, who)}. Raise caps or lower the target"
    )
    return _error(message, total - most, who, names)


def _descending(amounts: Cents) -> NDArray[np.intp]:
    """Order the indices of the positive amounts, largest first, ties by index."""
    order = np.argsort(-amounts, kind="stable")
    return order[amounts[order] > 0]


def _count(who: NDArray[np.intp]) -> str:
    return "1 territory" if len(who) == 1 else f"{len(who):,} territories"


def _listed(lines: list[str], who: NDArray[np.intp]) -> str:
    more = len(who) - len(lines)
    return ", ".join(lines) + (f" and {more:,} more" if more else "")


def _error(message: str, shortfall: int, who: NDArray[np.intp], names: Sequence[Hashable]) -> QuotaError:
    return QuotaError(message, shortfall=shortfall / 100, binding=tuple(str(names[i]) for i in who))
