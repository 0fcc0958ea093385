"""Territories that can change names: only one of the many plans that differ in names alone is searched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .rulebook import Rulebook


def without_twins(book: Rulebook) -> Rulebook:
    """Close pairs so that interchangeable territories are numbered in the order in which items first enter them.

    The p-th item may only be in the first p territories of each class of interchangeable ones (Kaibel and Pfetsch,
    2008). Items that cannot share a territory come first: they take one each, and counting settles the rest.
    """
    order = np.array(apart_first(book), dtype=np.intp)
    open_to = book.open.copy()
    for twins in _classes(book):
        rank = np.arange(len(twins))
        open_to[np.ix_(order, twins)] &= rank[None, :] <= np.arange(len(order))[:, None]
    return replace(book, open=open_to)


def apart_first(book: Rulebook) -> list[int]:
    """Items, those first of which no two fit in any territory together (a greedy clique), the largest before others."""
    most = np.maximum(book.upper.max(axis=0, initial=0.0), 1e-300)
    share = np.where(np.isfinite(most), book.amounts / most, 0.0)
    largest = np.argsort(-share.max(axis=1, initial=0.0), kind="stable").tolist()
    apart: list[int] = []
    for item in largest:
        if all((book.amounts[item] + book.amounts[other] > most).any() for other in apart):
            apart.append(item)
    taken = set(apart)
    return [*apart, *(item for item in largest if item not in taken)]


def _classes(book: Rulebook) -> list[NDArray[np.intp]]:
    """Territories alike in limits, in who may be in them, and in what moves."""
    k = book.open.shape[1]
    columns = [book.lower, book.upper, book.open.T, *(moved.T for moved in book.moved)]
    table = np.hstack([np.asarray(column, dtype=np.float64).reshape(k, -1) for column in columns])
    label = np.unique(table, axis=0, return_inverse=True)[1].ravel()
    return [np.flatnonzero(label == one) for one in range(label.max() + 1)]
