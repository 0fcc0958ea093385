"""Incentive pay of a plan file: its curve, for the reps of any scenario."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.mapping import FrozenMapping
from optimizer.quotas import PayoutCurve, PayPlan

from .schema import PayoutSection
from .schema.words import EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRule:
    """What is paid at which attainment.

    Parameters
    ----------
    curve
        Share of the on-target incentive by attainment.
    on_target
        Territory -> incentive of its rep at quota, currency units a year; under ``each`` that of all. Territories
        that a scenario adds have the mean of the others.
    budget
        Set aside for all, currency units; None for the on-target incentives of the scenario.
    """

    curve: PayoutCurve
    on_target: Mapping[str, float]
    budget: float | None = None

    def __post_init__(self) -> None:
        if not self.on_target:
            raise ValueError("on_target needs an amount for each territory, or one for all")
        object.__setattr__(self, "on_target", FrozenMapping(self.on_target))

    def plan(self, labels: Sequence[Hashable]) -> PayPlan:
        """Give the pay plan of the reps of some territories (k,)."""
        other = self.on_target.get(EACH, float(np.mean(list(self.on_target.values()))))
        amounts = np.array([self.on_target.get(str(label), other) for label in labels])
        return PayPlan(curve=self.curve, on_target=amounts, company_budget=self.budget)


def read_pay(section: PayoutSection | None) -> PayRule | None:
    """Make the rule of a plan file; None where there is none."""
    if section is None:
        return None
    curve = PayoutCurve(
        threshold=section.threshold,
        base_rate=section.base_rate,
        accelerator=section.accelerator,
        cap=section.cap,
        retroactive=section.retroactive,
    )
    return PayRule(curve=curve, on_target=dict(section.on_target.items()), budget=section.budget)
