"""Rounding keeps totals near what the soft choices add up to."""

from __future__ import annotations

import numpy as np

from optimizer.criteria import Criteria
from optimizer.solvers.exchange import new_state
from optimizer.solvers.rounding import round_off
from optimizer.solvers.transport import solve_transport


def test_each_item_takes_one_of_its_pairs(case, transport_case):
    """Whatever the rule."""
    transport = solve_transport(transport_case(*case))
    program = transport.fixed.program
    order = np.arange(program.num_items, dtype=np.int32)
    choice = round_off(program, transport.prices, transport.scale, order)
    assert (choice >= program.start[:-1]).all()
    assert (choice < program.start[1:]).all()


def test_ties_are_shared_out(make, transport_case):
    """A hundred accounts at one spot between four reps as near: each gets a quarter, within one or two."""
    instance = make([(0.0, 0.0)] * 100, [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)])
    transport = solve_transport(transport_case(instance, Criteria(balance={"count": 0.0})))
    program = transport.fixed.program
    order = np.arange(100, dtype=np.int32)
    total = new_state(program, round_off(program, transport.prices, transport.scale, order)).total
    assert np.abs(total - 25).max() <= 2
