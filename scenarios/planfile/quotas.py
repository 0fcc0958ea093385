"""How quotas are set: the rule of a plan file, applied to any alignment."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.alignment import Alignment
from optimizer.instance import COUNT, Instance
from optimizer.mapping import FrozenMapping
from optimizer.quotas import PeriodQuotas, QuotaBounds, QuotaPlan, allocate_quotas
from optimizer.quotas.money import Money
from optimizer.tables import did_you_mean

from .bookings import Bookings
from .document import Keys
from .schema import PlanSchema, QuotaSection
from .schema.choices import QuotaMethod
from .schema.words import EACH
from .seasonality import read_profile
from .sources import Sources

POTENTIAL = "potential"
"""Measure quotas are shared by where there is one of this name; else the first measure is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRule:
    """Everything quotas depend on besides the alignment; called with one, it gives its quota plan.

    Parameters
    ----------
    target
        Company number, in the currency of the input.
    weights
        Measure -> its part in the share of a territory.
    bounds
        Floors, caps and limits of growth.
    history
        Measure that holds the history, None for none.
    over_assignment
        Share assigned on top of the target.
    round_to
        Quotas are multiples of it.
    periods
        Names of the periods of the year.
    profile
        Weight of each period.
    """

    target: float
    weights: Mapping[str, float]
    bounds: QuotaBounds
    history: str | None
    over_assignment: float
    round_to: float
    periods: tuple[str, ...]
    profile: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.periods) != len(self.profile):
            raise ValueError(f"{len(self.periods)} periods need as many weights, given {len(self.profile)}")
        object.__setattr__(self, "weights", FrozenMapping(self.weights))

    def __call__(self, alignment: Alignment) -> QuotaPlan:
        """Quotas of the territories of an alignment; ``QuotaError`` where bounds make the target impossible."""
        return allocate_quotas(
            alignment,
            self.target,
            weights=self.weights,
            bounds=self.bounds,
            history=self.history,
            round_to=self.round_to,
            over_assignment=self.over_assignment,
        )

    def split(self, plan: QuotaPlan) -> PeriodQuotas:
        """Split quotas over the periods of the year."""
        return plan.split(self.profile, periods=self.periods)


def read_quotas(
    schema: PlanSchema, section: QuotaSection, instance: Instance, *, bookings: Bookings | None, sources: Sources
) -> QuotaRule | None:
    """Read the rule of a plan; None and problems in the log where something does not fit the facts.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its quotas.
    instance
        The facts.
    bookings
        For seasonality.
    sources
        Where problems go.
    """
    before = len(sources.log.problems)
    weights = _weights(section, instance)
    named: list[tuple[Keys, str]] = []
    named += [(("weights", name), name) for name in weights] if section.method is QuotaMethod.BLEND else []
    named += [(("history",), section.history)] if section.history is not None else []
    for keys, measure in named:
        _check_known(keys, measure, (*instance.measures, COUNT), what="measure", sources=sources)
    for key, amounts in (("floor", section.floor), ("cap", section.cap)):
        for label in set(amounts or ()) - {EACH}:
            _check_known((key, label), label, list(instance.territories.ids), what="territory", sources=sources)
    periods, profile = read_profile(schema, section, bookings, sources)
    if len(sources.log.problems) > before:
        return None
    _check_sums(schema, section, instance, sources)
    return QuotaRule(
        target=section.target,
        weights=weights,
        bounds=QuotaBounds(
            floor=_amounts(section.floor),
            cap=_amounts(section.cap),
            growth_floor=section.growth.floor,
            growth_cap=section.growth.cap,
        ),
        history=section.history,
        over_assignment=section.over_assignment,
        round_to=section.round_to,
        periods=periods,
        profile=profile,
    )


def _weights(section: QuotaSection, instance: Instance) -> dict[str, float]:
    if section.method is QuotaMethod.BLEND:
        return dict(section.weights or {})
    if section.method is QuotaMethod.HISTORY_SHARE:
        return {section.history or COUNT: 1.0}
    first = instance.measures[0] if instance.measures else COUNT
    return {POTENTIAL if POTENTIAL in instance.measures else first: 1.0}


def _amounts(given: Mapping[str, float] | None) -> Money | Mapping[Hashable, Money] | None:
    if given is None:
        return None
    each = given.get(EACH)
    return dict(given.items()) if each is None else each


def _check_known(keys: Keys, name: str, known: list[str] | tuple[str, ...], *, what: str, sources: Sources) -> None:
    if name in known:
        return
    remedy = f"{did_you_mean(name, known)}Known: {', '.join(map(str, known))}"
    _log(sources, keys, f"there is no such {what}", remedy, value=name)


def _check_sums(schema: PlanSchema, section: QuotaSection, instance: Instance, sources: Sources) -> None:
    """Note floors above the target and caps below it, which no alignment can mend."""
    total = section.target * (1 + section.over_assignment)
    floors: list[tuple[Keys, str, float]] = [
        (("floor",), "the floors add", _sum_of(section.floor, instance, missing=0.0))
    ]
    # With every account in the plan, the history of all territories is the same in every alignment.
    if section.growth.floor is not None and section.history is not None and not instance.unplaced:
        grown = (1 + section.growth.floor) * float(instance.amounts(section.history).sum())
        floors.append((("growth", "floor"), "with growth they add", grown))
    for keys, what, amount in floors:
        if amount > total:
            message = f"{what} up to {amount:,.0f}, above the {total:,.0f} to share out"
            _log(sources, keys, message, "Lower the floor or raise the target")
    most = _sum_of(section.cap, instance, missing=np.inf)
    # Territories that scenarios add have caps of their own.
    adds = any(scenario.add_territories is not None for scenario in schema.scenarios)
    if most < total and not adds:
        message = f"the caps add up to {most:,.0f}, below the {total:,.0f} to share out"
        _log(sources, ("cap",), message, "Raise the cap or lower the target")


def _sum_of(given: Mapping[str, float] | None, instance: Instance, *, missing: float) -> float:
    """Sum over territories; ``missing`` stands for each that has no amount."""
    amounts = given or {}
    each = amounts.get(EACH, missing)
    return sum(amounts.get(str(label), each) for label in instance.territories.ids)


def _log(sources: Sources, keys: Keys, message: str, remedy: str, *, value: object = None) -> None:
    sources.log.problems.append(sources.document.problem(("quotas", *keys), message, remedy, value=value))
