"""Top-down and bottom-up side by side, and one set of numbers that both can sign.

The company's number, shared down the tree, meets what the territories commit to, added up. Least squares with a weight
for every node is forecast reconciliation (Hyndman, Ahmed, Athanasopoulos and Shang, 2011, "Optimal combination
forecasts for hierarchical time series", Computational Statistics and Data Analysis 55(9); with weights of nodes:
Wickramasuriya, Athanasopoulos and Hyndman, 2019, Journal of the American Statistical Association 114(526)); on a tree
it takes one walk up and one walk down, like a Kalman smoother (Chou, Willsky and Benveniste, 1994, IEEE Transactions on
Automatic Control 39(3)).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.money import MAX_CENTS, Cents, Money, to_cents
from optimizer.travel import Floats

from .hierarchy import TreeQuotas, allocate_tree
from .laminar import Factors, find_node_limits
from .limits import limits_of
from .tree import SalesTree, tier_sums


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SideBySide:
    """What the company hands down and what the territories bring up, node by node.

    Parameters
    ----------
    tree
        Who adds up to whom.
    top_down
        (n,) cents.
    bottom_up
        (n,) cents: proposals of the territories; above them their sum, over-assignment taken off.
    over_assignment
        Share on top, one a generation below the root.

    Raises
    ------
    ValueError
        If there is not one amount 0..``MAX_CENTS`` a node.
    """

    tree: SalesTree
    top_down: Cents
    bottom_up: Cents
    over_assignment: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for name in ("top_down", "bottom_up"):
            array = np.array(getattr(self, name), dtype=np.int64)
            if array.shape != (len(self.tree),) or array.min() < 0 or array.max() > MAX_CENTS:
                raise ValueError(f"{name} needs one amount 0..{MAX_CENTS} cents for each of {len(self.tree)} nodes")
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def difference(self) -> Cents:
        """(n,) bottom-up minus top-down, cents: what a node commits to beyond what it was given."""
        return self.bottom_up - self.top_down

    def to_frame(self) -> pd.DataFrame:
        """One row a node: node, parent, depth, top_down, bottom_up, difference (currency units), share of top_down."""
        known = self.top_down > 0
        return pd.DataFrame(
            {
                "node": pd.Series(self.tree.labels, dtype=object),
                "parent": [None if parent < 0 else self.tree.labels[parent] for parent in self.tree.parents.tolist()],
                "depth": self.tree.depths,
                "top_down": self.top_down / 100.0,
                "bottom_up": self.bottom_up / 100.0,
                "difference": self.difference / 100.0,
                "share": np.where(known, self.difference / np.where(known, self.top_down, 1), np.nan),
            }
        )


def compare_directions(plan: TreeQuotas, proposals: Cents) -> SideBySide:
    """Add up what the territories propose and set it beside the plan.

    Parameters
    ----------
    plan
        Top-down.
    proposals
        (k,) cents, in the order of ``tree.leaves``.

    Returns
    -------
    SideBySide
        Where a level is over-assigned, the sum of the children over the factor, to the nearest cent.

    Raises
    ------
    ValueError
        If there is not one proposal 0..``MAX_CENTS`` a territory, or they add up to more than ``MAX_CENTS``.
    """
    tree = plan.tree
    proposals = np.asarray(proposals, dtype=np.int64)
    if proposals.shape != tree.leaves.shape or proposals.min() < 0 or proposals.max() > MAX_CENTS:
        raise ValueError(f"proposals need one amount 0..{MAX_CENTS} cents for each of {len(tree.leaves)} territories")
    steps = Factors(plan.over_assignment, tree.depth).steps
    amounts, place = np.zeros(len(tree), dtype=np.int64), tree.positions
    amounts[place[tree.leaves]] = proposals
    for depth in reversed(range(tree.depth)):
        tier = tree.tiers[depth]
        sums = tier_sums(amounts[tier.members], tier)
        amounts[tier.owners] = sums if steps[depth] == 1 else [round(int(total) / steps[depth]) for total in sums]
    return SideBySide(tree=tree, top_down=plan.cents, bottom_up=amounts[place], over_assignment=plan.over_assignment)


def reconcile(
    sides: SideBySide,
    *,
    pinned: Mapping[Hashable, Money] | None = None,
    weights: Floats | None = None,
    floor: Cents | None = None,
    cap: Cents | None = None,
    unit: int = 1,
) -> TreeQuotas:
    """Find the exact plan nearest to both sides: ``min sum_v w_v (x_v - y_v)^2``, pins and bounds kept.

    ``y`` is the bottom-up amount of territories and the top-down amount of all above them. Where a floor or a cap
    holds somebody, the others move from there in proportion to ``1 / w`` (least squares over the territories).

    Parameters
    ----------
    sides
        What to reconcile.
    pinned
        Node -> amount it keeps, currency units. The company keeps its top-down amount unless it is named here.
    weights
        (n,) w, above 0 for territories and not negative for others: how much a squared departure of a node counts;
        0 for a node whose top-down amount does not. None for ``1 / y``: departures count relative to the amount.
    floor, cap, unit
        As in ``allocate_tree``.

    Returns
    -------
    TreeQuotas
        ``levels`` are cents by which a territory with the least weight has moved from least squares; pins are among
        ``floor`` and ``cap``.

    Raises
    ------
    ValueError
        For weights, labels or amounts that cannot be used.
    QuotaError
        If pins and bounds contradict each other.
    """
    tree = sides.tree
    limits = limits_of(len(tree), floor, cap)
    least, most = limits.floor.copy(), limits.cap.copy()
    held = np.zeros(len(tree), dtype=bool)
    kept = {tree.labels[tree.root]: sides.top_down[tree.root] / 100.0, **(pinned or {})}
    for label, amount in kept.items():
        node = tree.index_of(label)
        held[node], cents = True, to_cents(amount, f"pinned {label}")
        least[node], most[node] = max(least[node], cents), min(most[node], cents)
    factors, target = Factors(sides.over_assignment, tree.depth), int(least[tree.root])
    find_node_limits(target, tree, factors, floor=least, cap=most)

    wanted = sides.top_down.astype(np.float64)
    wanted[tree.leaves] = sides.bottom_up[tree.leaves]
    wanted[held] = least[held]
    with np.errstate(divide="ignore"):
        give = 1.0 / _weights(weights, wanted, tree)
    ideal = _least_squares(tree, wanted, np.where(held, 0.0, give), [float(step) for step in factors.steps])
    around = Around(ideal[tree.leaves], give[tree.leaves])
    return allocate_tree(target, tree, around, floor=least, cap=most, over_assignment=sides.over_assignment, unit=unit)


class Around:
    """Difficulty that moves everybody from an amount of its own: ``g_i = ideal_i + level * give_i``.

    Equal levels are the least squares of the moves, weighted by ``1 / give``.

    Parameters
    ----------
    ideal
        (k,) cents.
    give
        (k,) how far each moves for another, above 0; only ratios count.
    """

    def __init__(self, ideal: Floats, give: Floats) -> None:
        self._ideal, self._give = ideal, give / give.max()

    @property
    def size(self) -> int:
        """Number of territories, k."""
        return len(self._ideal)

    @property
    def range(self) -> tuple[float, float]:
        """Down or up as far as one likes."""
        return float("-inf"), float("inf")

    def amounts(self, levels: Floats) -> Floats:
        """(k,) cents with fractions at levels (k,), cents."""
        found: Floats = self._ideal + levels * self._give
        return found


def _weights(weights: Floats | None, wanted: Floats, tree: SalesTree) -> Floats:
    if weights is None:
        # An amount of nothing counts like one of a cent: it hardly moves.
        return 1.0 / np.maximum(wanted, 1.0)
    given = np.array(weights, dtype=np.float64)
    fits = given.shape == wanted.shape and bool((np.isfinite(given) & (given >= 0)).all())
    if not fits or (given[tree.leaves] <= 0).any():
        raise ValueError(
            f"weights need {len(wanted)} finite numbers, above 0 for territories and none negative, given {weights!r}"
        )
    return given


def _least_squares(tree: SalesTree, wanted: Floats, give: Floats, steps: Sequence[float]) -> Floats:
    """(n,) amounts that add up and are nearest to what is wanted; ``give`` is 1 / weight: 0 does not move.

    Up: with M the sum of the children's best amounts and B of what they give, a node at x costs its children
    ``(f x - M)^2 / B``; together with its own ``(x - y)^2 / give`` that is again one square. Down: a child moves from
    its best by its part of B.
    """
    best, room = wanted[tree.order], give[tree.order]
    sums, rooms = [], []
    for tier, step in zip(reversed(tree.tiers), reversed(steps), strict=True):
        total, common = (np.add.reduceat(side[tier.members], tier.firsts) for side in (best, room))
        own, mine = best[tier.owners], room[tier.owners]
        with np.errstate(invalid="ignore", divide="ignore"):
            pull = np.where(np.isinf(mine), 0.0, common / step**2 / (common / step**2 + mine))
            joint = np.where(np.isinf(mine), common / step**2, mine * pull)
        stuck = (common == 0) & (mine == 0)
        best[tier.owners] = np.where(stuck, own, total / step + pull * (own - total / step))
        room[tier.owners] = np.where(stuck, 0.0, joint)
        sums.append(total)
        rooms.append(common)
    for tier, step, total, common in zip(tree.tiers, steps, reversed(sums), reversed(rooms), strict=True):
        missing = best[tier.owners] * step - total
        part = np.where(common > 0, missing / np.where(common > 0, common, 1.0), 0.0)
        best[tier.members] += room[tier.members] * part[tier.owner_of]
    moved: Floats = best[tree.positions]
    # Below 0 an amount stays as far from its neighbours as it is; the bounds come later.
    return np.minimum(moved, float(MAX_CENTS))
