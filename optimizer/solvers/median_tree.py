"""Branch and bound over free centres, every node bounded by the Lagrangian of ``knapsack``.

A node splits at an item: the places that may serve it, on either side of the middle between the two that recent steps
took most (after Ceselli and Righini, 2005); where no item is in doubt, at a place: it has a centre or not. Several
splits are tried for a few steps each, and the one is made of whose weaker side most is proved (strong branching:
Applegate, Bixby, Chvatal and Cook, 1995). Nodes of the least bound come first, so that the bound of the whole rises
while the search is under way.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import in_parallel

from .median_node import Ascent, Field, Node, climbed, closed, settle

GLANCE, LOOK = Ascent(15, 0.3, 5), Ascent(100, 0.5, 10)
"""Steps for a split that is tried, and for a node."""
BESIDE = 4
"""Nodes looked at together, whatever the number of threads."""
SURE = 0.98
"""An item of which the steps took one pair so often is decided."""
STRONGER = 0.2
"""Weight of the stronger side of a split beside the weaker."""
FRUITFUL = 0.9
"""Another climb follows where one leaves at most this share of the pairs open."""


class Growth:
    """A search under way: nodes that are left, those of the least bound first, and leaves nobody has looked into.

    Parameters
    ----------
    field
        What is searched.
    nodes
        Where it begins.

    ``looked`` counts the pairs of all nodes that were split so far: how much work that was, whatever the clock says.
    """

    def __init__(self, field: Field, nodes: list[Node]) -> None:
        self.field = field
        self.heap: list[tuple[float, int, Node]] = []
        self.leaves: list[Node] = []
        self.number = 0
        self.looked = 0
        self.add(nodes)

    def add(self, nodes: list[Node]) -> None:
        """Keep nodes; of those with the same bound the older comes first."""
        for node in nodes:
            heapq.heappush(self.heap, (node.bound, self.number, node))
            self.number += 1

    def bound(self, goal: float) -> float:
        """No plan costs less than this, or than the goal."""
        return min([goal, *(node.bound for node in self.leaves), *(bound for bound, _, _ in self.heap[:1])])


class Split(NamedTuple):
    """Two sides of a node: pairs that stay open, and a place that is taken, -1 for none."""

    still: NDArray[np.bool_]
    place: int
    other: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MedianTree:
    """How to branch.

    Parameters
    ----------
    tried
        Splits of each kind that are tried at a node.
    glance, look
        Steps for a split that is tried, and for a node.
    rounds
        Most climbs of a node, as long as each closes pairs.
    leaf
        Most pairs of a node that is handed on when nothing about it is in doubt.
    """

    tried: int = 6
    glance: Ascent = GLANCE
    look: Ascent = LOOK
    rounds: int = 4
    leaf: int = 2_000

    def grow(
        self,
        growth: Growth,
        goal: float,
        going: Callable[[float], bool],
        late: Callable[[], bool] = lambda: False,
    ) -> Node | None:
        """Search for plans below the goal.

        Parameters
        ----------
        growth
            What is left of the search, changed in place.
        goal
            Plans that cost as much are not looked for.
        going
            Asked with the bound of all that is left whether to go on.
        late
            Asked, by several threads, whether to leave nodes as they are.

        Returns
        -------
        Node | None
            A node in which hardly anything is left to decide; None if nothing at all is left, or not enough time.
        """
        while not growth.leaves and growth.heap and going(growth.bound(goal)):
            batch = [heapq.heappop(growth.heap)[2] for _ in range(min(BESIDE, len(growth.heap)))]
            growth.looked += sum(len(node.pair) for node in batch)
            grown = self._branch_all(growth.field, batch, goal, late)
            for node, children in zip(batch, grown, strict=True):
                if children is None:
                    growth.leaves.append(node)
                else:
                    growth.add([child for child in children if child.bound < goal])
        return growth.leaves.pop() if growth.leaves else None

    def _branch_all(
        self, field: Field, batch: list[Node], goal: float, late: Callable[[], bool]
    ) -> list[list[Node] | None]:
        """Children of several nodes, at once."""
        spans = [(at, at + 1) for at in range(len(batch))]
        return in_parallel(spans, lambda span: self._branch(field, batch[span[0]], goal, late))

    def _branch(self, field: Field, node: Node, goal: float, late: Callable[[], bool]) -> list[Node] | None:
        """Children of a node that may hold a better plan, itself where it is too late; None where it is a leaf."""
        splits = _items(field, node, self.tried, SURE) or _places(field, node, self.tried)
        if not splits and len(node.pair) > self.leaf:
            splits = _items(field, node, 1, np.inf)
        if not splits:
            return None
        best = [node]
        score = -np.inf
        for split in splits:
            if late():
                return best
            sides = [climbed(field, side, goal, self.glance) for side in _sides(field, node, split)]
            bounds = [min(goal, side.bound) for side in sides] + [goal] * (2 - len(sides))
            value = min(bounds) + STRONGER * max(bounds)
            if value > score:
                best, score = sides, value
            if min(bounds) >= goal:
                break
        found = [self._look(field, side, goal, late) for side in best]
        return [child for child in found if child is not None]

    def _look(self, field: Field, node: Node, goal: float, late: Callable[[], bool]) -> Node | None:
        """The node with what a few climbs prove and close; None where no plan below the goal is left."""
        for _ in range(self.rounds):
            if late():
                break
            before = len(node.pair)
            kept = closed(field, climbed(field, node, goal, self.look), goal)
            if kept is None:
                return None
            node = kept
            if len(node.pair) > FRUITFUL * before:
                break
        return node


def _places(field: Field, node: Node, count: int) -> list[Split]:
    """Places of which the steps are least sure: with a centre, or without."""
    row, item = field.row[node.pair], field.item[node.pair]
    home = np.flatnonzero((item == field.own[row]) & ~node.taken[row])
    doubt = np.minimum(node.average[home], 1.0 - node.average[home])
    most = np.argsort(-doubt, kind="stable")[:count]
    everything = np.ones(len(row), dtype=np.bool_)
    return [
        Split(everything, int(row[home[at]]), row != row[home[at]]) for at in most.tolist() if doubt[at] > 1.0 - SURE
    ]


def _items(field: Field, node: Node, count: int, sure: float) -> list[Split]:
    """Items that the steps gave to places far from each other: on the side of one, or of the other."""
    row, item = field.row[node.pair], field.item[node.pair]
    whole = np.bincount(item, node.average, minlength=field.amount.shape[1])
    share = node.average / np.maximum(whole, 1e-9)[item]
    order = np.lexsort((-share, item))
    first = np.flatnonzero(np.diff(item[order], prepend=-1))
    first = first[np.diff(first, append=len(order)) > 1]
    one, two = order[first], order[first + 1]
    away = (share[two] + 1e-6) * field.between[row[one], row[two]]
    splits = []
    for at in np.argsort(-away, kind="stable")[:count].tolist():
        if share[one[at]] < sure:
            mine = item == item[one[at]]
            near = field.between[row, row[one[at]]] <= field.between[row, row[two[at]]]
            near[two[at]] = False
            splits.append(Split(~mine | near, -1, ~mine | ~near))
    return splits


def _sides(field: Field, node: Node, split: Split) -> list[Node]:
    """Sides in which every item still has a place."""
    sides = []
    for still, place in ((split.still, split.place), (split.other, -1)):
        taken = node.taken.copy()
        if place >= 0:
            taken[place] = True
        kept = settle(field, node.pair, still, taken)
        if kept is not None:
            sides.append(replace(node, pair=node.pair[kept[0]], average=node.average[kept[0]], taken=kept[1]))
    return sides
