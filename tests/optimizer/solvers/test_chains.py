"""A chain of shifts carries surplus past territories that are full to where there is room."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.chains import send_surplus
from optimizer.solvers.exchange import excess, new_state
from optimizer.solvers.prices import starting_prices


@pytest.fixture
def row_of_reps(make, formulated):
    """Three reps in a row; accounts near one may have it or the next: 4, 3 and 2 accounts."""
    places = [0.0, 0.0, 0.0, 0.4, 10.0, 10.0, 10.4, 20.0, 20.0]
    instance = make(places, [0.0, 10.0, 20.0])
    program = formulated(instance, Criteria(balance={"count": 0.0}), most=2).program
    nearest = [int(program.start[item] + program.cost[program.start[item] :][:2].argmin()) for item in range(9)]
    return program, np.array(nearest)


def test_a_surplus_goes_through_the_middle(row_of_reps):
    """The cheapest account of the first to the second, one of the second to the third."""
    program, nearest = row_of_reps
    state = new_state(program, nearest)
    assert state.total.ravel().tolist() == [4.0, 3.0, 2.0]
    assert send_surplus(program, state, starting_prices(program))
    assert state.total.ravel().tolist() == [3.0, 3.0, 3.0]
    assert (program.territory[state.choice] != program.territory[nearest]).nonzero()[0].tolist() == [3, 6]


def test_what_cannot_be_mended_is_left_no_worse(make, formulated):
    """Five accounts of 3 never make two halves: this is said, and the books still agree."""
    instance = make([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 4.0], measures={"potential": [3.0] * 5})
    program = formulated(instance, Criteria(balance={"potential": 0.1})).program
    state = new_state(program, program.start[:-1])
    before = excess(program, state)[0].sum()
    assert not send_surplus(program, state, starting_prices(program))
    assert excess(program, state)[0].sum() <= before
    assert state.total == pytest.approx(new_state(program, state.choice).total)
