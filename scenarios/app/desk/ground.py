"""Facts and choices under the desk: what may go where, who goes together, and what the plan is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility, matched_tags
from optimizer.instance import NOBODY, Instance, rows_of
from optimizer.travel import Integers
from optimizer.validation import check_criteria
from scenarios.changes.naming import listed

from .naming import account_name, territory_names
from .refusal import Objection, Reach
from .state import DeskState

Units = Sequence[int] | NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What does not change while a planner edits.

    Parameters
    ----------
    instance
        The facts.
    criteria
        The choices; their pins are where the desk begins, those of a state replace them.

    Raises
    ------
    InputError
        If the criteria do not fit the instance.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility = field(init=False)
    """Families, classes and pools, with nobody pinned."""
    closed: Integers = field(init=False, repr=False)
    """(pairs,) family * k + territory of forbidden pairs, rising."""

    def __post_init__(self) -> None:
        check_criteria(self.instance, self.criteria)
        unpinned = replace(self.criteria, pins={})
        eligibility = find_eligibility(self.instance, unpinned)
        pairs = eligibility.forbidden.astype(np.int64)
        object.__setattr__(self, "eligibility", eligibility)
        object.__setattr__(self, "closed", pairs[:, 0] * self.instance.num_territories + pairs[:, 1])

    def first_pins(self) -> Integers:
        """(n,) pins of the criteria, spread over families."""
        pins = np.full(self.instance.num_units, NOBODY, dtype=np.int32)
        units = rows_of(self.instance.units.ids, self.criteria.pins)
        homes = rows_of(self.instance.territories.ids, self.criteria.pins.values())
        for unit, home in zip(units.tolist(), homes.tolist(), strict=True):
            pins[unit] = home
        of_family = self._pinned(pins)
        placed = self.eligibility.family_of >= 0
        pins[placed] = of_family[self.eligibility.family_of[placed]]
        return pins

    def criteria_of(self, state: DeskState) -> Criteria:
        """Give the choices with the pins of a state."""
        rows = np.flatnonzero(state.pinned)
        units, homes = self.instance.units.ids, self.instance.territories.ids
        pins = dict(zip(units[rows].tolist(), homes[state.pins[rows]].tolist(), strict=True))
        return replace(self.criteria, pins=pins)

    def eligibility_of(self, state: DeskState) -> Eligibility:
        """Give the eligibility with the pins of a state."""
        return replace(self.eligibility, pinned=self._pinned(state.pins))

    def with_families(self, units: Units) -> tuple[Integers, Integers]:
        """Find accounts with the rest of their families, and that rest alone; both rising.

        Raises
        ------
        ValueError
            If there is no account, or an index is none.
        """
        named = np.unique(np.asarray(units, dtype=np.int64))
        if len(named) == 0:
            raise ValueError("no account is chosen: tap one, or draw a line around several")
        if named[0] < 0 or named[-1] >= self.instance.num_units:
            raise ValueError(f"accounts have indices 0..{self.instance.num_units - 1}, given {named[0]}..{named[-1]}")
        family = self.eligibility.family_of
        chosen = np.isin(family, family[named][family[named] >= 0])
        chosen[named] = True
        together = np.flatnonzero(chosen).astype(np.int32)
        return together, together[~np.isin(together, named)]

    def may_serve(self, units: Integers, territory: int) -> NDArray[np.bool_]:
        """Whether a territory may have the family of each account, forbidden pairs counted; pins are not."""
        family = self.eligibility.family_of[units].astype(np.int64)
        homes = np.full(len(units), territory, dtype=np.int32)
        served = self.eligibility.may_serve(units, homes)
        return served & ~np.isin(family * self.instance.num_territories + territory, self.closed)

    def open_to(self, unit: int) -> NDArray[np.bool_]:
        """(k,) territories that may have the family of an account; none where no plan can place it."""
        k = self.instance.num_territories
        one = np.array([unit], dtype=np.int32)
        return np.array([bool(self.may_serve(one, territory)[0]) for territory in range(k)], dtype=np.bool_)

    def reach_of_move(self, state: DeskState, units: Units, territory: int) -> Reach:
        """Find whom a move takes along, and what is against it."""
        if not NOBODY <= territory < self.instance.num_territories:
            raise ValueError(f"territories have indices 0..{self.instance.num_territories - 1}, given {territory}")
        together, companions = self.with_families(units)
        stays = state.alignment.territory_of[together] == territory
        objections = list(self._against_move(state, together[~stays], territory))
        if stays.all():
            objections.append(Objection(None, f"{self.few(together)}: already in {self.label(territory)}"))
        return Reach(together[~stays], companions, self._whole(together[~stays], objections))

    def against_pin(self, units: Integers, homes: Integers) -> Iterator[Objection]:
        """Find what is against pinning accounts, whole families, each to the territory beside it."""
        family = self.eligibility.family_of[units]
        for row, home in enumerate(homes.tolist()):
            label = account_name(self.instance, int(units[row]))
            if home == NOBODY:
                yield Objection(int(units[row]), f"{label} has no territory to be pinned to; move it first")
            elif not self.may_serve(units[row : row + 1], home)[0]:
                why = self._why_not(int(units[row]), home)
                yield Objection(int(units[row]), f"{self.label(home)} may not serve {label}{why}; move it first")
        order = np.argsort(family, kind="stable")
        same = (np.diff(family[order]) == 0) & (family[order][1:] != NOBODY)
        for row in order[1:][same & (np.diff(homes[order]) != 0)].tolist():
            label = account_name(self.instance, int(units[row]))
            yield Objection(int(units[row]), f"the family of {label} is split; move it together first")

    def label(self, territory: int) -> str:
        """Name of a territory, "nobody" for none."""
        return "nobody" if territory == NOBODY else territory_names(self.instance)[territory]

    def few(self, units: Integers) -> str:
        """Name up to three accounts and count the rest."""
        return listed([account_name(self.instance, unit) for unit in units.tolist()], most=3)

    def _against_move(self, state: DeskState, units: Integers, territory: int) -> Iterator[Objection]:
        reasons = {item.unit: item.reason for item in self.eligibility.unplaced}
        served = np.ones(len(units), dtype=bool) if territory == NOBODY else self.may_serve(units, territory)
        held = state.pinned[units] & (state.pins[units] != territory)
        for row in np.flatnonzero(~served | held | (self.eligibility.family_of[units] < 0)).tolist():
            unit = int(units[row])
            if unit in reasons:
                yield Objection(unit, f"{account_name(self.instance, unit)} is in no plan: {reasons[unit]}")
            elif held[row]:
                home = self.label(int(state.pins[unit]))
                yield Objection(unit, f"{account_name(self.instance, unit)} is pinned to {home}; free it first")
            else:
                yield Objection(
                    unit,
                    f"{self.label(territory)} may not serve {account_name(self.instance, unit)}"
                    f"{self._why_not(unit, territory)}",
                )

    def _why_not(self, unit: int, territory: int) -> str:
        """Say which tags of an account a territory does not serve, or that the pair is forbidden."""
        missing = []
        for name in matched_tags(self.instance, self.criteria):
            tag = self.instance.tags[name]
            code = int(tag.of_unit[unit])
            if code < 0 or not tag.served[territory, code]:
                missing.append(f"{name} {tag.values[code] if code >= 0 else 'unknown'}")
        if missing:
            return f" ({', '.join(missing)})"
        family = int(self.eligibility.family_of[unit])
        shut = family * self.instance.num_territories + territory in self.closed
        return ": the pair is forbidden" if shut else ": another account of its family cannot go there"

    def _whole(self, units: Integers, objections: list[Objection]) -> tuple[Objection, ...]:
        """Add the kin of accounts that something is against, so that what is left over are whole families."""
        family = self.eligibility.family_of
        objected = [objection.unit for objection in objections if objection.unit is not None]
        kin = units[np.isin(family[units], family[objected]) & (family[units] >= 0) & ~np.isin(units, objected)]
        told = (
            Objection(int(unit), f"{account_name(self.instance, int(unit))} stays with its family")
            for unit in kin.tolist()
        )
        return (*objections, *told)

    def _pinned(self, pins: Integers) -> Integers:
        """(F,) territory each family is pinned to by (n,) pins of accounts, -1 for none."""
        family = self.eligibility.family_of
        of_family = np.full(self.eligibility.num_families, NOBODY, dtype=np.int32)
        rows = np.flatnonzero((pins != NOBODY) & (family >= 0))
        of_family[family[rows]] = pins[rows]
        return of_family
