"""The last step of every solver: judge the plan from the facts and say what is proved."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import NOBODY, Instance
from optimizer.mapping import FrozenMapping
from optimizer.progress import Monitor
from optimizer.result import OPTIMAL_GAP, Result, Status, relative_gap
from optimizer.start import LimitPrices
from optimizer.stop import Limit
from optimizer.travel import Floats


def finish_empty(instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
    """The only plan where no unit can be placed."""
    nobody = np.full(instance.num_units, NOBODY, dtype=np.int32)
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    return finish(Alignment(instance, nobody, nowhere), criteria, monitor, seed=seed, bound=0.0)


def finish(
    alignment: Alignment,
    criteria: Criteria,
    monitor: Monitor,
    *,
    seed: int,
    bound: float | None,
    infeasible: bool = False,
    prices: LimitPrices | None = None,
    multiplier: Floats | None = None,
    statistics: Mapping[str, float] | None = None,
) -> Result:
    """Put together a ``Result``.

    Parameters
    ----------
    alignment
        The best plan found.
    criteria, monitor, seed
        Of the search.
    bound
        Lower bound, None where none is known.
    infeasible
        Whether it is proved that no plan keeps every rule.
    prices
        Of the limits, where the search has any.
    multiplier
        (n,) of the bound over all places of centres, where it has any.
    statistics
        Figures of the search.
    """
    assessment = judge(alignment, criteria)
    if infeasible:
        status = Status.INFEASIBLE
    elif not assessment.feasible:
        status = Status.VIOLATED
    elif bound is not None and relative_gap(assessment.objective, bound) <= OPTIMAL_GAP:
        status = Status.OPTIMAL
    else:
        status = Status.FEASIBLE
    return Result(
        status=status,
        limit=monitor.limit() or Limit.COMPLETED,
        alignment=alignment,
        assessment=assessment,
        lower_bound=bound,
        runtime=monitor.elapsed,
        seed=seed,
        prices=prices,
        multiplier=multiplier,
        statistics=FrozenMapping(statistics or {}),
    )
