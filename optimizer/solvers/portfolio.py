"""The default: fixed or free centres, by what the instance has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.progress import Monitor
from optimizer.result import Result

from .ending import finish
from .fixed import FixedCentreSearch
from .free import FreeCentreSearch


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Chooses a solver for the instance.

    Parameters
    ----------
    fixed
        Where every centre has a place.
    free
        Where some are to be placed.
    """

    fixed: FixedCentreSearch = field(default_factory=FixedCentreSearch)
    free: FreeCentreSearch = field(default_factory=FreeCentreSearch)

    def solve(self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
        """See ``Solver.solve``."""
        if not (find_eligibility(instance, criteria).family_of >= 0).any():
            return finish(_nothing(instance), criteria, monitor, seed=seed, bound=0.0)
        solver = self.free if instance.free_centres().any() else self.fixed
        return solver.solve(instance, criteria, monitor, seed)


def _nothing(instance: Instance) -> Alignment:
    """The only plan where no unit can be placed."""
    return Alignment(instance, np.full(instance.num_units, NOBODY), np.full(instance.num_territories, NOBODY))
