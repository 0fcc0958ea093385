"""Quotas by product: what each territory has to bring of each, territories and products adding up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.money import exact_sum, to_cents
from optimizer.quotas import ProductQuotas, QuotaPlan, round_exact, split_products
from optimizer.tables import did_you_mean
from optimizer.travel import Floats

from .bookings import Bookings
from .schema.levels import ProductSection
from .sources import Sources

MONTHS = 12
"""Months of bookings that tell the products of a territory."""
PRIOR = 0.01
"""Part of the company's mix in that of each territory, so that nobody is barred from a product."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProductRule:
    """How quotas are split by product; called with an alignment and its quotas.

    Parameters
    ----------
    products
        (p,) names.
    booked
        (n, p) bookings of each account, currency units; returns may outweigh them.
    shares
        (p,) share of each product in the company's number; None for that of the bookings.
    round_to
        Amounts are multiples of it where all quotas are, currency units.
    """

    products: tuple[str, ...]
    booked: Floats
    shares: tuple[float, ...] | None
    round_to: float

    def __call__(self, alignment: Alignment, quotas: QuotaPlan) -> ProductQuotas:
        """Split the quotas: the mix of each territory's accounts, scaled until products add up too."""
        mix = self._mix(alignment)
        company = self.booked.sum(axis=0).clip(min=0.0) if self.shares is None else np.array(self.shares)
        company = company if company.any() else np.ones(len(self.products))
        total = exact_sum(quotas.cents)
        unit = to_cents(self.round_to, "round_to")
        unit = unit if not (quotas.cents % unit).any() else 1
        columns = round_exact(company / company.sum() * total, total, unit=unit)
        # A product nobody is to bring has no place in any territory.
        seed = np.where(columns > 0, mix, 0.0)
        return split_products(quotas.cents, columns, seed, unit=unit, territories=quotas.labels, products=self.products)

    def _mix(self, alignment: Alignment) -> Floats:
        """(k, p) shares of the products in the bookings of each territory's accounts; the company's where none."""
        served = alignment.territory_of >= 0
        booked = np.zeros((alignment.instance.num_territories, len(self.products)))
        np.add.at(booked, alignment.territory_of[served], self.booked[served])
        booked = np.maximum(booked, 0.0)
        whole = np.maximum(self.booked.sum(axis=0), 0.0) if self.shares is None else np.array(self.shares)
        prior = (whole + whole.sum() / len(whole)) if whole.any() else np.ones(len(self.products))
        sums = booked.sum(axis=1, keepdims=True)
        own = np.where(sums > 0, booked / np.where(sums > 0, sums, 1.0), prior / prior.sum())
        return np.asarray((1.0 - PRIOR) * own + PRIOR * prior / prior.sum())


def read_products(
    section: ProductSection,
    instance: Instance,
    *,
    bookings: Bookings | None,
    round_to: float,
    sources: Sources,
) -> ProductRule | None:
    """Read how quotas are split by product; None where a problem went to the log.

    Parameters
    ----------
    section
        What the plan file says of products.
    instance
        The facts; units in their order.
    bookings
        None where there are none or they are wrong.
    round_to
        Unit of the quotas.
    sources
        Tables, and where problems go.
    """
    names = tuple(section.shares or ())
    booked = np.zeros((instance.num_units, len(names)))
    if section.column is not None:
        table = _booked_table(section.column, instance, bookings, sources)
        if table is None:
            return None
        strange = [str(name) for name in table.columns if section.shares is not None and name not in names]
        if strange:
            remedy = f"Add it to the shares, 0 for none; known: {', '.join(names)}"
            sources.problem(
                ("quotas", "products", "shares"), f"there is no share for the product {strange[0]!r}", remedy
            )
            return None
        names = names or tuple(str(name) for name in table.columns)
        booked = table.reindex(columns=list(names), fill_value=0.0).to_numpy(dtype=np.float64)
    shares = None if section.shares is None else tuple(section.shares[name] for name in names)
    return ProductRule(products=names, booked=booked, shares=shares, round_to=round_to)


def _booked_table(column: str, instance: Instance, bookings: Bookings | None, sources: Sources) -> pd.DataFrame | None:
    """(n, products) bookings of the last twelve months; None and a problem where they do not tell."""
    table = sources.table("bookings")
    if bookings is None or table is None:
        if "bookings" not in sources.tried:
            sources.problem(
                ("quotas", "products", "column"),
                "there is no table of bookings to find products in",
                "Give `shares: {A: 0.6}`",
            )
        return None
    if not table.has(column):
        remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the bookings"
        sources.problem(("quotas", "products", "column"), "bookings have no such column", remedy, value=column)
        return None
    products = table.labels(column)
    blank = products.isna().to_numpy(dtype=bool)
    table.note_rows(blank, column, "there is no product", "Fill it in every row")
    if blank.any():
        return None
    start, end = bookings.window(MONTHS)
    unit = pd.Index([str(label) for label in instance.units.ids]).get_indexer(pd.Index(bookings.accounts))
    chosen = (bookings.months >= start) & (bookings.months <= end) & (unit >= 0)
    rows = pd.DataFrame(
        {"unit": unit[chosen], "product": products.to_numpy()[chosen], "amount": bookings.amounts[chosen]}
    )
    booked = rows.pivot_table(index="unit", columns="product", values="amount", aggfunc="sum", fill_value=0.0)
    every = list(dict.fromkeys(products))
    return booked.reindex(index=range(instance.num_units), columns=every, fill_value=0.0).fillna(0.0)
