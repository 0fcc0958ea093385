"""Why each account moved or stayed, in a sentence its rep can check: computed from facts, never from the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.instance import NOBODY
from optimizer.metrics import deviations, totals, with_best_centres
from optimizer.targets import find_limits, find_targets
from optimizer.travel import Floats, Integers, Quantity, TravelMatrix, costs_to_places

from .nearest import nearest_territories

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

NOTICEABLE_KM = 1.0
"""A difference in distance below this is not worth a word."""


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """What the rules below look at, one entry a unit unless said otherwise.

    Parameters
    ----------
    reps
        (k + 1,) who covers each territory, the last for none.
    now, was
        Territory in the plan and today, -1 for none.
    nearest
        Nearest eligible territory, -1 for none.
    choices
        Number of eligible territories.
    pinned, legal
        Whether the plan's territory is pinned; whether today's may serve the unit.
    closer
        Kilometres by which the plan's centre is nearer than today's.
    km
        Distance to today's centre.
    hours
        Time to the plan's centre in words: "0.8 h", or kilometres where no times are known.
    full, short
        (k,) what today's book is off target in words, empty where it is within tolerance.
    crowded, needed
        Whether the nearest territory has no room for the unit; whether its own cannot spare it.
    family
        Whether it belongs to a family of several that stays together.
    new
        (k,) True where a territory has no accounts today.
    """

    reps: Texts
    now: Integers
    was: Integers
    nearest: Integers
    choices: Integers
    pinned: Flags
    legal: Flags
    closer: Floats
    km: Floats
    hours: Texts
    full: Texts
    short: Texts
    crowded: Flags
    needed: Flags
    family: Flags
    new: Flags


def explain(alignment: Alignment, criteria: Criteria, *, kept: bool = False) -> Texts:
    """(n,) why each unit is where it is, against today.

    Parameters
    ----------
    alignment
        The plan.
    criteria
        What it was made by.
    kept
        True if the plan is today's, kept on purpose.
    """
    eligibility = find_eligibility(alignment.instance, criteria)
    placed = eligibility.family_of >= 0
    text = np.full(alignment.instance.num_units, None, dtype=object)
    for item in eligibility.unplaced:
        text[item.unit] = f"cannot be planned: {item.reason}"
    open_ = placed & (alignment.territory_of == NOBODY)
    text[open_] = "has no territory"
    served = placed & ~open_
    if kept:
        text[served] = "stays: today's plan is kept"
        return text
    facts, untold = _facts(alignment, criteria, eligibility), np.ones(len(text), dtype=bool)
    for where, *parts in _rules(facts, criteria):
        hit = np.flatnonzero(served & where & untold)
        untold[hit] = False
        text[hit] = _join(parts, hit)
    return text


def _rules(facts: _Facts, criteria: Criteria) -> Iterator[tuple[Flags, *tuple[str | Texts, ...]]]:
    """Where a sentence holds, then its parts: words for all, or an entry a unit. The first that holds is told."""
    stays, new = facts.now == facts.was, facts.was == NOBODY
    moved = ~stays & ~new
    start = np.array(["stays: ", "new: ", "moved: "], dtype=object)[np.where(stays, 0, np.where(new, 1, 2))]
    here, there = facts.reps[facts.now], facts.reps[facts.was]
    away = _difference(facts.closer)

    yield facts.pinned, start, "pinned to ", here
    yield facts.choices == 1, start, here, " is the only eligible rep"
    yield moved & ~facts.legal, "moved: ", there, " may not serve it"
    if criteria.max_travel is not None and criteria.travel.quantity is Quantity.DISTANCE:
        too_far = moved & (facts.km > criteria.max_travel)
        yield too_far, "moved: ", there, f" is farther than {criteria.max_travel:g} km"
    yield moved & facts.new[facts.now], "moved to ", here, ": starts a new territory", away
    yield moved & (facts.full[facts.was] != ""), "moved from ", there, ": ", facts.full[facts.was], away
    yield moved & (facts.short[facts.now] != ""), "moved to ", here, ": ", facts.short[facts.now], away
    yield moved & (facts.closer >= NOTICEABLE_KM), "moved:", _difference(facts.closer, lead=" ")
    yield moved & facts.family, "moved together with its family"
    if criteria.balance:
        yield moved, "moved: part of an exchange that evens out the books", away
    yield moved, "moved: shortens the plan as a whole", away

    yield facts.nearest == facts.now, start, "nearest rep (", facts.hours, ")"
    yield facts.crowded, start, "the nearest rep, ", facts.reps[facts.nearest], ", has no room"
    yield stays & facts.needed, "stays: the target of ", here, " needs it"
    yield stays & facts.family, "stays together with its family"
    yield stays, "stays: moving it would not pay"
    yield new, "new: evens out the books"


def _join(parts: Sequence[str | Texts], units: NDArray[np.intp]) -> Texts:
    """(units,) sentences of their parts, put together only where they are told."""
    told = np.full(len(units), "", dtype=object)
    for part in parts:
        told += part if isinstance(part, str) else part[units]
    return told


def _difference(closer: Floats, lead: str = "; ") -> Texts:
    """Tell by how much the way is shorter or longer; nothing where it is not noticeable."""
    rounded = np.where(np.abs(closer) < NOTICEABLE_KM, 0.0, np.rint(np.nan_to_num(closer)))
    values, index = np.unique(rounded, return_inverse=True)
    words = [
        f"{lead}closer by {km:,.0f} km" if km > 0 else f"{lead}farther by {-km:,.0f} km" if km else "" for km in values
    ]
    return np.array(words, dtype=object)[index]


def _facts(alignment: Alignment, criteria: Criteria, eligibility: Eligibility) -> _Facts:
    instance = alignment.instance
    n = instance.num_units
    family = np.maximum(eligibility.family_of, 0)
    everyone = np.arange(n, dtype=np.int32)
    now, was = alignment.territory_of, instance.units.incumbent
    today = with_best_centres(incumbent_alignment(instance), criteria.travel)
    kilometres = instance.geometry()
    km_now = costs_to_places(kilometres, everyone, _places(alignment, now))
    km_was = costs_to_places(kilometres, everyone, _places(today, was))
    nearest, choices = nearest_territories(instance, eligibility, kilometres, alignment.centre_places())
    km_nearest = costs_to_places(kilometres, everyone, _places(alignment, nearest))
    # An equally near rep is the nearest, too.
    nearest = np.where(km_now <= km_nearest + 1e-6, now, nearest).astype(np.int32)
    forbidden = np.isin(
        family.astype(np.int64) * instance.num_territories + was,
        eligibility.forbidden[:, 0].astype(np.int64) * instance.num_territories + eligibility.forbidden[:, 1],
    )
    crowded, needed = _room(alignment, criteria, eligibility, nearest)
    full, short = _off_target(today, criteria, eligibility)
    size = np.bincount(eligibility.family_of[eligibility.family_of >= 0], minlength=eligibility.num_families)
    reps = [rep or str(label) for rep, label in zip(instance.territories.reps, instance.territories.ids, strict=True)]
    return _Facts(
        reps=np.array([*reps, "nobody"], dtype=object),
        now=now,
        was=was,
        nearest=nearest,
        choices=choices,
        pinned=(eligibility.pinned[family] == now) & (now >= 0),
        legal=eligibility.may_serve(everyone.astype(np.intp), was) & ~forbidden,
        closer=np.where(was >= 0, km_was - km_now, 0.0),
        km=km_was,
        hours=_hours(alignment),
        full=full,
        short=short,
        crowded=crowded,
        needed=needed,
        family=size[family] > 1,
        new=totals(today, "count") == 0,
    )


def _places(alignment: Alignment, territory: Integers) -> Integers:
    """(n,) place of the centre of each unit's territory, -1 for none."""
    return np.append(alignment.centre_places(), NOBODY).astype(np.int32)[territory]


