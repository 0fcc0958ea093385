# ruff: noqa: PLC0415 -- each method imports its own package: the others need not be there
"""One peer on one instance, inside the peers' own environment: ``python -m benchmarks.peers.worker NAME IN OUT``.

Each method is used as its documentation shows, with the settings a user would choose. The clock runs
around the method and the inputs only it needs (a graph, a cost matrix), not around imports. Those that depend on chance
draw plans until their time is over; the best that keeps the limits counts, else the one that misses them least.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import Floats, best_centres, great_circle_km
from benchmarks.record import peak_megabytes

from .drawing import SHARE_OF_TIME, Labels, best_of
from .graph import Graph, nearness_of

LARGEST_MODEL = 300_000
"""Binary variables above which spopt's integer programme is not tried: it takes about 3 kB of memory each."""
NUM_NEIGHBOURS = 8
NUM_CANDIDATES = 30
METRES = 1000
HANDING_OVER = 15.0
"""Seconds beyond the limit: a method that keeps it by itself needs a moment to hand over its plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a peer is given.

    Parameters
    ----------
    places, positions
        (n, 2) latitude and longitude, and (n, 3) the same on the globe in kilometres.
    centres, homes
        (k, 2) and (k, 3) given centres; None where they are to be placed.
    k
        Number of territories.
    fewest, most
        Accounts a territory may have.
    seconds, seed
        Effort and seed, where a method takes them.
    """

    places: Floats
    positions: Floats
    centres: Floats | None
    homes: Floats | None
    k: int
    fewest: int
    most: int
    seconds: float
    seed: int

    @property
    def tolerance(self) -> float:
        """Share of the mean by which a territory may differ from it."""
        return self.most * self.k / len(self.places) - 1

    def merit(self, territory_of: Labels) -> tuple[float, float]:
        """Accounts too many and too few, and the sum of distances; less is better."""
        sizes = np.bincount(territory_of, minlength=self.k)
        missed = np.maximum(np.maximum(self.fewest - sizes, sizes - self.most), 0)
        return float(missed.sum()), self._travel(territory_of)

    def _travel(self, territory_of: Labels) -> float:
        if self.centres is None:
            centre = self.places[best_centres(self.places, territory_of, self.k, great_circle_km)]
        else:
            from .homes import give_to_homes

            centre, territory_of = self.centres, give_to_homes(self.places, self.centres, territory_of)
        return float(great_circle_km(self.places, centre[territory_of]).sum())

    def cost_of(self, members: NDArray[np.intp]) -> float:
        """Sum of distances of a territory around the best of its accounts."""
        places = self.places[members]
        return float(great_circle_km(places[:, None], places[None]).sum(axis=0).min())


Method = Callable[[Job], Callable[[], Any]]
"""Imports what it needs and returns what is then timed: a call that gives (n,) territories."""


def k_means_constrained(job: Job) -> Callable[[], Any]:
    """k-means whose assignment is a minimum-cost flow with sizes between two limits, one start after another."""
    from k_means_constrained import KMeansConstrained

    sizes = {"size_min": job.fewest, "size_max": job.most}

    def plans() -> Iterator[Labels]:
        for seed in count(job.seed):
            yield KMeansConstrained(job.k, **sizes, n_init=1, random_state=seed).fit_predict(job.positions)

    return lambda: best_of(plans(), job.merit, job.seconds)


def k_means(job: Job) -> Callable[[], Any]:
    """Plain k-means, one start after another: compact, and as uneven as the map."""
    from sklearn.cluster import KMeans

    def plans() -> Iterator[Labels]:
        for seed in count(job.seed):
            yield KMeans(job.k, n_init=1, random_state=seed).fit_predict(job.positions)

    return lambda: best_of(plans(), job.merit, job.seconds)


def metis(job: Job) -> Callable[[], Any]:
    """Partition the Delaunay graph into k even, connected parts; cutting a short edge costs most."""
    from .metis import partitions

    def work() -> Labels:
        amount = np.ones(len(job.places), dtype=np.int64)
        graph = _delaunay_graph(job.places, job.positions)
        plans = partitions(graph, job.k, amount=amount, tolerance=job.tolerance, seed=job.seed)
        return best_of(plans, job.merit, job.seconds)

    return work


def recom(job: Job) -> Callable[[], Any]:
    """Merge two territories and cut a random spanning tree of them, on the Delaunay graph."""
    from .recom import Chain

    def work() -> Labels:
        graph = _delaunay_graph(job.places, job.positions)
        one = np.repeat(np.arange(len(job.places)), np.diff(graph.first))
        edges = np.column_stack([one, graph.neighbours])[one < graph.neighbours]
        amount = np.ones(len(job.places), dtype=np.int64)
        chain = Chain(edges, amount, k=job.k, tolerance=job.tolerance, cost_of=job.cost_of)
        return best_of(chain.draw(job.seed), job.merit, job.seconds)

    return work


