"""Quotas for a whole sales tree: equally hard, exact to the cent at every level, within the bounds of every node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from optimizer.money import MAX_CENTS, UNLIMITED, Cents, Flags, exact_sum, format_cents, from_cents
from optimizer.travel import Floats

from .bounds import Bound
from .difficulty import Difficulty
from .laminar import Factors, find_node_limits
from .leximax import Leveller
from .linear import Proportional
from .nested import round_groups
from .tree import SalesTree, tier_sums


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TreeQuotas:
    """The amount of every node. Nothing changes it.

    Parameters
    ----------
    tree
        Who adds up to whom.
    cents
        (n,) amounts; the children of a node add up to its amount times the factor of its level, to the cent.
    over_assignment
        Share on top, one a generation below the root; none where it ends.
    levels
        (n,) level of difficulty at which a node shares its amount among its children, NaN for territories.
    at_floor, at_cap
        (n,) True where a bound of the node itself keeps it from the level of its parent.
    floor, cap
        (n,) cents; 0 and ``UNLIMITED`` for none.

    Raises
    ------
    ValueError
        If lengths disagree, a sum is not exact or a bound is broken.
    """

    tree: SalesTree
    cents: Cents
    over_assignment: tuple[float, ...]
    levels: Floats
    at_floor: Flags
    at_cap: Flags
    floor: Cents
    cap: Cents

    def __post_init__(self) -> None:
        for name in ("cents", "levels", "at_floor", "at_cap", "floor", "cap"):
            array = getattr(self, name).copy()
            if array.shape != (len(self.tree),):
                raise ValueError(f"{name} has shape {array.shape}, expected ({len(self.tree)},)")
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        outside = np.flatnonzero((self.cents < self.floor) | (self.cents > self.cap))
        if len(outside):
            raise ValueError(f"{self.tree.labels[outside[0]]} breaks a bound: {format_cents(self.cents[outside[0]])}")
        factors, ordered = Factors(self.over_assignment, self.tree.depth), self.cents[self.tree.order]
        for depth, tier in enumerate(self.tree.tiers):
            wrong = np.flatnonzero(
                tier_sums(ordered[tier.members], tier) != factors.carried(ordered[tier.owners], depth)
            )
            if len(wrong):
                raise ValueError(
                    f"what lies below {self.tree.labels[self.tree.order[tier.owners[wrong[0]]]]} does not add up"
                )

    @property
    def territory_cents(self) -> Cents:
        """(k,) amounts of the territories, in the order of ``tree.leaves``."""
        return self.cents[self.tree.leaves]

    @property
    def compounded(self) -> tuple[float, ...]:
        """Multiple of the company's amount that each generation carries: 1.0, 1.03, 1.0609 for 3 % twice."""
        return tuple(float(share) for share in Factors(self.over_assignment, self.tree.depth).compounded)

    @property
    def tier_totals(self) -> tuple[Decimal, ...]:
        """Sum over the nodes of each depth, currency units; territories that end higher up are not in those below."""
        ordered = self.cents[self.tree.order]
        sums = [exact_sum(ordered[:1]), *(exact_sum(ordered[tier.members]) for tier in self.tree.tiers)]
        return tuple(from_cents(total) for total in sums)

    def to_frame(self) -> pd.DataFrame:
        """One row a node: node, parent, depth, quota, over_assignment (compounded), floor, cap, level, bound.

        Money is in currency units as the nearest float (``cents`` has it exact); what a node has not is missing.
        """
        labels = pd.Series(self.tree.labels, dtype=object)
        bound = np.full(len(self.tree), Bound.NONE.value, dtype=object)
        bound[self.at_cap], bound[self.at_floor] = Bound.CAP.value, Bound.FLOOR.value
        parents = self.tree.parents
        return pd.DataFrame(
            {
                "node": labels,
                "parent": [None if parent < 0 else self.tree.labels[parent] for parent in parents.tolist()],
                "depth": self.tree.depths,
                "quota": self.cents / 100.0,
                "over_assignment": np.array(self.compounded)[self.tree.depths] - 1.0,
                "floor": np.where(self.floor > 0, self.floor / 100.0, np.nan),
                "cap": np.where(self.cap < UNLIMITED, self.cap / 100.0, np.nan),
                "level": self.levels,
                "bound": bound,
            }
        )


def allocate_tree(
    target: int,
    tree: SalesTree,
    difficulty: Difficulty | Floats,
    *,
    floor: Cents | None = None,
    cap: Cents | None = None,
    over_assignment: Sequence[float] = (),
    unit: int = 1,
) -> TreeQuotas:
    """Share the company's target down the tree, equally hard for all within the bounds of every node.

    From the top down each node's amount, rounded, is shared among its children by the leximax rule (``leximax``) and
    rounded by largest remainder (``rounding``); so the rule holds exactly at what each parent was given.

    Parameters
    ----------
    target
        The company's amount, cents.
    tree
        Who adds up to whom.
    difficulty
        Amounts by level of the territories in the order of ``tree.leaves``, or their (k,) weights, for the same
        multiple of its weight to everybody.
    floor, cap
        (n,) cents of every node in the order of the nodes, None for none. They bind the amount of the node itself,
        over-assignment above it included.
    over_assignment
        Share on top, one a generation below the root: (0.03, 0.03) lets regions add up to 1.03 times the company
        and the reps of each region to 1.03 times their region.
    unit
        Cents. Amounts are multiples of it where bounds allow, as in ``round_exact``.

    Returns
    -------
    TreeQuotas
        Exact at every node.

    Raises
    ------
    ValueError
        For amounts, shares or arrays that cannot be used.
    QuotaError
        If bounds make the target impossible: at which node, by how much, and whose bounds are to blame.
    """
    if not 1 <= unit <= MAX_CENTS:
        raise ValueError(f"unit must be 1..{MAX_CENTS} cents, given {unit}")
    factors = Factors(over_assignment, tree.depth)
    limits = find_node_limits(target, tree, factors, floor=floor, cap=cap)
    asked = Proportional(difficulty) if isinstance(difficulty, np.ndarray) else difficulty
    leveller = Leveller(tree, asked, limits, factors)

    n, places = len(tree), tree.positions
    cents, levels = np.full(n, target, dtype=np.int64), np.full(n, np.nan)
    at_floor, at_cap = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for depth, tier in enumerate(tree.tiers):
        handed = factors.carried(cents[tier.owners], depth)
        near = levels[places[tree.parents[tree.order[tier.owners]]]] if depth else None
        shares = leveller.share(depth, handed.astype(np.float64), near)
        least, most = limits.least[tier.members], limits.most[tier.members]
        cents[tier.members] = round_groups(shares.amounts, handed, tier, unit=unit, least=least, most=most)
        levels[tier.owners] = shares.levels
        at_floor[tier.members], at_cap[tier.members] = shares.at_floor, shares.at_cap
    place = tree.positions
    return TreeQuotas(
        tree=tree,
        cents=cents[place],
        over_assignment=tuple(float(share) for share in over_assignment),
        levels=levels[place],
        at_floor=at_floor[place],
        at_cap=at_cap[place],
        floor=limits.floor[place],
        cap=limits.cap[place],
    )
