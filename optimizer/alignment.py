"""A plan as a value: which territory serves each unit, and where the free centres lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .instance import NOBODY, Instance
from .travel import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """An assignment of units to territories. Nothing changes it; ``move`` returns a new one.

    Parameters
    ----------
    instance
        The facts it is about.
    territory_of
        (n,) territory of each unit, -1 for none.
    centre_unit
        (k,) unit at whose place the centre of a free territory lies, -1 for fixed centres and empty territories.
    """

    instance: Instance
    territory_of: Integers
    centre_unit: Integers

    def __post_init__(self) -> None:
        n, k = self.instance.num_units, self.instance.num_territories
        for name, size, limit in (("territory_of", n, k), ("centre_unit", k, n)):
            array = np.array(getattr(self, name), dtype=np.int32)
            if array.shape != (size,):
                raise ValueError(f"{name} has shape {array.shape}, expected ({size},)")
            if size and (array.min() < NOBODY or array.max() >= limit):
                raise ValueError(f"{name} must be -1 or below {limit}")
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Alignment):
            return NotImplemented
        return (
            self.instance is other.instance
            and np.array_equal(self.territory_of, other.territory_of)
            and np.array_equal(self.centre_unit, other.centre_unit)
        )

    __hash__ = None  # type: ignore[assignment]  # holds arrays; compare with ==

    def units_in(self, territory: int) -> NDArray[np.intp]:
        """Find the indices of the units of a territory."""
        return np.flatnonzero(self.territory_of == territory)

    def moved(self) -> NDArray[np.bool_]:
        """(n,) True where a unit with an incumbent is served by another territory, or by none."""
        incumbent = self.instance.units.incumbent
        return np.asarray((incumbent != NOBODY) & (self.territory_of != incumbent))

    def move(self, units: Sequence[int] | NDArray[np.integer], territory: int) -> Alignment:
        """Give the plan in which ``units`` belong to ``territory`` and all else is as here."""
        if not NOBODY <= territory < self.instance.num_territories:
            raise ValueError(f"no territory with index {territory}")
        territory_of = self.territory_of.copy()
        territory_of[np.asarray(units, dtype=np.intp)] = territory
        return Alignment(self.instance, territory_of, self.centre_unit)

    def centre_places(self) -> Integers:
        """(k,) place of each centre as ``Geometry`` counts places, -1 where there is none."""
        k = self.instance.num_territories
        fixed = self.instance.num_units + np.arange(k, dtype=np.int32)
        places = np.where(self.instance.free_centres(), self.centre_unit, fixed)
        return places.astype(np.int32)

    def to_frame(self) -> pd.DataFrame:
        """One row a unit: account, name, territory, rep, was; missing where there is no territory."""
        units, territories = self.instance.units, self.instance.territories
        # The entry behind the last is that of no territory, which -1 picks.
        labels = np.array([*territories.ids, None], dtype=object)
        reps = np.array([*territories.reps, None], dtype=object)
        now, was = self.territory_of, units.incumbent
        return pd.DataFrame(
            {
                "account": units.ids.to_numpy(),
                "name": (units.ids if units.names is None else units.names).to_numpy(),
                "territory": labels[now],
                "rep": reps[now],
                "was": labels[was],
            }
        )


def incumbent_alignment(instance: Instance) -> Alignment:
    """Today's plan: every unit where it is now; centres of free territories are left open.

    See ``metrics.with_best_centres`` to place the centres.
    """
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    incumbent = instance.units.incumbent.copy()
    incumbent[[item.unit for item in instance.unplaced]] = NOBODY
    return Alignment(instance, incumbent, nowhere)
