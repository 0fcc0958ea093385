"""What a plan on the desk comes to, for every territory and in all, judged from the facts after each edit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimizer.assessment import Assessment, Balance, judge
from optimizer.criteria import TravelCriterion
from optimizer.exceptions import QuotaError
from optimizer.instance import COUNT, NOBODY
from optimizer.mapping import FrozenMapping
from optimizer.metrics import disruption, today_travel, travel_weights, unit_travel
from optimizer.money import Cents, Flags
from optimizer.rules import Violation
from optimizer.travel import Floats, Integers, Quantity, TravelMatrix

from .ground import Ground
from .quota_board import Allocator
from .state import DeskState


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shift:
    """How a plan differs from the one the desk began with.

    Parameters
    ----------
    units
        Accounts in another territory, rising.
    objective, travel_km, travel_hours
        Change; hours are None where travel has no time.
    moved_units
        Change of the number of accounts that leave today's rep.
    disruption, worst_deviation
        Measure -> change of the share that changes hands, and of the largest deviation of any territory.
    broken, cured
        Rules broken now and not then, and the other way round.
    """

    units: Integers
    objective: float
    travel_km: float
    travel_hours: float | None
    moved_units: int
    disruption: FrozenMapping[str, float]
    worst_deviation: FrozenMapping[str, float]
    broken: tuple[Violation, ...]
    cured: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figures:
    """A plan in figures. Arrays (k,) are by territory.

    Parameters
    ----------
    labels, reps
        (k,) territories and who covers them.
    count
        (k,) accounts.
    travel_km, travel_hours
        (k,) one way, weighted as in ``Assessment``; hours are None where travel has no time.
    moved_in, moved_out
        (k,) accounts that come and go against today.
    pinned
        (k,) accounts pinned to it.
    assessment
        The judgement of the whole: objective, balance, travel, disruption, violations.
    by_hand
        (k,) True where the quota was set by hand.
    quotas
        (k,) cents; None where the plan sets none, or they cannot be set.
    chance
        (k,) chance that each rep makes the quota, 0..1, NaN for who has none; None where nothing is known of the year.
    quota_problem
        Why quotas cannot be set, empty where they can.
    shift
        Against the plan the desk began with; None for that plan itself.
    """

    labels: tuple[str, ...]
    reps: tuple[str, ...]
    count: Integers
    travel_km: Floats
    travel_hours: Floats | None
    moved_in: Integers
    moved_out: Integers
    pinned: Integers
    assessment: Assessment
    by_hand: Flags
    quotas: Cents | None = None
    chance: Floats | None = None
    quota_problem: str = ""
    shift: Shift | None = None

    @property
    def balance(self) -> FrozenMapping[str, Balance]:
        """Measure -> total, target, deviation (k,) and tolerance, the count included."""
        return self.assessment.balance

    @property
    def objective(self) -> float:
        """What solvers make small."""
        return self.assessment.objective

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every rule broken."""
        return self.assessment.violations

    def broken_by(self, territory: int) -> tuple[Violation, ...]:
        """Violations that are about a territory."""
        return tuple(violation for violation in self.violations if violation.subject == self.labels[territory])

    def to_frame(self) -> pd.DataFrame:
        """One row a territory: who covers it, accounts, travel, moves, pins, quota; each measure with its target."""
        table: dict[str, object] = {
            "territory": list(self.labels),
            "rep": list(self.reps),
            "accounts": self.count,
            "travel_km": self.travel_km,
        }
        if self.travel_hours is not None:
            table["travel_hours"] = self.travel_hours
        table |= {"moved_in": self.moved_in, "moved_out": self.moved_out, "pinned": self.pinned}
        for name, balance in self.balance.items():
            if name != COUNT:
                table[f"total_{name}"] = balance.total
            table[f"target_{name}"], table[f"deviation_{name}"] = balance.target, balance.deviation
        if self.quotas is not None:
            table["quota"] = self.quotas / 100.0
        if self.chance is not None:
            table["chance"] = self.chance
        return pd.DataFrame(table)


