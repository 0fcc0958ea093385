"""A rep moves home: the centre of the territory lies elsewhere."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance
from optimizer.travel import Quantity, TravelMatrix, costs_to_places

from .naming import amount, counted, find_territories, labels_of, listed

TABLE = "moves_home"


@dataclass(frozen=True, slots=True)
class MovesHome:
    """A rep moves: ``MovesHome("Ana", (41.88, -87.63))``.

    A territory whose centre was free has a fixed one from then on.

    Parameters
    ----------
    rep
        Name, or label of the territory; a rep of several territories moves in all.
    to
        The new home, as ``Units.places``.

    Raises
    ------
    ValueError
        If the place is not two finite numbers.
    """

    rep: Hashable
    to: tuple[float, float]

    def __post_init__(self) -> None:
        if not (len(self.to) == 2 and np.isfinite(self.to).all()):
            raise ValueError(f"a home must be two finite coordinates, given {self.to}")
        object.__setattr__(self, "to", tuple(float(number) for number in self.to))

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        centres = instance.territories.centres.copy()
        centres[self._rows(instance)] = self.to
        return replace(instance, territories=replace(instance.territories, centres=centres)), criteria

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        rows = self._rows(instance)
        after, _ = self.apply(instance, criteria or Criteria())
        accounts = counted(int(np.isin(instance.units.incumbent, rows).sum()), "account")
        reps = listed(list(dict.fromkeys(instance.territories.reps[row] for row in rows)))
        told = f"moves the home of {reps} ({listed(labels_of(instance, rows))}) to {self.to[0]:g}, {self.to[1]:g}"
        old, new = _mean_km(instance, rows), _mean_km(after, rows)
        if new is None:
            return told
        before = "" if old is None else f" instead of {amount(round(old))}"
        return f"{told}: the {accounts} of today are {amount(round(new))} km away on average{before}"

    def _rows(self, instance: Instance) -> list[int]:
        log = ProblemLog()
        rows = find_territories(instance, (self.rep,), log, table=TABLE, column="rep")
        if isinstance(instance.travel, TravelMatrix):
            message = "the travel matrix does not know the way to a new home"
            log.add(TABLE, message, "Plan with coordinates, or give a matrix with the new home", value=self.rep)
        log.raise_if_any()
        return rows


def _mean_km(instance: Instance, rows: list[int]) -> float | None:
    """Mean way from the accounts of today to the homes of their reps, one way; None where there is none."""
    incumbent = instance.units.incumbent
    placed = np.isfinite(instance.units.places).all(axis=1)
    units = np.flatnonzero(np.isin(incumbent, rows) & placed).astype(np.int32)
    if len(units) == 0 or np.isnan(instance.territories.centres[rows]).any():
        return None
    places = (instance.num_units + incumbent[units]).astype(np.int32)
    return float(costs_to_places(instance.geometry(Quantity.DISTANCE), units, places).mean())
