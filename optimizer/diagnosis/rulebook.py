"""A set of choices as numbers: items, who may have them, limits, and what follows from these by counting alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.rules import PRECISION
from optimizer.travel import Floats

from .case import Case, Draft
from .choice import Choice


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """What F items and k territories must keep.

    Parameters
    ----------
    case
        Facts.
    item_of
        (m,) item of each placed unit.
    open
        (F, k) True where an item may have a territory.
    amounts
        (F, r) of each limited measure.
    lower, upper
        (k, r) limits, widened by what rounding may miss.
    moved
        (d, F, k) share that changes hands with each pair, for each capped measure.
    capped, caps
        The d capped measures and (d,) the most of each.
    contiguous, radius
        See ``Draft``.
    """

    case: Case
    item_of: NDArray[np.intp]
    open: NDArray[np.bool_]
    amounts: Floats
    lower: Floats
    upper: Floats
    moved: Floats
    capped: tuple[str, ...]
    caps: Floats
    contiguous: bool
    radius: float | None

    @property
    def num_items(self) -> int:
        """Number of items F."""
        return len(self.open)


def write(case: Case, choices: Iterable[Choice]) -> Rulebook:
    """Put a set of choices into numbers."""
    draft = Draft(case)
    for choice in choices:
        choice.restrict(draft)
    _, item_of = np.unique(draft.together, return_inverse=True)
    num_items = int(item_of.max(initial=-1)) + 1
    order = np.argsort(item_of, kind="stable")
    starts = np.searchsorted(item_of[order], np.arange(num_items))
    open_to = np.logical_and.reduceat(draft.open[order], starts, axis=0) if num_items else draft.open
    amounts = [np.bincount(item_of, case.amounts(name), minlength=num_items) for name in case.measures]
    moved = [_moved(case, name, item_of, num_items) for name in draft.caps]
    shape = num_items, case.instance.num_territories
    return Rulebook(
        case=case,
        item_of=item_of,
        open=open_to,
        amounts=np.array(amounts, dtype=np.float64).reshape(len(amounts), num_items).T,
        lower=np.maximum(0.0, draft.lower - case.slack),
        upper=draft.upper + case.slack,
        moved=np.array(moved, dtype=np.float64).reshape(len(moved), *shape),
        capped=tuple(draft.caps),
        caps=np.array(list(draft.caps.values()), dtype=np.float64) + PRECISION,
        contiguous=draft.contiguous,
        radius=draft.radius,
    )


def _moved(case: Case, measure: str, item_of: NDArray[np.intp], num_items: int) -> Floats:
    """(F, k) share of the measure that changes hands: all of an item but what the territory has of it today."""
    shares, today = case.moving_shares(measure), case.incumbent
    table = np.tile(np.bincount(item_of, shares, minlength=num_items)[:, None], (1, case.instance.num_territories))
    known = today >= 0
    np.subtract.at(table, (item_of[known], today[known]), shares[known])
    return np.maximum(table, 0.0)


def propagate(book: Rulebook) -> Rulebook | None:
    """Close pairs no plan can have, by counting; None where this leaves a rule that cannot be kept.

    An item with one territory left fills it. A pair is closed where the item is larger than the room left, where it
    would move more than may still move, or where another territory misses its least amount without the item.
    """
    open_to = book.open
    while True:
        if not open_to.any(axis=1).all():
            return None
        alone = np.flatnonzero(open_to.sum(axis=1) == 1)
        load = np.zeros_like(book.upper)
        np.add.at(load, open_to[alone].argmax(axis=1), book.amounts[alone])
        room = book.upper - load
        within_reach = open_to.T.astype(np.float64) @ book.amounts
        if (room < 0).any() or (within_reach < book.lower).any():
            return None
        fresh = open_to & (book.amounts[:, None, :] <= room[None]).all(axis=2)
        fresh[alone] = open_to[alone]
        fresh &= _affordable(book, open_to)
        fresh &= _spared(book, open_to, within_reach - book.lower)
        if np.array_equal(fresh, open_to):
            return replace(book, open=open_to)
        open_to = fresh


def _affordable(book: Rulebook, open_to: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(F, k) True where a pair leaves the other items what they must move at least."""
    fine = np.ones_like(open_to)
    for moved, cap in zip(book.moved, book.caps, strict=True):
        least = np.where(open_to, moved, np.inf).min(axis=1)
        fine &= moved - least[:, None] <= cap - float(least.sum())
    return fine


def _spared(book: Rulebook, open_to: NDArray[np.bool_], surplus: Floats) -> NDArray[np.bool_]:
    """(F, k) False where another territory would miss its least amount without the item."""
    needed = open_to & (book.amounts[:, None, :] > surplus[None]).any(axis=2)
    others = needed.sum(axis=1)[:, None] - needed
    return np.asarray(others == 0)
