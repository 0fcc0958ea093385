"""Quotas of a plan through the levels of its hierarchy: bounds and over-assignment of every level, numbers by hand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimizer.mapping import FrozenMapping
from optimizer.money import UNLIMITED, Cents, Money, exact_sum, to_cents

from .adjustment import AdjustedQuotas, Adjustment, adjust
from .difficulty import Difficulty
from .hierarchy import TreeQuotas, allocate_tree
from .laminar import Factors
from .limits import QuotaLimits
from .relief import relieved
from .tree import SalesTree


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuotaLevels:
    """The hierarchy above the territories of an alignment, and what is asked of it.

    Parameters
    ----------
    tree
        Who adds up to whom; its leaves are the territories, in their order, all equally deep.
    floor, cap
        Node above the territories -> least and most it carries, currency units, over-assignment above it included.
    over_assignment
        Share on top, one a generation below the company: (0.03, 0.02) lets regions add up to 1.03 times the company
        and the territories of each region to 1.02 times their region.
    adjustments
        Numbers set by hand; the others below the same parent make up for each.

    Raises
    ------
    ValueError
        For territories at different depths, bounds of nodes that are not there, or shares that cannot be.
    """

    tree: SalesTree
    floor: Mapping[Hashable, Money] = field(default_factory=dict)
    cap: Mapping[Hashable, Money] = field(default_factory=dict)
    over_assignment: tuple[float, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        deep = self.tree.depths[self.tree.leaves]
        if (deep != deep[0]).any():
            raise ValueError("territories lie at different depths; name every level of each")
        for label in (*self.floor, *self.cap):
            self.tree.index_of(label)
        Factors(self.over_assignment, self.tree.depth)
        object.__setattr__(self, "floor", FrozenMapping(self.floor))
        object.__setattr__(self, "cap", FrozenMapping(self.cap))

    @property
    def compounded(self) -> float:
        """Share on top of the target that all territories together carry: 0.0609 for 3 % twice."""
        return float(self._multiple - 1)

    @property
    def _multiple(self) -> Fraction:
        return Factors(self.over_assignment, self.tree.depth).compounded[-1]

    def spread(self, difficulty: Difficulty, limits: QuotaLimits, *, company: int, unit: int) -> LevelledQuotas:
        """Share the company's number down the levels, then set the numbers by hand.

        The rule is that of ``allocate_tree``. Difficulties are those of the quotas as assigned: with over-assignment
        territories of equal probability are equally likely to make the number they are given.

        Parameters
        ----------
        difficulty
            Amounts by level of the territories, in their order.
        limits
            Their floors and caps.
        company
            What the company carries, cents.
        unit
            Cents; amounts are multiples of it where bounds allow.

        Raises
        ------
        QuotaError
            If bounds of any level make the number impossible, or a number set by hand leaves no room for the rest.
        """
        asked = relieved(difficulty, np.full(difficulty.size, float(1 / self._multiple)))
        floor, cap = self._bounds(limits)

        def shared(step: int) -> TreeQuotas:
            return allocate_tree(
                company, self.tree, asked, floor=floor, cap=cap, over_assignment=self.over_assignment, unit=step
            )

        rounded = shared(unit)
        final = AdjustedQuotas(rounded)
        if self.adjustments:
            final = _still_bound(adjust(final, self.adjustments, asked, unit=unit), rounded)
        return LevelledQuotas(exact=shared(1).territory_cents, rounded=rounded.territory_cents, final=final)

    def _bounds(self, limits: QuotaLimits) -> tuple[Cents, Cents]:
        """(n,) floor and cap of every node, cents."""
        leaves = self.tree.leaves
        floor = np.zeros(len(self.tree), dtype=np.int64)
        cap = np.full(len(self.tree), UNLIMITED)
        floor[leaves], cap[leaves] = limits.floor, limits.cap
        for label, amount in self.floor.items():
            node = self.tree.index_of(label)
            floor[node] = max(int(floor[node]), to_cents(amount, f"floor of {label}"))
        for label, amount in self.cap.items():
            node = self.tree.index_of(label)
            cap[node] = min(int(cap[node]), to_cents(amount, f"cap of {label}"))
        return floor, cap


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LevelledQuotas:
    """Quotas of the territories on their way down the levels, cents.

    Parameters
    ----------
    exact
        (k,) to the cent.
    rounded
        (k,) to the unit.
    final
        With the numbers set by hand, at every node.
    """

    exact: Cents
    rounded: Cents
    final: AdjustedQuotas

    @property
    def cents(self) -> Cents:
        """(k,) what the territories carry in the end."""
        return self.final.quotas.territory_cents

    @property
    def level(self) -> float:
        """Level of the company: that of all territories that nothing binds, on the way there."""
        quotas = self.final.quotas
        return float(quotas.levels[quotas.tree.root])


def _still_bound(adjusted: AdjustedQuotas, before: TreeQuotas) -> AdjustedQuotas:
    """Mark those again whom a bound held before numbers were set by hand, and who carry the same."""
    after = adjusted.quotas
    same = after.cents == before.cents
    at_floor, at_cap = (getattr(after, side) | (getattr(before, side) & same) for side in ("at_floor", "at_cap"))
    return replace(adjusted, quotas=replace(after, at_floor=at_floor, at_cap=at_cap))


def company_cents(target: int, assigned: int, total: int) -> int:
    """What the company carries of a target where a part of what was assigned has gone to a pool.

    ``target * total / assigned``, to the nearest cent, halves to even; the target itself where nothing has.
    """
    return target if total == assigned else round(Fraction(target) * total / assigned)


def share_on_top(cents: Cents, relieved_cents: int, target: int) -> float:
    """Over-assignment that quotas, rounded at every level, come to: exact enough to find their sum again."""
    carried = exact_sum(cents) + relieved_cents
    return float(Decimal(carried) / Decimal(target) - 1) if target else 0.0
