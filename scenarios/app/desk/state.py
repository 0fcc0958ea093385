"""What lies on the desk, as a value, and the one way from one state to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.criteria import TravelCriterion
from optimizer.instance import NOBODY
from optimizer.mapping import FrozenMapping
from optimizer.metrics import best_centre, travel_weights
from optimizer.travel import Integers

from .edits import Action, Edit


@dataclass(frozen=True, slots=True, eq=False)
class DeskState:
    """A plan in the making. Nothing changes it; ``after`` gives the next.

    Parameters
    ----------
    alignment
        The plan.
    pins
        (n,) territory each account is pinned to, -1 for none.
    edits
        All that led here from the plan it began with, oldest first.
    by_hand
        Territory index -> quota set by hand, cents.
    """

    alignment: Alignment
    pins: Integers
    edits: tuple[Edit, ...] = ()
    by_hand: Mapping[int, int] = field(default_factory=lambda: FrozenMapping({}))

    def __post_init__(self) -> None:
        n, k = self.alignment.instance.num_units, self.alignment.instance.num_territories
        pins = np.array(self.pins, dtype=np.int32)
        if pins.shape != (n,) or (n and not NOBODY <= pins.min() <= pins.max() < k):
            raise ValueError(f"pins need one territory, or -1, for each of {n} accounts, given shape {pins.shape}")
        pins.flags.writeable = False
        object.__setattr__(self, "pins", pins)
        object.__setattr__(self, "by_hand", FrozenMapping(self.by_hand))

    @property
    def pinned(self) -> NDArray[np.bool_]:
        """(n,) True where an account is pinned."""
        return np.asarray(self.pins != NOBODY)

    def after(self, edit: Edit, travel: TravelCriterion) -> DeskState:
        """Give the state with one more edit made.

        Free centres of territories that gain or lose accounts are placed anew where travel is least.

        Parameters
        ----------
        edit
            What is changed; it is taken as it is, whoever makes it has checked it.
        travel
            By which centres are placed.
        """
        edits = (*self.edits, edit)
        if edit.action in (Action.PIN, Action.FREE):
            pins = self.pins.copy()
            pins[edit.units] = edit.after
            return replace(self, pins=pins, edits=edits)
        if edit.quota is not None:
            by_hand = {home: cents for home, cents in self.by_hand.items() if home != edit.quota.territory}
            if edit.quota.cents is not None:
                by_hand[edit.quota.territory] = edit.quota.cents
            return replace(self, by_hand=by_hand, edits=edits)
        return replace(self, alignment=_moved(self.alignment, edit, travel), edits=edits)


def _moved(alignment: Alignment, edit: Edit, travel: TravelCriterion) -> Alignment:
    instance, territory_of = alignment.instance, alignment.territory_of.copy()
    territory_of[edit.units] = edit.after
    if edit.centres is not None:
        return Alignment(instance, territory_of, edit.centres)
    touched = np.union1d(edit.before, edit.after)
    touched = touched[touched != NOBODY]
    touched = touched[instance.free_centres()[touched]]
    centre_unit = alignment.centre_unit.copy()
    if len(touched):
        geometry = instance.geometry(travel.quantity, travel.power)
        weights = travel_weights(instance, travel)
        for territory in touched.tolist():
            members = np.flatnonzero(territory_of == territory).astype(np.int32)
            centre_unit[territory] = best_centre(geometry, weights, members) if len(members) else NOBODY
    return Alignment(instance, territory_of, centre_unit)
