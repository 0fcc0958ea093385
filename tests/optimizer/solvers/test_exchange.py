"""What a move is said to cost is what the merit of the plan changes by."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.solvers import exchange
from optimizer.solvers.chance import chance_of
from optimizer.solvers.exchange import Cooling, Slopes, anneal, excess, new_state, shift, state_cost


@pytest.fixture
def program(case, formulated):
    """The numbers of each case in turn, all pairs open."""
    return formulated(*case).program


def _slopes(program):
    rng = np.random.default_rng(8)
    return Slopes(rng.uniform(0, 5, program.lower.shape), rng.uniform(0, 100, len(program.most_moved)))


def _merit(program, state, slopes):
    total, moved = excess(program, state)
    return state_cost(program, state) + (total * slopes.total).sum() + (moved * slopes.moved).sum()


def _random_choice(program, rng):
    return program.start[:-1] + rng.integers(0, np.diff(program.start))


def test_costs_of_shifts_are_differences(program):
    """Any shift in any plan, limits broken or kept."""
    rng, slopes = np.random.default_rng(1), _slopes(program)
    for _ in range(40):
        choice = _random_choice(program, rng)
        item = int(rng.integers(program.num_items))
        pair = int(rng.integers(program.start[item], program.start[item + 1]))
        after = choice.copy()
        after[item] = pair
        state, other = new_state(program, choice), new_state(program, after)
        difference = _merit(program, other, slopes) - _merit(program, state, slopes)
        if program.territory[pair] != program.territory[choice[item]]:
            cost = exchange._shift_cost(program, state, slopes, (item, pair))
            assert cost == pytest.approx(difference, abs=1e-7)
        shift(program, state, item, pair)
        assert state.total == pytest.approx(other.total, abs=1e-9)
        assert state.moved == pytest.approx(other.moved, abs=1e-12)


def test_costs_of_swaps_are_differences(program):
    """Any two items of different territories that may have each other's."""
    rng, slopes, tried = np.random.default_rng(2), _slopes(program), 0
    for _ in range(300):
        choice = _random_choice(program, rng)
        item, other = (int(row) for row in rng.integers(0, program.num_items, 2))
        pair = exchange._pair_to(program, item, program.territory[choice[other]])
        back = exchange._pair_to(program, other, program.territory[choice[item]])
        if item == other or pair < 0 or back < 0 or pair == choice[item]:
            continue
        tried += 1
        after = choice.copy()
        after[[item, other]] = pair, back
        state = new_state(program, choice)
        difference = _merit(program, new_state(program, after), slopes) - _merit(program, state, slopes)
        cost = exchange._swap_cost(program, state, slopes, (item, pair, other, back))
        assert cost == pytest.approx(difference, abs=1e-7)
    assert tried > 0


def test_annealing_keeps_its_books(program):
    """After thousands of moves totals are still those of the choice, each item at one of its own pairs."""
    state = new_state(program, program.start[:-1])
    order = np.arange(program.num_items, dtype=np.int32)
    accepted = anneal(program, state, _slopes(program), order, Cooling(3000, 50.0, 1.0), chance_of(1, 0))
    assert accepted > 0
    assert (state.choice >= program.start[:-1]).all()
    assert (state.choice < program.start[1:]).all()
    again = new_state(program, state.choice)
    assert state.total == pytest.approx(again.total, abs=1e-8)
    assert state.moved == pytest.approx(again.moved, abs=1e-10)


def test_excess_counts_both_sides(line, formulated):
    """All in one territory: one is over its limit by what the other lacks."""
    program = formulated(line, Criteria(balance={"count": 0.0})).program
    total, moved = excess(program, new_state(program, program.start[:-1]))
    assert total.tolist() == [[3.0], [3.0]]
    assert moved.tolist() == []
