"""Prices found are near the top of the dual, and may be prices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from optimizer.progress import Monitor
from optimizer.solvers.ascent import PriceSearch
from optimizer.solvers.prices import open_bound, starting_prices
from optimizer.solvers.smoothed import find_scale
from optimizer.stop import MaxRuntime


def _relaxation(program):
    """Optimum where items may be cut, by a linear program: the top of the dual."""
    item = np.repeat(np.arange(program.num_items), np.diff(program.start))
    pairs = np.arange(len(item))
    cover = np.zeros((program.num_items, len(item)))
    cover[item, pairs] = 1.0
    rows, limits = [], []
    for territory in range(len(program.lower)):
        for measure in range(program.lower.shape[1]):
            row = np.where(program.territory == territory, program.amounts[item, measure], 0.0)
            if np.isfinite(program.upper[territory, measure]):
                rows.append(row)
                limits.append(program.upper[territory, measure])
            rows.append(-row)
            limits.append(-program.lower[territory, measure])
    for column in range(len(program.most_moved)):
        rows.append(program.moved[:, column])
        limits.append(program.most_moved[column])
    upper = {"A_ub": np.array(rows), "b_ub": np.array(limits)} if rows else {}
    return linprog(program.cost, **upper, A_eq=cover, b_eq=np.ones(program.num_items), bounds=(0, None)).fun


@pytest.fixture
def weighed(case, formulated):
    """The numbers of each case in turn, and their scale."""
    fixed = formulated(*case)
    weight = np.add.reduceat(fixed.items.members.weight[fixed.items.members.unit], fixed.items.members.start[:-1])
    return fixed.program, find_scale(fixed.program, weight)


def test_near_the_top_of_the_dual(weighed):
    """Within one in a hundred of the linear program, never above it."""
    program, scale = weighed
    best = _relaxation(program)
    bound = open_bound(program, PriceSearch().run(program, scale))
    assert bound <= best + 1e-6 * max(1.0, abs(best))
    assert bound >= best - 0.01 * max(1.0, abs(best))


def test_prices_have_the_signs_they_may_have(weighed):
    """None above 0 without an upper limit, none below without a lower one, none of a disruption row below."""
    program, scale = weighed
    prices = PriceSearch().run(program, scale)
    assert (prices.balance[np.isinf(program.upper)] <= 0).all()
    assert (prices.balance[program.lower == 0] >= 0).all()
    assert (prices.moved >= 0).all()


def test_no_time_no_steps(weighed):
    """An interrupted search gives what it began with."""
    program, scale = weighed
    monitor = Monitor(MaxRuntime(60))
    monitor.interrupted = True
    prices = PriceSearch().run(program, scale, monitor=monitor)
    assert (prices.balance == starting_prices(program).balance).all()