class Measurer:
    """Judges states of one ground; what is the same for all of them is worked out once.

    Parameters
    ----------
    ground
        Facts and choices.
    allocate
        Sets quotas, None for none.
    """

    def __init__(self, ground: Ground, allocate: Allocator | None = None) -> None:
        self.ground = ground
        self._allocate = allocate
        criteria = ground.criteria
        self._placed = ground.eligibility.family_of >= 0
        self._by = criteria.travel.by
        self._weights = travel_weights(ground.instance, TravelCriterion(by=self._by))
        self._watched = criteria.disruption_measure(ground.instance)
        weight = criteria.disruption_weight
        self._price = weight * today_travel(ground.instance, criteria.travel) if weight > 0 else 0.0

    def assessment(self, state: DeskState) -> Assessment:
        """Judge a state as ``judge`` does; the travel of today, which never changes, is not searched again."""
        criteria = replace(self.ground.criteria_of(state), disruption_weight=0.0)
        judged = judge(state.alignment, criteria, self.ground.eligibility_of(state))
        if self._price == 0:
            return judged
        share = disruption(state.alignment, self._watched, self._placed)
        return replace(judged, objective=judged.objective + self._price * share)

    def figures(self, state: DeskState) -> Figures:
        """Figures of a state, without shift."""
        instance, alignment = self.ground.instance, state.alignment
        k, now = instance.num_territories, alignment.territory_of
        was, moved = instance.units.incumbent, alignment.moved() & self._placed
        quotas, chance, problem = self._quotas(state)
        return Figures(
            labels=tuple(map(str, instance.territories.ids)),
            reps=instance.territories.reps,
            count=_count(now, k),
            travel_km=self._travel(state, Quantity.DISTANCE),
            travel_hours=None if self._timeless() else self._travel(state, Quantity.TIME),
            moved_in=_count(now[moved], k),
            moved_out=_count(was[moved], k),
            pinned=_count(state.pins, k),
            assessment=self.assessment(state),
            by_hand=np.isin(np.arange(k), list(state.by_hand)),
            quotas=quotas,
            chance=chance,
            quota_problem=problem,
        )

    def _quotas(self, state: DeskState) -> tuple[Cents | None, Floats | None, str]:
        """(k,) quotas and the chance of each, or why there are none."""
        if self._allocate is None:
            return None, None, ""
        try:
            cents = self._allocate(state.alignment, state.by_hand).cents
        except QuotaError as error:
            return None, None, str(error)
        return cents, self._allocate.chance(state.alignment, cents), ""

    def _travel(self, state: DeskState, quantity: Quantity) -> Floats:
        """(k,) travel of each territory."""
        now = state.alignment.territory_of
        covered = now != NOBODY
        way = self._weights * unit_travel(state.alignment, TravelCriterion(by=self._by, quantity=quantity))
        k = self.ground.instance.num_territories
        return np.bincount(now[covered], way[covered], minlength=k).astype(np.float64)

    def _timeless(self) -> bool:
        travel = self.ground.instance.travel
        return isinstance(travel, TravelMatrix) and travel.hours is None


def shift_of(now: Figures, then: Figures, *, units: Integers) -> Shift:
    """Hold figures against those of the plan the desk began with.

    Parameters
    ----------
    now, then
        Of one ground.
    units
        Accounts whose territory differs.
    """
    new, old = now.assessment, then.assessment
    hours = None
    if new.travel_hours is not None and old.travel_hours is not None:
        hours = new.travel_hours - old.travel_hours
    worst = {name: new.balance[name].worst - old.balance[name].worst for name in new.balance}
    return Shift(
        units=units,
        objective=new.objective - old.objective,
        travel_km=new.travel_km - old.travel_km,
        travel_hours=hours,
        moved_units=new.moved_units - old.moved_units,
        disruption=FrozenMapping({name: new.disruption[name] - old.disruption[name] for name in new.disruption}),
        worst_deviation=FrozenMapping(worst),
        broken=_missing(new.violations, old.violations),
        cured=_missing(old.violations, new.violations),
    )


def _count(territories: Integers, k: int) -> Integers:
    return np.bincount(territories[territories != NOBODY], minlength=k).astype(np.int32)


def _missing(these: tuple[Violation, ...], those: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Violations whose rule and subject are not among the others."""
    known = {(violation.rule, violation.subject) for violation in those}
    return tuple(violation for violation in these if (violation.rule, violation.subject) not in known)
