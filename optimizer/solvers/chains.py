"""Surplus sent along the shortest path of territories to where there is room.

One territory too full and another with room need not touch; a chain of shifts, one item from each territory to the
next, mends both at the least extra priced cost (shortest augmenting paths for transport problems: Ahuja, Magnanti and
Orlin, 1993, "Network Flows", chapter 9).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jitted
from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats

from .exchange import State, excess, shift
from .prices import Prices, priced_cost

MOST_TERRITORIES = 3_000
"""With more the table of all pairs of territories is too large; annealing then repairs alone."""
MOST_CHAINS = 600


class _Links(NamedTuple):
    """(k, k) least extra priced cost of moving one item from a territory to another, and which item and pair."""

    cost: Floats
    item: NDArray[np.int64]
    pair: NDArray[np.int64]


def send_surplus(program: Program, state: State, prices: Prices) -> bool:
    """Shift items along chains until the totals keep their limits or no chain helps; whether they do. In place."""
    k = len(program.lower)
    failed: set[int] = set()
    if k > MOST_TERRITORIES:
        return not _relative(program, state).any()
    mean = program.amounts.mean(axis=0)
    for _ in range(MOST_CHAINS):
        over = _relative(program, state)
        if not over.any():
            return True
        over[list(failed)] = 0.0
        worst = int(over.argmax())
        if over[worst] == 0.0:
            return False
        before = float(_relative(program, state).sum())
        undo = _send(program, state, prices, (worst, mean))
        if float(_relative(program, state).sum()) < before - 1e-12:
            failed.clear()
            continue
        for item, pair in reversed(undo):
            shift(program, state, item, pair)
        failed.add(worst)
    return not _relative(program, state).any()


def _relative(program: Program, state: State) -> Floats:
    """(k,) excess of each territory as share of its limits, summed over measures; rounding apart."""
    total, _ = excess(program, state)
    size = np.maximum(np.where(np.isfinite(program.upper), program.upper, program.lower), 1e-12)
    share = total / size
    return np.asarray(np.where(share > 1e-10, share, 0.0).sum(axis=1))


def _send(program: Program, state: State, prices: Prices, whence: tuple[int, Floats]) -> list[tuple[int, int]]:
    """Shift along the cheapest chain out of, or into, a territory, by (r,) amounts; the shifts that would undo it."""
    territory, mean = whence
    full = bool((state.total[territory] > program.upper[territory]).any())
    links = _links(program, state, prices)
    room = _room(program, state, mean if full else -mean)
    chain = _cheapest_chain(links.cost if full else np.ascontiguousarray(links.cost.T), territory, room)
    undo = []
    for before, after in pairwise(chain):
        one, other = (before, after) if full else (after, before)
        item, pair = int(links.item[one, other]), int(links.pair[one, other])
        undo.append((item, int(state.choice[item])))
        shift(program, state, item, pair)
    return undo


def _room(program: Program, state: State, more: Floats) -> NDArray[np.bool_]:
    """(k,) True where (r,) amounts more, or less where they are below 0, keep the limits."""
    total = state.total + more
    if (more > 0).any():
        return np.asarray((total <= program.upper * (1 + 1e-12)).all(axis=1))
    return np.asarray((total >= program.lower * (1 - 1e-12)).all(axis=1))


@jitted
def _links(program: Program, state: State, prices: Prices) -> _Links:
    k = len(program.lower)
    cost = np.full((k, k), np.inf)
    best_item = np.full((k, k), -1, dtype=np.int64)
    best_pair = np.full((k, k), -1, dtype=np.int64)
    for item in range(len(state.choice)):
        first, last = program.start[item], program.start[item + 1]
        if last - first < 2:
            continue
        now = program.territory[state.choice[item]]
        here = priced_cost(program, prices, item, state.choice[item])
        for pair in range(first, last):
            territory = program.territory[pair]
            extra = priced_cost(program, prices, item, pair) - here
            if territory != now and extra < cost[now, territory]:
                cost[now, territory] = extra
                best_item[now, territory] = item
                best_pair[now, territory] = pair
    return _Links(np.maximum(cost, 0.0), best_item, best_pair)


@jitted
def _cheapest_chain(cost: Floats, source: int, goal: NDArray[np.bool_]) -> list[int]:
    """Territories from the source to the nearest goal (Dijkstra, 1959); the source alone where there is no way."""
    k = len(cost)
    distance = np.full(k, np.inf)
    before = np.full(k, -1, dtype=np.int64)
    done = np.zeros(k, dtype=np.bool_)
    distance[source] = 0.0
    for _ in range(k):
        at = -1
        for territory in range(k):
            if not done[territory] and (at < 0 or distance[territory] < distance[at]):
                at = territory
        if distance[at] == np.inf:
            break
        done[at] = True
        if goal[at] and at != source:
            chain = [at]
            while chain[-1] != source:
                chain.append(before[chain[-1]])
            return chain[::-1]
        for territory in range(k):
            if distance[at] + cost[at, territory] < distance[territory]:
                distance[territory] = distance[at] + cost[at, territory]
                before[territory] = at
    return [source]
