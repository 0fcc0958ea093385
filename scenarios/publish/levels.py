"""Tables of quotas by level of the hierarchy and by product, exact to the cent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from optimizer.money import UNLIMITED, from_cents
from optimizer.quotas import AdjustedQuotas, ProductQuotas, QuotaPlan

TREE, PRODUCTS = "quota_tree.csv", "quotas_by_product.csv"


def level_tables(quotas: QuotaPlan) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name of each file and its table, those there are."""
    if quotas.hierarchy is not None:
        yield TREE, tree_frame(quotas.hierarchy)
    if quotas.products is not None:
        yield PRODUCTS, product_frame(quotas.products, quotas)


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
