"""Where a search begins: a plan that is there already, and what the limits cost when it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .alignment import Alignment
from .instance import NOBODY, Instance
from .mapping import FrozenMapping
from .travel import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class LimitPrices:
    """Prices of the limits at the end of a search; for any other instance or criteria they prove some bound as well.

    Parameters
    ----------
    balance
        Limited measure -> (k,) objective per unit of the measure, for each territory.
    moved
        Limited disruption -> objective per share.
    """

    balance: Mapping[str, Floats]
    moved: Mapping[str, float]

    def __post_init__(self) -> None:
        held = {name: frozen_copy(prices) for name, prices in self.balance.items()}
        object.__setattr__(self, "balance", FrozenMapping(held))
        object.__setattr__(self, "moved", FrozenMapping(self.moved))


@dataclass(frozen=True, slots=True, eq=False)
class WarmStart:
    """A plan to begin with, of the same facts or of ones that are a little different.

    Parameters
    ----------
    alignment
        The plan. Units and centres it says nothing of are left to the search.
    prices
        Of the limits, territory by territory of that plan; None where none are known.
    multiplier
        (n,) what serving each unit is worth in the bound over all places of centres, NaN where it is not known; None
        where there is none. Any multipliers prove some bound.
    """

    alignment: Alignment
    prices: LimitPrices | None = None
    multiplier: Floats | None = None

    def __post_init__(self) -> None:
        if self.multiplier is not None:
            object.__setattr__(self, "multiplier", frozen_copy(self.multiplier))

    def fitted(self, instance: Instance) -> WarmStart:
        """Give the same for another instance: accounts and territories are the same where their labels are."""
        old = self.alignment.instance
        if old is instance:
            return self
        unit = _positions(old.units.ids, instance.units.ids)
        territory = _positions(old.territories.ids, instance.territories.ids)
        new_territory = _positions(instance.territories.ids, old.territories.ids)
        new_unit = _positions(instance.units.ids, old.units.ids)
        territory_of = _taken(new_territory, _taken(self.alignment.territory_of, unit))
        centre = _taken(new_unit, _taken(self.alignment.centre_unit, territory))
        centre = np.where(instance.free_centres(), centre, NOBODY).astype(np.int32)
        prices = self.prices
        if prices is not None:
            known = territory >= 0
            balance = {name: np.where(known, column[territory], 0.0) for name, column in prices.balance.items()}
            prices = LimitPrices(balance, prices.moved)
        multiplier = self.multiplier
        if multiplier is not None:
            multiplier = np.where(unit >= 0, multiplier[unit], np.nan)
        return WarmStart(Alignment(instance, territory_of, centre), prices, multiplier)


def frozen_copy(values: Floats) -> Floats:
    """Give a copy that nobody can change."""
    held = np.array(values, dtype=np.float64)
    held.flags.writeable = False
    return held


def _positions(known: pd.Index, labels: pd.Index) -> NDArray[np.intp]:
    """Position of each label among those known, -1 for none."""
    if known is labels or known.equals(labels):
        return np.arange(len(labels))
    return np.asarray(known.get_indexer(labels))


def _taken(values: NDArray[np.integer], at: NDArray[np.integer]) -> Integers:
    """Values at positions, -1 where the position is none."""
    return np.where(at >= 0, values[at], NOBODY).astype(np.int32)
