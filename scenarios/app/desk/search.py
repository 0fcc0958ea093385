"""A search for a better plan beside the desk; whatever ends it, its best plan is kept."""

from __future__ import annotations

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.result import Result, Status
from optimizer.stop import Limit

from .errand import SearchProgress, Sent
from .seeker import End, Failed, Solved, SolveOrder


class Search(Sent):
    """One search; made by ``Desk.solve``.

    Parameters
    ----------
    order
        What is searched.
    """

    def __init__(self, order: SolveOrder) -> None:
        self._order = order
        self._result: Result | None = None
        super().__init__(order)

    @property
    def result(self) -> Result | None:
        """The plan, judged from the facts; None while it is sought, or where there is none (see ``problem``)."""
        return self._result

    @property
    def problem(self) -> str:
        """Why there is no plan, empty where nothing went wrong."""
        return self._problem

    def _close(self, end: End | None, progress: SearchProgress) -> None:
        order = self._order
        if isinstance(end, Failed):
            self._problem = end.message
        elif isinstance(end, Solved):
            self._result = judged(end, order.instance, order.criteria, seed=order.seed)
        elif progress.alignment is not None:
            best = Solved(
                territory_of=progress.alignment.territory_of,
                centre_unit=progress.alignment.centre_unit,
                limit=Limit.INTERRUPTED,
                status=Status.FEASIBLE,
                lower_bound=progress.lower_bound,
                runtime=progress.seconds,
                statistics={},
            )
            self._result = judged(best, order.instance, order.criteria, seed=order.seed)
        else:
            told = "was stopped before it found a plan" if progress.stopping else "was lost: its process ended"
            self._problem = f"the search {told}; what lies on the desk is as it was"


def judged(found: Solved, instance: Instance, criteria: Criteria, *, seed: int) -> Result:
    """Make a result of a plan found elsewhere, judged from the facts here.

    Parameters
    ----------
    found
        The plan.
    instance, criteria, seed
        Of which facts, under which choices, with which seed.
    """
    alignment = Alignment(instance, found.territory_of, found.centre_unit)
    assessment = judge(alignment, criteria)
    status = found.status
    if not assessment.feasible and status is not Status.INFEASIBLE:
        status = Status.VIOLATED
    return Result(
        status=status,
        limit=found.limit,
        alignment=alignment,
        assessment=assessment,
        lower_bound=found.lower_bound,
        runtime=found.runtime,
        seed=seed,
        statistics=FrozenMapping(found.statistics),
    )
