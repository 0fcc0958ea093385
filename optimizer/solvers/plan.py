"""Items, their territories and the places of centres, as searches over places hand them on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.travel import Integers

from .ground import Ground
from .layout import Layout, layout_cost, new_layout
from .polish import ROUNDING
from .transport import Transport, TransportCase


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Items, their territories and places, under way.

    Parameters
    ----------
    case, ground
        What it is a plan for.
    territory, centre
        (F,) and (k,).
    transport
        The prices for its centres, where they are known.
    """

    case: TransportCase
    ground: Ground
    territory: Integers
    centre: Integers
    transport: Transport | None = None
    cost: float = field(init=False)
    over: float = field(init=False)

    def __post_init__(self) -> None:
        layout = new_layout(self.ground, self.territory, self.centre)
        object.__setattr__(self, "cost", layout_cost(self.ground, layout))
        object.__setattr__(self, "over", excess_share(self.ground, layout))

    @classmethod
    def of(cls, case: TransportCase, ground: Ground, transport: Transport, choice: NDArray[np.int64]) -> Plan:
        """The plan in which items take these pairs."""
        return cls(case, ground, transport.fixed.program.territory[choice], case.centres, transport)

    def alignment(self) -> Alignment:
        """The plan as a value for people; an empty territory has no centre."""
        instance = self.case.instance
        of_unit = self.case.items.spread(self.territory, instance.num_units)
        used = np.bincount(self.territory, minlength=len(self.centre)) > 0
        centre = np.where(instance.free_centres() & used, self.centre, NOBODY)
        return Alignment(instance, of_unit, centre.astype(np.int32))

    def recentred(self) -> Plan:
        """The plan with every free centre at its best; an empty territory keeps its place to go on from."""
        alignment = with_best_centres(self.alignment(), self.case.criteria.travel)
        centre = alignment.centre_places()
        return replace(self, centre=np.where(centre == NOBODY, self.centre, centre).astype(np.int32))

    def better_than(self, other: Plan) -> bool:
        """Whether it is less over its limits, or as much and cheaper."""
        return (self.over, self.cost) < (other.over, other.cost)

    def tell(self, monitor: Monitor) -> None:
        """Tell a plan that keeps its limits."""
        if self.over == 0.0:
            monitor.found(self.cost, self.alignment)


def excess_share(ground: Ground, layout: Layout) -> float:
    """Sum of all excess, each as a share of its limit."""
    over = np.maximum(np.maximum(layout.total - ground.upper, ground.lower - layout.total), 0.0)
    limit = np.where(np.isfinite(ground.upper), ground.upper, ground.lower)
    moved = np.maximum(layout.moved - ground.most_moved, 0.0)
    share = np.concatenate([(over / np.where(limit > 0, limit, 1.0)).ravel(), moved])
    return float(share[share > ROUNDING].sum())
