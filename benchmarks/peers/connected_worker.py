# ruff: noqa: PLC0415 -- each method imports its own package: the others need not be there
"""One peer on one instance of connected territories, inside the peers' environment: ``... NAME IN OUT``.

As in ``worker``, the clock runs around the method, not around imports. METIS and ReCom draw plans until their time is
over; the best that keeps the limits counts, else the one that misses them least.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import Floats
from benchmarks.check_contiguous import count_pieces
from benchmarks.record import peak_megabytes

from .worker import HANDING_OVER, end_after

Labels = NDArray[np.intp]
SHARE_OF_TIME = 0.9
"""Of the limit, for methods that go on as long as they may."""
METIS_UNITS = 30
"""Weight of an edge of typical length, and how many times shorter an edge may be and still weigh more."""
BURST = 10
"""Steps of a burst of ReCom."""
SHAPE_TRIES = 1000
"""Spanning trees drawn for one cut, after which ReCom takes another pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a peer is given.

    Parameters
    ----------
    places
        (n, 2) points in the plane.
    edges
        (e, 2) units that touch, in one piece.
    cost
        (n, n) weighted cost of each unit under each centre.
    amounts, limits
        (m, n) what is balanced, and (m, 2) least and most of it.
    k
        Number of territories.
    seconds, seed
        Effort and seed.
    """

    places: Floats
    edges: NDArray[np.int64]
    cost: Floats
    amounts: NDArray[np.int64]
    limits: NDArray[np.int64]
    k: int
    seconds: float
    seed: int

    @property
    def tolerance(self) -> float:
        """Share of the mean within which the first measure has to be."""
        return float(self.limits[0, 1] * self.k / self.amounts[0].sum() - 1)

    def merit(self, territory_of: Labels) -> tuple[float, float]:
        """How far limits are missed, pieces too many counting 1 each, and the cost; less is better."""
        missed = float(sum(pieces - 1 for pieces in count_pieces(territory_of, self.k, self.edges)))
        for amount, (low, high) in zip(self.amounts, self.limits.tolist(), strict=True):
            total = np.bincount(territory_of, amount, minlength=self.k)
            missed += float(np.maximum(np.maximum(low - total, total - high), 0).sum() * self.k / amount.sum())
        return missed, sum(self.cost_of(np.flatnonzero(territory_of == j)) for j in range(self.k))

    def cost_of(self, members: NDArray[np.intp]) -> float:
        """Cost of a territory around its best centre."""
        return float(self.cost[np.ix_(members, members)].sum(axis=0).min()) if len(members) else 0.0


Method = Callable[[Job], Callable[[], Labels]]


def metis(job: Job) -> Callable[[], Labels]:
    """Partition the graph into k connected parts, cutting a short edge costing most, with one seed after another.

    Balances the first measure only.
    """
    import pymetis

    first, neighbours, nearness = _graph(job)
    options = {"ufactor": max(1, int(1000 * job.tolerance)), "contig": True}

    def plans() -> Iterator[Labels]:
        seed = job.seed
        while True:
            graph, chosen = pymetis.CSRAdjacency(first, neighbours), pymetis.Options(seed=seed, **options)
            # Recursive bisection, which is the default for few parts, knows no connected ones.
            weights = {"vweights": job.amounts[0], "eweights": nearness}
            yield np.asarray(pymetis.part_graph(job.k, graph, **weights, options=chosen, recursive=False)[1])
            seed += 1

    return lambda: _best_of(plans(), job)


def recom(job: Job) -> Callable[[], Labels]:
    """Merge two districts and cut a random spanning tree of them, in short bursts towards the least cost.

    Balances the first measure only.
    """
    from functools import partial

    import networkx as nx
    from gerrychain import Graph, Partition, updaters
    from gerrychain.constraints import contiguous
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom as recombine
    from gerrychain.proposals.tree_proposals import MetagraphError
    from gerrychain.tree import bipartition_tree

    graph = nx.Graph()
    graph.add_nodes_from(range(len(job.places)))  # in this order: parts hold positions, not labels
    graph.add_edges_from(job.edges.tolist())
    nx.set_node_attributes(graph, dict(enumerate(job.amounts[0].tolist())), "population")
    mean = job.amounts[0].sum() / job.k
    tally = {"population": updaters.Tally("population", alias="population")}
    known: dict[frozenset[int], float] = {}

    def cost(plan: Any) -> float:
        for part in plan.parts.values():
            if part not in known:
                known[part] = job.cost_of(np.fromiter(part, dtype=np.intp))
        return sum(known[part] for part in plan.parts.values())

    def plans() -> Iterator[Labels]:
        options: dict[str, Any] = {"epsilon": job.tolerance, "pop_col": "population"}
        start = Partition.from_random_assignment(
            graph=Graph.from_networkx(graph), n_parts=job.k, updaters=tally, rng=job.seed, **options
        )
        cut = partial(bipartition_tree, max_attempts=SHAPE_TRIES, allow_pair_reselection=True)
        step = partial(recombine, pop_target=mean, bipartition_tree_fn=cut, **options)
        search = SingleMetricOptimizer(step, [contiguous], start, cost, maximize=False, rng=job.seed)
        # It gives up where no pair of districts can be cut anew; what was found by then counts.
        with suppress(MetagraphError):
            for plan in search.short_bursts(BURST, sys.maxsize // BURST):
                yield _labels(plan.assignment.to_dict(), len(job.places))

    return lambda: _best_of(plans(), job)


def k_means_constrained(job: Job) -> Callable[[], Labels]:
    """k-means with sizes between two limits; it counts units, and knows neither amounts nor who touches whom."""
    from k_means_constrained import KMeansConstrained

    n, k, tolerance = len(job.places), job.k, job.tolerance
    sizes = {"size_min": int(np.floor(n / k * (1 - tolerance))), "size_max": int(np.ceil(n / k * (1 + tolerance)))}
    model = KMeansConstrained(k, **sizes, n_init=1, random_state=job.seed)
    return lambda: np.asarray(model.fit_predict(job.places))


def spopt_ward(job: Job) -> Callable[[], Labels]:
    """Agglomerate units that touch by Ward's rule: connected and compact; it takes no sizes."""
    import geopandas
    from libpysal.weights import W
    from spopt.region import WardSpatial

    touching: dict[int, list[int]] = {unit: [] for unit in range(len(job.places))}
    for one, other in job.edges.tolist():
        touching[one].append(other)
        touching[other].append(one)
    x, y = job.places.T
    frame = geopandas.GeoDataFrame({"x": x, "y": y}, geometry=geopandas.points_from_xy(x, y))

    def work() -> Labels:
        model = WardSpatial(frame, W(touching, silence_warnings=True), ["x", "y"], n_clusters=job.k)
        model.solve()
        return np.asarray(model.labels_)

    return work


