"""Limits of a rulebook as an elastic program, and certificates that no plan keeps them (Farkas, 1902).

With a weight on every limit, what a plan must have at least is more than what any choice of territories can give::

    sum_jr (w+ lower_jr - w- upper_jr) - sum_d v_d cap_d  >  sum_f max_j open (sum_r w_jr a_fr - sum_d v_d m_fjd)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, hstack, identity, vstack

from optimizer.travel import Floats

from .elastic import Elastic, Mix
from .highs import Columns
from .rulebook import Rulebook

MARGIN = 1e-7
"""Share of the size of its terms by which a certificate must hold."""
SUM_PAIRS = 20_000
"""Pairs of classes and territories up to which one measure is looked at by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Weights of the limits of k territories and r measures, good for any rulebook of the same case.

    Parameters
    ----------
    weight
        (k, r) above 0 for the least amount, below 0 for the most.
    caps
        Measure -> weight of the share that may change hands, not negative.
    """

    weight: Floats
    caps: Mapping[str, float]

    def refutes(self, book: Rulebook) -> bool:
        """Whether the weights show that no plan keeps the rules; a sum over all pairs, no solver's word."""
        weight = _of_limits(self.weight, book)
        asked = np.where(weight > 0, weight * book.lower, weight * np.where(weight < 0, book.upper, 0.0))
        worth = book.amounts @ weight.T
        moving = np.array([self.caps.get(measure, 0.0) for measure in book.capped])
        for price, moved in zip(moving, book.moved, strict=True):
            worth = worth - price * moved
        best = np.where(book.open, worth, -np.inf).max(axis=1)
        need = float(asked.sum() - moving @ book.caps)
        size = float(np.abs(asked).sum() + np.abs(best).sum() + moving @ book.caps)
        return need - float(best.sum()) > MARGIN * size


def certificate(book: Rulebook, mix: Mix) -> Certificate:
    """Weights from the duals of a program made by ``stretched``."""
    k, r = book.upper.shape
    scale = _scale(book)
    weight = _of_limits(mix.dual[: k * r].reshape(r, k).T / scale, book)
    caps = np.maximum(0.0, -mix.dual[k * r :]) / _cap_scale(book)
    return Certificate(weight, dict(zip(book.capped, caps.tolist(), strict=True)))


def stretched(book: Rulebook) -> Elastic:
    """The limits of a rulebook, each with a stretch of its own on either side, in shares of its size."""
    item, territory = np.nonzero(book.open)
    k, r = book.upper.shape
    scale = _scale(book)
    lower = np.concatenate([(book.lower / scale).T.ravel(), np.full(len(book.caps), -np.inf)])
    upper = np.concatenate([(book.upper / scale).T.ravel(), book.caps / _cap_scale(book)])
    count = k * r + len(book.caps)
    sides = hstack([identity(count), -identity(count)]).tocsc()
    stretch = Columns(np.ones(2 * count), np.full(2 * count, np.inf), np.zeros(2 * count, dtype=bool), sides)
    return Elastic(item, territory, book.num_items, limit_rows(book, item, territory), lower, upper, stretch)


def by_measure(book: Rulebook) -> Iterator[Rulebook]:
    """One rulebook for each limited measure, items alike in who may have them and what moves put together.

    None keeps a rule that the whole does not, so that what refutes one of them refutes the whole; the others' limits
    are left open so that rows stay where they are.
    """
    for column, measure in enumerate(book.case.measures):
        capped = [row for row, name in enumerate(book.capped) if name == measure]
        moves = book.moved[capped[0]] > 0 if capped else np.zeros_like(book.open)
        shapes, alike = np.unique(np.hstack([book.open, moves]), axis=0, return_inverse=True)
        if shapes.size // 2 > SUM_PAIRS:
            continue
        k, only = book.open.shape[1], np.arange(len(book.case.measures)) == column
        amounts = np.zeros((len(shapes), len(only)))
        np.add.at(amounts, alike.ravel(), book.amounts * only)
        moved = np.zeros((len(book.capped), len(shapes), k))
        for row in capped:
            np.add.at(moved[row], alike.ravel(), book.moved[row])
        yield replace(
            book,
            open=shapes[:, :k],
            amounts=amounts,
            lower=np.where(only, book.lower, 0.0),
            upper=np.where(only, book.upper, np.inf),
            moved=moved,
        )


def limit_rows(book: Rulebook, item: NDArray[np.intp], territory: NDArray[np.intp]) -> csc_matrix:
    """(r * k + d, P) totals of each measure in each territory, then shares that change hands, over the given pairs."""
    k, r = book.upper.shape
    scale, count = _scale(book), len(item)
    column = np.arange(count)
    parts = [
        csc_matrix((book.amounts[item, m] / scale[territory, m], (territory, column)), shape=(k, count))
        for m in range(r)
    ]
    parts += [
        csc_matrix(moved[item, territory][None] / size)
        for moved, size in zip(book.moved, _cap_scale(book), strict=True)
    ]
    return vstack(parts).tocsc() if parts else csc_matrix((0, count))


def _of_limits(weight: Floats, book: Rulebook) -> Floats:
    """The weights but for those of limits that are none: at least 0, or at most any amount."""
    idle = ((weight < 0) & ~np.isfinite(book.upper)) | ((weight > 0) & (book.lower <= 0))
    return np.where(idle, 0.0, weight)


def _scale(book: Rulebook) -> Floats:
    size = np.where(np.isfinite(book.upper), book.upper, book.lower)
    return np.where(size > 1e-6, size, 1.0)


def _cap_scale(book: Rulebook) -> Floats:
    return np.maximum(book.caps, 0.01)
