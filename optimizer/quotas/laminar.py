"""Bounds at every node of the sales tree: what they mean for those above, and who makes a target impossible.

Sets that contain one another or are apart are *laminar*; a target can be allocated exactly if at every node the least
its children can have is no more than the most it may have (Hoffman's condition on a tree).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, UNLIMITED, Cents, format_cents

from .limits import NAMED, limits_of
from .tree import Nodes, SalesTree, tier_sums


class Factors:
    """Over-assignment per level: what the children of a node carry together, as a multiple of its amount.

    Parameters
    ----------
    shares
        One a generation below the root: 0.03 lets the children add up to 1.03 times their parent. Generations not
        given have none.
    depth
        Generations below the root.

    Raises
    ------
    ValueError
        For shares that are negative, not finite, or more than there are generations.
    """

    def __init__(self, shares: Sequence[float], depth: int) -> None:
        if len(shares) > depth or not all(0 <= share < float("inf") for share in shares):
            raise ValueError(
                f"over_assignment needs at most {depth} finite shares of at least 0, given {tuple(shares)}"
            )
        steps = [1 + Fraction(Decimal(repr(float(share)))) for share in shares]
        self.steps: tuple[Fraction, ...] = (*steps, *[Fraction(1)] * (depth - len(steps)))

    @property
    def compounded(self) -> tuple[Fraction, ...]:
        """Multiple of the company's amount that each generation carries together, the company's own 1 first."""
        running = [Fraction(1)]
        for step in self.steps:
            running.append(running[-1] * step)
        return tuple(running)

    def carried(self, amounts: Cents, depth: int) -> Cents:
        """(m,) what the children of nodes of a depth add up to: amount times factor, half a cent to even."""
        step = self.steps[depth]
        if step == 1:
            return amounts
        return np.array([_times(int(amount), step) for amount in amounts], dtype=np.int64)

    def least_above(self, sums: Cents, depth: int) -> Cents:
        """(m,) least amount of a parent whose children need these sums."""
        step = self.steps[depth]
        if step == 1:
            return sums
        found = []
        for total in sums.tolist():
            amount = max(total * step.denominator // step.numerator - 1, 0)
            while _times(amount, step) < total:
                amount += 1
            found.append(amount)
        return np.array(found, dtype=np.int64)

    def most_above(self, sums: Cents, depth: int) -> Cents:
        """(m,) most amount of a parent whose children can have these sums."""
        step = self.steps[depth]
        if step == 1:
            return sums
        found = []
        for total in sums.tolist():
            amount = total * step.denominator // step.numerator + 1
            while _times(amount, step) > total:
                amount -= 1
            found.append(UNLIMITED if total >= UNLIMITED else amount)
        return np.array(found, dtype=np.int64)


def _times(amount: int, step: Fraction) -> int:
    whole, rest = divmod(amount * step.numerator, step.denominator)
    return whole + (2 * rest > step.denominator or (2 * rest == step.denominator and whole % 2 == 1))


@dataclass(frozen=True, slots=True, eq=False)
class NodeLimits:
    """Least and most of every node, by position in breadth-first order.

    Parameters
    ----------
    floor, cap
        (n,) cents as given; ``UNLIMITED`` where there is no cap.
    least, most
        (n,) cents once the bounds of all below are taken into account.
    """

    floor: Cents
    cap: Cents
    least: Cents
    most: Cents


def find_node_limits(
    target: int, tree: SalesTree, factors: Factors, *, floor: Cents | None = None, cap: Cents | None = None
) -> NodeLimits:
    """Carry bounds from the territories up to the company and check that the target fits.

    ``least_v = max(floor_v, sum_c least_c / factor)`` and ``most_v = min(cap_v, sum_c most_c / factor)`` over the
    children c, in whole cents; any amount between the two can be allocated below v.

    Parameters
    ----------
    target
        The company's amount, cents.
    tree
        Who adds up to whom.
    factors
        Over-assignment per level.
    floor, cap
        (n,) cents in the order of the nodes, None for none.

    Raises
    ------
    ValueError
        For a target or bounds that cannot be used.
    QuotaError
        Where bounds contradict each other: the node, by how much, and whose bounds are to blame.
    """
    carried = target * factors.compounded[-1]
    if not 0 <= target <= carried <= MAX_CENTS:
        raise ValueError(f"target must be 0..{MAX_CENTS} cents with its over-assignment, given {target}")
    limits = limits_of(len(tree), floor, cap)
    found = NodeLimits(*(bound[tree.order] for bound in (limits.floor, limits.cap, limits.floor, limits.cap)))
    _check(tree, found, np.arange(len(tree)))
    for depth in reversed(range(tree.depth)):
        tier = tree.tiers[depth]
        needed = factors.least_above(tier_sums(found.least[tier.members], tier), depth)
        able = factors.most_above(tier_sums(found.most[tier.members], tier), depth)
        found.least[tier.owners] = np.maximum(found.least[tier.owners], needed)
        found.most[tier.owners] = np.minimum(found.most[tier.owners], able)
        _check(tree, found, tier.owners)
    if not found.least[0] <= target <= found.most[0]:
        raise _target_impossible(target, tree, found)
    return found


def _check(tree: SalesTree, found: NodeLimits, positions: Nodes) -> None:
    """Raise for the worst of these nodes whose least is above its most."""
    over = found.least[positions] - found.most[positions]
    if len(over) and over.max() > 0:
        raise _contradiction(tree, found, int(positions[over.argmax()]), others=int((over > 0).sum()) - 1)


def _contradiction(tree: SalesTree, found: NodeLimits, position: int, *, others: int) -> QuotaError:
    """Say whose bounds make a node impossible."""
    gap = int(found.least[position] - found.most[position])
    least, most = (format_cents(side[position]) for side in (found.least, found.most))
    floors, caps = (_origins(tree, found, position, floors=side) for side in (True, False))
    message = (
        f"impossible by {format_cents(gap)} at {_name(tree, position)}: it needs at least {least} because of "
        f"{_told(tree, found.floor, floors, 'floor')}, and may have at most {most} because of "
        f"{_told(tree, found.cap, caps, 'cap')}"
    )
    more = f" ({others:,} other nodes of that level are impossible too)" if others else ""
    return QuotaError(
        f"{message}{more}. Lower these floors or raise these caps",
        shortfall=-gap / 100,
        binding=_names(tree, [*floors, *caps]),
    )


def _target_impossible(target: int, tree: SalesTree, found: NodeLimits) -> QuotaError:
    """Say whose bounds keep the company from its target."""
    floors = target < found.least[0]
    gap = int(target - (found.least[0] if floors else found.most[0]))
    given = found.floor if floors else found.cap
    origins = _origins(tree, found, 0, floors=floors)
    side, way, limit = ("floor", "above", found.least[0]) if floors else ("cap", "below", found.most[0])
    remedy = "Lower floors or raise the target" if floors else "Raise caps or lower the target"
    message = (
        f"impossible by {format_cents(abs(gap))}: {_told(tree, given, origins, side)} come to {format_cents(limit)} at "
        f"{_name(tree, 0)}, {way} its target {format_cents(target)}. {remedy}"
    )
    return QuotaError(message, shortfall=gap / 100, binding=_names(tree, origins))


def _origins(tree: SalesTree, found: NodeLimits, position: int, *, floors: bool) -> list[int]:
    """Positions of the nodes whose own bound makes the least (or most) of a node, largest first."""
    given = found.floor if floors else found.cap
    reached = found.least if floors else found.most
    blamed: list[int] = []
    front = np.array([position])
    while len(front):
        # A bound of its own explains a node, unless those below say the same or more.
        own = (given[front] == reached[front]) & ((given[front] > 0) if floors else (given[front] < UNLIMITED))
        blamed += front[own].tolist()
        front = _children(tree, front[~own])
    return sorted(blamed, key=lambda at: (-int(given[at]), at))


def _children(tree: SalesTree, positions: Nodes) -> Nodes:
    """Positions of the children of nodes of one depth."""
    for tier in tree.tiers:
        chosen = np.isin(tier.owners, positions)
        if chosen.any():
            found: NDArray[np.int64] = tier.start + np.flatnonzero(chosen[tier.owner_of])
            return found
    return np.zeros(0, dtype=np.int64)


def _name(tree: SalesTree, position: int) -> Hashable:
    label: Hashable = tree.labels[tree.order[position]]
    return label


def _names(tree: SalesTree, positions: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(_name(tree, position)) for position in positions))


def _told(tree: SalesTree, given: Cents, positions: Sequence[int], side: str) -> str:
    lines = [f"{_name(tree, at)} {format_cents(given[at])}" for at in positions[:NAMED]]
    more = f" and {len(positions) - NAMED:,} more" if len(positions) > NAMED else ""
    return f"the {side}{'s' if len(positions) > 1 else ''} of {', '.join(lines)}{more}"