def min_cost_flow(job: Job) -> Callable[[], Any]:
    """Minimum-cost flow from accounts to their nearest centres; of each centre's room the least is filled first."""
    from ortools.graph.python import min_cost_flow as flow
    from scipy.spatial import cKDTree

    def work() -> NDArray[np.intp]:
        assert job.centres is not None
        assert job.homes is not None
        n, k = len(job.places), job.k
        _, near = cKDTree(job.homes).query(job.positions, min(NUM_CANDIDATES, k))
        near = np.asarray(near).reshape(n, -1)
        cost = np.rint(METRES * great_circle_km(job.places[:, None], job.centres[near])).astype(np.int64)
        centre, drain = n + np.arange(k), n + k
        solver = flow.SimpleMinCostFlow()
        accounts = np.repeat(np.arange(n), near.shape[1])
        arcs = solver.add_arcs_with_capacity_and_unit_cost(accounts, n + near.ravel(), np.ones(near.size), cost.ravel())
        # A reward larger than any chain of detours makes every centre reach its fewest where that is possible.
        for room, price in ((job.fewest, -k * int(cost.max())), (job.most - job.fewest, 0)):
            drains, rooms, prices = (np.full(k, value) for value in (drain, room, price))
            solver.add_arcs_with_capacity_and_unit_cost(centre, drains, rooms, prices)
        supply = np.concatenate([np.ones(n, dtype=np.int64), np.zeros(k, dtype=np.int64), [-n]])
        solver.set_nodes_supplies(np.arange(n + k + 1), supply)
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise RuntimeError(f"no flow within {near.shape[1]} nearest centres of each account: {status.name}")
        used = solver.flows(arcs).reshape(near.shape)
        return np.asarray(near[np.arange(n), used.argmax(axis=1)], dtype=np.intp)

    return work


def spopt_p_median(job: Job) -> Callable[[], Any]:
    """p-median as an integer programme (CBC) with an upper capacity; it has no lower one."""
    import pulp
    from spopt.locate import PMedian

    sites = job.places if job.centres is None else job.centres
    check_size(len(job.places) * len(sites))

    def work() -> NDArray[np.intp]:
        started = time.perf_counter()
        cost = great_circle_km(job.places[:, None], sites[None])
        capacity = np.full(len(sites), job.most)
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=job.k, facility_capacities=capacity)
        limit = time_left(job.seconds, started)
        model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit))
        return territories_in(model.fac2cli, len(cost), num_given=0 if job.centres is None else job.k)

    return work


def spopt_ward(job: Job) -> Callable[[], Any]:
    """Agglomerate nearest neighbours by Ward's rule: connected and compact; it takes no sizes."""
    import geopandas
    from libpysal.weights import KNN
    from spopt.region import WardSpatial

    def work() -> NDArray[np.intp]:
        latitude, longitude = job.places.T
        names = ["x", "y", "z"]
        points = geopandas.points_from_xy(longitude, latitude)
        frame = geopandas.GeoDataFrame(dict(zip(names, job.positions.T, strict=True)), geometry=points)
        neighbours = KNN.from_array(job.positions, k=NUM_NEIGHBOURS)
        model = WardSpatial(frame, neighbours, names, n_clusters=job.k)
        model.solve()
        return np.asarray(model.labels_)

    return work


METHODS: dict[str, Method] = {
    "k-means-constrained": k_means_constrained,
    "scikit-learn KMeans": k_means,
    "METIS (pymetis)": metis,
    "ReCom (gerrychain)": recom,
    "OR-Tools min-cost flow": min_cost_flow,
    "spopt PMedian": spopt_p_median,
    "spopt WardSpatial": spopt_ward,
}


def _delaunay_graph(places: Floats, positions: Floats) -> Graph:
    """Make the Delaunay graph, each edge both ways."""
    from scipy.sparse import csr_array
    from scipy.spatial import Delaunay

    n = len(places)
    triangles = Delaunay(places)
    left_out = triangles.coplanar[:, [0, 2]]  # accounts at the place of another hang on to it
    ends = np.vstack([triangles.simplices[:, pair] for pair in ([0, 1], [1, 2], [2, 0])] + [left_out])
    graph = csr_array((np.ones(len(ends)), ends.T), shape=(n, n))
    graph = csr_array(graph + graph.T)
    rows = np.repeat(np.arange(n), np.diff(graph.indptr))
    length = np.linalg.norm(positions[rows] - positions[graph.indices], axis=1)
    return Graph(graph.indptr.astype(np.int64), graph.indices.astype(np.int64), nearness_of(length))


def check_size(variables: int) -> None:
    """Refuse an integer programme that is too large to be built."""
    if variables > LARGEST_MODEL:
        raise RuntimeError(f"needs {variables:,} binary variables, more than {LARGEST_MODEL:,}: not tried")


def time_left(seconds: float, started: float) -> float:
    """What an integer programme may still take, when its model took until now."""
    return max(1.0, SHARE_OF_TIME * seconds - (time.perf_counter() - started))


def territories_in(clients_of: list[list[int]], n: int, *, num_given: int) -> NDArray[np.intp]:
    """(n,) territory of each account from the accounts of each site; sites without any do not count when placed."""
    used = clients_of if num_given else [clients for clients in clients_of if clients]
    territory_of = np.full(n, -1, dtype=np.intp)
    for territory, clients in enumerate(used):
        territory_of[np.asarray(clients, dtype=np.intp)] = territory
    return territory_of


def end_after(seconds: float) -> None:
    """Let the system end this process (by SIGALRM) at a time that no method here can put off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main(name: str, source: Path, target: Path) -> None:
    """Read the instance, run the method, write its territories, its seconds and its peak of memory."""
    with np.load(source) as given:
        centres, homes = (given[field] if given[field].size else None for field in ("centres", "homes"))
        k, fewest, most, seed = (int(given[field]) for field in ("k", "fewest", "most", "seed"))
        places, positions, seconds = given["places"], given["positions"], float(given["seconds"])
    job = Job(places, positions, centres, homes, k=k, fewest=fewest, most=most, seconds=seconds, seed=seed)
    work = METHODS[name](job)
    end_after(seconds + HANDING_OVER)
    started = time.perf_counter()
    territory_of = np.asarray(work(), dtype=np.intp)
    seconds = time.perf_counter() - started
    np.savez(target, territory_of=territory_of, seconds=seconds, peak_mb=peak_megabytes())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
