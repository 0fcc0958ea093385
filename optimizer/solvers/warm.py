"""Compiling outside the clock: the first search of a process loads or compiles every loop on a toy before it starts.

On a new machine compilation takes half a minute once; afterwards the loops come from numba's cache on disk in a
second or two. Neither is time a planner gave to the search.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.instance import Instance, Territories, Units
from optimizer.progress import Monitor
from optimizer.stop import MaxIterations

from .fixed import FixedCentreSearch
from .free import FreeCentreSearch
from .median_bound import MedianBound
from .polish import Polish
from .pricing import open_better, price_out
from .transport import TransportCase, near_pairs, solve_transport

LITTLE = Polish(steps=1, most_steps=100)


@cache
def warm_up_fixed() -> None:
    """Run every loop of the search with fixed centres."""
    instance = _toy(free=False)
    criteria = _criteria()
    FixedCentreSearch(polish=LITTLE).solve(instance, criteria, Monitor(MaxIterations(1)), 0)
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = (instance.num_units + np.arange(instance.num_territories)).astype(np.int32)
    transport = solve_transport(TransportCase(instance, criteria, eligibility, items, centres))
    open_better(transport.fixed, price_out(transport.fixed, transport.prices).better)
    near_pairs(transport)


@cache
def warm_up_free() -> None:
    """Run every loop of the search with free centres."""
    warm_up_fixed()
    bound = MedianBound(steps=20)
    search = FreeCentreSearch(polish=LITTLE, bound=bound, locations=1)
    search.solve(_toy(free=True), _criteria(), Monitor(MaxIterations(1)), 0)


def _criteria() -> Criteria:
    return Criteria(balance={"potential": 0.5}, disruption_at_most=0.9)


def _toy(*, free: bool) -> Instance:
    """Twelve units around two centres."""
    generator = np.random.default_rng(0)
    n = 12
    places = np.column_stack([40 + generator.random(n), -90 + generator.random(n)])
    centres = np.full((2, 2), np.nan) if free else places[:2].copy()
    return Instance(
        units=Units(
            ids=pd.Index([str(unit) for unit in range(n)]),
            places=places,
            activity=1 + generator.random((n, 1)),
            incumbent=np.arange(n, dtype=np.int32) % 2,
            family=np.arange(n, dtype=np.int32),
        ),
        territories=Territories(
            ids=pd.Index(["one", "two"]), reps=("one", "two"), centres=centres, shares=np.ones((2, 1))
        ),
        measures=("potential",),
    )
