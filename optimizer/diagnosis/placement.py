"""Why a unit is where it is: what every criterion would say if it moved, or were exchanged, each time judged anew."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment, judge
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.instance import NOBODY, rows_of
from optimizer.metrics import travel_weights, with_best_centres
from optimizer.rules import Violation
from optimizer.travel import Floats, costs_to_places

PARTNERS = 12
"""Exchanges judged for each territory."""


@dataclass(frozen=True, slots=True, eq=False)
class Consequence:
    """What a changed plan is compared with the present one.

    Parameters
    ----------
    territory
        Where the unit would be.
    partner
        Unit that would come in return, None for a mere move.
    objective, travel_km, travel_hours
        Change; hours are None where travel has no time.
    worst_deviation
        Measure -> change of the largest deviation of any territory.
    disruption
        Measure -> change of the share that changes hands.
    broken, cured
        Rules that would be broken by the change, and rules broken now that no longer would be.
    """

    territory: Hashable
    partner: Hashable | None
    objective: float
    travel_km: float
    travel_hours: float | None
    worst_deviation: dict[str, float]
    disruption: dict[str, float]
    broken: tuple[Violation, ...]
    cured: tuple[Violation, ...]

    @property
    def words(self) -> str:
        """The consequence in a sentence."""
        change = "moved" if self.partner is None else f"exchanged for {self.partner}"
        told = [f"{self.travel_km:+,.1f} km of travel", f"{self.objective:+,.4g} in the objective"]
        told += [f"{violation.message}" for violation in self.broken[:2]]
        return f"{change} to {self.territory}: {'; '.join(told)}"


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where a unit is and what else could be.

    Parameters
    ----------
    unit
        The unit.
    current
        Its territory, None where it has none.
    moves
        The best and the second-best other territory that may have it, by the travel to it.
    swaps
        The best exchange with a unit of each of these, where one is possible.
    """

    unit: Hashable
    current: Hashable | None
    moves: tuple[Consequence, ...]
    swaps: tuple[Consequence, ...]

    def summary(self) -> str:
        """Tell the placement in a few lines for people."""
        lines = [f"{self.unit} is in {'no territory' if self.current is None else self.current}"]
        return "\n".join([*lines, *(f"  - {item.words}" for item in (*self.moves, *self.swaps))])


