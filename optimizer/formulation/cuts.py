"""Cuts: rows added when a point is met that breaks a rule the rows leave out.

Contiguity by a,b-separators (Oehrlein and Haunert, 2017, "A cutting-plane method for contiguity-constrained spatial
aggregation"; Validi, Buchanan and Lykhovyd, 2022, "Imposing contiguity constraints in political districting models"):
a territory with units a and b, no neighbours, has a unit of every set of units that separates them::

    x_bs <= sum_v x_vs              v in the separator, s a free site whose centre is a
    x_as + x_bs - 1 <= sum_v x_vs   at a fixed site, where no unit is known to be in the territory

Limits that a point keeps only by the tolerance of a solver are closed by covers: items too large together are not all
in one territory (Balas, 1975, "Facets of the knapsack polytope").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats, Integers

from .exact_rules import Columns
from .rows import Entries, Rows, rows_from, stack


class Cut(NamedTuple):
    """``sum value x_item,site <= limit``."""

    item: NDArray[np.integer]
    site: NDArray[np.integer]
    value: Floats
    limit: float

    @property
    def key(self) -> bytes:
        """The same for the same row."""
        return self.item.astype(np.int64).tobytes() + self.site.astype(np.int64).tobytes() + self.value.tobytes()


def cut_rows(cuts: Sequence[Cut], columns: Columns) -> Rows:
    """Cuts as rows; closed variables are 0 and drop out."""
    if not cuts:
        return stack([], len(columns))
    row = np.repeat(np.arange(len(cuts)), [len(cut.item) for cut in cuts])
    column = columns.find(np.concatenate([cut.item for cut in cuts]), np.concatenate([cut.site for cut in cuts]))
    value = np.concatenate([cut.value for cut in cuts])
    kept = column >= 0
    limit = np.array([cut.limit for cut in cuts])
    entries = Entries(row[kept], column[kept], value[kept])
    return rows_from(entries, np.full(len(cuts), -np.inf), limit, len(columns))


def separator_cut(site: int, first: int | None, second: int, separator: NDArray[np.integer]) -> Cut:
    """``x_second <= sum x_v``, or ``x_first + x_second - 1 <= sum x_v`` where a first item is named.

    Parameters
    ----------
    site
        Site of the territory.
    first, second
        Items on either side; None for the first where it is the opener.
    separator
        Items of which one must be in the territory if both are.
    """
    ends = [second] if first is None or first == second else [first, second]
    item = np.concatenate([ends, separator]).astype(np.int64)
    value = np.concatenate([np.ones(len(ends)), -np.ones(len(separator))])
    return Cut(item, np.full(len(item), site), value, float(len(ends) - 1))


def cover_cut(site: int, items: Integers) -> Cut:
    """``sum_f x_fs <= |C| - 1`` over items C that are too large together for the site."""
    return Cut(items, np.full(len(items), site), np.ones(len(items)), len(items) - 1.0)


def moves_cut(items: NDArray[np.integer], sites: NDArray[np.integer]) -> Cut:
    """``sum x_fs <= |C| - 1`` over pairs C that move too much together."""
    return Cut(items, sites, np.ones(len(items)), len(items) - 1.0)


def short_cut(site: int, opener: int, others: NDArray[np.integer]) -> Cut:
    """``x_o(s)s <= sum_f x_fs`` over the items a territory that is too small does not have; 1 on the left if fixed."""
    ends = [opener] if opener >= 0 else []
    item = np.concatenate([ends, others]).astype(np.int64)
    value = np.concatenate([np.ones(len(ends)), -np.ones(len(others))])
    return Cut(item, np.full(len(item), site), value, 0.0 if ends else -1.0)
