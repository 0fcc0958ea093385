"""Tables of quotas by level and by product, and of what moved them at the end or during the year: exact to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from optimizer.money import UNLIMITED, from_cents
from optimizer.quotas import AdjustedQuotas, CoupledQuotas, ProductQuotas, QuotaLedger, QuotaPlan, SideBySide

TREE, PRODUCTS = "quota_tree.csv", "quotas_by_product.csv"
RECONCILIATION, SIDES = "reconciliation.csv", "side_constraints.csv"
LEDGER, AFTERWARDS = "ledger.csv", "quotas_after_changes.csv"
LEVEL_TABLES = (TREE, PRODUCTS, RECONCILIATION, SIDES, LEDGER, AFTERWARDS)
"""All files of this module."""


def level_tables(quotas: QuotaPlan) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name of each file and its table, those there are."""
    if quotas.hierarchy is not None:
        yield TREE, tree_frame(quotas.hierarchy)
    if quotas.products is not None:
        yield PRODUCTS, product_frame(quotas.products, quotas)
    if quotas.sides is not None:
        yield RECONCILIATION, reconciliation_frame(quotas.sides, quotas)
    if quotas.coupled:
        yield SIDES, side_frame(quotas.coupled)
    if quotas.changes is not None:
        yield LEDGER, ledger_frame(quotas.changes.ledger)
        yield AFTERWARDS, afterwards_frame(quotas.changes.ledger)


def tree_frame(hierarchy: AdjustedQuotas) -> pd.DataFrame:
    """One row a node, the company first: node, parent, depth, quota, over_assignment, floor, cap, bound, and by hand.

    Amounts are text exact to the cent; the columns set_by, why and before tell of numbers set by hand.
    """
    quotas = hierarchy.quotas
    by_hand = {entry.adjustment.node: entry for entry in hierarchy.log}
    entries = [by_hand.get(label) for label in quotas.tree.labels]
    frame = quotas.to_frame().drop(columns="level")
    texts = {
        "quota": [str(from_cents(cents)) for cents in quotas.cents.tolist()],
        "floor": [str(from_cents(cents)) if cents else None for cents in quotas.floor.tolist()],
        "cap": [str(from_cents(cents)) if cents < UNLIMITED else None for cents in quotas.cap.tolist()],
        "set_by": [None if entry is None else entry.adjustment.who for entry in entries],
        "why": [None if entry is None else entry.adjustment.why for entry in entries],
        "before": [None if entry is None else str(from_cents(entry.before)) for entry in entries],
    }
    # Floats of a product of shares, without the noise of taking 1 away.
    frame["over_assignment"] = frame["over_assignment"].round(12)
    return frame.assign(**{name: np.array(cells, dtype=object) for name, cells in texts.items()})


def product_frame(products: ProductQuotas, quotas: QuotaPlan) -> pd.DataFrame:
    """One row a territory and product: territory, rep, product, amount; amounts are text exact to the cent."""
    frame = products.to_frame()
    reps = [rep for rep in quotas.reps for _ in products.products]
    exact = [str(from_cents(cents)) for cents in products.cents.ravel().tolist()]
    return frame.assign(rep=reps, amount=exact)[["territory", "rep", "product", "amount"]]


def reconciliation_frame(sides: SideBySide, quotas: QuotaPlan) -> pd.DataFrame:
    """One row a node: node, parent, depth, top_down, bottom_up, difference, share, quota.

    What was handed down, what territories commit to, and what became the quota; amounts are text exact to the cent, the
    share is the difference over what was handed down.
    """
    hierarchy = quotas.hierarchy
    found = sides.top_down if hierarchy is None else hierarchy.quotas.cents
    texts = {
        "top_down": _exact(sides.top_down.tolist()),
        "bottom_up": _exact(sides.bottom_up.tolist()),
        "difference": _exact(sides.difference.tolist()),
        "quota": _exact(found.tolist()),
    }
    return sides.to_frame().assign(**texts)


def side_frame(coupled: Iterable[CoupledQuotas]) -> pd.DataFrame:
    """One row a side constraint: constraint, carried, least, most, breach (currency units), elastic."""
    return pd.concat([one.to_frame() for one in coupled], ignore_index=True)


def ledger_frame(ledger: QuotaLedger) -> pd.DataFrame:
    """One row a change of a holder in a period: see ``QuotaLedger.to_frame``; amounts are text exact to the cent."""
    frame = ledger.to_frame()
    return frame.assign(
        effective=frame["effective"].astype(str), amount=_exact((frame["amount"] * 100).round().astype(int).tolist())
    )


def afterwards_frame(ledger: QuotaLedger) -> pd.DataFrame:
    """One row a holder and period: holder, period, amount with all changes; text exact to the cent."""
    return pd.DataFrame(
        {
            "holder": [holder for holder in ledger.holders for _ in ledger.periods],
            "period": list(ledger.periods) * len(ledger.holders),
            "amount": _exact(ledger.quotas.ravel().tolist()),
        }
    )


def revision_sentences(quotas: QuotaPlan) -> tuple[str, ...]:
    """Tell side constraints that had to give, and changes that move nothing in this plan."""
    gave = [
        f"{name} is {abs(amount):,.2f} {'above' if amount > 0 else 'below'} its limit: it is elastic and had to give."
        for one in quotas.coupled
        for name, amount in one.gave.items()
    ]
    return (*gave, *(() if quotas.changes is None else quotas.changes.left_out))


def _exact(cents: list[int]) -> list[str]:
    return [str(from_cents(amount)) for amount in cents]
