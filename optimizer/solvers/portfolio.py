"""The default: a search, and the exact one behind it where the instance is small enough to be proved."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.start import WarmStart

from .backends.cpsat import CpSatBackend
from .enumeration import Enumeration
from .exact_search import ExactSearch
from .heuristic import HeuristicSearch


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Chooses by size and criteria.

    Parameters
    ----------
    search
        For a plan and a bound at any size.
    exact
        For connected territories of few units, after a share of the time for the search.
    most_units
        With more of them only the search is asked.
    """

    search: HeuristicSearch = field(default_factory=HeuristicSearch)
    exact: ExactSearch = field(
        default_factory=lambda: ExactSearch(feasibility=CpSatBackend(), enumeration=Enumeration())
    )
    most_units: int = 1_000

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """See ``Solver.solve``."""
        if criteria.contiguous and instance.num_units <= self.most_units:
            return self.exact.solve(instance, criteria, monitor, seed, start=start)
        return self.search.solve(instance, criteria, monitor, seed, start=start)