METHODS: dict[str, Method] = {
    "METIS (pymetis)": metis,
    "ReCom (gerrychain)": recom,
    "k-means-constrained": k_means_constrained,
    "spopt WardSpatial": spopt_ward,
}


def _graph(job: Job) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where the neighbours of each unit begin, the neighbours, and the weight of each edge: 1 / length ** 2."""
    ends = np.concatenate([job.edges, job.edges[:, ::-1]])
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    first = np.searchsorted(ends[:, 0], np.arange(len(job.places) + 1))
    length = np.hypot(*(job.places[ends[:, 0]] - job.places[ends[:, 1]]).T)
    typical = float(np.median(length))
    nearness = np.maximum(1, np.rint(METIS_UNITS * (typical / np.maximum(length, typical / METIS_UNITS)) ** 2))
    return first.astype(np.int64), ends[:, 1].astype(np.int64), nearness.astype(np.int64)


def _best_of(plans: Iterator[Labels], job: Job) -> Labels:
    """Take the best of the plans until time is over."""
    end = time.perf_counter() + SHARE_OF_TIME * job.seconds
    best = next(plans)
    merit = job.merit(best)
    while time.perf_counter() < end:
        plan = next(plans, None)
        if plan is None:
            break
        found = job.merit(plan)
        if found < merit:
            best, merit = plan, found
    return best


def _labels(part_of: dict[int, Any], n: int) -> Labels:
    """(n,) part of each unit, parts numbered from 0."""
    _, numbered = np.unique([part_of[unit] for unit in range(n)], return_inverse=True)
    return np.asarray(numbered, dtype=np.intp)


def main(name: str, source: Path, target: Path) -> None:
    """Read the instance, run the method, write its territories, its seconds and its peak of memory."""
    with np.load(source) as given:
        arrays = {field: given[field] for field in ("places", "edges", "cost", "amounts", "limits")}
        k, seed, seconds = int(given["k"]), int(given["seed"]), float(given["seconds"])
    work = METHODS[name](Job(**arrays, k=k, seed=seed, seconds=seconds))
    end_after(seconds + HANDING_OVER)
    started = time.perf_counter()
    territory_of = np.asarray(work(), dtype=np.intp)
    seconds = time.perf_counter() - started
    np.savez(target, territory_of=territory_of, seconds=seconds, peak_mb=peak_megabytes())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
