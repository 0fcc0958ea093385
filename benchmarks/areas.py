"""Units that touch, to be split into connected territories: what a file of such an instance says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .check import Distance, Floats, euclid

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Areas:
    """An instance: k connected territories, every measure of each within a tolerance of its mean.

    The objective is ``scale * sum_i weight_i * cost(i, centre of its territory)``, the centre one of its units.

    Parameters
    ----------
    name
        Of the instance in tables.
    k
        Number of territories.
    places
        (n, 2) a point of each unit in the plane.
    edges
        (e, 2) units that touch.
    amounts
        Measure -> (n,) whole amounts that are balanced.
    tolerance
        Share of the mean by which the total of a territory may differ from it.
    cost
        Of a unit that belongs to a centre, by their places; ``euclid`` or any other.
    weighed_by
        Measure that weighs each unit in the objective, None for all alike.
    scale
        Factor of the objective.
    """

    name: str
    k: int
    places: Floats
    edges: Whole
    amounts: dict[str, Whole]
    tolerance: float
    cost: Distance = euclid
    weighed_by: str | None = None
    scale: float = 1.0

    def __len__(self) -> int:
        return len(self.places)

    @property
    def weights(self) -> Whole:
        """(n,) what each unit counts in the objective."""
        if self.weighed_by is None:
            return np.ones(len(self), dtype=np.int64)
        return self.amounts[self.weighed_by]

    def __post_init__(self) -> None:
        n = len(self.places)
        if not 1 <= self.k <= n:
            raise ValueError(f"{self.name}: {self.k} territories of {n} units")
        if len(self.edges) and not (self.edges.min() >= 0 and self.edges.max() < n):
            raise ValueError(f"{self.name}: an edge joins a unit that is none of the {n}")
        for measure, amount in self.amounts.items():
            if len(amount) != n or (amount < 0).any():
                raise ValueError(f"{self.name}: expected {n} amounts of {measure}, none negative")
