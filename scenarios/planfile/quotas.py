"""How quotas are set: from the words of a plan file to a rule."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from optimizer.instance import COUNT, Instance
from optimizer.money import Money
from optimizer.quotas import QuotaBounds, QuotaMethod, Relief
from optimizer.tables import did_you_mean
from scenarios.quotas import QuotaRule

from .document import Keys
from .facts import Facts
from .levels import adds_territories, read_levels
from .methods import read_method
from .midyear import read_changes
from .outlook import AccountOutlook, why_no_outlook
from .products import ProductRule, read_products
from .relief import ASKING, read_attendance
from .revisions import read_revisions
from .schema import PlanSchema, QuotaSection
from .schema.quotas import MethodWord, ReliefWord
from .schema.words import EACH
from .season import TerritorySeason, territory_season
from .seasonality import YEAR, read_profile
from .sources import Sources

RELIEF = {ReliefWord.POOL: Relief.POOL, ReliefWord.OTHERS: Relief.OTHERS, None: Relief.OTHERS}


def read_quotas(
    schema: PlanSchema, section: QuotaSection, facts: Facts, *, outlook: AccountOutlook | None, sources: Sources
) -> QuotaRule | None:
    """Read the rule of a plan; None and problems in the log where something does not fit the facts.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its quotas.
    facts
        Accounts and territories, and bookings for seasonality.
    outlook
        On the plan year; None where bookings do not allow for one.
    sources
        Where problems go.
    """
    instance, before = facts.instance, len(sources.log.problems)
    if instance is None:
        return None
    check_names(section, instance, sources)
    periods, profile = read_profile(schema, section, facts.bookings, sources)
    attendance = read_attendance(schema, section, instance, num_periods=len(periods), sources=sources)
    levels = read_levels(schema, section, instance, sources)
    products, season = _read_splits(schema, section, facts, num_periods=len(periods), sources=sources)
    names = () if products is None else products.products
    revisions = read_revisions(section, instance, products=names, sources=sources)
    changes = read_changes(schema, section, instance, num_periods=len(periods), sources=sources)
    if len(sources.log.problems) > before:
        return None
    method = _read_method(schema, section, facts, outlook=outlook, sources=sources)
    check_sums(schema, section, instance, sources)
    if method is None:
        return None
    return QuotaRule(
        target=section.target,
        method=method,
        bounds=bounds_of(section),
        history=section.history,
        over_assignment=section.on_top if levels is None else 0.0,
        round_to=section.round_to,
        periods=periods,
        profile=profile,
        capacity=attendance.by_period() if attendance is not None and takes_attendance(section) else None,
        relief=RELIEF[section.relief],
        levels=levels,
        products=products,
        season=season,
        attendance=attendance,
        revisions=revisions,
        changes=changes,
    )


def _read_method(
    schema: PlanSchema, section: QuotaSection, facts: Facts, *, outlook: AccountOutlook | None, sources: Sources
) -> QuotaMethod | None:
    """What is equally hard for everybody; it is noted where pay cannot be simulated."""
    if facts.instance is None:
        return None
    missing = why_no_outlook(schema, facts.past) if outlook is None else ""
    if section.payout is not None and outlook is None:
        sources.notes.append(f"Incentive pay is not simulated: {missing}.")
    return read_method(section, facts.instance, outlook=outlook, missing=missing, sources=sources)


def takes_attendance(section: QuotaSection) -> bool:
    """Tell whether quotas take part time, dates, ramp and leave into account."""
    return any(getattr(section, key) for key in ASKING)


def _read_splits(
    schema: PlanSchema, section: QuotaSection, facts: Facts, *, num_periods: int, sources: Sources
) -> tuple[ProductRule | None, TerritorySeason | None]:
    """How quotas are split by product, and by the season of each territory; None where it is not asked for."""
    instance, products, season = facts.instance, None, None
    if instance is not None and section.products is not None:
        products = read_products(
            section.products, instance, bookings=facts.bookings, round_to=section.round_to, sources=sources
        )
    seasonality, year = section.seasonality, schema.plan_year
    months = (0, YEAR) if year is None else (year.start.month - 1, year.months)
    by_territory = seasonality.by is not None and seasonality.last_months is not None
    if instance is not None and by_territory and facts.bookings is not None and months[1] % num_periods == 0:
        season = territory_season(
            facts.bookings,
            instance,
            last_months=seasonality.last_months or YEAR,
            num_periods=num_periods,
            months=months,
        )
        if seasonality.last_months == YEAR:
            sources.notes.append("One year cannot tell the season of a territory: all have the company's.")
    return products, season


def check_names(section: QuotaSection, instance: Instance, sources: Sources) -> None:
    """Note measures and territories that are not there."""
    named: list[tuple[Keys, str | None]] = [
        *((("weights", name), name) for name in section.weights or ()),
        (("history",), section.history),
        (("measure",), section.measure),
        (("share", "of"), None if section.share is None else section.share.of),
    ]
    for keys, measure in named:
        if measure is not None:
            _check_known(keys, measure, (*instance.measures, COUNT), what="measure", sources=sources)
    territories = [str(label) for label in instance.territories.ids]
    on_target = None if section.payout is None else section.payout.on_target
    per_territory: list[tuple[Keys, Mapping[str, float] | None]] = [
        (("floor",), section.floor),
        (("cap",), section.cap),
        (("shares",), section.shares),
        (("payout", "on_target"), on_target),
    ]
    for keys, amounts in per_territory:
        for label in set(amounts or ()) - {EACH}:
            _check_known((*keys, label), label, territories, what="territory", sources=sources)
    if section.method is MethodWord.FIXED_SHARES:
        _check_complete(("shares",), section.shares, territories, sources)
    _check_complete(("payout", "on_target"), on_target, territories, sources)


def _check_complete(keys: Keys, amounts: Mapping[str, float] | None, territories: list[str], sources: Sources) -> None:
    """Note territories without an amount, unless there is one for each."""
    missing = [label for label in territories if label not in (amounts or {})]
    if amounts is not None and EACH not in amounts and missing:
        what = "share" if keys == ("shares",) else "amount"
        message = f"there is no {what} for {', '.join(missing)}"
        sources.problem(("quotas", *keys), message, "Give one to every territory, 0 for none")


def bounds_of(section: QuotaSection) -> QuotaBounds:
    """Floors, caps and limits of a section."""
    share = section.share
    return QuotaBounds(
        floor=_amounts(section.floor),
        cap=_amounts(section.cap),
        growth_floor=section.growth.floor,
        growth_cap=section.growth.cap,
        share_of=None if share is None else share.of,
        share_floor=None if share is None else share.floor,
        share_cap=None if share is None else share.cap,
        capacity_floor=section.capacity.floor,
        capacity_cap=section.capacity.cap,
    )


def _amounts(given: Mapping[str, float] | None) -> Money | Mapping[Hashable, Money] | None:
    if given is None:
        return None
    each = given.get(EACH)
    return dict(given.items()) if each is None else each


def _check_known(keys: Keys, name: str, known: list[str] | tuple[str, ...], *, what: str, sources: Sources) -> None:
    if name in known:
        return
    remedy = f"{did_you_mean(name, known)}Known: {', '.join(map(str, known))}"
    sources.problem(("quotas", *keys), f"there is no such {what}", remedy, value=name)


def check_sums(schema: PlanSchema, section: QuotaSection, instance: Instance, sources: Sources) -> None:
    """Note floors above the target and caps below it, which no alignment can mend."""
    total = section.target * (1 + section.on_top)
    floors: list[tuple[Keys, str, float]] = [
        (("floor",), "the floors add", _sum_of(section.floor, instance, missing=0.0))
    ]
    # With every account in the plan, the history of all territories is the same in every alignment, and where nobody
    # is relieved so is what growth makes of it.
    fixed = not (instance.unplaced or section.ramp or section.leave or section.relief)
    if section.growth.floor is not None and section.history is not None and fixed:
        grown = (1 + section.growth.floor) * float(instance.amounts(section.history).sum())
        floors.append((("growth", "floor"), "with growth they add", grown))
    for keys, what, amount in floors:
        if amount > total:
            message = f"{what} up to {amount:,.0f}, above the {total:,.0f} to share out"
            sources.problem(("quotas", *keys), message, "Lower the floor or raise the target")
    most = _sum_of(section.cap, instance, missing=np.inf)
    # Territories that scenarios add have caps of their own.
    # What goes to the pool need not be under the caps.
    if most < total and not adds_territories(schema) and section.relief is not ReliefWord.POOL:
        message = f"the caps add up to {most:,.0f}, below the {total:,.0f} to share out"
        sources.problem(("quotas", "cap"), message, "Raise the cap or lower the target")


def _sum_of(given: Mapping[str, float] | None, instance: Instance, *, missing: float) -> float:
    """Sum over territories; ``missing`` stands for each that has no amount."""
    amounts = given or {}
    each = amounts.get(EACH, missing)
    return sum(amounts.get(str(label), each) for label in instance.territories.ids)
