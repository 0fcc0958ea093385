"""The default: fixed or free centres, by what the instance has."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Result

from .fixed import FixedCentreSearch


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Chooses a solver for the instance.

    Parameters
    ----------
    fixed
        Where every centre has a place.
    """

    fixed: FixedCentreSearch = FixedCentreSearch()

    def solve(self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
        """See ``Solver.solve``."""
        return self.fixed.solve(instance, criteria, monitor, seed)
