"""Equal difficulty in a sales tree: everybody at the same level, unless a floor or a cap above or below says otherwise.

``G_v(level) = clip(sum_c G_c(level), floor_v, cap_v)`` over the children c of a node, ``G_i = clip(g_i(level), floor_i,
cap_i)`` for a territory; from the top down every node shares its amount A at the level where ``sum_c G_c(level) = A``.
For bounds on a laminar family this is the lexicographic minimax (and maximin) solution: no territory can be made
easier without making harder one that has it as hard or harder (Luss, 1999, "On equitable resource allocation
problems: a lexicographic minimax approach", Operations Research 47(3); Hochbaum, 1994, "Lower and upper bounds for the
allocation problem and other nonlinear optimization problems", Mathematics of Operations Research 19(2), for the
greedy property on polymatroids; Federgruen and Groenevelt, 1986, Operations Research 34(6)).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.money import MAX_CENTS, Flags
from optimizer.travel import Floats

from .difficulty import Difficulty
from .laminar import Factors, NodeLimits
from .tree import Nodes, SalesTree

Ordinals = NDArray[np.int64]
"""Floats by rank: neighbours differ by 1, so halving among ranks ends after 64 steps whatever the range."""


CLOSE = 1e-14
"""A sum this close to what is wanted, relative to it, is as close as sums of floats tell."""
HALVED = 2**53
"""Ranks between a level and its double: false position is of use once a level is known that well."""
HINT = 2**44
"""Ranks on either side of a level that is likely: 1/256 of it."""


class Reach(IntEnum):
    """Where the level of a node lies."""

    BELOW = 0
    """Even the lowest level asks too much: all amounts of that level shrink by one factor."""
    WITHIN = 1
    ABOVE = 2
    """Even the highest level asks too little: all get the same on top (territories of weight 0)."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What the children of one generation get, before rounding.

    Parameters
    ----------
    amounts
        (c,) cents with fractions, those of an owner adding up to what it hands on within the precision of floats.
    levels
        (m,) level of each owner: that of its children where no bound holds them.
    at_floor, at_cap
        (c,) True where the level asks less than the floor of the child itself, or not less than its cap.
    """

    amounts: Floats
    levels: Floats
    at_floor: Flags
    at_cap: Flags


class Leveller:
    """Finds the levels of one tree, a generation at a time.

    Parameters
    ----------
    tree
        Who adds up to whom.
    difficulty
        Amounts by level of the territories, in the order of ``tree.leaves``.
    limits
        Bounds by position.
    factors
        Over-assignment: amounts of a generation are divided by what it carries of the company's, so that children
        add up to their parent.

    Raises
    ------
    ValueError
        If the difficulty is that of another number of territories.
    """

    def __init__(self, tree: SalesTree, difficulty: Difficulty, limits: NodeLimits, factors: Factors) -> None:
        if difficulty.size != len(tree.leaves):
            raise ValueError(f"{difficulty.size} territories have a difficulty, the tree has {len(tree.leaves)}")
        self._tree, self._difficulty = tree, difficulty
        self._leaves = tree.positions[tree.leaves]
        self._carried = np.array([float(share) for share in factors.compounded])
        self._multiple = self._carried[tree.depths[tree.order]]
        self._least, self._most = limits.least / self._multiple, limits.most / self._multiple
        self._floor, self._cap = limits.floor / self._multiple, limits.cap / self._multiple
        low, high = difficulty.range
        greatest = float(np.finfo(np.float64).max)
        self._range = max(low, -greatest), min(high, greatest)

    def share(self, depth: int, handed: Floats, near: Floats | None = None) -> Shares:
        """Share what each owner of a depth hands on among its children.

        Parameters
        ----------
        depth
            Depth of the owners.
        handed
            (m,) cents, within the bounds of the children together.
        near
            (m,) levels to look near first, such as those of the owners' parents; None for none.
        """
        owner_of = self._owners_of_leaves(depth)
        wanted = handed / self._carried[depth + 1]
        reach, bracket = self._bracket(depth, owner_of, wanted)
        hints = () if near is None else (_ordinals(near) - HINT, _ordinals(near) + HINT)
        while bracket.open.any():
            turn = bracket.turns
            trial = bracket.trial() if turn >= len(hints) else bracket.inside(hints[turn])
            bracket.narrow(trial, self._ask(depth, owner_of, reach, x=_float_at(trial)).totals)
        below, above = (self._ask(depth, owner_of, reach, x=_float_at(end)) for end in (bracket.start, bracket.stop))
        return self._between(depth, wanted, below, above, levels=self._levels(reach, _float_at(bracket.closer)))

    def _owners_of_leaves(self, depth: int) -> Nodes:
        """(k,) number of the owner of that depth above each territory; 0 where there is none."""
        tree = self._tree
        above = np.zeros(len(tree), dtype=np.int64)
        above[tree.tiers[depth].owners] = np.arange(len(tree.tiers[depth].owners))
        for tier in tree.tiers[depth:]:
            above[tier.members] = above[tier.owners][tier.owner_of]
        return above[self._leaves]

    def _bracket(self, depth: int, owner_of: Nodes, wanted: Floats) -> tuple[Ordinals, _Bracket]:
        """Where each level lies, and the ordinals between which it does."""
        tier = self._tree.tiers[depth]
        within = np.full(len(wanted), Reach.WITHIN, dtype=np.int64)
        low, high = (np.full(len(wanted), end) for end in self._range)
        least, most = (self._ask(depth, owner_of, within, x=end).totals for end in (low, high))
        lowest, highest = (np.add.reduceat(side[tier.members], tier.firsts) for side in (self._least, self._most))
        reach = np.where(wanted < least, Reach.BELOW, np.where(wanted > most, Reach.ABOVE, Reach.WITHIN))
        start = _ordinals(np.choose(reach, [0.0, low, 0.0]))
        stop = _ordinals(np.choose(reach, [1.0, high, float(MAX_CENTS)]))
        missing = wanted - np.choose(reach, [lowest, least, most])
        surplus = np.choose(reach, [least, most, highest]) - wanted
        return reach, _Bracket(wanted, start, stop, missing=missing, surplus=surplus)

    def _levels(self, reach: Ordinals, x: Floats) -> Floats:
        low, high = self._difficulty.range
        found: Floats = np.choose(reach, [low, x, high])
        return found

    def _ask(self, depth: int, owner_of: Nodes, reach: Ordinals, *, x: Floats) -> _Asked:
        """Amounts of the children of a depth, and their sums, each owner at its own level."""
        tree = self._tree
        free = np.zeros(len(tree))
        free[self._leaves] = self._territories(reach[owner_of], x[owner_of]) / self._multiple[self._leaves]
        held = np.clip(free, self._least, self._most)
        for tier in reversed(tree.tiers[depth + 1 :]):
            free[tier.owners] = np.add.reduceat(held[tier.members], tier.firsts)
            held[tier.owners] = np.clip(free[tier.owners], self._least[tier.owners], self._most[tier.owners])
        tier = tree.tiers[depth]
        return _Asked(free[tier.members], held[tier.members], np.add.reduceat(held[tier.members], tier.firsts))

    def _territories(self, reach: Ordinals, x: Floats) -> Floats:
        """(k,) cents that the difficulty asks of the territories."""
        low, high = self._range
        ends = np.array([low, 0.0, high])
        with np.errstate(over="ignore"):
            asked = self._difficulty.amounts(np.clip(np.where(reach == Reach.WITHIN, x, ends[reach]), low, high))
        if np.isnan(asked).any():
            worst = int(np.isnan(asked).argmax())
            raise ValueError(
                f"territory {worst} (of {len(asked)}) has no amount at level {x[worst]}, expected a number"
            )
        asked = np.clip(asked, 0.0, float(MAX_CENTS))
        if (reach == Reach.WITHIN).all():
            return asked
        found: Floats = np.choose(reach, [asked * np.minimum(x, 1.0), asked, asked + np.maximum(x, 0.0)])
        return found

    def _between(self, depth: int, wanted: Floats, below: _Asked, above: _Asked, *, levels: Floats) -> Shares:
        """What lies between two neighbouring levels is shared in proportion to the step between them."""
        tier = self._tree.tiers[depth]
        step = above.totals - below.totals
        part = np.clip((wanted - below.totals) / np.where(step > 0, step, 1.0), 0.0, 1.0)[tier.owner_of]
        amounts = below.held + part * (above.held - below.held)
        free = below.free + part * (above.free - below.free)
        floor, cap = self._floor[tier.members], self._cap[tier.members]
        return Shares(amounts * self._carried[depth + 1], levels, free < floor, free >= cap)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Amounts of children (c,) before and after their own bounds, and sums (m,), divided by the over-assignment."""

    free: Floats
    held: Floats
    totals: Floats


