"""Compiling outside the clock: the first search of a process loads or compiles every loop on a toy before it starts.

On a new machine compilation takes the better part of a minute of one core, once; afterwards the loops come from numba's
cache on disk in a second or two. Neither is time a planner gave to the search. Numba compiles one function at a time in
a process, so that the loops over places are left to two more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.instance import Instance, Territories, Units
from optimizer.progress import Monitor
from optimizer.stop import MaxIterations

from .chance import chance_of
from .contiguous import ContiguousSearch
from .enumeration import warm_up_enumeration
from .exchange import Slopes
from .fixed import FixedCentreSearch
from .free import FreeCentreSearch
from .ground import find_ground, with_table
from .layout import item_costs, new_layout
from .median_bound import MedianBound
from .median_proof import MedianProof
from .plan import Plan
from .polish import Polish
from .pricing import open_better, price_out
from .ruin import Effort, ruin_and_recreate
from .transport import TransportCase, near_pairs, solve_transport
from .wide_ascent import GroupAscent
from .wide_bound import WideBound

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
    apart = compile_apart()
    warm_up_fixed()
    for process in apart:
        process.wait()
    search = FreeCentreSearch(polish=LITTLE, bound=MedianBound(steps=20), locations=1)
    search.solve(_toy(free=True), _criteria(), Monitor(MaxIterations(1)), 0)


@cache
def warm_up_wide() -> None:
    """Run the loops of the bound over very many places."""
    instance, criteria = _toy(free=True), _criteria()
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    ground = find_ground(instance, criteria, eligibility, items)
    case = TransportCase(instance, criteria, eligibility, items, np.arange(2, dtype=np.int32))
    plan = Plan(case, ground, np.arange(len(items), dtype=np.int32) % 2, case.centres)
    WideBound(ascent=GroupAscent(steps=2)).run(plan, Monitor(MaxIterations(1)))


@cache
def warm_up_contiguous() -> None:
    """Run every loop of the search for connected territories."""
    warm_up_fixed()
    warm_up_enumeration()
    search = ContiguousSearch(bound=MedianBound(steps=20), steps=1_000, steps_an_item=1, stages=2)
    criteria = replace(_criteria(), contiguous=True)
    for free in (False, True):
        toy = _toy(free=free)
        along = adjacency_from_pairs(toy.num_units, [(unit, unit + 1) for unit in range(toy.num_units - 1)])
        search.solve(replace(toy, adjacency=along), criteria, Monitor(MaxIterations(1)), 0)


@cache
def compile_apart() -> tuple[subprocess.Popen[bytes], ...]:
    """Begin to compile the loops over places in processes of their own, if they are not on disk; none where they are.

    Nothing is passed to the processes and nothing comes back but files in numba's cache; whoever cannot start one
    compiles the loops when they are called.
    """
    if (os.cpu_count() or 1) < 2 or _on_disk():
        return ()
    started = []
    for part in (warm_up_places, warm_up_bounds):
        command = [sys.executable, "-c", f"from {__name__} import {part.__name__} as part; part()"]
        try:
            started.append(
                subprocess.Popen(  # noqa: S603 -- our own interpreter and module
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
        except OSError:
            return tuple(started)
    return tuple(started)


def _on_disk() -> bool:
    # Without compilation (NUMBA_DISABLE_JIT) the function has no statistics, and nothing is to be done.
    statistics = getattr(ruin_and_recreate, "stats", None)
    if statistics is None or statistics.cache_path is None:
        return True
    return any(Path(statistics.cache_path).glob("ruin.ruin_and_recreate-*.nbi"))


def warm_up_places() -> None:
    """Run the loops of walks over places."""
    instance, criteria = _toy(free=True), _criteria()
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    ground = with_table(find_ground(instance, criteria, eligibility, items))
    territory: NDArray[np.int32] = np.arange(len(items), dtype=np.int32) % 2
    layout = new_layout(ground, territory, np.arange(2, dtype=np.int32))
    slopes = Slopes(np.ones(ground.upper.shape), np.ones(len(ground.most_moved)))
    near = np.array([[1], [0]], dtype=np.int32)
    ruin_and_recreate(ground, layout, slopes, near, Effort(1_000, 2, 60, 1.0, 0.5), chance_of(0, 1))
    item_costs(ground, layout)


def warm_up_bounds() -> None:
    """Run the loops of bounds and proofs over places; proofs need territories that are alike."""
    for criteria in (_criteria(), Criteria(balance={"potential": 0.9})):
        instance = _toy(free=True)
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        ground = with_table(find_ground(instance, criteria, eligibility, items))
        case = TransportCase(instance, criteria, eligibility, items, np.arange(2, dtype=np.int32))
        MedianBound(steps=20).run(case, ground, 1e9, Monitor(MaxIterations(1)))
    plan = Plan(case, ground, np.arange(len(items), dtype=np.int32) % 2, case.centres)
    MedianProof(rounds=1).run(plan, np.ones(len(items)), Monitor(MaxIterations(1)))


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
