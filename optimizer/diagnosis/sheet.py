"""The rows of an elastic program: limits over pairs of items and territories, each moved by a lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from optimizer.rules import PRECISION
from optimizer.travel import Floats

from .elastic import Elastic
from .highs import Columns
from .rulebook import Rulebook


class Limit(NamedTuple):
    """Rows ``lower <= rows x + pull e <= upper`` for the pull ``e`` of one lever.

    Parameters
    ----------
    rows
        (m, P) coefficients of the pairs.
    lower, upper
        (m,) limits.
    pull
        (m,) coefficients of the lever.
    """

    rows: csr_matrix
    lower: Floats
    upper: Floats
    pull: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The P open pairs of a rulebook, and rows over them.

    Parameters
    ----------
    book
        The rules that no lever moves.
    item, territory
        (P,) of each pair, sorted by item.
    place
        (F, k) number of each pair, -1 where it is closed.
    """

    book: Rulebook
    item: NDArray[np.intp]
    territory: NDArray[np.intp]
    place: NDArray[np.intp]

    @classmethod
    def of(cls, book: Rulebook) -> Sheet:
        """Number the open pairs."""
        item, territory = np.nonzero(book.open)
        place = np.full(book.open.shape, -1, dtype=np.intp)
        place[item, territory] = np.arange(len(item))
        return cls(book, item, territory, place)

    def totals(self, measure: str, size: Floats) -> csr_matrix:
        """(k, P) rows that give what each territory has of a measure, as shares of ``size`` (k,)."""
        amounts = self.book.amounts[:, self.book.case.measures.index(measure)]
        return self._matrix(amounts[self.item] / size[self.territory], self.territory, len(size))

    def per_item(self, values: Floats) -> csr_matrix:
        """(F, P) rows that sum a value (F, k) over the pairs of each item."""
        return self._matrix(values[self.item, self.territory], self.item, self.book.num_items)

    def sum_of(self, values: Floats) -> csr_matrix:
        """(1, P) row that sums a value (F, k) over all pairs."""
        return csr_matrix(values[self.item, self.territory][None])

    def sum_over(self, item: int, territories: NDArray[np.bool_]) -> csr_matrix:
        """(1, P) row that counts an item in those of the territories (k,) that are open to it."""
        pairs = self.place[item][territories]
        pairs = pairs[pairs >= 0]
        count = len(pairs)
        return csr_matrix((np.ones(count), (np.zeros(count, dtype=np.intp), pairs)), shape=(1, len(self.item)))

    def program(
        self, limits: Sequence[Sequence[Limit]], *, cost: Floats, most: Floats, whole: NDArray[np.bool_]
    ) -> Elastic:
        """Put the program together from the limits of each of the E levers.

        Parameters
        ----------
        limits
            Those that each lever moves, at least one in all.
        cost, most, whole
            (E,) cost of each lever, how far it goes, and whether it goes all the way or not at all.
        """
        flat = [limit for moved in limits for limit in moved]
        rows, lower, upper, pull = zip(*flat, strict=True)
        lever = np.repeat(np.arange(len(limits)), [sum(len(limit.pull) for limit in moved) for moved in limits])
        entries = np.concatenate(pull), (np.arange(len(lever)), lever)
        stretch = Columns(cost, most, whole, csc_matrix(entries, shape=(len(lever), len(limits))))
        low, high = np.concatenate(lower) - PRECISION, np.concatenate(upper) + PRECISION
        return Elastic(self.item, self.territory, self.book.num_items, vstack(rows).tocsc(), low, high, stretch)

    def _matrix(self, values: Floats, row: NDArray[np.intp], height: int) -> csr_matrix:
        count = len(self.item)
        return csr_matrix((values, (row, np.arange(count))), shape=(height, count))
