"""Numbers changed by hand: they are kept, the rest is spread again within its bounds, and a log says who and why."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

import numpy as np
import pandas as pd

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED, Flags, Money, format_cents, from_cents, to_cents
from optimizer.travel import Floats

from .difficulty import Difficulty
from .hierarchy import TreeQuotas, allocate_tree
from .tree import SalesTree


class Respread(Enum):
    """Who makes up for a number changed by hand."""

    PARENT = "parent"
    """The others below the same parent; nobody else's number moves."""
    TREE = "tree"
    """Everybody who is not kept by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """One number set by hand.

    Parameters
    ----------
    node
        Territory or any node above it but the company.
    amount
        What it carries from now on, currency units.
    who, why
        For the log; neither may be empty.
    on
        When it was decided, None where nobody knows.

    Raises
    ------
    ValueError
        For an amount that is no money, or an empty who or why.
    """

    node: Hashable
    amount: Money
    who: str
    why: str
    on: date | None = None

    def __post_init__(self) -> None:
        to_cents(self.amount, f"adjustment of {self.node}")
        if not self.who.strip() or not self.why.strip():
            raise ValueError(f"the adjustment of {self.node} needs who and why, given {self.who!r} and {self.why!r}")

    @property
    def cents(self) -> int:
        """The amount, cents."""
        return to_cents(self.amount, f"adjustment of {self.node}")


@dataclass(frozen=True, slots=True)
class LoggedAdjustment:
    """An adjustment and what it changed.

    Parameters
    ----------
    adjustment
        Who set which number, and why.
    before
        Cents the node carried until then.
    respread
        Who made up for it.
    """

    adjustment: Adjustment
    before: int
    respread: Respread


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedQuotas:
    """A plan and all numbers in it that were set by hand. A further adjustment gives a new one.

    Parameters
    ----------
    quotas
        The plan as it stands.
    log
        Oldest first; the last number of a node is the one that is kept.

    Raises
    ------
    ValueError
        If the plan does not carry what was set by hand.
    """

    quotas: TreeQuotas
    log: tuple[LoggedAdjustment, ...] = ()

    def __post_init__(self) -> None:
        for label, cents in self.kept.items():
            carried = int(self.quotas.cents[self.quotas.tree.index_of(label)])
            if carried != cents:
                raise ValueError(f"{label} carries {format_cents(carried)} but was set to {format_cents(cents)}")

    @property
    def kept(self) -> dict[Hashable, int]:
        """Node -> cents set by hand."""
        return {entry.adjustment.node: entry.adjustment.cents for entry in self.log}

    def log_frame(self) -> pd.DataFrame:
        """One row an adjustment: on, node, before, after, change (currency units), who, why, respread."""
        columns = ["on", "node", "before", "after", "change", "who", "why", "respread"]
        rows = [
            (
                entry.adjustment.on,
                entry.adjustment.node,
                float(from_cents(entry.before)),
                float(from_cents(entry.adjustment.cents)),
                float(from_cents(entry.adjustment.cents - entry.before)),
                entry.adjustment.who,
                entry.adjustment.why,
                entry.respread.value,
            )
            for entry in self.log
        ]
        return pd.DataFrame(rows, columns=columns)


def adjust(
    plan: AdjustedQuotas,
    adjustments: Sequence[Adjustment],
    difficulty: Difficulty | Floats | None = None,
    *,
    respread: Respread = Respread.PARENT,
    unit: int = 1,
) -> AdjustedQuotas:
    """Set numbers by hand and spread the rest again; whatever was set before is kept too.

    Parameters
    ----------
    plan
        The plan so far.
    adjustments
        One or several at once; those of one call may make up for one another.
    difficulty
        As in ``allocate_tree``: the rule by which the rest is spread. None to keep the proportions of the plan.
    respread
        Who makes up for it.
    unit
        Cents; as in ``allocate_tree``. Numbers set by hand stay as they are.

    Returns
    -------
    AdjustedQuotas
        Exact at every node, within the bounds of the plan, with the log grown by these.

    Raises
    ------
    ValueError
        For unknown nodes, the company, or a node named twice.
    QuotaError
        If a number is outside the bounds of its node, or the others have no room for the rest: by how much, and who.
    """
    tree, quotas = plan.quotas.tree, plan.quotas
    nodes = [_checked(quotas, adjustment) for adjustment in adjustments]
    if len(set(nodes)) != len(nodes):
        raise ValueError(f"a node is adjusted twice at once: {[adjustment.node for adjustment in adjustments]}")
    kept = plan.kept | {adjustment.node: adjustment.cents for adjustment in adjustments}
    held = _held(tree, nodes, respread)
    floor, cap = np.where(held, quotas.cents, quotas.floor), np.where(held, quotas.cents, quotas.cap)
    for label, cents in kept.items():
        node = tree.index_of(label)
        floor[node] = cap[node] = cents
        held[node] = True
    weights = quotas.territory_cents.astype(np.float64) if difficulty is None else difficulty
    try:
        spread = allocate_tree(
            int(quotas.cents[tree.root]),
            tree,
            weights,
            floor=floor,
            cap=cap,
            over_assignment=quotas.over_assignment,
            unit=unit,
        )
    except QuotaError as error:
        names = ", ".join(str(adjustment.node) for adjustment in adjustments)
        wider = ", or spread over the whole tree" if respread is Respread.PARENT else ""
        told = f"the rest of {names} has no place: {error}. Change the number set by hand{wider}"
        raise QuotaError(told, shortfall=error.shortfall, binding=error.binding) from error
    entries = (
        LoggedAdjustment(adjustment, int(quotas.cents[node]), respread)
        for adjustment, node in zip(adjustments, nodes, strict=True)
    )
    return AdjustedQuotas(_unpinned(spread, quotas, held), (*plan.log, *entries))


def _checked(quotas: TreeQuotas, adjustment: Adjustment) -> int:
    """Node of an adjustment, once it is allowed."""
    node = quotas.tree.index_of(adjustment.node)
    if node == quotas.tree.root:
        raise ValueError(f"{adjustment.node} is the company: allocate another target instead of adjusting it")
    least, most = int(quotas.floor[node]), int(quotas.cap[node])
    cents = adjustment.cents
    if not least <= cents <= most:
        gap = cents - most if cents > most else cents - least
        limit = "no cap" if most == UNLIMITED else format_cents(most)
        raise QuotaError(
            f"{adjustment.node} set to {format_cents(cents)} by {adjustment.who} is {format_cents(abs(gap))} outside "
            f"its bounds {format_cents(least)} to {limit}. Change the number or the bound",
            shortfall=gap / 100,
            binding=(str(adjustment.node),),
        )
    return node


def _held(tree: SalesTree, nodes: Sequence[int], respread: Respread) -> Flags:
    """(n,) True for nodes whose amount does not move."""
    if respread is Respread.TREE:
        return np.zeros(len(tree), dtype=bool)
    held: Flags = ~tree.below(tree.parents[np.array(nodes, dtype=np.int64)])
    return held


def _unpinned(spread: TreeQuotas, quotas: TreeQuotas, held: Flags) -> TreeQuotas:
    """Give the plan back its own bounds; who does not move is not marked as bound."""
    return replace(
        spread,
        floor=quotas.floor,
        cap=quotas.cap,
        at_floor=spread.at_floor & ~held,
        at_cap=spread.at_cap & ~held,
    )
