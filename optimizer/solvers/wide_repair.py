"""The bound that multipliers prove over all places, and multipliers made better where they are too high.

``L`` takes the k least values of places. Where multipliers are a little too high, the hundreds of places of a region
all gain too much, and L loses k times what the worst of them gains. Lowering the multipliers of the units it serves by
that much costs it once: Kaczmarz's projection (1937) onto the limits of a linear program that are broken, all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.chunks import in_parallel, in_pieces
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .wide_ascent import GroupAscent, Multipliers, Pool, sensible
from .wide_field import RUN, Priced, best_prices, lowered, priced, values

ROUNDING = 1e-11
"""Share of the terms of a bound by which it is lowered."""
PIECES = 4
"""Arrays of all units in which they get cheaper, whatever the number of threads."""
SAMPLE = 20_000
"""Places looked at while multipliers are made better, at least."""
FEW = 2
"""With fewer places for each of the sample all are looked at."""
TRIED = 32
"""Runs of places whose time says how long all take."""
SHARPEST = 20
"""Most rounds of better prices for the places that count."""
LESS = 2.0
"""A price is sought down to minus so many times its size."""
SETTLED = 1e-3
"""Rounds end when the bound rises by less than this share of it."""
FIRST_LEVEL, LEVEL = 0.3, 0.1
"""Share of the places that is worth too much, in the first round and later."""


class _Look(NamedTuple):
    """Places looked at: ``rows`` of their units, ``price`` and ``value`` (P,)."""

    rows: NDArray[np.intp]
    price: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class Repair:
    """Rounds of lowering over a sample of places, then over all, each of which proves a bound.

    Parameters
    ----------
    rounds
        Rounds over a sample, and most rounds over all places.
    sample
        Places of each territory in the sample, at least.
    share
        Most of the time that the multipliers to begin with may take.
    """

    rounds: int = 4
    sample: int = 100
    share: float = 0.5

    def run(self, pool: Pool, ascent: GroupAscent, monitor: Monitor, seconds: float) -> float | None:
        """Bound of a pool; None where all places take longer than there is time."""
        until = monitor.elapsed + seconds
        at = ascent.run(pool, monitor, self.share * seconds)
        needed = _seconds(pool, at, monitor)
        begin, best, look = at, None, None
        at = self._mended_on_some(pool, at, monitor, until - needed)
        for _ in range(self.rounds if pool.wanted else 1):
            # A first bound is worth some time that was not given, a better one is not.
            end = until if best is None else min(until, monitor.elapsed + monitor.remaining)
            if monitor.stop_asked() or monitor.elapsed + needed > end:
                break
            if look is not None:
                at = _mended(pool, at, look, FIRST_LEVEL if at is begin else LEVEL)
            look = _sharpened(pool, at, _look(pool, at, np.arange(len(at.price))))
            bound = _bound(pool, at, look)
            if best is not None and bound < best + SETTLED * abs(best):
                return max(best, bound)
            best = bound
        return best

    def _mended_on_some(self, pool: Pool, at: Multipliers, monitor: Monitor, until: float) -> Multipliers:
        """Multipliers lowered by what a sample of places says; all of them are looked at later, once."""
        count = len(at.price)
        every = count // max(SAMPLE, self.sample * pool.wanted)
        if every < FEW or not pool.wanted:
            return at
        for number in range(self.rounds):
            if monitor.stop_asked() or monitor.elapsed > until:
                break
            rows = np.arange(number % every, count, every)
            look = _sharpened(pool, at, _look(pool, at, rows))
            at = _mended(pool, at, look, FIRST_LEVEL if number == 0 else LEVEL)
        return at


def _seconds(pool: Pool, at: Multipliers, monitor: Monitor) -> float:
    """Seconds that all places are likely to take: some runs of neighbours are timed."""
    count = len(at.price)
    begin = np.linspace(0, max(count - RUN, 0), TRIED).astype(np.intp)
    rows = np.unique(np.minimum(begin[:, None] + np.arange(RUN), count - 1))
    began = monitor.elapsed
    _look(pool, at, rows)
    return (monitor.elapsed - began) * count / len(rows)


def _look(pool: Pool, at: Multipliers, rows: NDArray[np.intp]) -> _Look:
    """Values of the places of some units."""
    ready, places, price = priced(pool.field, at.multiplier), pool.field.xyz[rows], at.price[rows]
    return _Look(rows, price, _values(ready, places, price))


def _values(ready: Priced, places: Floats, price: Floats) -> Floats:
    return np.concatenate(in_pieces(len(places), lambda span: values(ready, places, price, span)))


def _best(ready: Priced, places: Floats, price: Floats) -> tuple[Floats, Floats]:
    """(P,) the best prices of some places, not much below those known, and the values there."""
    field = ready.field
    slack = np.maximum(LESS * np.abs(price), 1e-6 * float(np.abs(ready.multiplier).max(initial=0.0)))
    if field.least <= 0.0:
        slack[:] = 0.0
    if field.least <= 0.0 and field.room == np.inf:
        best = np.zeros(len(places))
    else:
        best = np.concatenate(in_pieces(len(places), lambda span: best_prices(ready, places, slack, span)))
    return best, _values(ready, places, best)


def _sharpened(pool: Pool, at: Multipliers, look: _Look) -> _Look:
    """The same with the best prices for the least of the places, which are those that count."""
    ready = priced(pool.field, at.multiplier)
    price, value = look.price.copy(), look.value.copy()
    known = np.zeros(len(value), dtype=np.bool_)
    wanted = min(len(value), -(-pool.wanted * len(value) // len(at.price)))
    for _ in range(SHARPEST):
        least = np.argsort(value, kind="stable")[: 2 * wanted]
        # Neighbours one after the other, as the loops have it.
        fresh = np.sort(least[~known[least]])
        if known[least[:wanted]].all():
            break
        best, better = _best(ready, pool.field.xyz[look.rows[fresh]], price[fresh])
        price[fresh] = np.where(better > value[fresh], best, price[fresh])
        value[fresh] = np.maximum(better, value[fresh])
        known[fresh] = True
    return _Look(look.rows, price, value)


def _bound(pool: Pool, at: Multipliers, look: _Look) -> float:
    """``L``, all places known."""
    terms = np.sort(look.value)[: pool.wanted]
    if len(pool.fixed):
        nearest = cKDTree(pool.field.xyz).query(pool.fixed)[1]
        terms = np.append(terms, _best(priced(pool.field, at.multiplier), pool.fixed, at.price[nearest])[1])
    rounding = ROUNDING * float(np.abs(at.multiplier).sum() + np.abs(terms).sum())
    return float(at.multiplier.sum() + terms.sum()) - rounding


def _mended(pool: Pool, at: Multipliers, look: _Look, level: float) -> Multipliers:
    """Multipliers lowered where places are worth less than a share of them."""
    threshold = float(np.sort(look.value)[int(level * len(look.value))])
    low = np.flatnonzero(look.value < threshold)
    places, price, excess = pool.field.xyz[look.rows[low]], look.price[low], threshold - look.value[low]
    ready = priced(pool.field, at.multiplier)
    ends = [len(low) * piece // PIECES for piece in range(PIECES + 1)]
    parts = in_parallel(list(pairwise(ends)), lambda span: lowered(ready, places, price, excess, span))
    less = np.asarray(np.max(parts, axis=0))
    prices = at.price.copy()
    prices[look.rows] = look.price
    # A place whose units all got cheaper alike serves the same ones at a price that is lower by as much.
    amount = pool.field.amount
    prices -= np.divide(less, amount, out=np.zeros_like(less), where=amount > 0.0)
    return Multipliers(at.multiplier - less, sensible(pool.field, prices))
