"""A farthest travel around centres that are to be placed: where one may lie, and what to cut off where none may.

A territory j with items C that no unit has within reach all together keeps

    sum_f in C x_fj - sum_g in N x_gj <= |C| - 1

with N the items outside of which a unit reaches all of C: only with one of these do all of C go together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.formulation.cuts import Cut
from optimizer.metrics import travel_weights, with_best_centres
from optimizer.travel import Floats, costs_to_places

from .case import RepairCase


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """The farthest travel of a case around centres to be placed."""

    case: RepairCase

    @property
    def asked(self) -> bool:
        """Whether there is anything to look at."""
        return self.case.criteria.max_travel is not None and bool(self.case.instance.free_centres().any())

    def centred(self, alignment: Alignment) -> Alignment:
        """The plan with free centres where travel is least, within reach of all their units where one can be."""
        criteria = self.case.criteria
        best = with_best_centres(alignment, criteria.travel)
        if not self.asked:
            return best
        centre = best.centre_unit.copy()
        for territory in np.flatnonzero(self.case.instance.free_centres()).tolist():
            members = alignment.units_in(territory)
            within = members[self._near(members, members).all(axis=1)] if len(members) else members
            if len(within):
                centre[territory] = within[self._travel(within, members).argmin()]
        return replace(best, centre_unit=centre)

    def cuts(self, alignment: Alignment) -> list[Cut]:
        """What the plan breaks: one for each free territory without a unit within reach of all its units."""
        if not self.asked:
            return []
        found = []
        for territory in np.flatnonzero(self.case.instance.free_centres()).tolist():
            members = alignment.units_in(territory)
            if len(members) and not self._near(members, members).all(axis=1).any():
                found.append(self._cut(territory, members))
        return found

    def _cut(self, territory: int, members: NDArray[np.intp]) -> Cut:
        """Take few items that no member reaches all of, and those outside that do."""
        family_of = self.case.eligibility.family_of
        everybody = np.flatnonzero(self.case.placed)
        near = self._near(everybody, members)
        inside = np.isin(everybody, members)
        left, chosen = inside.copy(), []
        while left.any():
            # The unit fewest of the remaining centres reach.
            unit = int(near[left].sum(axis=0).argmin())
            chosen.append(int(family_of[members[unit]]))
            left &= near[:, unit]
        items = np.unique(chosen)
        reaches = np.array([near[:, family_of[members] == item].all(axis=1) for item in items]).all(axis=0)
        outside = np.setdiff1d(family_of[everybody[reaches & ~inside]], family_of[members])
        item = np.concatenate([items, outside]).astype(np.int64)
        value = np.concatenate([np.ones(len(items)), -np.ones(len(outside))])
        return Cut(item, np.full(len(item), territory), value, len(items) - 1.0)

    def _near(self, centres: NDArray[np.intp], units: NDArray[np.intp]) -> NDArray[np.bool_]:
        """(centres, units) whether a centre at one unit would have the other within reach."""
        most = self.case.criteria.max_travel
        return np.asarray(self._costs(centres, units, power=1) <= (np.inf if most is None else most * (1 + 1e-9)))

    def _travel(self, centres: NDArray[np.intp], units: NDArray[np.intp]) -> Floats:
        travel = self.case.criteria.travel
        weights = travel_weights(self.case.instance, travel)[units]
        return np.asarray(self._costs(centres, units, power=travel.power) @ weights)

    def _costs(self, centres: NDArray[np.intp], units: NDArray[np.intp], *, power: int) -> Floats:
        geometry = self.case.instance.geometry(self.case.criteria.travel.quantity, power)
        origin = np.tile(units, len(centres)).astype(np.int32)
        place = np.repeat(centres, len(units)).astype(np.int32)
        return np.asarray(costs_to_places(geometry, origin, place)).reshape(len(centres), len(units))
