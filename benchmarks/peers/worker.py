# ruff: noqa: PLC0415 -- each method imports its own package: the others need not be there
"""One peer on one instance, inside the peers' own environment: ``python -m benchmarks.peers.worker NAME IN OUT``.

Each method is used as its documentation shows, with the settings a user would choose. The clock runs
around the method and the inputs only it needs (a graph, a cost matrix), not around imports.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import Floats, great_circle_km
from benchmarks.record import peak_megabytes

LARGEST_MODEL = 300_000
"""Binary variables above which spopt's integer programme is not tried: it takes about 3 kB of memory each."""
NUM_NEIGHBOURS = 8
NUM_CANDIDATES = 30
METRES = 1000
HANDING_OVER = 15.0
"""Seconds beyond the limit: a method that keeps it by itself needs a moment to hand over its plan."""
METIS_UNITS = 30
"""Weight of an edge of typical length, and how many times shorter an edge may be and still weigh more."""


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


Method = Callable[[Job], Callable[[], Any]]
"""Imports what it needs and returns what is then timed: a call that gives (n,) territories."""


def k_means_constrained(job: Job) -> Callable[[], Any]:
    """k-means whose assignment is a minimum-cost flow with sizes between two limits; one start."""
    from k_means_constrained import KMeansConstrained

    sizes = {"size_min": job.fewest, "size_max": job.most}
    model = KMeansConstrained(job.k, **sizes, n_init=1, random_state=job.seed)
    return lambda: model.fit_predict(job.positions)


def k_means(job: Job) -> Callable[[], Any]:
    """Plain k-means, ten starts: compact, and as uneven as the map."""
    from sklearn.cluster import KMeans

    model = KMeans(job.k, n_init=10, random_state=job.seed)
    return lambda: model.fit_predict(job.positions)


def metis(job: Job) -> Callable[[], Any]:
    """Partition the Delaunay graph into k even, connected parts; cutting a short edge costs most."""
    import pymetis

    def work() -> NDArray[np.intp]:
        first, neighbours, nearness = _delaunay_graph(job.places, job.positions)
        allowed = max(1, int(1000 * (job.most * job.k / len(job.places) - 1)))
        options = pymetis.Options(ufactor=allowed, seed=job.seed)
        graph = pymetis.CSRAdjacency(first, neighbours)
        _, part = pymetis.part_graph(job.k, graph, eweights=nearness, contiguous=True, options=options)
        return np.asarray(part)

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
    size = len(job.places) * len(sites)
    if size > LARGEST_MODEL:
        raise RuntimeError(f"needs {size:,} binary variables, more than {LARGEST_MODEL:,}: not tried")

    def work() -> NDArray[np.intp]:
        cost = great_circle_km(job.places[:, None], sites[None])
        capacity = np.full(len(sites), job.most)
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=job.k, facility_capacities=capacity)
        model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=job.seconds))
        return _territories(model.fac2cli, len(cost), num_given=0 if job.centres is None else job.k)

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
    "OR-Tools min-cost flow": min_cost_flow,
    "spopt PMedian": spopt_p_median,
    "spopt WardSpatial": spopt_ward,
}


def _delaunay_graph(places: Floats, positions: Floats) -> tuple[NDArray[np.int64], ...]:
    """Make the Delaunay graph, each edge both ways.

    Returns
    -------
    tuple
        Where the row of each account begins, the neighbours named there, and the weight of each: 1 / length ** 2.
    """
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
    typical = float(np.median(length))
    nearness = np.maximum(1, np.rint(METIS_UNITS * (typical / np.maximum(length, typical / METIS_UNITS)) ** 2))
    return graph.indptr.astype(np.int64), graph.indices.astype(np.int64), nearness.astype(np.int64)


def _territories(clients_of: list[list[int]], n: int, *, num_given: int) -> NDArray[np.intp]:
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
