"""Run scenarios, one after the other or side by side; a failed one is a record, the others go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from optimizer.instance import Instance
from optimizer.solve import Solver
from optimizer.stop import StoppingCriterion

from .address import entries_of
from .answer import Answer, with_facts
from .crew import Crew, Lost
from .keeping import Store
from .observer import RunObserver
from .orders import Case, Orders, Same, carry_out, start_of
from .outcome import Failure, Outcome, Outcomes, Stage
from .progress import ProgressBar
from .scenario import Scenario
from .sequel import CapacitySetter, QuotaJudge, QuotaSetter, Sequel
from .single_run import run_scenario
from .tally import Page, Tally
from .tasks import Task, tasks_of
from .twins import set_apart, twin_of

__all__ = ["RunObserver", "run"]


def run(
    instance: Instance,
    scenarios: Iterable[Scenario],
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    quotas: QuotaSetter | None = None,
    capacity: CapacitySetter | None = None,
    fairness: QuotaJudge | None = None,
    observer: RunObserver | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    warm: bool = True,
    progress: bool = True,
) -> Outcomes:
    """Build, solve and judge each scenario, and allocate quotas on it.

    Ctrl-C keeps what is done; without an executor it ends the search at hand with the best plan so far.

    Parameters
    ----------
    instance
        The facts before the changes of any scenario.
    scenarios
        With distinct names.
    stop
        Effort for each scenario.
    solver
        See ``solve``.
    seed
        Each scenario is solved with a seed of its own, drawn from this one and its position; the plan is the same
        whatever the executor, as long as time does not cut the search short. One that differs from an earlier one in
        quotas or people alone has its plan (``twins``).
    quotas
        How quotas are allocated on each plan, today's included; None for no quotas.
    capacity
        How capacity, hires and budget follow from each plan and its quotas; None for none of it.
    fairness
        How these are judged; None for not at all.
    observer
        Hears of scenarios, phases and improvements.
    executor
        Who works: None for this process, one scenario after the other; ``ProcessWorkers(4)``,
        ``Client(...).get_executor()`` of Dask, or any other of ``concurrent.futures``. The facts travel once to each
        worker. Where a worker dies the scenarios it may have had are tried once more, each alone; who kills its worker
        again is an outcome with ``Stage.WORKER``.
    store
        Where outcomes are kept as they come, and taken from where one of the same facts, choices, solver, effort, seed
        and code is there; quotas are always set anew.
    warm
        Whether all solved scenarios but the first begin from the plan of an earlier one (``warm_starts``), with a share
        of the work; one whose predecessor failed, or breaks rules, begins from nothing.
    progress
        Whether a bar is shown on a terminal where no observer is given.

    Raises
    ------
    ValueError
        If there is no scenario, two share a name, or something cannot be sent to workers or addressed in the store.
    """
    listed = tuple(scenarios)
    _check_names(listed)
    tasks = tasks_of(listed, seed, warm=warm)
    sequel = Sequel(quotas, fairness, capacity)
    case = Case(instance, stop, solver, sequel, tuple(dict.fromkeys(map(Same, (s.criteria for s in listed)))))
    page = None
    if store is not None:
        seeds, starts = [task.seed for task in tasks], [task.start for task in tasks]
        page = Page(store, entries_of(instance, listed, stop, solver=solver, seeds=seeds, starts=starts))
    tally, interrupted = Tally(page), False
    with _watching(observer, shown=progress) as watch:
        try:
            for position, outcome in _outcomes(case, tasks, tally, executor=executor, watch=watch):
                tally.keep(position, outcome)
                watch.on_outcome(outcome)
        except KeyboardInterrupt:
            interrupted = True
    return Outcomes(tally.outcomes, interrupted=interrupted or any(outcome.interrupted for outcome in tally.outcomes))


def _outcomes(
    case: Case,
    tasks: Sequence[Task],
    tally: Tally,
    *,
    executor: Executor | None,
    watch: RunObserver,
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes as they come: first those in the store, then those that are worked on.

    None comes before its predecessor, nor before the scenario whose plan it has.
    """
    plans: dict[int, Outcome] = {}
    todo = []
    for task in tasks:
        answer = tally.find(task.position)
        if answer is None:
            todo.append(task)
        else:
            found = replace(with_facts(answer, task.scenario, case.instance), stored=True)
            plans[task.position] = found
            # What follows costs little, and its rules are no part of the address.
            yield task.position, case.sequel.after(found, case.instance)
    todo, twins = set_apart(todo)
    if executor is None:
        ended = _in_turn(case, todo, watch, plans=plans, count=len(tasks))
    else:
        hear = watch.on_scenario
        ended = _side_by_side(executor, case, todo, plans=plans, hear=lambda task: hear(*task.told(len(tasks))))
    for position, outcome in ended:
        plans[position] = outcome
        yield position, outcome
        for twin in () if outcome.interrupted else twins.get(position, ()):
            yield twin.position, twin_of(outcome, twin.scenario, case.instance, case.sequel)


def _in_turn(
    case: Case, todo: Sequence[Task], watch: RunObserver, *, plans: Mapping[int, Outcome], count: int
) -> Iterator[tuple[int, Outcome]]:
    """Work in this process; a search ended by hand is the last."""
    for task in todo:
        watch.on_scenario(*task.told(count))
        outcome = run_scenario(
            case.instance,
            task.scenario,
            case.stop,
            solver=case.solver,
            seed=task.seed,
            sequel=case.sequel,
            observer=watch,
            start=start_of(plans, task.start),
        )
        yield task.position, outcome
        if outcome.interrupted:
            return


def _side_by_side(
    executor: Executor,
    case: Case,
    todo: Sequence[Task],
    *,
    plans: Mapping[int, Outcome],
    hear: Callable[[Task], None],
) -> Iterator[tuple[int, Outcome]]:
    """Let others work; what comes back is put together with the facts here."""
    waits = {task.position for task in todo}
    crew = Crew(executor, carry_out, case, lambda index: hear(todo[index]))
    orders = Orders(todo, plans, {same: position for position, same in enumerate(case.criteria)})
    for index, ended in crew.answers(orders, lambda at: todo[at].start not in waits or todo[at].start in plans):
        answer = _lost(ended) if isinstance(ended, Lost) else ended
        yield todo[index].position, with_facts(answer, todo[index].scenario, case.instance)


def _lost(lost: Lost) -> Answer:
    return Answer(failure=Failure(Stage.WORKER, lost.error, lost.message))


def _watching(observer: RunObserver | None, *, shown: bool) -> AbstractContextManager[RunObserver]:
    if observer is not None:
        return nullcontext(observer)
    return ProgressBar() if shown else nullcontext(RunObserver())


def _check_names(scenarios: Sequence[Scenario]) -> None:
    if not scenarios:
        raise ValueError("give at least one scenario")
    twice = [name for name, count in Counter(scenario.name for scenario in scenarios).items() if count > 1]
    if twice:
        raise ValueError(f"scenario names must be distinct, given more than once: {', '.join(map(repr, twice))}")
