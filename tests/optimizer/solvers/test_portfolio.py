"""The default: what is small and connected is proved, all else searched."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.portfolio import Portfolio


@dataclass(frozen=True)
class Named:
    """A solver that only notes that it was called."""

    calls: list[int] = field(default_factory=list)

    def solve(self, instance, criteria, monitor, seed, *, start=None):  # noqa: ARG002 -- what a solver is called with
        self.calls.append(seed)


@pytest.mark.parametrize(("contiguous", "most", "exact"), [(True, 3, True), (True, 2, False), (False, 3, False)])
def test_only_small_and_connected_plans_are_proved(make, monitor, contiguous, most, exact):
    """Three connected units are few enough where three may be, too many where two may."""
    search, proof = Named(), Named()
    portfolio = Portfolio(search=search, exact=proof, most_units=most)
    portfolio.solve(make([0.0, 1.0, 2.0], [None]), Criteria(contiguous=contiguous), monitor, 5)
    assert (proof.calls, search.calls) == (([5], []) if exact else ([], [5]))
