"""A node of the search for free centres: which pairs are open, which places taken, and what that proves.

Let ``L(a)`` be the bound of ``knapsack`` for multipliers a, ``r_p`` the values of places, ``r_(k)`` the k-th least of
those that are not taken, and ``r_p(f)`` the value of place p if it must serve item f. A plan in which p serves f costs
at least ``L - min(r_p, r_(k)) + r_p(f)``; where that is not below the goal the pair is closed (Beasley, 1993). A place
among the k least without which the bound would not be below the goal is taken: it has a centre in every better plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted
from optimizer.travel import Floats, Integers

from .knapsack import Climb, Shops, bound_at, climb, new_notes

PATIENCE = 40
"""Steps without a better bound after which steps are shortened."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Pairs of places and items of a search, in order of places.

    Parameters
    ----------
    row, item, cost
        (pairs,) place, item and travel of each pair.
    own
        (places,) item at each place.
    amount, upper
        (r, F) and (r,) amounts and upper limits; at least one measure.
    between
        (places, places) travel between places.
    wanted
        Most centres.
    """

    row: Integers
    item: Integers
    cost: Floats
    own: Integers
    amount: Floats
    upper: Floats
    between: Floats
    wanted: int

    def shops(self, pair: Integers, taken: NDArray[np.bool_]) -> Shops:
        """What places could serve by some of the pairs."""
        count = len(self.own)
        row = self.row[pair]
        return Shops(
            start=np.searchsorted(row, np.arange(count + 1)).astype(np.int64),
            item=self.item[pair],
            cost=self.cost[pair],
            amount=self.amount,
            room=np.repeat(self.upper[:, None], count, axis=1),
            pool=np.zeros(count, dtype=np.int32),
            wanted=np.array([max(0, min(self.wanted, count) - int(taken.sum()))], dtype=np.int64),
            fixed=taken,
            own=self.own,
            reach=np.full(self.amount.shape[1], np.inf),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What is open in a part of the search.

    Parameters
    ----------
    pair
        Open pairs of the field, in order.
    taken
        (places,) places that have a centre.
    multiplier, bound
        (F,) multipliers, and the bound they prove.
    average
        (pairs,) how much of each open pair recent steps took.
    """

    pair: Integers
    taken: NDArray[np.bool_]
    multiplier: Floats
    bound: float
    average: Floats


@dataclass(frozen=True, slots=True)
class Ascent:
    """Steps of one climb: how many, the length of the first, and when they are shortened."""

    steps: int
    scale: float = 1.0
    patience: int = PATIENCE


def climbed(field: Field, node: Node, goal: float, ascent: Ascent) -> Node:
    """The node with multipliers that prove more."""
    shops = field.shops(node.pair, node.taken)
    multiplier, average = node.multiplier, node.average.copy()
    number = np.array([-np.inf, ascent.scale, 0.0])
    state = Climb(multiplier.copy(), multiplier.copy(), np.zeros_like(multiplier), number, average)
    climb(shops, state, goal, ascent.steps, ascent.patience)
    return replace(node, multiplier=state.best, bound=max(node.bound, float(number[0])), average=average)


def closed(field: Field, node: Node, goal: float) -> Node | None:
    """The node without pairs that no plan below the goal has, None where there is no such plan."""
    shops = field.shops(node.pair, node.taken)
    notes = new_notes(shops, worth=True)
    bound = bound_at(shops, node.multiplier, notes)
    if max(bound, node.bound) >= goal:
        return None
    row = field.row[node.pair]
    last, following = _thresholds(notes.worth, node.taken, int(shops.wanted[0]))
    without = np.where(node.taken, notes.worth, np.minimum(notes.worth, last))
    least = bound - without[row] + forced(shops, node.multiplier)
    taken = node.taken | (notes.chosen & (bound - notes.worth + following >= goal))
    kept = settle(field, node.pair, least < goal, taken)
    if kept is None:
        return None
    still, taken = kept
    return replace(node, pair=node.pair[still], taken=taken, average=node.average[still], bound=max(bound, node.bound))


def _thresholds(worth: Floats, taken: NDArray[np.bool_], wanted: int) -> tuple[float, float]:
    """The k-th least value of places not taken, and the next one; 0 where there is none, for none must be opened."""
    order = np.sort(np.minimum(worth[~taken], 0.0))
    last = float(order[wanted - 1]) if 0 < wanted <= len(order) else 0.0
    following = float(order[wanted]) if wanted < len(order) else 0.0
    return (last if wanted > 0 else -np.inf), following


def settle(
    field: Field, pair: Integers, still: NDArray[np.bool_], taken: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """What follows from pairs that are closed and places that are taken; None where no plan is left.

    A place that may not serve its own item has no centre; the item of a place that is taken goes nowhere else; an item
    with a single place left takes it.
    """
    row, item = field.row[pair], field.item[pair]
    home = item == field.own[row]
    count, places = field.amount.shape[1], len(field.own)
    while True:
        before = int(still.sum()), int(taken.sum())
        opened = np.zeros(places, dtype=np.bool_)
        opened[row[home & still]] = True
        settled = np.zeros(count, dtype=np.bool_)
        settled[field.own[taken]] = True
        still = still & opened[row] & (~settled[item] | (home & taken[row]))
        choices = np.bincount(item[still], minlength=count)
        taken = taken.copy()
        taken[row[still & (choices[item] == 1)]] = True
        if (choices == 0).any() or taken.sum() > field.wanted or not opened[taken].all():
            return None
        if before == (int(still.sum()), int(taken.sum())):
            return still, taken


@jitted
def forced(shops: Shops, multiplier: Floats) -> Floats:
    """(pairs,) value of each place if it must serve an item, by continuous knapsacks; infinite without room."""
    value = np.full(len(shops.item), np.inf)
    for place in range(len(shops.pool)):
        first, last = shops.start[place], shops.start[place + 1]
        if first == last:
            continue
        own = shops.own[place]
        item = shops.item[first:last]
        gain = np.empty(last - first)
        home = 0.0
        for at in range(last - first):
            gain[at] = shops.cost[first + at] - multiplier[item[at]]
            if item[at] == own:
                home = gain[at]
        gainful = np.flatnonzero((gain < 0.0) & (item != own))
        plain = home + gain[gainful].sum()
        for at in range(last - first):
            value[first + at] = plain + (0.0 if item[at] == own else max(0.0, gain[at]))
        for measure in range(len(shops.amount)):
            amount = shops.amount[measure][item]
            rate = np.empty(len(gainful))
            for at in range(len(gainful)):
                by = amount[gainful[at]]
                rate[at] = gain[gainful[at]] / by if by > 0.0 else -np.inf
            order = gainful[np.argsort(rate)]
            limit = shops.room[measure, place]
            room = limit - shops.amount[measure, own]
            for at in range(last - first):
                if item[at] == own:
                    least = home + _rest(gain, amount, order, -1, room, limit)
                else:
                    least = home + gain[at] + _rest(gain, amount, order, at, room - amount[at], limit)
                value[first + at] = max(value[first + at], least)
    return value


@jittable
def _rest(  # noqa: PLR0917 -- compiled loops take no keywords
    gain: Floats, amount: Floats, order: NDArray[np.int64], leave: int, left: float, limit: float
) -> float:
    """The best that the room left can be used for, one item apart; infinite where nothing was left."""
    if left < -1e-9 * limit:
        return np.inf
    value = 0.0
    for other in order:
        if other == leave:
            continue
        if amount[other] > left:
            return float(value + gain[other] * max(left, 0.0) / amount[other])
        left -= amount[other]
        value += gain[other]
    return value
