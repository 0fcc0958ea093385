"""The smallest repair: the plan that keeps every rule again and takes the fewest accounts from who has them now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import COUNT, NOBODY, Instance
from optimizer.progress import Monitor, Observer, interruptible
from optimizer.result import OPTIMAL_GAP, Status, relative_gap
from optimizer.stop import Limit, StoppingCriterion
from optimizer.validation import check_criteria

from .case import RepairCase, case_of
from .large import LargeSearch
from .moves import Moves, formulate_moves, num_pairs
from .nearest import Nearest
from .result import RepairResult
from .search import Found, MoveSearch

MOST_PAIRS = 400_000
"""With more pairs of items and territories rows are left to the search of a plan."""
SPARED = 0.6
"""Share of the time for the fewest moves; the rest is for the travel of as few."""


def repair(
    instance: Instance,
    criteria: Criteria,
    stop: StoppingCriterion,
    *,
    current: Alignment,
    by: str | None = None,
    seed: int = 0,
    observer: Observer | None = None,
) -> RepairResult:
    """Find the plan that keeps every rule and changes the least, and of these the one with the least travel.

    Units whose territory is no more, as after a rep has left, change hands in every plan; beyond them

        minimise    sum over units i with a territory now of w_i [i is in another]
        subject to  every rule of the criteria

    as a mixed-integer program (``moves``, ``search``) up to ``MOST_PAIRS`` pairs, else by the search of a plan with a
    Lagrangian bound (``large``). Caps on what may change hands count from the current plan; units without a territory
    now are in none of them.

    Parameters
    ----------
    instance
        The facts after the change: without the territory that closes, with those that open.
    criteria
        Rules of the plan. Weights of travel and disruption do not matter.
    stop
        Effort.
    current
        The plan at work, of the same units; its territories are known by their labels.
    by
        Measure that counts what moves (``w_i``), such as revenue; None for the number of units.
    seed
        Seed of the searches; not needed by the program.
    observer
        Hears of phases.

    Raises
    ------
    ValueError
        If the plan is of other units, or there is no such measure (``InputError`` where the criteria do not fit).
    """
    check_criteria(instance, criteria)
    case = case_of(instance, criteria, current, None if by == COUNT else by)
    monitor = Monitor(stop, observer or Observer())
    found, travel_bound = Found(), None
    must: NDArray[np.bool_] = case.gone.copy()
    with interruptible(monitor), threadpool_limits(limits=1, user_api="blas"):
        if num_pairs(case) <= MOST_PAIRS:
            moves = formulate_moves(case)
            must |= _shut_out(case, moves)
            travel_bound = _by_rows(case, moves, found, monitor)
            # What was lost by cutting time short may still be found by a search, which needs no rows.
            if found.alignment is None and np.isfinite(found.bound) and not monitor.interrupted:
                LargeSearch(case, monitor, seed).run(found, share=1.0)
        else:
            LargeSearch(case, monitor, seed).run(found, share=SPARED)
    return _finished(case, current, found, monitor=monitor, must=must, travel_bound=travel_bound, seed=seed)


def _by_rows(case: RepairCase, moves: Moves, found: Found, monitor: Monitor) -> float | None:
    """Fewest moves and least travel by rows; what is found counts all that changes hands when this returns."""
    if len(case.items) == 0:
        nowhere = np.full(case.instance.num_territories, NOBODY, dtype=np.int32)
        empty = Alignment(case.instance, np.full(case.instance.num_units, NOBODY, dtype=np.int32), nowhere)
        found.take(empty, judge(empty, case.criteria, case.eligibility), 0.0)
        return 0.0
    search = MoveSearch(case, monitor)
    priced = search.fewest(moves, found)
    travel_bound = None
    if found.alignment is not None:
        kept = Moves(search.known(moves.formulation, found), moves.base)
        travel_bound = Nearest(search, kept, priced, found.cost).run(found)
    found.cost += moves.base
    found.bound += moves.base
    return travel_bound


def _shut_out(case: RepairCase, moves: Moves) -> NDArray[np.bool_]:
    """(n,) placed units with a territory now that is not open to them any more."""
    incumbent, family_of = case.instance.units.incumbent, case.eligibility.family_of
    units = np.flatnonzero(case.placed & (incumbent != NOBODY))
    column = moves.formulation.columns.find(family_of[units], incumbent[units])
    shut = np.zeros(len(incumbent), dtype=bool)
    shut[units[column < 0]] = True
    return shut


def _finished(
    case: RepairCase,
    current: Alignment,
    found: Found,
    *,
    monitor: Monitor,
    must: NDArray[np.bool_],
    travel_bound: float | None,
    seed: int,
) -> RepairResult:
    plan = found.alignment or found.spare or incumbent_alignment(case.instance)
    assessment = judge(plan, case.criteria, case.eligibility)
    amount, impossible = case.amount(plan), bool(np.isinf(found.bound)) and not assessment.feasible
    bound = min(found.bound, amount) if assessment.feasible else found.bound
    if impossible:
        status = Status.INFEASIBLE
    elif not assessment.feasible:
        status = Status.VIOLATED
    else:
        status = Status.OPTIMAL if relative_gap(amount, bound) <= OPTIMAL_GAP else Status.FEASIBLE
    return RepairResult(
        status=status,
        limit=monitor.limit() or Limit.COMPLETED,
        current=current,
        alignment=plan,
        assessment=assessment,
        moved=case.moved(plan),
        must_move=must,
        by=COUNT if case.by is None else case.by,
        amount=amount,
        bound=None if impossible else bound,
        travel_bound=travel_bound,
        runtime=monitor.elapsed,
        seed=seed,
    )
