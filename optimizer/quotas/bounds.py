"""The choices of quota setting: how low and how high the quota of a territory may be."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum

from optimizer.mapping import FrozenMapping
from optimizer.money import Money, to_cents


class Bound(Enum):
    """What keeps a quota away from its proportional share."""

    NONE = "none"
    FLOOR = "floor"
    CAP = "cap"
    GROWTH_FLOOR = "growth floor"
    GROWTH_CAP = "growth cap"
    SHARE_FLOOR = "share floor"
    SHARE_CAP = "share cap"
    CAPACITY_FLOOR = "capacity floor"
    CAPACITY_CAP = "capacity cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaBounds:
    """Least and most of each quota; where several apply, the tightest does.

    Floors and caps in money hold as they are. All others are for a rep who works the whole year: where ramp, leave or
    part time relieve one, they shrink with the capacity that is left, so that a limit of growth does not take a
    relief back.

    Parameters
    ----------
    floor, cap
        Money: one amount for every territory, or territory -> amount (those not named have none).
    growth_floor, growth_cap
        Least and most growth over restated history, as shares: 0.30 lets a quota be at most 1.3 times the history
        of the accounts the territory has in the new plan, to the nearest cent. A territory without history has no
        growth and is not limited by these.
    share_of
        Measure in currency units (such as potential) that the next two are shares of.
    share_floor, share_cap
        Least and most share of it: 0.5 lets a quota be at most half of the potential of the territory.
    capacity_floor, capacity_cap
        Money for one full rep over the whole year; a capacity of 0.5 has half of it.

    Raises
    ------
    ValueError
        For an amount that is no money, growth below -1, shares below 0 or in the wrong order, or shares of nothing.
    """

    floor: Money | Mapping[Hashable, Money] | None = None
    cap: Money | Mapping[Hashable, Money] | None = None
    growth_floor: float | None = None
    growth_cap: float | None = None
    share_of: str | None = None
    share_floor: float | None = None
    share_cap: float | None = None
    capacity_floor: Money | None = None
    capacity_cap: Money | None = None

    def __post_init__(self) -> None:
        self._check_money()
        self._check_shares("growth", "of at least -1 (0.3 is +30 %)", least=-1.0)
        self._check_shares("share", "of at least 0 (0.5 is half)", least=0.0)
        if (self.share_of is None) != (self.share_floor is None and self.share_cap is None):
            raise ValueError(
                f"share_of names the measure of share_floor and share_cap; given {self.share_of!r} with "
                f"{self.share_floor} and {self.share_cap}"
            )

    def _check_money(self) -> None:
        for name in ("floor", "cap"):
            given = getattr(self, name)
            if isinstance(given, Mapping):
                object.__setattr__(self, name, FrozenMapping(given))
                for label, amount in given.items():
                    to_cents(amount, f"{name} of {label}")
            elif given is not None:
                to_cents(given, name)
        for name in ("capacity_floor", "capacity_cap"):
            if getattr(self, name) is not None:
                to_cents(getattr(self, name), name)

    def _check_shares(self, kind: str, expected: str, *, least: float) -> None:
        names = f"{kind}_floor", f"{kind}_cap"
        low, high = (getattr(self, name) for name in names)
        for name, share in zip(names, (low, high), strict=True):
            if share is not None and not least <= share < float("inf"):
                raise ValueError(f"{name} must be a finite share {expected}, given {share}")
        if low is not None and high is not None and low > high:
            raise ValueError(f"{names[0]} {low} is above {names[1]} {high}")

    @property
    def limits_growth(self) -> bool:
        """True if history is needed."""
        return self.growth_floor is not None or self.growth_cap is not None
