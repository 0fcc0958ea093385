"""Shifts and swaps by simulated annealing over the open pairs, limits priced by what it costs to break them.

The merit of a plan is its cost plus, for every total outside its limits, the excess times a slope. Slopes above the
prices of the dual make the penalty exact; they rise while limits are broken and fall while they are kept, so that the
search crosses the border of the feasible plans again and again (strategic oscillation: Glover, 1989; annealing for
generalized assignment: Osman, 1995). Partners of a swap are looked for among items nearby, in the order of a
space-filling curve.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted
from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats

from .chance import Chance, draw, pick

WINDOWS = 12
"""Partners lie at most 2 ** WINDOWS places apart on the curve."""


class State(NamedTuple):
    """A plan under way, changed in place.

    Parameters
    ----------
    choice
        (F,) pair of each item.
    total, moved
        (k, r) and (d,) what it adds up to.
    """

    choice: NDArray[np.int64]
    total: Floats
    moved: Floats


class Slopes(NamedTuple):
    """What an excess costs: (k, r) by territory and measure, (d,) by disruption row."""

    total: Floats
    moved: Floats


class Cooling(NamedTuple):
    """A number of steps over which the temperature falls from one value to another, both in objective."""

    steps: int
    first: float
    last: float


def new_state(program: Program, choice: NDArray[np.int64]) -> State:
    """A state with totals computed from scratch."""
    territory = program.territory[choice]
    total = [np.bincount(territory, column, minlength=len(program.lower)) for column in program.amounts.T]
    shape = (program.amounts.shape[1], len(program.lower))
    moved = program.moved[choice].sum(axis=0) if program.moved.size else np.zeros(len(program.most_moved))
    return State(choice.copy(), np.ascontiguousarray(np.array(total).reshape(shape).T), moved)


def state_cost(program: Program, state: State) -> float:
    """Objective of the state, limits aside."""
    return float(program.cost[state.choice].sum())


def excess(program: Program, state: State) -> tuple[Floats, Floats]:
    """(k, r) and (d,) how far totals are outside their limits."""
    total = np.maximum(np.maximum(state.total - program.upper, program.lower - state.total), 0.0)
    return total, np.maximum(state.moved - program.most_moved, 0.0)


@jitted
def anneal(  # noqa: PLR0917 -- compiled loops take no keywords
    program: Program, state: State, slopes: Slopes, order: NDArray[np.int32], cooling: Cooling, chance: Chance
) -> int:
    """Try ``cooling.steps`` shifts and swaps among the items of ``order``; how many were accepted."""
    accepted = 0
    count = len(order)
    if count == 0:
        return 0
    factor = (cooling.last / cooling.first) ** (1.0 / max(1, cooling.steps))
    temperature = cooling.first
    for _ in range(cooling.steps):
        temperature *= factor
        at = pick(chance, count)
        item = order[at]
        # The most a worse move may cost is drawn first: most moves are then refused without an exponential.
        room = -temperature * np.log(1.0 - draw(chance))
        if draw(chance) < 0.5:
            first = program.start[item]
            pair = first + pick(chance, program.start[item + 1] - first)
            if pair != state.choice[item] and _shift_cost(program, state, slopes, (item, pair)) < room:
                shift(program, state, item, pair)
                accepted += 1
            continue
        reach = 1 << pick(chance, WINDOWS)
        other = order[(at + 1 + pick(chance, 2 * reach) - reach + count) % count]
        pair = _pair_to(program, item, program.territory[state.choice[other]])
        back = _pair_to(program, other, program.territory[state.choice[item]])
        if other == item or pair < 0 or back < 0 or pair == state.choice[item]:
            continue
        if _swap_cost(program, state, slopes, (item, pair, other, back)) < room:
            shift(program, state, item, pair)
            shift(program, state, other, back)
            accepted += 1
    return accepted


@jittable
def _pair_to(program: Program, item: int, territory: int) -> int:
    for pair in range(program.start[item], program.start[item + 1]):
        if program.territory[pair] == territory:
            return pair
    return -1


@jittable
def _over(total: float, lower: float, upper: float) -> float:
    return max(total - upper, lower - total, 0.0)


@jittable
def _change(program: Program, state: State, slopes: Slopes, at: tuple[int, int], by: float) -> float:
    """What it costs that the total of (territory, measure) changes."""
    total = state.total[at]
    before = _over(total, program.lower[at], program.upper[at])
    return float((_over(total + by, program.lower[at], program.upper[at]) - before) * slopes.total[at])


@jittable
def _change_moved(program: Program, state: State, slopes: Slopes, row: int, by: float) -> float:
    before = max(state.moved[row] - program.most_moved[row], 0.0)
    return float((max(state.moved[row] + by - program.most_moved[row], 0.0) - before) * slopes.moved[row])


@jittable
def _shift_cost(program: Program, state: State, slopes: Slopes, shift: tuple[int, int]) -> float:
    item, pair = shift
    now = state.choice[item]
    cost = program.cost[pair] - program.cost[now]
    for measure in range(program.amounts.shape[1]):
        amount = program.amounts[item, measure]
        cost += _change(program, state, slopes, (program.territory[now], measure), -amount)
        cost += _change(program, state, slopes, (program.territory[pair], measure), amount)
    for row in range(len(program.most_moved)):
        cost += _change_moved(program, state, slopes, row, program.moved[pair, row] - program.moved[now, row])
    return float(cost)


@jittable
def _swap_cost(program: Program, state: State, slopes: Slopes, swap: tuple[int, int, int, int]) -> float:
    item, pair, other, back = swap
    now, then = state.choice[item], state.choice[other]
    cost = program.cost[pair] + program.cost[back] - program.cost[now] - program.cost[then]
    for measure in range(program.amounts.shape[1]):
        amount = program.amounts[item, measure] - program.amounts[other, measure]
        cost += _change(program, state, slopes, (program.territory[now], measure), -amount)
        cost += _change(program, state, slopes, (program.territory[pair], measure), amount)
    for row in range(len(program.most_moved)):
        by = program.moved[pair, row] + program.moved[back, row] - program.moved[now, row] - program.moved[then, row]
        cost += _change_moved(program, state, slopes, row, by)
    return float(cost)


@jitted
def shift(program: Program, state: State, item: int, pair: int) -> None:
    """Give an item another pair."""
    now = state.choice[item]
    for measure in range(program.amounts.shape[1]):
        amount = program.amounts[item, measure]
        state.total[program.territory[now], measure] -= amount
        state.total[program.territory[pair], measure] += amount
    for row in range(len(program.most_moved)):
        state.moved[row] += program.moved[pair, row] - program.moved[now, row]
    state.choice[item] = pair
