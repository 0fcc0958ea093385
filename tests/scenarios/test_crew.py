"""Orders come back whatever becomes of the workers, and what they share travels once a worker."""

import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from scenarios.crew import Crew, Lost, NotHere, work
from scenarios.workers import Parcel, ProcessWorkers


def answers(executor, task, context, orders, hear=lambda _: None):
    """All answers by position."""
    found = list(Crew(executor, task, context, hear).answers(orders))
    assert len({position for position, _ in found}) == len(found)
    return dict(found)


def test_threads_share_what_there_is(tasks):
    """In this process nothing is pickled: a context that cannot be does no harm, and defects are raised."""
    with ThreadPoolExecutor(2) as pool:
        assert answers(pool, lambda context, order: context() + order, lambda: 10, [1, 2, 3]) == {0: 11, 1: 12, 2: 13}
        with pytest.raises(KeyError):
            answers(pool, tasks.fail, 2, [1, 2, 3])


def test_an_order_waits_until_it_is_ready(tasks):
    """Each third order waits for the answer of the one before it, and is looked up only then."""
    seen = {}

    class Orders(list):
        def __getitem__(self, at):
            assert at % 3 == 0 or at - 1 in seen
            return super().__getitem__(at)

    with ThreadPoolExecutor(2) as pool:
        crew = Crew(pool, tasks.times, 2)
        for position, answer in crew.answers(Orders(range(30)), lambda at: at % 3 == 0 or at - 1 in seen):
            seen.update({position: answer})
    assert seen == {at: 2 * at for at in range(30)}


def test_who_waits_for_a_lost_order_is_sent_at_last(tasks):
    """Order 0 kills its worker twice; those that wait for it are answered once that is known."""
    seen = {}
    with ProcessWorkers(2) as workers:
        crew = Crew(workers, tasks.die, [0])
        for position, answer in crew.answers([0, 1, 2], lambda at: at == 0 or 0 in seen):
            seen.update({position: answer})
    assert isinstance(seen.pop(0), Lost)
    assert seen == {1: 1, 2: 2}


def test_nobody_waits_for_ever(tasks):
    """Orders that are never ready are sent when nothing else is left."""
    with ThreadPoolExecutor(2) as pool:
        assert dict(Crew(pool, tasks.times, 2).answers([1, 2, 3], lambda at: at == 0)) == {0: 2, 1: 4, 2: 6}


def test_what_cannot_be_sent_is_told():
    """A function within a function is refused before anything is begun."""
    with pytest.raises(ValueError, match="define functions and classes in a module"):
        Crew(ProcessWorkers(1), lambda _context, order: order, None)


def test_no_orders_no_workers(tasks):
    """Nothing to do starts nothing."""
    with ProcessWorkers(2) as workers:
        assert answers(workers, tasks.times, 2, []) == {}
        assert workers.processes == ()


def test_context_travels_once_a_worker(tasks, tmp_path):
    """Each process unpacks the context once, however many orders it has, and orders are spread."""
    notes = tmp_path / "notes"
    heard = []
    with ProcessWorkers(2) as workers:
        found = answers(workers, tasks.note, tasks.Heavy(str(notes)), list(range(40)), heard.append)
    assert [found[position][0] for position in range(40)] == list(range(40))
    assert sorted(heard) == list(range(40))
    unpacked = notes.read_text().split()
    assert sorted(unpacked) == sorted({str(process) for _, process in found.values()})
    assert len(unpacked) <= 2


def test_other_pools_are_sent_it_when_they_ask(tasks, tmp_path):
    """A pool that was not begun by us has the context sent along after a worker said it lacks it."""
    notes = tmp_path / "notes"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = answers(pool, tasks.note, tasks.Heavy(str(notes)), list(range(20)))
    assert len(found) == 20
    assert len(notes.read_text().split()) == len({process for _, process in found.values()})


def test_a_worker_without_the_context_says_so():
    """An order whose context was never sent is not guessed at."""
    assert isinstance(work(Parcel("never sent"), 1), NotHere)


def test_only_who_kills_its_worker_is_lost(tasks):
    """Orders beside a killer come back; the killer is tried once more, alone, and then is lost."""
    with ProcessWorkers(2) as workers:
        found = answers(workers, tasks.die, {3, 7}, list(range(10)))
    lost = {position for position, answer in found.items() if isinstance(answer, Lost)}
    assert lost == {3, 7}
    assert len(found) == 10
    assert found[3].error == "BrokenProcessPool"


def test_a_broken_pool_of_others_is_replaced(tasks, tmp_path):
    """A pool that cannot be renewed is replaced by processes of our own; what was lost once comes back."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = answers(pool, tasks.die_once, str(tmp_path / "died"), list(range(8)))
    assert found == {position: position for position in range(8)}


def test_a_worker_killed_from_outside_costs_nothing(tasks, tmp_path):
    """SIGKILL of a worker in the middle: every order has its answer."""
    with ProcessWorkers(2) as workers:
        found = {}
        for position, answer in Crew(workers, tasks.note, tasks.Heavy(str(tmp_path / "notes"))).answers(range(60)):
            found[position] = answer
            if len(found) == 10:
                os.kill(workers.processes[0], signal.SIGKILL)
    assert [found[position][0] for position in range(60)] == list(range(60))


def test_who_hangs_is_ended(tasks):
    """An order without an answer in time is lost at once; those beside it come back."""
    with ProcessWorkers(2, patience=8) as workers:
        found = answers(workers, tasks.hang, 1, [0, 1, 2, 3])
    assert {0: found[0], 2: found[2], 3: found[3]} == {0: 0, 2: 2, 3: 3}
    assert found[1].error == "TimeoutError"
    assert found[1].overdue


def test_left_early_nobody_works_on(tasks):
    """Whoever stops listening, as by Ctrl-C, leaves no process behind."""
    with ProcessWorkers(2) as workers:
        told = Crew(workers, tasks.hang, 1).answers([0, 1, 2, 3])
        assert next(told)[1] in (0, 2, 3)
        told.close()
        assert workers.processes == ()


def test_errors_of_a_lost_cluster_are_told(tasks):
    """A future that was cancelled, or whose worker ran out of memory, is a loss and no defect."""

    class Poor(ThreadPoolExecutor):
        def submit(self, _function, _parcel, order):
            future = Future()
            if order == 1:
                future.set_exception(MemoryError())
            else:
                future.set_result(order)
            return future

    found = answers(Poor(1), tasks.times, 1, [0, 1])
    assert found[0] == 0
    assert (found[1].error, found[1].message) == ("MemoryError", "the worker ended without a word")
