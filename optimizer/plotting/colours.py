"""Which colour each territory has on a map: neighbours differ, also for readers who are colour-blind."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Integers

from .projection import project, stretch

PALETTE = (
    "#332288",
    "#CC6677",
    "#117733",
    "#DDCC77",
    "#88CCEE",
    "#882255",
    "#44AA99",
    "#AA4499",
    "#999933",
    "#4860F0",
    "#9090D8",
    "#004800",
)
"""The nine of Paul Tol's scheme "muted" (SRON technical note, 2021) and three more that keep the distance: any two
differ by a CIEDE2000 of 11 or more, with full sight and with protanopia, deuteranopia and tritanopia simulated."""
UNSERVED = "#9A9A9A"
"""Colour of accounts without a territory."""
TOUCHING = 1e6
"""How much worse it is to share a colour with a territory in contact than with one at typical distance."""
NEAREST_UNITS = 9
"""A unit's territory is in contact with those of this many units nearest to it, itself included."""
SAMPLE = 50_000
"""Contact is looked for among about this many units at most."""


def territory_colours(alignment: Alignment) -> dict[Hashable, str]:
    """Colour of each territory, by its label.

    Up to as many territories as the palette has colours, each has its own, the same in every plan. Beyond that each
    takes, in order, the colour whose bearers are farthest away, those in contact last of all. Neighbours share one
    only where more territories than there are colours lie interleaved in one place.

    Parameters
    ----------
    alignment
        The plan; where territories lie decides which may share a colour.

    Returns
    -------
    dict
        Territory label -> colour, as matplotlib reads it.

    Raises
    ------
    ValueError
        If no unit has a place.
    """
    labels = alignment.instance.territories.ids.tolist()
    if len(labels) <= len(PALETTE):
        return dict(zip(labels, PALETTE, strict=False))
    units = project(alignment).units
    units = units * (1.0, stretch(alignment.instance, units[:, 1]))
    chosen = _spread_colours(_middles(units, alignment.territory_of, len(labels)), _contacts(units, alignment))
    return {label: PALETTE[colour] for label, colour in zip(labels, chosen, strict=True)}


def _spread_colours(middles: Floats, contacts: csr_array[Any, Any]) -> list[int]:
    """(k,) colour of each territory, chosen one after the other as far as possible from its like."""
    scale = float(np.nanstd(middles)) or 1.0
    chosen = np.zeros(len(middles), dtype=np.intp)
    for territory in range(len(middles)):
        squared = ((middles[:territory] - middles[territory]) ** 2).sum(axis=1) / scale**2
        # Territories without units have no middle and may share with any.
        conflict = np.nan_to_num(1.0 / np.maximum(squared, 1e-6), nan=0.0)
        conflict += TOUCHING * (contacts[[territory], :territory].toarray().ravel() > 0)
        chosen[territory] = np.bincount(chosen[:territory], conflict, minlength=len(PALETTE)).argmin()
    return [int(colour) for colour in chosen]


def _middles(units: Floats, territory_of: Integers, num_territories: int) -> Floats:
    """(k, 2) mean place of the units of each territory, NaN where it has none."""
    known = np.isfinite(units).all(axis=1) & (territory_of != NOBODY)
    size = np.bincount(territory_of[known], minlength=num_territories)
    sums = [np.bincount(territory_of[known], units[known, axis], minlength=num_territories) for axis in (0, 1)]
    return np.column_stack(sums) / np.where(size > 0, size, np.nan)[:, None]


def _contacts(units: Floats, alignment: Alignment) -> csr_array[Any, Any]:
    """(k, k) above 0 where units of two territories lie side by side."""
    known = np.flatnonzero(np.isfinite(units).all(axis=1) & (alignment.territory_of != NOBODY))
    known = known[:: 1 + len(known) // SAMPLE]
    k = alignment.instance.num_territories
    if not len(known):
        return csr_array((k, k))
    _, near = KDTree(units[known]).query(units[known], k=min(NEAREST_UNITS, len(known)))
    territory = alignment.territory_of[known]
    near = np.asarray(near).reshape(len(known), -1)
    first, second = np.repeat(territory, near.shape[1]), territory[near.ravel()]
    pairs = csr_array((np.ones(len(first)), (first, second)), shape=(k, k))
    return csr_array(pairs + pairs.T)
