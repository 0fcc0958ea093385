"""A search beside the desk: from where one stands, stopped at any time, its best plan judged from the facts."""

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.result import Status
from optimizer.stop import Limit
from scenarios.app.desk import Desk, errand
from scenarios.app.desk.errand import SearchProgress
from scenarios.app.desk.search import Search, judged
from scenarios.app.desk.seeker import Failed, Solved, SolveOrder

from .conftest import plan_of


def found(territory_of, status=Status.OPTIMAL, bound=120.0) -> Solved:
    return Solved(
        territory_of=np.array(territory_of, dtype=np.int32),
        centre_unit=np.full(2, -1, dtype=np.int32),
        limit=Limit.GAP,
        status=status,
        lower_bound=bound,
        runtime=1.0,
        statistics={"moves": 3.0},
    )


@pytest.fixture
def sent(monkeypatch):
    """Searches whose process is played by the test."""

    class Errand:
        def __init__(self, order, then):
            self.order, self.then = order, then

    monkeypatch.setattr(errand, "Errand", Errand)


@pytest.fixture
def order(line, criteria) -> SolveOrder:
    from optimizer.stop import MaxRuntime  # noqa: PLC0415

    return SolveOrder(instance=line, criteria=criteria, stop=MaxRuntime(1), seed=4, start=None, threads=1)


def test_a_plan_is_judged_here(line, criteria):
    """The status a search claims does not stand where the plan breaks a rule; a proof of impossibility does."""
    fine = judged(found([0, 0, 0, 0, 1, 1, 1, 1]), line, criteria, seed=4)
    assert (fine.status, fine.objective, fine.seed) == (Status.OPTIMAL, 120.0, 4)
    assert judged(found([0] * 8), line, criteria, seed=4).status is Status.VIOLATED
    assert judged(found([0] * 8, Status.INFEASIBLE), line, criteria, seed=4).status is Status.INFEASIBLE


def test_the_best_plan_told_of_is_kept_when_the_process_is_lost(sent, order, line):  # noqa: ARG001
    """It is the result, interrupted, with the bound that was known."""
    one = Search(order)
    plan = judged(found([0, 0, 0, 0, 1, 1, 1, 1]), line, order.criteria, seed=4).alignment
    one._close(None, SearchProgress(phase="done", seconds=9.0, alignment=plan, lower_bound=100.0))
    assert one.result.alignment == plan
    assert (one.result.limit, one.result.status, one.result.lower_bound) == (
        Limit.INTERRUPTED,
        Status.FEASIBLE,
        100.0,
    )
    assert one.problem == ""


@pytest.mark.parametrize(
    ("end", "stopping", "told"),
    [
        (Failed("no road"), False, "no road"),
        (None, True, "stopped before it found a plan"),
        (None, False, "its process ended"),
    ],
)
def test_a_search_without_a_plan_says_why(sent, order, end, stopping, told):  # noqa: ARG001
    """And has no result."""
    one = Search(order)
    one._close(end, SearchProgress(phase="done", seconds=1.0, stopping=stopping))
    assert one.result is None
    assert told in one.problem


def test_a_search_of_a_desk_ends_with_a_plan_to_take(desk):
    """In a process of its own: the pins are kept, the plan is as good as can be, and one edit takes it."""
    desk.pin([5])
    running = desk.solve(60)
    with pytest.raises(ValueError, match="a search is running"):
        desk.solve(1)
    desk.move([0], 1)
    assert running.wait(120), "the search should have proved its plan long ago"
    assert running.problem == ""
    assert running.result.feasible
    assert running.result.alignment.territory_of[5] == 0
    desk.take(running.result)
    assert desk.figures().violations == ()
    desk.undo()
    assert desk.state.alignment.territory_of[0] == 1
    assert running.progress.phase == "done"


@pytest.mark.slow
def test_searches_of_two_desks_do_not_meet(line, criteria):
    """Each has its own process, and stopping one leaves the other alone."""
    loose = Desk(plan_of(line, Criteria()))
    strict = Desk(plan_of(line, criteria))
    one, other = loose.solve(60), strict.solve(60)
    assert one.process != other.process
    one.stop()
    assert other.wait(120)
    assert other.result.feasible
    assert one.wait(120)
    loose.close()
    strict.close()