class _Bracket:
    """Narrows the levels of many owners at once: halving among ranks, and false position (Illinois) once near.

    ``start`` always asks no more than wanted and ``stop`` no less. Source of the method: Dowell and Jarratt, 1971, "A
    modified regula falsi method for computing the root of an equation", BIT 11.
    """

    def __init__(self, wanted: Floats, start: Ordinals, stop: Ordinals, *, missing: Floats, surplus: Floats) -> None:
        self.start, self.stop, self.turns = start, stop, 0
        self._wanted, self._missing, self._surplus = wanted, missing, surplus
        self._pull = missing.copy(), surplus.copy()
        self._last = np.zeros(len(wanted), dtype=np.int64)

    @property
    def open(self) -> Flags:
        """(m,) True where neither end is as close as floats tell, and there are levels between them."""
        close = np.minimum(self._missing, self._surplus) <= CLOSE * self._wanted
        found: Flags = (self.stop > self.start + 1) & ~close
        return found

    @property
    def closer(self) -> Ordinals:
        """(m,) the end that asks nearly what is wanted."""
        return np.where(self._missing <= self._surplus, self.start, self.stop)

    def inside(self, trial: Ordinals) -> Ordinals:
        """(m,) the nearest ranks between the ends; the start where all is settled."""
        return np.where(self.open, np.clip(trial, self.start + 1, self.stop - 1), self.start)

    def trial(self) -> Ordinals:
        """(m,) ranks to ask next."""
        middle = (self.start >> 1) + (self.stop >> 1) + (self.start & self.stop & 1)
        if self.turns % 3 == 2:
            return self.inside(middle)
        low, high = _float_at(self.start), _float_at(self.stop)
        missing, surplus = self._pull
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            secant = low + (high - low) * (missing / (missing + surplus))
        apart = self.stop - self.start  # wraps around below 0 where the ends are too far apart to count
        near = (apart >= 0) & (apart < HALVED) & np.isfinite(secant)
        return self.inside(np.where(near, _ordinals(np.where(near, secant, 0.0)), middle))

    def narrow(self, trial: Ordinals, totals: Floats) -> None:
        """Move one end of each to where it was asked."""
        above = totals > self._wanted
        side = np.where(above, 1, -1)
        missing, surplus = self._pull
        again = side == self._last
        self._pull = (
            np.where(above, np.where(again, missing / 2, missing), self._wanted - totals),
            np.where(above, totals - self._wanted, np.where(again, surplus / 2, surplus)),
        )
        self.start, self.stop = np.where(above, self.start, trial), np.where(above, trial, self.stop)
        self._missing = np.where(above, self._missing, self._wanted - totals)
        self._surplus = np.where(above, totals - self._wanted, self._surplus)
        self._last, self.turns = side, self.turns + 1


def _ordinals(values: Floats) -> Ordinals:
    bits = values.view(np.int64)
    return np.where(bits < 0, -(bits & np.iinfo(np.int64).max), bits)


def _float_at(ordinals: Ordinals) -> Floats:
    return np.copysign(np.abs(ordinals).view(np.float64), ordinals)
