"""A certificate that no plan exists is one only if it stands above rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.solvers.feasibility import _certifies, proves_infeasible
from optimizer.solvers.prices import Prices
from optimizer.solvers.transport import solve_transport


def test_pins_that_fill_a_territory_are_proved(make, transport_case, monitor):
    """Three of four accounts pinned to one of two reps: prices at which every plan breaks the limits are found."""
    instance = make([0.0, 1.0, 2.0, 3.0], [0.0, 3.0])
    criteria = Criteria(balance={"potential": 0.2}, pins={"a0": "t0", "a1": "t0", "a2": "t0"})
    assert proves_infeasible(solve_transport(transport_case(instance, criteria)), monitor)


def test_a_cap_on_what_moves_is_part_of_a_proof(line, transport_case, monitor):
    """Today is 4 to 2; even a cut account must move by 0.4 of 6 to come within 0.2."""
    criteria = Criteria(balance={"count": 0.2}, disruption_at_most={"count": 0.06})
    assert proves_infeasible(solve_transport(transport_case(line, criteria)), monitor)


def test_what_exists_is_not_disproved(case, transport_case, monitor):
    """No case with a plan gets a certificate."""
    assert not proves_infeasible(solve_transport(transport_case(*case)), monitor)


def test_what_only_whole_accounts_break_is_not_certified(make, transport_case, monitor):
    """Five accounts of 3 make two halves of 7.5 if cut: prices know nothing of whole ones."""
    instance = make([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 4.0], measures={"potential": [3.0] * 5})
    transport = solve_transport(transport_case(instance, Criteria(balance={"potential": 0.1})))
    assert not proves_infeasible(transport, monitor)


@pytest.mark.parametrize("price", [1.0, -1.0, 3.0, -7.0])
def test_rounding_is_no_certificate(make, transport_case, price):
    """Two islands, one at a price, one at a prize, of equal worth: what is left over is rounding, whatever its sign."""
    instance = make(
        [0.0] * 6,
        [0.0, 1.0],
        measures={"potential": [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]},
        tags={"island": ([0, 0, 0, 1, 1, 1], ["0", "1"])},
    )
    transport = solve_transport(transport_case(instance, Criteria(balance={"potential": 0.0})))
    assert not _certifies(transport, Prices(np.array([[price], [-price]]), np.zeros(0)))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_prices_disprove_a_plan_that_exists(make, transport_case, data):
    """Whatever the prices, an instance made around a hidden plan gets no certificate, with no tolerance at all."""
    n, k = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 3))
    hidden = data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    amounts = data.draw(st.lists(st.floats(0.1, 10), min_size=n, max_size=n))
    price = data.draw(st.lists(st.floats(-5, 5), min_size=k, max_size=k))
    share = np.bincount(hidden, amounts, minlength=k).tolist()
    instance = make([float(at) for at in range(n)], [0.0] * k, measures={"m": amounts}, shares=share, incumbent=hidden)
    criteria = Criteria(balance={"m": 0.0}, disruption_at_most=0.0)
    transport = solve_transport(transport_case(instance, criteria))
    moved = np.array([data.draw(st.floats(0, 5))])
    assert not _certifies(transport, Prices(np.array(price).reshape(k, 1), moved))
