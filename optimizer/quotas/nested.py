"""Largest remainder inside each parent of a generation at once: ``rounding.round_exact``, for many groups.

A tree of 100,000 territories has some ten thousand parents; one call of ``round_exact`` each would take seconds. The
results are the same to the cent (the tests hold them side by side).
"""

from __future__ import annotations

import numpy as np

from optimizer.money import Cents, Flags
from optimizer.travel import Floats

from .rounding import round_exact
from .tree import Nodes, Tier, tier_sums


def round_groups(ideal: Floats, totals: Cents, tier: Tier, *, unit: int, least: Cents, most: Cents) -> Cents:
    """Whole cents, multiples of ``unit`` where bounds allow, that add up to the total of each owner exactly.

    Parameters
    ----------
    ideal
        (c,) amounts to be close to, cents with fractions.
    totals
        (m,) cents; between the sums of ``least`` and ``most`` of the children (``laminar`` makes it so).
    tier
        Whose children they are.
    unit
        Cents.
    least, most
        (c,) cents.
    """
    cap = np.minimum(most, totals[tier.owner_of])
    whole = np.floor(ideal).astype(np.int64)
    cents = _apportion(totals, tier, whole=whole, bounds=(least, cap), keys=(ideal - whole, ideal))
    on_unit = -(-least // unit) <= most // unit
    if unit == 1 or not on_unit.any():
        return cents
    chosen, part = _restricted(tier, on_unit)
    moved, stuck = _to_unit(cents[chosen], ideal[chosen], part, unit=unit, bounds=(least[chosen], most[chosen]))
    result = cents.copy()
    result[chosen] = moved
    # Where nobody alone has room for the odd remainder the rule is longer: those few are rounded one by one.
    for owner in np.unique(tier.owner_of[chosen][stuck[part.owner_of]]):
        first = tier.firsts[owner]
        members = slice(first, first + int((tier.owner_of == owner).sum()))
        result[members] = round_exact(
            ideal[members], int(totals[owner]), unit=unit, floor=least[members], cap=most[members]
        )
    return result


def _restricted(tier: Tier, chosen: Flags) -> tuple[Nodes, Tier]:
    """Indices of the chosen children and the tier they form."""
    indices = np.flatnonzero(chosen)
    owners, firsts, owner_of = np.unique(tier.owner_of[indices], return_index=True, return_inverse=True)
    return indices, Tier(0, len(indices), tier.owners[owners], firsts.astype(np.int64), owner_of.astype(np.int64))


def _to_unit(cents: Cents, ideal: Floats, tier: Tier, *, unit: int, bounds: tuple[Cents, Cents]) -> tuple[Cents, Flags]:
    """Move each to the multiple below or above; (c,) amounts, and (m,) True where the sum could not be kept."""
    lower, upper = bounds
    below, above = cents // unit, -(-cents // unit)
    least, most = np.maximum(below, -(-lower // unit)), np.minimum(above, upper // unit)
    totals = tier_sums(cents, tier)
    steps = np.minimum(np.maximum(totals // unit, tier_sums(least, tier)), tier_sums(most, tier))
    rounded = unit * _apportion(steps, tier, whole=below, bounds=(least, most), keys=(cents % unit, ideal))

    odd = totals - steps * unit
    sign = np.where(odd >= 0, 1, -1)[tier.owner_of]
    room = np.where(sign > 0, upper - rounded, rounded - lower)
    size = np.abs(odd)
    able = np.flatnonzero((room >= size[tier.owner_of]) & (size < unit)[tier.owner_of])
    ranked = able[np.lexsort((-sign[able] * ideal[able], -rounded[able], tier.owner_of[able]))]
    carried, first = np.unique(tier.owner_of[ranked], return_index=True)
    rounded[ranked[first]] += odd[carried]
    stuck = np.ones(len(odd), dtype=bool)
    stuck[carried] = False
    return rounded, stuck


def _apportion(
    seats: Cents, tier: Tier, *, whole: Cents, bounds: tuple[Cents, Cents], keys: tuple[Floats | Cents, Floats]
) -> Cents:
    """``clip(whole + theta, least, most)`` adding up to the seats of each owner; remainders settle the last step."""
    least, most = bounds
    owner_of = tier.owner_of

    def shifted(shift: Cents) -> Cents:
        moved: Cents = np.clip(whole + shift[owner_of], least, most)
        return moved

    # Ideals nearly add up already, so the shift is looked for near 0 first.
    start = np.minimum.reduceat(least - whole, tier.firsts)
    stop = np.maximum.reduceat(most - whole, tier.firsts) + 1
    for guess in (-1, 1):
        tried = np.clip(np.full_like(start, guess), start, stop - 1)
        fits = tier_sums(shifted(tried), tier) <= seats
        start, stop = np.where(fits, tried, start), np.where(fits, stop, tried)
    while (stop - start > 1).any():
        middle = start + (stop - start) // 2
        fits = tier_sums(shifted(middle), tier) <= seats
        start, stop = np.where(fits, middle, start), np.where(fits, stop, middle)
    given = shifted(start)
    missing = seats - tier_sums(given, tier)
    takers = np.flatnonzero((shifted(start + 1) > given) & (missing > 0)[owner_of])
    remainder, ideal = keys
    ranked = takers[np.lexsort((-ideal[takers], -remainder[takers], owner_of[takers]))]
    owners, first, counts = np.unique(owner_of[ranked], return_index=True, return_counts=True)
    rank = np.arange(len(ranked)) - np.repeat(first, counts)
    given[ranked[rank < np.repeat(missing[owners], counts)]] += 1
    return given
