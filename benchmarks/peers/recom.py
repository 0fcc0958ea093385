"""ReCom as both kinds of instances use it: merge two districts, cut a random spanning tree of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from gerrychain import Graph, Partition, updaters
from gerrychain.constraints import contiguous
from gerrychain.optimization import SingleMetricOptimizer
from gerrychain.proposals import recom
from gerrychain.proposals.tree_proposals import MetagraphError
from gerrychain.tree import bipartition_tree
from numpy.typing import NDArray

from .drawing import Labels

BURST = 10
"""Steps of a short burst."""
TREES = 1000
"""Spanning trees drawn for one cut, after which another pair of districts is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """What a chain walks on.

    Parameters
    ----------
    edges
        (e, 2) units that touch, in one piece.
    amount
        (n,) what is balanced.
    k
        Number of districts.
    tolerance
        Share of the mean by which a district may differ from it.
    cost_of
        Cost of a district, of the units in it.
    """

    edges: NDArray[np.int64]
    amount: NDArray[np.int64]
    k: int
    tolerance: float
    cost_of: Callable[[NDArray[np.intp]], float]

    def draw(self, seed: int) -> Iterator[Labels]:
        """Walk in short bursts towards the least cost, from a random plan; the best so far after every step."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.amount)))  # in this order: parts hold positions, not labels
        graph.add_edges_from(self.edges.tolist())
        nx.set_node_attributes(graph, dict(enumerate(self.amount.tolist())), "amount")
        tally = {"amount": updaters.Tally("amount", alias="amount")}
        options: dict[str, Any] = {"epsilon": self.tolerance, "pop_col": "amount"}
        start = Partition.from_random_assignment(
            graph=Graph.from_networkx(graph), n_parts=self.k, updaters=tally, rng=seed, **options
        )
        cut = partial(bipartition_tree, max_attempts=TREES, allow_pair_reselection=True)
        step = partial(recom, pop_target=self.amount.sum() / self.k, bipartition_tree_fn=cut, **options)
        cost = self._sum()
        search = SingleMetricOptimizer(step, [contiguous], start, cost, maximize=False, rng=seed)
        least, labels = cost(start), _labels(start.assignment.to_dict(), len(self.amount))
        yield labels
        # It gives up where no pair of districts can be cut anew; what was found by then counts.
        with suppress(MetagraphError):
            for plan in search.short_bursts(BURST, sys.maxsize // BURST):
                if cost(plan) < least:
                    least, labels = cost(plan), _labels(plan.assignment.to_dict(), len(self.amount))
                yield labels

    def _sum(self) -> Callable[[Any], float]:
        """Cost of a plan, of which a step changes two districts."""
        known: dict[frozenset[int], float] = {}

        def cost(plan: Any) -> float:
            parts = plan.parts.values()
            known.update({part: self.cost_of(np.fromiter(part, dtype=np.intp)) for part in parts if part not in known})
            return sum(known[part] for part in parts)

        return cost


def _labels(part_of: dict[int, Any], n: int) -> Labels:
    """(n,) part of each unit, parts numbered from 0."""
    _, numbered = np.unique([part_of[unit] for unit in range(n)], return_inverse=True)
    return np.asarray(numbered, dtype=np.intp)
