"""From an alignment and its quotas to people: what is there, what is needed, whom to hire, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from optimizer.alignment import Alignment
from optimizer.capacity import Attrition, HiringNeed, NewHire, PlanYear, effective_capacity, plan_hiring
from optimizer.capacity.effective import EffectiveCapacity
from optimizer.capacity.hiring import HiringPlan
from optimizer.capacity.need import Coverage
from optimizer.exceptions import HeadcountError
from optimizer.quotas import FairnessReport, PeriodQuotas, QuotaPlan
from optimizer.travel import Floats

from .expenses import ExpenseRule, Income, Pay, Payroll
from .months import in_months
from .plan import CapacityPlan
from .team import Team

YEAR = 12
"""Months a productivity is given for, and days of leave."""
STAYING = Attrition(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringRule:
    """What a rep brings, and how more are hired.

    Parameters
    ----------
    productivity
        What a fully ramped full-time rep brings in twelve mean months, currency units; above 0.
    new_hire
        What a hire brings and costs.
    coverage
        When the need must be met.
    most_per_month
        Most people who can start in a month, None for no limit.

    Raises
    ------
    ValueError
        For a productivity that is not above 0.
    """

    productivity: float
    new_hire: NewHire
    coverage: Coverage = Coverage.EACH_MONTH
    most_per_month: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.productivity < float("inf"):
            raise ValueError(f"productivity must be finite and above 0 a year, given {self.productivity}")

    def plan(self, need: HiringNeed) -> tuple[HiringPlan | None, str | None]:
        """Hires of least cost, or why there are none that meet the need."""
        try:
            return plan_hiring(need), None
        except HeadcountError as error:
            return None, str(error)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CapacityRule:
    """Everything capacity and budget depend on besides the alignment and its quotas; called with these.

    Parameters
    ----------
    plan_year
        The months and the ramp.
    team
        The people of today's territories.
    holidays
        Days nobody works.
    attainment
        Share of full productivity expected of everybody.
    season
        (p,) weights of the periods of the plan year.
    attrition
        Who leaves and is replaced.
    hiring
        None where no hires are planned.
    expenses
        None for no budget.
    split
        Splits quotas over the periods of the plan year.
    """

    plan_year: PlanYear
    team: Team
    holidays: tuple[date, ...] = ()
    attainment: float = 1.0
    season: tuple[float, ...] = (1.0,)
    attrition: Attrition = STAYING
    hiring: HiringRule | None = None
    expenses: ExpenseRule | None = None
    split: Callable[[QuotaPlan], PeriodQuotas] = QuotaPlan.split

    def __call__(
        self, alignment: Alignment, quotas: QuotaPlan | None, fairness: FairnessReport | None = None
    ) -> CapacityPlan:
        """Capacity, hires and budget of an alignment.

        Parameters
        ----------
        alignment
            The plan.
        quotas
            Its quotas; None for capacity alone.
        fairness
            Their judgement, which holds the expected pay; None where nothing is known of the year to come.

        Raises
        ------
        ValueError
            For amounts that are more than can be counted in cents.
        """
        months = self.plan_year.months
        team = self.team.on(alignment, joining_day=self._joining_day())
        effective = self._effective(team)
        seat = self.attrition.outlook([1.0], months)
        payroll = Payroll.of(team, effective, seat, joining_month=self._joining_month())
        present = effective.by_group(team.region_of, len(team.region_names)) * seat.productive[0]
        monthly = None if quotas is None else in_months(self.split(quotas).cents / 100.0, months)
        wanted = None if quotas is None or monthly is None else self._wanted(team, quotas, monthly)
        need = hiring = shortage = None
        if self.hiring is not None and wanted is not None:
            need = self._need(self.hiring, team, wanted, present=present)
            hiring, shortage = self.hiring.plan(need)
        plan = CapacityPlan(
            effective=effective,
            regions=team.region_names,
            reps=payroll.employed,
            present=present,
            need=need,
            hiring=hiring,
            shortage=shortage,
        )
        if self.expenses is None or wanted is None or monthly is None:
            return plan
        pay = Pay.of(team, monthly, None if fairness is None else fairness.chosen.payout)
        return self.expenses.added_to(
            plan, alignment, team, payroll=payroll, pay=pay, income=self._revenue(plan, wanted)
        )

    def _joining_month(self) -> int:
        """Month in which who must be hired starts: the first possible, the last of the year at the latest."""
        first = 0 if self.hiring is None else self.hiring.new_hire.first_month
        return min(first, self.plan_year.months - 1)

    def _joining_day(self) -> np.datetime64:
        return np.datetime64(self.plan_year.month_starts()[self._joining_month()], "D")

    def _effective(self, team: Team) -> EffectiveCapacity:
        presence = self.plan_year.presence(team.start, team.end)
        return self._capacity(team.labels, presence * (team.leave / YEAR)[:, np.newaxis], team=team)

    def _capacity(self, labels: tuple[str, ...], leave: ArrayLike, *, team: Team) -> EffectiveCapacity:
        return effective_capacity(
            self.plan_year,
            labels,
            start=team.start,
            end=team.end,
            fte=team.fte,
            leave=leave,
            holidays=self.holidays,
            attainment=self.attainment,
            seasonality=in_months(np.asarray(self.season), self.plan_year.months),
        )

    def _wanted(self, team: Team, quotas: QuotaPlan, monthly: Floats) -> Floats:
        """(r, m) the target, shared by regions and months as the quotas (k, m) are, currency units."""
        by_region = np.zeros((len(team.region_names), self.plan_year.months))
        np.add.at(by_region, team.region_of, monthly)
        total = by_region.sum()
        return by_region * (float(quotas.target) / total) if total > 0 else by_region

    def _need(self, hiring: HiringRule, team: Team, wanted: Floats, *, present: Floats) -> HiringNeed:
        newcomer = Team.of(["new"])
        leave = float(team.leave.mean()) / YEAR
        factor = self._capacity(newcomer.labels, leave, team=newcomer).amounts
        return HiringNeed(
            regions=team.region_names,
            months=tuple(self.plan_year.month_starts()[:-1].astype("datetime64[M]").astype(str).tolist()),
            needed=wanted / (hiring.productivity / YEAR),
            present=present,
            new_hire=hiring.new_hire,
            factor=np.broadcast_to(factor, present.shape),
            coverage=hiring.coverage,
            most_per_month=hiring.most_per_month,
        )

    def _revenue(self, plan: CapacityPlan, wanted: Floats) -> Income:
        """Revenue to reckon with, and what it is."""
        if plan.hiring is not None:
            return Income(wanted, "Revenue is the target as the quotas share it, which the hiring plan covers.")
        if plan.need is None or self.hiring is None:
            told = f"Revenue is {self.attainment:.0%} of the target as the quotas share it."
            return Income(wanted * self.attainment, told)
        carried = np.minimum(plan.need.needed, plan.present) * (self.hiring.productivity / YEAR)
        told = "Revenue is what the present reps can carry of the target each month, since no hires cover it."
        return Income(carried, told)
