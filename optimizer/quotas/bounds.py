"""The choices of quota setting: how low and how high the quota of a territory may be."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum

from optimizer.mapping import FrozenMapping

from .money import Money, to_cents


class Bound(Enum):
    """What keeps a quota away from its proportional share."""

    NONE = "none"
    FLOOR = "floor"
    CAP = "cap"
    GROWTH_FLOOR = "growth floor"
    GROWTH_CAP = "growth cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaBounds:
    """Least and most of each quota; where several apply, the tightest does.

    Parameters
    ----------
    floor, cap
        Money: one amount for every territory, or territory -> amount (those not named have none).
    growth_floor, growth_cap
        Least and most growth over restated history, as shares: 0.30 lets a quota be at most 1.3 times the history
        of the accounts the territory has in the new plan, to the nearest cent. A territory without history has no
        growth and is not limited by these.

    Raises
    ------
    ValueError
        For an amount that is no money, or growth below -1 or in the wrong order.
    """

    floor: Money | Mapping[Hashable, Money] | None = None
    cap: Money | Mapping[Hashable, Money] | None = None
    growth_floor: float | None = None
    growth_cap: float | None = None

    def __post_init__(self) -> None:
        for name in ("floor", "cap"):
            given = getattr(self, name)
            if isinstance(given, Mapping):
                object.__setattr__(self, name, FrozenMapping(given))
                for label, amount in given.items():
                    to_cents(amount, f"{name} of {label}")
            elif given is not None:
                to_cents(given, name)
        for name in ("growth_floor", "growth_cap"):
            share = getattr(self, name)
            if share is not None and not -1 <= share < float("inf"):
                raise ValueError(f"{name} must be a finite share of at least -1 (0.3 is +30 %), given {share}")
        if self.growth_floor is not None and self.growth_cap is not None and self.growth_floor > self.growth_cap:
            raise ValueError(f"growth_floor {self.growth_floor} is above growth_cap {self.growth_cap}")

    @property
    def limits_growth(self) -> bool:
        """True if history is needed."""
        return self.growth_floor is not None or self.growth_cap is not None
