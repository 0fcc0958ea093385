"""The default chooses by what the instance has."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.heuristic import HeuristicSearch


@dataclass(frozen=True)
class Named:
    """A solver that only notes that it was called."""

    calls: list[int] = field(default_factory=list)

    def solve(self, instance, criteria, monitor, seed, *, start=None):  # noqa: ARG002 -- what a solver is called with
        self.calls.append(seed)


@pytest.mark.parametrize(("centres", "free"), [([0.0, 1.0], False), ([None, None], True), ([0.0, None], True)])
def test_fixed_and_free(make, monitor, centres, free):
    """One centre to be placed is enough for the search over places."""
    fixed_search, free_search = Named(), Named()
    search = HeuristicSearch(fixed=fixed_search, free=free_search)
    search.solve(make([0.0, 1.0, 2.0], centres), Criteria(), monitor, 9)
    assert (fixed_search.calls, free_search.calls) == (([], [9]) if free else ([9], []))


@pytest.mark.parametrize("centres", [[0.0, 1.0], [None, None]])
def test_connected_territories_have_a_search_of_their_own(make, monitor, centres):
    """Whether centres are fixed or free."""
    contiguous = Named()
    HeuristicSearch(contiguous=contiguous).solve(make([0.0, 1.0], centres), Criteria(contiguous=True), monitor, 3)
    assert contiguous.calls == [3]


@pytest.mark.parametrize("centre", [0.0, None])
def test_nothing_to_place(make, monitor, centre):
    """Without units that can be placed a plan is empty and optimal."""
    result = HeuristicSearch().solve(make([None], [centre], unplaced=[0]), Criteria(), monitor, 1)
    assert result.alignment.territory_of.tolist() == [-1]
    assert (result.feasible, result.objective, result.lower_bound) == (True, 0.0, 0.0)
