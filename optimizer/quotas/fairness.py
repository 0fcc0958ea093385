"""The fairness report: a plan of quotas beside its alternatives, on the same possible years."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .fairness_text import describe_fairness
from .inequality import RatioSpread
from .plan_fairness import PlanFairness, Yardsticks, judge_quotas


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FairnessReport:
    """Plans side by side, the chosen one first.

    Parameters
    ----------
    labels
        (k,) names of the territories.
    expected_revenue
        (k,) mean of the draws, currency units.
    plans
        What was found of each plan.
    """

    labels: tuple[Hashable, ...]
    expected_revenue: Floats
    plans: tuple[PlanFairness, ...]

    @property
    def chosen(self) -> PlanFairness:
        """The plan that the report is about."""
        return self.plans[0]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The report in words, a sentence each."""
        return describe_fairness(self.plans, self.labels)

    def to_frame(self) -> pd.DataFrame:
        """One row a plan, the chosen one first; what does not exist is missing.

        Columns: plan, quota_total, chance_least, chance_p25, chance_p75, chance_iqr, chance_deviation,
        share_at_quota, share_at_quota_p05, company_chance; difficulty_* (quota / expected revenue) and potential_*
        (quota / potential), each variation, p90_p10, gini, weighted_gini; for each trait bias_<trait>, its _low,
        _high, _p, _difference and _finding; payout_mean, payout_deviation, payout_p95, payout_over_budget;
        made_quota and share_error once the year is over. Shares are 0..1, money is in currency units.
        """
        return pd.DataFrame([_row(plan) for plan in self.plans])

    def reps_to_frame(self) -> pd.DataFrame:
        """One row a plan and territory.

        Columns: plan, territory, quota, expected_revenue, chance, standard_error, expected_attainment, the quantiles
        of attainment (p05, p25, ...), payout_mean, payout_deviation, payout_p95, payout_over_budget.
        """
        return pd.concat([self._reps(plan) for plan in self.plans], ignore_index=True)

    def _reps(self, plan: PlanFairness) -> pd.DataFrame:
        attainment, payout = plan.attainment, plan.payout
        unknown = np.full(len(self.labels), np.nan)
        levels = zip(attainment.levels, attainment.quantiles, strict=True)
        return pd.DataFrame(
            {
                "plan": plan.name,
                "territory": pd.Index(self.labels, tupleize_cols=False),
                "quota": plan.quotas,
                "expected_revenue": self.expected_revenue,
                "chance": attainment.chance,
                "standard_error": attainment.standard_error,
                "expected_attainment": attainment.expected,
                **{f"p{100 * level:02.0f}": quantile for level, quantile in levels},
                "payout_mean": unknown if payout is None else payout.mean,
                "payout_deviation": unknown if payout is None else payout.deviation,
                "payout_p95": unknown if payout is None else payout.high,
                "payout_over_budget": unknown if payout is None else payout.over_budget,
            }
        )


def fairness_report(
    plans: Mapping[str, ArrayLike], yardsticks: Yardsticks, *, labels: Sequence[Hashable] | None = None
) -> FairnessReport:
    """Judge a plan of quotas beside its alternatives on the same draws.

    Where quotas were set from these very draws (equal probability), their chances are alike by construction: the
    report then says how hard the quotas are if the forecast is right. Whether it is, only a backtest and the year
    itself can say.

    Parameters
    ----------
    plans
        Name -> (k,) quotas in currency units; the first is the chosen plan, the others are its alternatives, such as
        flat growth on restated history and potential share.
    yardsticks
        Draws, and what else the plans are held against.
    labels
        (k,) names of the territories, None to count them from 0.

    Raises
    ------
    ValueError
        Without a plan, for shapes that do not fit, quotas that are negative or all 0, numbers that are not finite.
    """
    if not plans:
        raise ValueError("there is no plan to report on: give name -> quotas, the chosen plan first")
    judged = tuple(judge_quotas(name, quotas, yardsticks) for name, quotas in plans.items())
    size = len(judged[0].quotas)
    names = tuple(range(size)) if labels is None else tuple(labels)
    if len(names) != size:
        raise ValueError(f"{len(names)} labels for {size} territories: give one for each")
    expected = np.asarray(yardsticks.draws).mean(axis=0, dtype=np.float64)
    return FairnessReport(labels=names, expected_revenue=expected, plans=judged)


def _row(plan: PlanFairness) -> dict[str, object]:
    """Gather all figures of a plan by name."""
    attainment, payout, aftermath = plan.attainment, plan.payout, plan.aftermath
    low, high = plan.quartiles
    row: dict[str, object] = {
        "plan": plan.name,
        "quota_total": plan.quotas.sum(),
        "chance_least": plan.least_chance,
        "chance_p25": low,
        "chance_p75": high,
        "chance_iqr": plan.interquartile_range,
        "chance_deviation": plan.chance_deviation,
        "share_at_quota": attainment.expected_share,
        "share_at_quota_p05": attainment.share_quantiles([0.05])[0],
        "company_chance": attainment.company_chance,
        **_spread("difficulty", plan.difficulty),
        **_spread("potential", plan.ratio),
    }
    for bias in plan.biases:
        name = f"bias_{bias.trait}"
        row |= {name: bias.correlation, f"{name}_low": bias.low, f"{name}_high": bias.high, f"{name}_p": bias.p_value}
        row |= {f"{name}_difference": bias.difference, f"{name}_finding": bias.finding.value}
    row |= {
        "payout_mean": None if payout is None else payout.company_mean,
        "payout_deviation": None if payout is None else payout.company_deviation,
        "payout_p95": None if payout is None else payout.company_high,
        "payout_over_budget": None if payout is None else payout.company_over_budget,
        "made_quota": None if aftermath is None else aftermath.made_quota,
        "share_error": None if aftermath is None else aftermath.share_error,
    }
    return row


def _spread(name: str, spread: RatioSpread | None) -> dict[str, float | None]:
    figures = ("variation", "p90_p10", "gini", "weighted_gini")
    return {f"{name}_{figure}": None if spread is None else getattr(spread, figure) for figure in figures}