def _hours(alignment: Alignment) -> Texts:
    """(n,) way to the centre in words."""
    instance = alignment.instance
    timeless = isinstance(instance.travel, TravelMatrix) and instance.travel.hours is None
    geometry = instance.geometry(Quantity.DISTANCE if timeless else Quantity.TIME)
    everyone = np.arange(instance.num_units, dtype=np.int32)
    way = np.nan_to_num(costs_to_places(geometry, everyone, _places(alignment, alignment.territory_of)))
    values, index = np.unique(np.round(way, 0 if timeless else 1), return_inverse=True)
    words = [f"{value:,.0f} km" if timeless else f"{value:,.1f} h" if value else "minutes away" for value in values]
    return np.array(words, dtype=object)[index]


def _off_target(today: Alignment, criteria: Criteria, eligibility: Eligibility) -> tuple[Texts, Texts]:
    """(k,) how far today's book is above, and below, the target of this plan, beyond the tolerance asked for."""
    k = today.instance.num_territories
    worst: dict[str, Floats] = {"above": np.zeros(k), "below": np.zeros(k)}
    words = {side: np.full(k + 1, "", dtype=object) for side in worst}
    for measure, tolerance in criteria.balance.items():
        off = deviations(totals(today, measure), find_targets(today.instance, eligibility, measure))
        for side, amount in (("above", off), ("below", -off)):
            for territory in np.flatnonzero((amount > tolerance) & (amount > worst[side]) & np.isfinite(amount)):
                worst[side][territory] = amount[territory]
                words[side][territory] = f"the book was {amount[territory]:.0%} {side} target in {measure}"
    return words["above"], words["below"]


def _room(alignment: Alignment, criteria: Criteria, eligibility: Eligibility, nearest: Integers) -> tuple[Flags, Flags]:
    """(n,) whether the nearest territory cannot take the unit's family, and whether its own cannot spare it."""
    instance, now = alignment.instance, alignment.territory_of
    placed = eligibility.family_of >= 0
    crowded, needed = np.zeros(len(now), dtype=bool), np.zeros(len(now), dtype=bool)
    limits = find_limits(instance, criteria, eligibility)
    for column, measure in enumerate(limits.measures):
        total = totals(alignment, measure)
        amounts = instance.amounts(measure)
        of_family = np.bincount(eligibility.family_of[placed], amounts[placed], minlength=eligibility.num_families)
        moving = of_family[np.maximum(eligibility.family_of, 0)]
        crowded |= (nearest >= 0) & (total[nearest] + moving > limits.upper[nearest, column])
        needed |= total[now] - moving < limits.lower[now, column]
    return crowded, needed
