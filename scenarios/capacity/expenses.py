"""What the people of a plan cost by region and month, with the travel of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.alignment import Alignment
from optimizer.capacity import Payout, PayRates, plan_budget
from optimizer.capacity.attrition import SeatOutlook
from optimizer.capacity.effective import EffectiveCapacity
from optimizer.criteria import TravelCriterion
from optimizer.metrics import unit_travel
from optimizer.quotas.payout import Payout as SimulatedPayout
from optimizer.travel import Floats

from .plan import CapacityPlan
from .team import Team

YEAR = 12
"""Months visits are given for."""
BOTH_WAYS = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Payroll:
    """The people of a plan by region and month, in expectation, without the hires of a hiring plan.

    Parameters
    ----------
    employed
        (r, m) on the payroll, full-time equivalents.
    starts
        (r, m) who start: successors of leavers, and the people of territories a scenario adds.
    ramping
        (r, m) full reps lost to ramp.
    """

    employed: Floats
    starts: Floats
    ramping: Floats

    @classmethod
    def of(cls, team: Team, effective: EffectiveCapacity, seat: SeatOutlook, *, joining_month: int) -> Payroll:
        """Count the people of a team, each seat with the same share of leavers and successors.

        Parameters
        ----------
        team
            The people.
        effective
            Their presence and ramp.
        seat
            What becomes of one seat.
        joining_month
            Month in which those who must be hired start.
        """
        there = effective.presence * team.fte[:, np.newaxis]
        lost = there * np.maximum(1.0 - effective.ramp, 0.0)
        joins = np.zeros_like(there)
        joins[team.joining, joining_month] = 1.0
        seats, ramping, joining = (_by_region(team, counts) for counts in (there, lost, joins))
        employed = seat.employed[0]
        return cls(
            employed=seats * employed,
            starts=joining + seats * seat.starts[0],
            ramping=ramping * employed + seats * seat.ramping[0],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Income:
    """Revenue of a plan.

    Parameters
    ----------
    revenue
        (r, m) currency units.
    basis
        Says what it is.
    """

    revenue: Floats
    basis: str


@dataclass(frozen=True, slots=True, eq=False)
class Pay:
    """Incentive pay of a plan.

    Parameters
    ----------
    payout
        By region and month.
    basis
        Says what it is.
    """

    payout: Payout
    basis: str

    @classmethod
    def of(cls, team: Team, monthly: Floats, simulated: SimulatedPayout | None) -> Pay:
        """Expected pay of the reps by region and month; 0 where it was not simulated.

        The pay of a year is spread over its months as the quota of the territory is.

        Parameters
        ----------
        team
            The people of the territories.
        monthly
            (k, m) their quotas.
        simulated
            Pay of each over the year in the draws of the outlook.
        """
        if simulated is None:
            nothing = np.zeros((len(team.region_names), monthly.shape[1]))
            return cls(Payout(mean=nothing), "Payout is not counted: it is 0 in every month.")
        year = monthly.sum(axis=1, keepdims=True)
        parts = np.where(year > 0, monthly / np.where(year > 0, year, 1.0), 1.0 / monthly.shape[1])
        mean = _by_region(team, parts * simulated.mean[:, np.newaxis])
        high = simulated.company_high
        told = f"Payout is the mean of the simulated years; in 95 of 100 it is at most {high:,.0f}."
        return cls(Payout(mean=mean, p95=high), told)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExpenseRule:
    """Prices of a budget.

    Parameters
    ----------
    rates
        Prices of people, and the margin.
    travel_per_km
        Cost of a kilometre, currency units.
    visits
        Account -> visits a year; None where unknown, and each is then counted once.
    """

    rates: PayRates
    travel_per_km: float = 0.0
    visits: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.travel_per_km < float("inf"):
            raise ValueError(f"travel_per_km must be finite and not negative, given {self.travel_per_km}")

    def added_to(
        self, plan: CapacityPlan, alignment: Alignment, team: Team, *, payroll: Payroll, pay: Pay, income: Income
    ) -> CapacityPlan:
        """The plan with its budget.

        Parameters
        ----------
        plan
            Capacity and hires.
        alignment
            Whose distances are travelled.
        team
            The people of its territories.
        payroll
            How many they are.
        pay
            Their incentives.
        income
            What they bring.
        """
        hiring = plan.hiring
        budget = plan_budget(
            plan.regions,
            plan.months,
            rates=self.rates,
            payout=pay.payout,
            revenue=income.revenue,
            headcount=payroll.employed + (0.0 if hiring is None else hiring.employed),
            hires=payroll.starts + (0.0 if hiring is None else hiring.hires),
            # Where a ramp goes beyond 1, or sums of floats cancel, nothing is lost.
            ramping=np.maximum(payroll.ramping + (0.0 if hiring is None else hiring.ramping), 0.0),
            travel=self._travel(alignment, team, len(plan.months)),
        )
        told = [income.basis, pay.basis]
        if self.travel_per_km:
            told.append(self._said())
        return replace(plan, budget=budget, counted=tuple(told))

    def _travel(self, alignment: Alignment, team: Team, months: int) -> Floats:
        """(r, m) ``km one way * 2 * visits a year / 12 * price``, the same in every month."""
        ids = alignment.instance.units.ids
        visits = np.ones(len(ids))
        if self.visits is not None:
            visits = np.array([self.visits.get(str(label), 0.0) for label in ids])
        km = unit_travel(alignment, TravelCriterion()) * BOTH_WAYS * visits
        served = alignment.territory_of >= 0
        by_territory = np.bincount(alignment.territory_of[served], km[served], len(team.labels))
        monthly = np.outer(by_territory * self.travel_per_km / YEAR, np.ones(months))
        return _by_region(team, monthly)

    def _said(self) -> str:
        if self.visits is None:
            return "Travel is one drive to each account and back a year, since visits are not known (inputs.segments)."
        return "Travel is a drive to the account and back for each visit its segment calls for."


def _by_region(team: Team, amounts: Floats) -> Floats:
    """(r, m) sums of (k, m)."""
    sums = np.zeros((len(team.region_names), amounts.shape[1]))
    np.add.at(sums, team.region_of, amounts)
    return sums
