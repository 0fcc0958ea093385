"""What holds territories together: accounts cut off from the rest of theirs, and what a move would cut off."""

from __future__ import annotations

import numpy as np

from optimizer.adjacency import Adjacency, components
from optimizer.instance import NOBODY
from optimizer.travel import Integers

from .ground import Ground, Units
from .state import DeskState

NONE: Integers = np.zeros(0, dtype=np.int32)


def cut_off(ground: Ground, state: DeskState) -> Integers:
    """Find the accounts that have no way to the largest piece of their territory; none where nothing asks for one.

    Parameters
    ----------
    ground, state
        Facts and choices, and the plan.

    Returns
    -------
    ndarray
        Indices of accounts, rising.
    """
    adjacency, home = ground.instance.adjacency, state.alignment.territory_of
    if adjacency is None or not ground.criteria.contiguous:
        return NONE
    within = home[adjacency.pairs[:, 0]] == home[adjacency.pairs[:, 1]]
    inner = Adjacency(
        len(home), adjacency.pairs[within].copy(), adjacency.border[within].copy(), adjacency.bridge[within].copy()
    )
    piece = components(inner)
    covered = np.flatnonzero(home != NOBODY)
    size = np.bincount(piece[covered], minlength=int(piece.max(initial=0)) + 1)
    # The largest piece of each territory comes first; of several as large, the first in the file.
    order = covered[np.lexsort((covered, -size[piece[covered]], home[covered]))]
    _, first = np.unique(home[order], return_index=True)
    main = np.full(ground.instance.num_territories, -1, dtype=np.int64)
    main[home[order[first]]] = piece[order[first]]
    return np.asarray(covered[piece[covered] != main[home[covered]]], dtype=np.int32)


def told_cut_off(ground: Ground, before: DeskState, after: DeskState) -> tuple[str, ...]:
    """Say which territories an edit cut apart, and which accounts are off; nothing where it cut none."""
    was, now = set(cut_off(ground, before).tolist()), cut_off(ground, after)
    homes = after.alignment.territory_of
    fresh = np.array([unit for unit in now.tolist() if unit not in was], dtype=np.int32)
    return tuple(
        f"{ground.label(home)} falls apart: no way leads to {ground.few(fresh[homes[fresh] == home])}"
        for home in np.unique(homes[fresh]).tolist()
    )


def held_together(ground: Ground, state: DeskState, units: Units) -> Integers:
    """Find what would be cut off if accounts left their territories, beyond what is cut off already.

    Parameters
    ----------
    ground, state
        Facts and choices, and the plan.
    units
        Indices of accounts that would leave, families included.
    """
    adjacency, home = ground.instance.adjacency, state.alignment.territory_of
    if adjacency is None or not ground.criteria.contiguous:
        return NONE
    leaving = np.zeros(len(home), dtype=bool)
    leaving[np.asarray(units, dtype=np.int64)] = True
    lost: list[int] = []
    for territory in np.unique(home[leaving]).tolist():
        stay = np.asarray((home == territory) & ~leaving)
        if territory == NOBODY or not stay.any():
            continue
        lost += np.flatnonzero(stay)[_off_largest(components(adjacency, stay)[stay])].tolist()
    return np.setdiff1d(np.array(lost, dtype=np.int32), cut_off(ground, state))


def _off_largest(piece: Integers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """True where a piece is not the largest."""
    return np.asarray(piece != np.bincount(piece).argmax())
