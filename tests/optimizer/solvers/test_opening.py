"""Plans before a proof: by the rows alone, and better ones by taking neighbours apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.progress import Monitor
from optimizer.solvers import opening
from optimizer.solvers.backends.backend import Answer, Effort
from optimizer.solvers.backends.cpsat import CpSatBackend
from optimizer.solvers.backends.highs import HighsBackend
from optimizer.solvers.incumbent import Incumbent
from optimizer.solvers.opening import Opening, any_plan, search
from optimizer.stop import MaxRuntime


@dataclass(frozen=True)
class _Recording:
    """CP-SAT, and what it was asked."""

    costs: list[float]

    def solve(self, program, effort: Effort) -> Answer:
        self.costs.append(float(np.abs(program.cost).sum()))
        return CpSatBackend().solve(program, effort)


def _line(make, criteria: Criteria, *, width: int = 3):
    """A grid of 3 x width accounts of potential 1..3, three territories, the grid's contacts."""
    places = [(column, row) for row in range(3) for column in range(width)]
    count = len(places)
    contacts = [(at, at + 1) for at in range(count) if at % width < width - 1]
    contacts += [(at, at + width) for at in range(count - width)]
    potential = 1.0 + np.arange(count) % 3
    instance = make(places, [None, None, None], measures={"potential": potential})
    instance = replace(instance, adjacency=adjacency_from_pairs(count, contacts))
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


CONNECTED = Criteria(balance={"potential": 0.01}, contiguous=True)


def test_any_plan_is_looked_for_without_costs(make):
    """The plan keeps every rule, and nothing was said of costs."""
    formulation, asked, best = _line(make, CONNECTED), _Recording([]), Incumbent()
    any_plan(formulation, best, Monitor(MaxRuntime(30)), backend=asked, until=20.0)
    assert best.alignment is not None
    assert judge(best.alignment, CONNECTED).feasible
    assert asked.costs
    assert not any(asked.costs)


def test_no_plan_is_known_from_the_rows(make):
    """Two accounts pinned together that never can be."""
    criteria = replace(CONNECTED, pins={"a0": "t0", "a8": "t0", "a4": "t1", "a2": "t2", "a6": "t2"})
    formulation, best = _line(make, criteria), Incumbent()
    any_plan(formulation, best, Monitor(MaxRuntime(30)), backend=CpSatBackend(), until=20.0)
    assert best.alignment is None
    assert best.impossible


@pytest.mark.parametrize("feasibility", [None, CpSatBackend()])
def test_the_opening_ends_with_a_plan(make, feasibility):
    """Feasible, its cost the judge's, and no better than a proof allows."""
    formulation, best = _line(make, CONNECTED, width=4), Incumbent()
    Opening(HighsBackend(), feasibility).run(formulation, best, Monitor(MaxRuntime(30)), 1)
    assert best.alignment is not None
    assessment = judge(best.alignment, CONNECTED)
    assert assessment.feasible
    assert assessment.objective == best.cost
    assert best.bound <= best.cost


@pytest.mark.parametrize("patience", [0, 2])
def test_seeds_until_some_in_a_row_find_nothing_better(make, monkeypatch, patience):
    """Where the first plan is the best there is, as many more seeds are tried as patience allows."""
    seeds = []

    def search_once(formulation, best, monitor, seed, **options):
        seeds.append(seed)
        search(formulation, best, monitor, 1, **options)

    monkeypatch.setattr(opening, "search", search_once)
    monkeypatch.setattr(opening, "SECONDS_A_UNIT", 0.02)
    formulation, best = _line(make, CONNECTED), Incumbent()
    Opening(HighsBackend(), patience=patience).run(formulation, best, Monitor(MaxRuntime(60)), 1)
    assert best.alignment is not None
    assert seeds == list(range(1, 2 + patience))
