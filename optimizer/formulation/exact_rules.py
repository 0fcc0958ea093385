"""The rules of a plan as rows, one function each.

``x_fs = 1`` where item f belongs to the territory whose centre lies at site s. A free site has an *opener* o(s), the
item that has the centre: ``x_o(s)s = 1`` says that a territory has its centre there (Hess and others, 1965,
"Nonpartisan political redistricting by computer").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.adjacency import Neighbours
from optimizer.travel import Floats, Integers

from .items import Items
from .rows import Entries, Rows, rows_from
from .sites import Sites


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The P variables: item and site of each, increasing by item, then by site."""

    item: Integers
    site: Integers

    def __len__(self) -> int:
        return len(self.item)

    def find(self, item: NDArray[np.integer], site: NDArray[np.integer]) -> NDArray[np.intp]:
        """Column of each pair, -1 where it is closed."""
        if len(self.item) == 0:
            return np.full(len(item), -1, dtype=np.intp)
        width = np.int64(max(int(self.site.max()), int(np.max(site, initial=0))) + 1)
        code = self.item * width + self.site
        wanted = item * width + site
        at = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
        return np.where((code[at] == wanted) & (site >= 0) & (item >= 0), at, -1)


class Sizes(NamedTuple):
    """(groups, r) least and most of each measure in a territory of a group, (F, r) amounts of the items."""

    lower: Floats
    upper: Floats
    amounts: Floats


def coverage(columns: Columns, num_items: int) -> Rows:
    """``sum_s x_fs = 1`` for each item."""
    entries = Entries(columns.item, np.arange(len(columns)), np.ones(len(columns)))
    return rows_from(entries, np.ones(num_items), np.ones(num_items), len(columns))


def openings(columns: Columns, sites: Sites) -> Rows:
    """``x_fs <= x_o(s)s`` for each pair at a free site."""
    opener = sites.opener[columns.site]
    pair = np.flatnonzero((opener >= 0) & (columns.item != opener))
    key = columns.find(opener[pair], columns.site[pair])
    row = np.arange(len(pair))
    value = np.concatenate([np.ones(len(pair)), -np.ones(len(pair))])
    entries = Entries(np.concatenate([row, row]), np.concatenate([pair, key]), value)
    return rows_from(entries, np.full(len(pair), -np.inf), np.zeros(len(pair)), len(columns))


def centres(columns: Columns, sites: Sites, sizes: Sizes) -> Rows:
    """``sum_s x_o(s)s = k_g`` over the sites of each free group, at most ``k_g`` where its territories may be empty."""
    key = opener_columns(columns, sites)
    site = np.flatnonzero(key >= 0)
    count = np.bincount(sites.group_of, minlength=sites.num_groups).astype(np.float64)
    free = ~np.isin(np.arange(sites.num_groups), sites.group[sites.opener < 0])
    lower = np.where((sizes.lower > 0).any(axis=1), count, -np.inf)
    entries = Entries(sites.group[site], key[site], np.ones(len(site)))
    return rows_from(entries, np.where(free, lower, -np.inf), np.where(free, count, np.inf), len(columns))


def most(columns: Columns, sites: Sites, sizes: Sizes, measure: int) -> Rows:
    """``sum_f a_f x_fs <= U_s`` at a fixed site, ``<= U_s x_o(s)s`` at a free one."""
    return _total(columns, sites, sizes.amounts[:, measure], sizes.upper[:, measure], sign=-1.0)


def least(columns: Columns, sites: Sites, sizes: Sizes, measure: int) -> Rows:
    """``sum_f a_f x_fs >= L_s`` at a fixed site, ``>= L_s x_o(s)s`` at a free one."""
    return _total(columns, sites, sizes.amounts[:, measure], sizes.lower[:, measure], sign=1.0)


def disruption(moved: Floats, most_moved: Floats) -> Rows:
    """``sum_fs m_fsd x_fs <= limit_d`` for each measure d with a limit; ``moved`` (P, d)."""
    column, row = np.nonzero(moved)
    entries = Entries(row, column, moved[column, row])
    return rows_from(entries, np.full(len(most_moved), -np.inf), most_moved, len(moved))


def contacts(columns: Columns, sites: Sites, items: Items, neighbours: Neighbours) -> Rows:
    """``x_us <= sum_v x_vs`` over the neighbours v of u, but for the centre itself; every item one unit, s a free site.

    The separators of single units; the others are met on the way (``separators``).
    """
    unit = items.members.unit[columns.item]
    pair = np.flatnonzero((sites.opener[columns.site] >= 0) & (sites.opener[columns.site] != columns.item))
    size = np.diff(neighbours.start)[unit[pair]]
    row = np.repeat(np.arange(len(pair)), size)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    beside = neighbours.unit[neighbours.start[unit[pair]][row] + offset]
    item_of = np.full(len(neighbours.start) - 1, -1)
    item_of[items.members.unit] = np.arange(len(items))
    column = columns.find(item_of[beside], columns.site[pair][row])
    there = column >= 0
    entries = Entries(
        np.concatenate([np.arange(len(pair)), row[there]]),
        np.concatenate([pair, column[there]]),
        np.concatenate([np.ones(len(pair)), -np.ones(int(there.sum()))]),
    )
    return rows_from(entries, np.full(len(pair), -np.inf), np.zeros(len(pair)), len(columns))


def opener_columns(columns: Columns, sites: Sites) -> NDArray[np.intp]:
    """(S,) column that opens each site, -1 for fixed and closed ones."""
    return columns.find(sites.opener, np.arange(len(sites.opener)))


def _total(columns: Columns, sites: Sites, amount: Floats, limit: Floats, *, sign: float) -> Rows:
    """``sign * (sum_f a_f x_fs - limit_s) >= 0``, the limit times the opener at free sites."""
    bound = limit[sites.group]
    asked = (bound > 0) if sign > 0 else np.isfinite(bound)
    number = np.cumsum(asked) - 1
    pair = np.flatnonzero(asked[columns.site])
    key = opener_columns(columns, sites)
    free = np.flatnonzero(asked & (key >= 0))
    entries = Entries(
        np.concatenate([number[columns.site[pair]], number[free]]),
        np.concatenate([pair, key[free]]),
        np.concatenate([amount[columns.item[pair]], -bound[free]]),
    )
    right = np.where(sites.opener[asked] >= 0, 0.0, bound[asked])
    none = np.full(len(right), np.inf)
    return rows_from(entries, right if sign > 0 else -none, none if sign > 0 else right, len(columns))