def why_here(alignment: Alignment, criteria: Criteria, unit: Hashable) -> Placement:
    """Compare where a unit is with the best other places for it.

    With families kept together the whole family moves. Free centres are placed anew after each change.

    Parameters
    ----------
    alignment
        The plan.
    criteria
        What it is held against.
    unit
        Id of the unit.

    Raises
    ------
    ValueError
        If there is no such unit, or no plan can place it.
    """
    row = int(rows_of(alignment.instance.units.ids, [unit])[0])
    if row == NOBODY:
        raise ValueError(f"no account {unit!r}")
    eligibility = find_eligibility(alignment.instance, criteria)
    if eligibility.family_of[row] < 0:
        reasons = [item.reason for item in eligibility.unplaced if item.unit == row]
        raise ValueError(f"{unit!r} is in no plan: {reasons[0]}")
    before = judge(alignment, criteria, eligibility)
    study = _Study(alignment, criteria, eligibility, before)
    others = study.others(row)[:2]
    label = alignment.instance.territories.ids
    now = int(alignment.territory_of[row])
    swaps = [study.best_swap(row, other) for other in others] if now >= 0 else []
    return Placement(
        unit=unit,
        current=None if now < 0 else label[now],
        moves=tuple(study.consequence(row, other) for other in others),
        swaps=tuple(swap for swap in swaps if swap is not None),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Study:
    """One plan and what is known of it."""

    alignment: Alignment
    criteria: Criteria
    eligibility: Eligibility
    before: Assessment

    def others(self, unit: int) -> list[int]:
        """Other territories that may have the unit's family, the least travel first."""
        open_to = self._open(unit)
        now = int(self.alignment.territory_of[unit])
        if now >= 0:
            open_to[now] = False
        cost = self._travel(self._kin(unit))
        return [int(j) for j in np.argsort(cost, kind="stable") if open_to[j] and not np.isnan(cost[j])]

    def consequence(self, unit: int, territory: int, partner: int | None = None) -> Consequence:
        """Judge the plan with the unit in another territory, in exchange for a partner if one is given."""
        instance = self.alignment.instance
        changed = self.alignment.move(self._kin(unit), territory)
        if partner is not None:
            changed = changed.move(self._kin(partner), int(self.alignment.territory_of[unit]))
        changed = with_best_centres(changed, self.criteria.travel)
        after, before = judge(changed, self.criteria, self.eligibility), self.before
        hours = None
        if after.travel_hours is not None and before.travel_hours is not None:
            hours = after.travel_hours - before.travel_hours
        return Consequence(
            territory=instance.territories.ids[territory],
            partner=None if partner is None else instance.units.ids[partner],
            objective=after.objective - before.objective,
            travel_km=after.travel_km - before.travel_km,
            travel_hours=hours,
            worst_deviation={name: after.balance[name].worst - before.balance[name].worst for name in before.balance},
            disruption={name: after.disruption[name] - before.disruption[name] for name in before.disruption},
            broken=_missing(after.violations, before.violations),
            cured=_missing(before.violations, after.violations),
        )

    def best_swap(self, unit: int, territory: int) -> Consequence | None:
        """Judge exchanges with units near or like it; the one that breaks least, then costs least, None without any."""
        home = int(self.alignment.territory_of[unit])
        pinned = self.eligibility.pinned[self.eligibility.family_of]
        partners = [
            one for one in self._partners(unit, territory) if self._open(one)[home] and pinned[one] in (NOBODY, home)
        ]
        judged = [self.consequence(unit, territory, partner) for partner in partners[:PARTNERS]]
        return min(judged, key=lambda one: (len(one.broken) - len(one.cured), one.objective), default=None)

    def _partners(self, unit: int, territory: int) -> Iterator[int]:
        """Units of a territory, in turn the nearest to the unit's home and the most like it in size."""
        home = int(self.alignment.territory_of[unit])
        family = self.eligibility.family_of
        members = self.alignment.units_in(territory)
        members = members[np.unique(family[members], return_index=True)[1]]
        places = self.alignment.centre_places()
        geometry = self.alignment.instance.geometry(self.criteria.travel.quantity, self.criteria.travel.power)
        to = np.repeat(places[[home, territory]], len(members)).astype(np.int32)
        costs = costs_to_places(geometry, np.tile(members, 2).astype(np.int32), to).reshape(2, -1)
        nearest = members[np.argsort(costs[0] - costs[1], kind="stable")]
        activity = self.alignment.instance.units.activity
        scale = np.where(activity.max(axis=0) > 0, activity.max(axis=0), 1.0)
        unlike = np.abs((activity[members] - activity[unit]) / scale).sum(axis=1)
        alike = members[np.argsort(unlike, kind="stable")]
        seen: set[int] = set()
        for pair in zip(nearest.tolist(), alike.tolist(), strict=True):
            for one in pair:
                if one not in seen:
                    seen.add(one)
                    yield one

    def _kin(self, unit: int) -> NDArray[np.intp]:
        return np.flatnonzero(self.eligibility.family_of == self.eligibility.family_of[unit])

    def _open(self, unit: int) -> NDArray[np.bool_]:
        """(k,) territories that may have the unit's family but for pins, which a consequence names as broken."""
        family = self.eligibility.family_of[unit]
        open_to = np.array(self.eligibility.allowed[self.eligibility.class_of[family]], dtype=np.bool_)
        shut = self.eligibility.forbidden
        open_to[shut[shut[:, 0] == family, 1]] = False
        return open_to

    def _travel(self, kin: NDArray[np.intp]) -> Floats:
        """(k,) weighted travel of a family to each centre; NaN where a centre has no place."""
        travel, places = self.criteria.travel, self.alignment.centre_places()
        geometry = self.alignment.instance.geometry(travel.quantity, travel.power)
        units = np.repeat(kin, len(places)).astype(np.int32)
        centres = np.tile(np.maximum(places, 0), len(kin)).astype(np.int32)
        costs = costs_to_places(geometry, units, centres).reshape(len(kin), -1)
        total = travel_weights(self.alignment.instance, travel)[kin] @ costs
        return np.asarray(np.where(places >= 0, total, np.nan))


def _missing(these: tuple[Violation, ...], those: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Violations whose rule and subject are not among the others."""
    known = {(violation.rule, violation.subject) for violation in those}
    return tuple(violation for violation in these if (violation.rule, violation.subject) not in known)
