"""A plan revised after it was shared out: by what territories commit to, and by side constraints.

Both move quota between territories at the end, beside the numbers set by hand, and leave every sum exact; the waterfall
has what they move as its last term.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from optimizer.money import UNLIMITED, Cents, Flags, Money, to_cents

from .adjustment import AdjustedQuotas
from .bounds import Bound
from .by_level import share_on_top
from .coupling import CoupledQuotas, SideConstraint, fit_coupled
from .hierarchy import TreeQuotas
from .plan import QuotaPlan, assigned_cents
from .products import ProductQuotas
from .reconciliation import SideBySide, compare_directions, reconcile
from .waterfall import QuotaWaterfall, Term


def reconcile_plan(
    plan: QuotaPlan,
    proposals: Cents,
    *,
    pinned: Mapping[Hashable, Money] | None = None,
    unit: int = 1,
    change: bool = True,
) -> tuple[QuotaPlan, SideBySide]:
    """Set what territories commit to beside their quotas, and reconcile both by least squares (``reconcile``).

    Numbers set by hand are pinned, and so is the company's.

    Parameters
    ----------
    plan
        With its hierarchy.
    proposals
        (k,) cents, in the order of the territories.
    pinned
        Node -> amount it keeps, currency units.
    unit
        Cents; as in ``reconcile``.
    change
        False to compare only.

    Raises
    ------
    ValueError
        If the plan has no hierarchy, or as in ``reconcile``.
    QuotaError
        If pins and bounds contradict each other.
    """
    hierarchy = _hierarchy(plan)
    sides = compare_directions(hierarchy.quotas, proposals)
    if not change:
        return plan, sides
    by_hand = {node: cents / 100 for node, cents in hierarchy.kept.items()}
    quotas = hierarchy.quotas
    found = reconcile(sides, pinned={**(pinned or {}), **by_hand}, floor=quotas.floor, cap=quotas.cap, unit=unit)
    levels = np.full(len(quotas.tree), np.nan)
    return _revised(plan, replace(found, floor=quotas.floor, cap=quotas.cap, levels=levels)), sides


def couple_territories(
    plan: QuotaPlan, constraints: Sequence[SideConstraint], *, unit: int = 1
) -> tuple[QuotaPlan, CoupledQuotas]:
    """Move quota between territories below the same parent until side constraints hold (``fit_coupled``).

    What every node above the territories carries, their floors and caps, and numbers set by hand stay.

    Parameters
    ----------
    plan
        With its hierarchy.
    constraints
        Over the territories by index.
    unit
        Cents; quotas are multiples of it where all were.

    Raises
    ------
    ValueError
        If the plan has no hierarchy, or as in ``fit_coupled``.
    QuotaError
        If hard constraints cannot hold: which, and by how much.
    """
    hierarchy = _hierarchy(plan)
    quotas = hierarchy.quotas
    leaves, cents = quotas.tree.leaves, quotas.territory_cents
    kept = np.isin(leaves, [quotas.tree.index_of(node) for node in hierarchy.kept])
    floor = np.where(kept, cents, quotas.floor[leaves])
    cap = np.where(kept, cents, quotas.cap[leaves])
    parents = quotas.tree.parents[leaves]
    sums = [
        _exactly(np.flatnonzero(parents == parent), cents, name=f"the total of {quotas.tree.labels[parent]}")
        for parent in np.unique(parents).tolist()
    ]
    step = unit if not (cents % unit).any() else 1
    coupled = fit_coupled(cents.astype(np.float64), (*sums, *constraints), floor=floor, cap=cap, unit=step)
    amounts = quotas.cents.copy()
    amounts[leaves] = coupled.cents
    moved = np.zeros(len(amounts), dtype=bool)
    moved[leaves] = coupled.cents != cents
    found = replace(quotas, cents=amounts, at_floor=quotas.at_floor & ~moved, at_cap=quotas.at_cap & ~moved)
    return _revised(plan, found), replace(coupled, constraints=tuple(constraints))


def couple_products(
    products: ProductQuotas, constraints: Sequence[SideConstraint], *, unit: int = 1, totals: bool = True
) -> tuple[ProductQuotas, CoupledQuotas]:
    """Move quota between products of a territory until side constraints hold; every territory keeps its quota.

    Parameters
    ----------
    products
        By territory and product.
    constraints
        Over the cells, row by row: cell of territory i and product j is ``i p + j``.
    unit
        Cents; amounts are multiples of it where all were.
    totals
        Whether the sum of each product over the company stays too.

    Raises
    ------
    ValueError
        As in ``fit_coupled``.
    QuotaError
        If hard constraints cannot hold: which, and by how much.
    """
    k, p = products.cents.shape
    flat, cells = products.cents.ravel(), np.arange(k * p).reshape(k, p)
    sums = [_exactly(cells[row], flat, name=f"the quota of {label}") for row, label in enumerate(products.territories)]
    if totals:
        sums += [
            _exactly(cells[:, column], flat, name=f"the total of {name}")
            for column, name in enumerate(products.products)
        ]
    # A territory that has nothing of a product does not sell it.
    cap = np.where(flat > 0, UNLIMITED, 0)
    step = unit if not (flat % unit).any() else 1
    coupled = fit_coupled(flat.astype(np.float64), (*sums, *constraints), cap=cap, unit=step)
    found = replace(products, cents=coupled.cents.reshape(k, p))
    return found, replace(coupled, constraints=tuple(constraints))


def _exactly(cells: np.ndarray[tuple[int], np.dtype[np.int64]], cents: Cents, *, name: str) -> SideConstraint:
    total = int(cents[cells].sum())
    return SideConstraint(name=name, cells=cells, least=total, most=total)


def _hierarchy(plan: QuotaPlan) -> AdjustedQuotas:
    if plan.hierarchy is None:
        raise ValueError("a plan without hierarchy cannot be revised; give allocate_quotas its levels")
    return plan.hierarchy


def _revised(plan: QuotaPlan, quotas: TreeQuotas) -> QuotaPlan:
    """The plan with other amounts, and what moved in the last term of the waterfall."""
    hierarchy = replace(_hierarchy(plan), quotas=quotas)
    cents = quotas.territory_cents
    same: Flags = cents == plan.cents
    on_top, pooled = plan.over_assignment, plan.pool
    target = to_cents(plan.target, "target")
    if int(cents.sum()) + pooled != assigned_cents(plan.target, on_top):
        on_top = share_on_top(cents, pooled, target)
    return replace(
        plan,
        cents=cents,
        over_assignment=on_top,
        binding=tuple(bound if stays else Bound.NONE for bound, stays in zip(plan.binding, same.tolist(), strict=True)),
        level=plan.level if same.all() else None,
        waterfall=None if plan.waterfall is None else _moved(plan.waterfall, cents - plan.cents),
        hierarchy=hierarchy,
    )


def _moved(waterfall: QuotaWaterfall, by: Cents) -> QuotaWaterfall:
    terms = waterfall.terms.copy()
    terms[:, list(Term).index(Term.ADJUSTMENT)] += by
    return QuotaWaterfall(waterfall.labels, waterfall.reps, terms)
