"""Territories by products (or by months): every cell in proportion, both margins exact.

Iterative proportional fitting scales rows and columns in turn until both add up (Deming and Stephan, 1940, "On a least
squares adjustment of a sampled frequency table when the expected marginal totals are known", Annals of Mathematical
Statistics 11(4)). Then every cell goes to the unit below or above it so that both margins stay exact, which is always
possible in two dimensions (controlled rounding: Cox, 1987, "A constructive procedure for unbiased controlled rounding",
Journal of the American Statistical Association 82(398)); units move along the shortest chains of columns from those
with too much to those with too little, as in a transportation problem.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, Cents, Flags, exact_sum, format_cents
from optimizer.travel import Floats

from .limits import NAMED

ROUNDS = 500
"""Rounds of fitting at most; where zeros make it slow, moving units does the rest."""
SETTLED = 0.25
"""Units by which both margins together may still be off: what is left is less than a unit in any set of cells."""

PRECISION = 1e-14
"""Share of the total by which sums of floats may be off."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What both sides of a table add up to, in units.

    Parameters
    ----------
    rows
        (k,) units of each territory.
    columns
        (p,) units of each product.
    """

    rows: Cents
    columns: Cents


@dataclass(frozen=True, slots=True, eq=False)
class ProductQuotas:
    """What each territory has to bring in of each product.

    Parameters
    ----------
    territories
        (k,) labels.
    products
        (p,) names.
    cents
        (k, p) amounts.

    Raises
    ------
    ValueError
        If the shape is another.
    """

    territories: tuple[Hashable, ...]
    products: tuple[str, ...]
    cents: Cents

    def __post_init__(self) -> None:
        shape = (len(self.territories), len(self.products))
        cents = np.array(self.cents, dtype=np.int64)
        if cents.shape != shape:
            raise ValueError(f"cents have shape {cents.shape}, expected {shape}")
        cents.flags.writeable = False
        object.__setattr__(self, "cents", cents)

    def to_frame(self) -> pd.DataFrame:
        """One row a territory and product: territory, product, amount (currency units)."""
        count = len(self.products)
        return pd.DataFrame(
            {
                "territory": np.repeat(pd.Index(self.territories, tupleize_cols=False), count),
                "product": np.tile(np.asarray(self.products, dtype=object), len(self.territories)),
                "amount": self.cents.ravel() / 100.0,
            }
        )


def split_products(
    rows: Cents,
    columns: Cents,
    seed: Floats,
    *,
    unit: int = 1,
    territories: Sequence[Hashable] | None = None,
    products: Sequence[str] | None = None,
) -> ProductQuotas:
    """Split territory totals over products so that product totals are exact too.

    Each cell is ``a_i b_j seed_ij`` to the unit below or above; 0 stays 0. For months as well, call it once a product
    with that product's column as ``rows`` and the product's months as ``columns``: all three sums are exact then.

    Parameters
    ----------
    rows
        (k,) cents of the territories.
    columns
        (p,) cents of the products.
    seed
        (k, p) pattern, not negative: such as history by product, or product shares. 0 where a territory does not sell
        a product.
    unit
        Cents; all margins must be multiples of it.
    territories, products
        Names for the result and for messages; None for 0.. and "0"..

    Raises
    ------
    ValueError
        For shapes, seeds, units or margins that cannot be used.
    QuotaError
        If the margins disagree, or zeros make them impossible: by how much, and who.
    """
    seed = np.asarray(seed, dtype=np.float64)
    margins = _in_units(np.asarray(rows), np.asarray(columns), seed, unit)
    names = tuple(range(len(rows))) if territories is None else tuple(territories)
    headings = tuple(str(column) for column in range(len(columns))) if products is None else tuple(products)
    if (len(names), len(headings)) != seed.shape:
        raise ValueError(f"{len(names)} territories and {len(headings)} products are named for a seed {seed.shape}")
    off = exact_sum(margins.rows) - exact_sum(margins.columns)
    if off:
        here, there = (format_cents(exact_sum(side) * unit) for side in (margins.rows, margins.columns))
        raise QuotaError(
            f"territories add up to {here} and products to {there}: {format_cents(abs(off) * unit)} apart. "
            "Correct one side",
            shortfall=off * unit / 100,
            binding=(),
        )
    table = _Table(fit_margins(seed, margins), seed > 0, margins)
    stuck = table.settle()
    if stuck is not None:
        raise _impossible(table, stuck, unit=unit, names=names, headings=headings)
    return ProductQuotas(names, headings, table.units * unit)


def fit_margins(seed: Floats, margins: Margins) -> Floats:
    """(k, p) the table of the seed's pattern whose rows and columns add up, as nearly as ``SETTLED`` asks.

    Parameters
    ----------
    seed
        (k, p) not negative.
    margins
        What rows and columns shall add up to.

    Returns
    -------
    Floats
        Rows add up within the precision of floats; columns as well unless zeros make the fit slow or impossible.
    """
    rows, columns = margins.rows.astype(np.float64), margins.columns.astype(np.float64)
    settled = max(SETTLED, PRECISION * float(rows.sum()))
    # A product a row: sums along rows of memory are both faster and more precise.
    table = np.ascontiguousarray(seed.T / np.where(seed.any(axis=1), seed.max(axis=1), 1.0))
    table *= _ratio(rows, table.sum(axis=0))
    for _ in range(ROUNDS):
        sums = table.sum(axis=1)
        if np.abs(sums - columns).sum() <= settled:
            break
        table *= _ratio(columns, sums)[:, np.newaxis]
        table *= _ratio(rows, table.sum(axis=0))
    return np.ascontiguousarray(table.T)


def _ratio(wanted: Floats, given: Floats) -> Floats:
    found: Floats = np.divide(wanted, given, out=np.zeros_like(wanted), where=given > 0)
    return found


def _in_units(rows: Cents, columns: Cents, seed: Floats, unit: int) -> Margins:
    if seed.ndim != 2 or seed.shape != (len(rows), len(columns)) or not seed.size:
        raise ValueError(f"the seed has shape {seed.shape}, expected ({len(rows)}, {len(columns)})")
    if not (np.isfinite(seed) & (seed >= 0)).all():
        raise ValueError("the seed must be finite and not negative")
    if not 1 <= unit <= MAX_CENTS:
        raise ValueError(f"unit must be 1..{MAX_CENTS} cents, given {unit}")
    for name, side in (("territory", rows), ("product", columns)):
        wrong = np.flatnonzero((side < 0) | (side > MAX_CENTS) | (side % unit != 0))
        if len(wrong):
            raise ValueError(
                f"{name} {wrong[0]} has {format_cents(side[wrong[0]])}, expected a multiple of {format_cents(unit)} "
                f"from 0 to {format_cents(MAX_CENTS)}; round its total first or take a smaller unit"
            )
    return Margins(rows.astype(np.int64) // unit, columns.astype(np.int64) // unit)


class _Table:
    """A table of whole units on its way to exact margins: rows are exact from the start, columns at the end."""

    def __init__(self, ideal: Floats, allowed: Flags, margins: Margins) -> None:
        self.ideal, self.allowed, self.margins = ideal, allowed, margins
        self.lower = np.floor(ideal).astype(np.int64)
        self.units = self._rows_exact()
        self.surplus: Cents = self.units.sum(axis=0) - margins.columns

    def _rows_exact(self) -> Cents:
        """Largest remainder in every row, zeros kept; a row without any cell keeps 0."""
        missing = self.margins.rows - self.lower.sum(axis=1)
        order = np.argsort(np.where(self.allowed, self.lower - self.ideal, np.inf), axis=1, kind="stable")
        counts = np.maximum(self.allowed.sum(axis=1), 1)
        each, over = np.divmod(missing, counts)
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
        given = each[:, np.newaxis] + (rank < over[:, np.newaxis])
        units: Cents = np.where(self.allowed, self.lower + given, 0)
        return units

    def settle(self) -> NDArray[np.int64] | None:
        """Move units until columns are exact; the columns that cannot give away enough where that is impossible."""
        empty = np.flatnonzero(~self.allowed.any(axis=1) & (self.margins.rows > 0))
        if len(empty):
            return np.zeros(0, dtype=np.int64)
        for near in (True, False):
            stuck = self._move_all(near=near)
            if stuck is None:
                return None
        return stuck

    def _move_all(self, *, near: bool) -> NDArray[np.int64] | None:
        """Empty the surplus along shortest chains; ``near``: every cell stays at the unit below or above its ideal."""
        every = np.arange(len(self.units))
        links = self._links(every, near=near)
        while self.surplus.any():
            chain, reached = _shortest_chain(links > 0, self.surplus)
            if chain is None:
                return reached
            amount = int(min(self.surplus[chain[0]], -self.surplus[chain[-1]]))
            amount = min(amount, *(int(self._room(source, sink, near=near).sum()) for source, sink in pairwise(chain)))
            for source, sink in pairwise(chain):
                room = self._room(source, sink, near=near)
                moved = self._chosen(room, source, sink, amount)
                links -= self._links(moved, near=near)
                before = np.cumsum(room[moved]) - room[moved]
                units = np.minimum(amount - before, room[moved])
                self.units[moved, source] -= units
                self.units[moved, sink] += units
                links += self._links(moved, near=near)
            self.surplus[chain[0]] -= amount
            self.surplus[chain[-1]] += amount
        return None

    def _links(self, rows: NDArray[np.int64], *, near: bool) -> Floats:
        """(p, p) how many of these rows can move units from one column to another."""
        units, lower, allowed = self.units[rows], self.lower[rows], self.allowed[rows]
        giving = units > lower if near else units > 0
        taking = allowed & (units <= lower) if near else allowed
        found: Floats = giving.T.astype(np.float64) @ taking.astype(np.float64)
        return found

    def _room(self, source: int, sink: int, *, near: bool) -> Cents:
        """(k,) units a row can move between two columns."""
        if near:
            above = self.units[:, source] > self.lower[:, source]
            return (above & self.allowed[:, sink] & (self.units[:, sink] <= self.lower[:, sink])).astype(np.int64)
        return np.where(self.allowed[:, sink], self.units[:, source], 0)

    def _chosen(self, room: Cents, source: int, sink: int, amount: int) -> NDArray[np.int64]:
        """Rows that move: those that exceed their ideal most here and miss it most there, ties by territory."""
        able = np.flatnonzero(room)
        off = self.units[able][:, (source, sink)] - self.ideal[able][:, (source, sink)]
        ranked = able[np.argsort(off[:, 1] - off[:, 0], kind="stable")]
        return ranked[: int(np.searchsorted(np.cumsum(room[ranked]), amount)) + 1]


def _shortest_chain(links: Flags, surplus: Cents) -> tuple[list[int] | None, NDArray[np.int64]]:
    """Columns from one with a surplus to one in need, fewest first; and all that can be reached."""
    before = np.where(surplus > 0, -1, -2)
    front = np.flatnonzero(surplus > 0)
    while len(front):
        arrived = front[surplus[front] < 0]
        if len(arrived):
            chain = [int(arrived[0])]
            while before[chain[-1]] >= 0:
                chain.append(int(before[chain[-1]]))
            return chain[::-1], front
        new = np.flatnonzero(links[front].any(axis=0) & (before == -2))
        before[new] = front[links[front][:, new].argmax(axis=0)]
        front = new
    return None, np.flatnonzero(before > -2)


def _impossible(
    table: _Table, columns: NDArray[np.int64], *, unit: int, names: tuple[Hashable, ...], headings: tuple[str, ...]
) -> QuotaError:
    """Some territories can sell only some products, and these are to bring less than the territories must."""
    outside = np.setdiff1d(np.arange(len(headings)), columns)
    only = np.flatnonzero(~table.allowed[:, outside].any(axis=1) & (table.margins.rows > 0))
    need, able = exact_sum(table.margins.rows[only]) * unit, exact_sum(table.margins.columns[columns]) * unit
    told = ", ".join(str(names[row]) for row in only[:NAMED])
    more = f" and {len(only) - NAMED:,} more" if len(only) > NAMED else ""
    what = f"only {', '.join(headings[column] for column in columns)}" if len(columns) else "nothing"
    return QuotaError(
        f"impossible by {format_cents(need - able)}: {told}{more} can sell {what} (the seed is 0 elsewhere) and must "
        f"bring {format_cents(need)}, the products come to {format_cents(able)}. Give a seed above 0 or correct totals",
        shortfall=(need - able) / 100,
        binding=tuple(str(names[row]) for row in only),
    )
