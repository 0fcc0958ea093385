# ruff: noqa: PLC0415 -- each method imports its own package: the others need not be there
"""One peer on one instance of connected territories, inside the peers' environment: ``... NAME IN OUT``.

As in ``worker``, the clock runs around the method, not around imports, and what depends on chance draws plans until its
time is over.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import Floats
from benchmarks.check_contiguous import count_pieces
from benchmarks.record import peak_megabytes

from .drawing import Labels, best_of
from .graph import Graph, nearness_of
from .worker import HANDING_OVER, check_size, end_after, territories_in, time_left


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
    from .metis import partitions

    plans = partitions(_graph(job), job.k, amount=job.amounts[0], tolerance=job.tolerance, seed=job.seed)
    return lambda: best_of(plans, job.merit, job.seconds)


def recom(job: Job) -> Callable[[], Labels]:
    """Merge two districts and cut a random spanning tree of them, in short bursts towards the least cost.

    Balances the first measure only.
    """
    from .recom import Chain

    chain = Chain(job.edges, job.amounts[0], k=job.k, tolerance=job.tolerance, cost_of=job.cost_of)
    return lambda: best_of(chain.draw(job.seed), job.merit, job.seconds)


def k_means_constrained(job: Job) -> Callable[[], Labels]:
    """k-means with sizes between two limits; it counts units, and knows neither amounts nor who touches whom."""
    from k_means_constrained import KMeansConstrained

    n, k, tolerance = len(job.places), job.k, job.tolerance
    sizes = {"size_min": int(np.floor(n / k * (1 - tolerance))), "size_max": int(np.ceil(n / k * (1 + tolerance)))}

    def plans() -> Iterator[Labels]:
        for seed in count(job.seed):
            yield KMeansConstrained(k, **sizes, n_init=1, random_state=seed).fit_predict(job.places)

    return lambda: best_of(plans(), job.merit, job.seconds)


def spopt_p_median(job: Job) -> Callable[[], Labels]:
    """p-median as an integer programme (CBC): the most of the first measure is kept, the least and contacts are not."""
    import pulp
    from spopt.locate import PMedian

    n = len(job.places)
    check_size(n * n)

    def work() -> Labels:
        started = time.perf_counter()
        weight = np.maximum(job.amounts[0], 1)
        most = np.full(n, job.limits[0, 1])
        cost = job.cost / weight[:, None]
        model = PMedian.from_cost_matrix(cost, weight, p_facilities=job.k, facility_capacities=most)
        model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=time_left(job.seconds, started)))
        return territories_in(model.fac2cli, n, num_given=0)

    return work


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
    "spopt PMedian": spopt_p_median,
    "spopt WardSpatial": spopt_ward,
}


def _graph(job: Job) -> Graph:
    """The graph of the instance, each edge both ways."""
    ends = np.concatenate([job.edges, job.edges[:, ::-1]])
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    first = np.searchsorted(ends[:, 0], np.arange(len(job.places) + 1))
    length = np.hypot(*(job.places[ends[:, 0]] - job.places[ends[:, 1]]).T)
    return Graph(first.astype(np.int64), ends[:, 1].astype(np.int64), nearness_of(length))


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
