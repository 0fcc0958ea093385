"""How fair the quotas of any scenario are: the plan's own beside flat growth and potential share, on the same years."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.alignment import Alignment
from optimizer.exceptions import QuotaError
from optimizer.instance import COUNT, Instance
from optimizer.metrics import totals
from optimizer.money import Cents, to_cents
from optimizer.quotas import (
    FairnessReport,
    FlatGrowth,
    Growth,
    PotentialShare,
    QuotaMethod,
    QuotaPlan,
    Yardsticks,
    fairness_report,
)
from optimizer.travel import Floats
from scenarios.changes.quotas import method_name
from scenarios.quotas import QuotaRule

from .methods import potential_of
from .outlook import AccountOutlook
from .payout import PayRule, read_pay
from .schema import QuotaSection
from .schema.quotas import MethodWord

FLAT_GROWTH, POTENTIAL_SHARE = "flat growth", "potential share"
"""What planners do in spreadsheets: the alternatives quotas are held against."""


@dataclass(frozen=True, slots=True, eq=False)
class GrowthOnBookings:
    """The same growth for everybody on the last twelve months, where the plan names no measure of history.

    Parameters
    ----------
    recent
        (n,) last twelve months of each account, currency units.
    """

    recent: Floats

    def difficulty(self, alignment: Alignment) -> Growth:
        """See ``optimizer.quotas.QuotaMethod``."""
        placed = alignment.territory_of >= 0
        k = alignment.instance.num_territories
        sums = np.bincount(alignment.territory_of[placed], self.recent[placed], minlength=k)
        return Growth(np.maximum(sums.astype(np.float64), 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessRule:
    """Judges the quotas of a plan; called with an alignment and its quotas, it gives the report.

    Parameters
    ----------
    name
        What the method is called.
    quotas
        How quotas are set.
    outlook
        Years that all plans of all scenarios are held against.
    potential
        Measure that stands for potential.
    pay
        Incentive pay; None for none.
    seed
        Of the permutation tests.
    """

    name: str
    quotas: QuotaRule
    outlook: AccountOutlook
    potential: str
    pay: PayRule | None
    seed: int

    def __call__(self, alignment: Alignment, quotas: QuotaPlan) -> FairnessReport | None:
        """Report on quotas and their alternatives; None where nobody has a quota."""
        if not quotas.cents.any():
            return None
        amounts = totals(alignment, self.potential)
        traits = {"accounts": totals(alignment, COUNT)}
        if self.potential != COUNT:
            traits[self.potential] = amounts
        yardsticks = Yardsticks(
            draws=self.outlook.territory_draws(alignment.territory_of, alignment.instance.num_territories),
            target=float(quotas.target),
            potential=amounts,
            traits=traits,
            pay=None if self.pay is None else self.pay.plan(quotas.labels),
            seed=self.seed,
        )
        return fairness_report(self._plans(alignment, quotas), yardsticks, labels=quotas.labels)

    def under(self, rule: QuotaRule) -> FairnessRule:
        """Judge quotas that another rule sets, on the same years."""
        name = self.name if rule.method is self.quotas.method else method_name(rule.method)
        return replace(self, name=name, quotas=rule)

    def _plans(self, alignment: Alignment, quotas: QuotaPlan) -> dict[str, Floats]:
        """Name -> quotas, the chosen ones first; plans that are the same to a unit of rounding share a name."""
        found: list[tuple[list[str], Cents]] = [([self.name], quotas.cents)]
        unit = to_cents(self.quotas.round_to, "round_to")
        for name, method in self._alternatives().items():
            try:
                cents = self.quotas.by(method)(alignment).cents
            except (QuotaError, ValueError):
                continue  # this alternative does not exist here: nobody has a history, or bounds leave no room
            same = next((names for names, others in found if np.abs(cents - others).max() <= unit), None)
            if same is None:
                found.append(([name], cents))
            elif name not in same:
                same.append(name)
        return {" = ".join(names): cents / 100.0 for names, cents in found}

    def _alternatives(self) -> dict[str, QuotaMethod]:
        history = self.quotas.history
        flat = GrowthOnBookings(self.outlook.recent) if history is None else FlatGrowth(history)
        return {FLAT_GROWTH: flat, POTENTIAL_SHARE: PotentialShare(self.potential)}


def read_fairness(
    section: QuotaSection, rule: QuotaRule, outlook: AccountOutlook, *, instance: Instance, seed: int
) -> FairnessRule:
    """Make the rule that judges the quotas of a plan.

    Parameters
    ----------
    section
        Its quotas.
    rule
        How they are set.
    outlook
        On the plan year.
    instance
        The facts.
    seed
        Of the plan.
    """
    default = MethodWord.EQUAL_PROBABILITY  # what a plan without a method takes where there is an outlook
    return FairnessRule(
        name=(section.method or default).value.replace("_", " "),
        quotas=rule,
        outlook=outlook,
        potential=potential_of(section, instance),
        pay=read_pay(section.payout),
        seed=seed,
    )
