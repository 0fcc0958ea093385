"""The variables: which item may go to which territory.

Where there are many territories only the nearest ones of each item are opened at first, besides those its units have
today; pricing (``optimizer.solvers.pricing``) opens others where they are needed and keeps bounds valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.chunks import THREADS
from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Geometry, Integers

from .items import Items, Members

Offsets = NDArray[np.int64]


class Pairs(NamedTuple):
    """Open pairs, item by item.

    Parameters
    ----------
    start, territory
        (F + 1,) and (P,): item f may go to ``territory[start[f]:start[f + 1]]``, increasing.
    """

    start: Offsets
    territory: Integers


class Roads(NamedTuple):
    """Costs of travel and the (k,) place of each territory's centre, -1 where it has none."""

    geometry: Geometry
    places: Integers


@dataclass(frozen=True, slots=True, eq=False)
class PairOpener:
    """Opens pairs of items and territories.

    Parameters
    ----------
    items, eligibility
        The items and who may serve them.
    plans
        (n,) territory of each unit today, and in any other plan whose pairs are to be open.
    roads
        Costs and centres; a territory without a place can have no units.
    most
        How many of the nearest territories each item gets; all where that many or fewer are eligible.
    """

    items: Items
    eligibility: Eligibility
    plans: tuple[Integers, ...]
    roads: Roads
    most: int

    def open(self) -> Pairs:
        """Open the nearest eligible territories of each item, those of plans, and of a pinned item that alone."""
        k = np.int64(len(self.roads.places))
        code = np.concatenate([self._of_class(number) for number in np.unique(self.eligibility.class_of)])
        code = self._pinned(code, k)
        forbidden = self.eligibility.forbidden
        shut = forbidden[:, 0].astype(np.int64) * k + forbidden[:, 1]
        if len(shut):
            code = code[~np.isin(code, shut)]
            code = distinct(np.concatenate([code, self._of_bare(code, shut, k)]))
        item = code // k
        start = np.searchsorted(item, np.arange(len(self.items) + 1)).astype(np.int64)
        return Pairs(start, (code - item * k).astype(np.int32))

    def _pinned(self, code: Offsets, k: np.int64) -> Offsets:
        """Sorted codes with one pair for each pinned item."""
        pinned = self.eligibility.pinned
        pins = np.flatnonzero(pinned != NOBODY)
        pins = pins[self.roads.places[pinned[pins]] >= 0]
        item = code // k
        code = code[(pinned[item] == NOBODY) | (pinned[item] == code - item * k)]
        return distinct(np.concatenate([code, pins * k + pinned[pins]]))

    def _of_bare(self, code: Offsets, shut: Offsets, k: np.int64) -> Offsets:
        """All eligible pairs of the items whose nearest territories are all forbidden."""
        bare = np.setdiff1d(np.arange(len(self.items)), code // k)
        row, territory = np.nonzero(
            self.eligibility.allowed[self.eligibility.class_of[bare]] & (self.roads.places >= 0)
        )
        more: Offsets = bare[row] * k + territory
        return more[~np.isin(more, shut)]

    def _of_class(self, code: int) -> Offsets:
        """Codes ``item * k + territory`` of the items of one class."""
        k = np.int64(len(self.roads.places))
        of_class = np.flatnonzero(self.eligibility.class_of == code)
        allowed = self.eligibility.allowed[code] & (self.roads.places >= 0)
        choices = np.flatnonzero(allowed).astype(np.int32)
        if len(choices) <= self.most:
            return (of_class[:, None] * k + choices[None, :]).ravel()
        codes = [(of_class[:, None] * k + self._nearest(of_class, choices)).ravel()]
        item_of_member = np.repeat(np.arange(len(self.items)), np.diff(self.items.members.start))
        for plan in self.plans:
            planned = plan[self.items.members.unit]
            used = (self.eligibility.class_of[item_of_member] == code) & (planned != NOBODY)
            used[used] = allowed[planned[used]]
            codes.append(item_of_member[used] * k + planned[used])
        return np.concatenate(codes)

    def _nearest(self, of_class: NDArray[np.intp], choices: Integers) -> Integers:
        """(items, most) nearest territories, by straight distance from the middle of an item."""
        geometry = self.roads.geometry
        if len(geometry.matrix):
            return self._nearest_by_matrix(of_class, choices)
        middle = middles(geometry.xyz, self.items.members)[of_class]
        tree = cKDTree(geometry.xyz[self.roads.places[choices]])
        position: NDArray[np.intp] = tree.query(middle, k=self.most, workers=THREADS)[1]
        return choices[position.reshape(len(of_class), -1)]

    def _nearest_by_matrix(self, of_class: NDArray[np.intp], choices: Integers) -> Integers:
        members, geometry = self.items.members, self.roads.geometry
        columns = self.roads.places[choices] - geometry.first_place
        near = np.empty((len(of_class), self.most), dtype=np.int32)
        for row, item in enumerate(of_class):
            units = members.unit[members.start[item] : members.start[item + 1]]
            cost = members.weight[units] @ geometry.matrix[np.ix_(units, columns)]
            near[row] = choices[np.argpartition(cost, self.most)[: self.most]]
        return near


def distinct(code: Offsets) -> Offsets:
    """Codes in order, each once; most of them are in order already, which sorting makes use of and hashing not."""
    code = np.sort(code, kind="stable")
    return code[np.concatenate([[True], code[1:] != code[:-1]])] if len(code) else code


def middles(xyz: Floats, members: Members) -> Floats:
    """(F, 3) mean position of the units of each item."""
    if len(members.unit) == len(members.start) - 1:
        return xyz[members.unit]
    total = np.column_stack([np.add.reduceat(axis[members.unit], members.start[:-1]) for axis in xyz.T])
    return np.asarray(total / np.diff(members.start)[:, None])
