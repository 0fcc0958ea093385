"""The search without a program to be solved: fixed, free or connected territories, by what the instance has."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.start import WarmStart

from .contiguous import ContiguousSearch
from .fixed import FixedCentreSearch
from .free import FreeCentreSearch
from .warm import warm_up_contiguous, warm_up_fixed, warm_up_free, warm_up_wide
from .wide_bound import MANY


@dataclass(frozen=True, slots=True)
class HeuristicSearch:
    """Chooses a search for the instance: the best plan that time allows, with a bound.

    Parameters
    ----------
    fixed
        Where every centre has a place.
    free
        Where some are to be placed.
    contiguous
        Where territories must be in one piece.
    """

    fixed: FixedCentreSearch = field(default_factory=FixedCentreSearch)
    free: FreeCentreSearch = field(default_factory=FreeCentreSearch)
    contiguous: ContiguousSearch = field(default_factory=ContiguousSearch)

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """See ``Solver.solve``."""
        free = bool(instance.free_centres().any())
        monitor.phase("loading")
        if criteria.contiguous:
            warm_up_contiguous()
        else:
            (warm_up_free if free else warm_up_fixed)()
            if free and instance.num_units > MANY:
                warm_up_wide()
        monitor.restart()
        if criteria.contiguous:
            return self.contiguous.solve(instance, criteria, monitor, seed, start=start)
        return (self.free if free else self.fixed).solve(instance, criteria, monitor, seed, start=start)
