"""The sales hierarchy: who adds up to whom, to any depth.

Inside, nodes stand in breadth-first order, so that the children of a parent are neighbours and sums over children
are one ``numpy.add.reduceat`` a level.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.money import UNLIMITED, Cents

Nodes = NDArray[np.int64]
"""Indices of nodes."""


class Tier(NamedTuple):
    """One generation of children, by position in breadth-first order."""

    start: int
    """Position of the first child."""
    stop: int
    """One after the last child."""
    owners: Nodes
    """(m,) positions of their parents, rising."""
    firsts: Nodes
    """(m,) where the children of each owner begin, counted from ``start``."""
    owner_of: Nodes
    """(stop - start,) number of each child's owner, 0..m-1."""

    @property
    def members(self) -> slice:
        """Positions of the children."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True, eq=False)
class SalesTree:
    """A hierarchy with one root, the company; what has no children is a territory.

    Parameters
    ----------
    parents
        (n,) index of each node's parent, -1 for the root. Nodes may come in any order.
    labels
        (n,) names, all different.

    Raises
    ------
    ValueError
        For no or several roots, unknown parents, circles, or names that are missing or used twice.
    """

    parents: Nodes
    labels: tuple[Hashable, ...]
    order: Nodes = field(init=False)
    """(n,) node at each position of breadth-first order."""
    tiers: tuple[Tier, ...] = field(init=False)
    """Generations below the root: ``tiers[d]`` are the children of the nodes of depth d."""
    depths: Nodes = field(init=False)
    """(n,) generations above each node; 0 for the root."""
    leaves: Nodes = field(init=False)
    """(k,) territories, in the order of the nodes."""

    def __post_init__(self) -> None:
        parents = np.array(self.parents, dtype=np.int64)
        _check_nodes(parents, self.labels)
        order, tiers = _breadth_first(parents, self.labels)
        depths = np.zeros(len(parents), dtype=np.int64)
        for depth, tier in enumerate(tiers, start=1):
            depths[order[tier.members]] = depth
        leaves = np.flatnonzero(np.bincount(parents[parents >= 0], minlength=len(parents)) == 0)
        for name, array in {"parents": parents, "order": order, "depths": depths, "leaves": leaves}.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        object.__setattr__(self, "tiers", tiers)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def depth(self) -> int:
        """Generations below the root; 0 where the company is the only territory."""
        return len(self.tiers)

    @property
    def root(self) -> int:
        """Index of the company."""
        return int(self.order[0])

    @property
    def positions(self) -> Nodes:
        """(n,) position of each node in breadth-first order."""
        positions = np.empty_like(self.order)
        positions[self.order] = np.arange(len(self))
        return positions

    def index_of(self, label: Hashable) -> int:
        """Find the node of a name; ValueError where there is none."""
        if label not in self.labels:
            raise ValueError(f"{label!r} is no node of the sales tree; it has {len(self):,}, such as {self.labels[0]}")
        return self.labels.index(label)

    def below(self, nodes: Nodes) -> NDArray[np.bool_]:
        """(n,) True for all that lie below any of the nodes given, these left out."""
        inside = np.zeros(len(self), dtype=bool)
        marked = np.zeros(len(self), dtype=bool)
        marked[nodes] = True
        for tier in self.tiers:
            children = self.order[tier.members]
            inside[children] = (inside | marked)[self.parents[children]]
        return inside

    def ancestors(self, node: int) -> Iterator[int]:
        """Walk from the parent of a node up to the root."""
        above = int(self.parents[node])
        while above >= 0:
            yield above
            above = int(self.parents[above])


def build_tree(columns: Sequence[Sequence[Hashable]], company: Hashable = "company") -> SalesTree:
    """Build the tree that columns of a territory table describe.

    Parameters
    ----------
    columns
        From the top down, the territory last: each (k,) names, such as region, district, territory. A missing name
        (None or NaN) leaves a level out for that territory.
    company
        Name of the root.

    Returns
    -------
    SalesTree
        The root is node 0; then the nodes of each column as they first appear.

    Raises
    ------
    ValueError
        If columns differ in length, a territory is missing or named twice, or a name lies under two parents.
    """
    if not columns or len({len(column) for column in columns}) != 1 or not len(columns[0]):
        raise ValueError(f"columns need one name per territory, given lengths {[len(column) for column in columns]}")
    unnamed = [row for row, label in enumerate(columns[-1]) if _is_missing(label)]
    if unnamed or len(set(columns[-1])) < len(columns[-1]):
        raise ValueError(f"territories need different names, given {list(columns[-1])!r:.200}")
    index: dict[Hashable, int] = {company: 0}
    parents = [-1]
    above = [0] * len(columns[0])
    for column in columns:
        for row, label in enumerate(column):
            if _is_missing(label):
                continue
            known = index.setdefault(label, len(parents))
            if known == len(parents):
                parents.append(above[row])
            elif parents[known] != above[row]:
                raise ValueError(f"{label!r} (row {row}) lies under two parents or at two levels; name them apart")
            above[row] = known
    return SalesTree(np.array(parents), tuple(index))


def _is_missing(label: Hashable) -> bool:
    return label is None or label != label  # noqa: PLR0124 -- NaN is unlike itself


def tier_sums(amounts: Cents, tier: Tier) -> Cents:
    """(m,) sums over the children of each owner, not negative, at most ``UNLIMITED``; free of overflow.

    Parameters
    ----------
    amounts
        (stop - start,) cents of the children.
    tier
        Which generation.
    """
    low = np.add.reduceat(amounts & 0xFFFFFFFF, tier.firsts)
    high = np.add.reduceat(amounts >> 32, tier.firsts) + (low >> 32)
    total: Cents = (np.minimum(high, 1 << 30) << 32) + (low & 0xFFFFFFFF)
    return np.minimum(total, UNLIMITED)


def _check_nodes(parents: Nodes, labels: tuple[Hashable, ...]) -> None:
    if parents.ndim != 1 or len(parents) != len(labels) or not len(labels):
        raise ValueError(f"parents have shape {parents.shape} for {len(labels)} labels, expected one each")
    wrong = np.flatnonzero((parents < -1) | (parents >= len(parents)))
    if len(wrong):
        raise ValueError(f"{labels[wrong[0]]} has parent {parents[wrong[0]]}, expected -1..{len(parents) - 1}")
    roots = np.flatnonzero(parents == -1)
    if len(roots) != 1:
        raise ValueError(f"a sales tree has one root (parent -1), given {len(roots)}: {[labels[i] for i in roots[:5]]}")
    if len(set(labels)) != len(labels):
        twice = pd.Series(labels, dtype=object)
        raise ValueError(f"{twice[twice.duplicated()].iloc[0]} names several nodes; name them apart")


def _breadth_first(parents: Nodes, labels: tuple[Hashable, ...]) -> tuple[Nodes, tuple[Tier, ...]]:
    """Order nodes by depth, the children of a parent together and in their own order."""
    by_parent = np.argsort(parents, kind="stable").astype(np.int64)
    counts = np.bincount(parents + 1, minlength=len(parents) + 1)
    begins = np.cumsum(counts) - counts
    generation = by_parent[:1]
    parts, tiers, start = [generation], [], 0
    while True:
        sizes = counts[generation + 1]
        has = np.flatnonzero(sizes)
        if not len(has):
            break
        sizes = sizes[has]
        firsts = np.cumsum(sizes) - sizes
        owner_of = np.repeat(np.arange(len(has)), sizes)
        children = by_parent[np.arange(sizes.sum()) + (begins[generation[has] + 1] - firsts)[owner_of]]
        stop = start + len(generation)
        tiers.append(Tier(stop, stop + len(children), start + has, firsts, owner_of))
        parts.append(children)
        generation, start = children, stop
    order = np.concatenate(parts)
    if len(order) < len(parents):
        lost = np.setdiff1d(np.arange(len(parents)), order)
        raise ValueError(
            f"{len(lost):,} nodes do not lead up to the root, such as {labels[lost[0]]}; they form a circle"
        )
    return order, tuple(tiers)
