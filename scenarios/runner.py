"""Run scenarios, one after the other or side by side; a failed one is a record, the others go on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Observer
from optimizer.result import Result, Status
from optimizer.solve import Solver, solve
from optimizer.stop import Limit, StoppingCriterion
from optimizer.travel import Integers
from optimizer.validation import check_criteria

from .address import Entry, entries_of
from .answer import Answer, with_facts, without_facts
from .changes import Change
from .crew import Crew, Lost
from .keeping import Store
from .observer import RunObserver
from .outcome import Failure, Outcome, Outcomes, Stage
from .progress import ProgressBar
from .scenario import Scenario
from .sequel import FAILURES, CapacitySetter, QuotaJudge, QuotaSetter, Sequel, failed
from .warm_starts import predecessors

__all__ = ["FAILURES", "QuotaSetter", "RunObserver", "child_seed", "judge_incumbent", "run", "run_scenario"]


NOTHING = Sequel()
"""Nothing follows."""


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
        whatever the executor, as long as time does not cut the search short.
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
    starts = predecessors(listed) if warm else (None,) * len(listed)
    tasks = [
        Task(position, scenario, child_seed(seed, position), start)
        for position, (scenario, start) in enumerate(zip(listed, starts, strict=True))
    ]
    sequel = Sequel(quotas, fairness, capacity)
    case = Case(instance, stop, solver, sequel, tuple(dict.fromkeys(map(_Same, (s.criteria for s in listed)))))
    book = None
    if store is not None:
        seeds = [task.seed for task in tasks]
        book = Book(store, entries_of(instance, listed, stop, solver=solver, seeds=seeds, starts=starts))
    done: dict[int, Outcome] = {}
    interrupted = False
    with _watching(observer, shown=progress) as watch:
        try:
            for position, outcome in _outcomes(case, tasks, book=book, executor=executor, watch=watch):
                done[position] = outcome
                if book is not None:
                    book.keep(position, outcome)
                watch.on_outcome(outcome)
        except KeyboardInterrupt:
            interrupted = True
    items = tuple(done[position] for position in sorted(done))
    return Outcomes(items, interrupted=interrupted or any(outcome.interrupted for outcome in items))


def run_scenario(
    instance: Instance,
    scenario: Scenario,
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    sequel: Sequel = NOTHING,
    observer: Observer | None = None,
    start: Alignment | None = None,
) -> Outcome:
    """Run one scenario with the seed given, and what follows from its plan; parameters as for ``run`` and ``solve``."""
    started = time.perf_counter()
    outcome = Outcome(scenario=scenario)
    stage = Stage.BUILD
    try:
        facts, criteria = scenario.build(instance)
        check_criteria(facts, criteria)
        asked, told = scenario.asked(instance), scenario.sentences(instance)
        outcome = replace(outcome, instance=facts, criteria=criteria, asked=asked, changes=told)
        if scenario.keeps_incumbent:
            stage = Stage.JUDGE
            result = judge_incumbent(facts, criteria, seed=seed)
        else:
            stage = Stage.SOLVE
            result = solve(facts, criteria, stop, solver=solver, seed=seed, observer=observer, start=start)
        outcome = replace(outcome, result=result)
    except FAILURES as error:
        outcome = failed(outcome, stage, error)
    else:
        outcome = sequel.after(outcome)
    return replace(outcome, seconds=time.perf_counter() - started)


def judge_incumbent(instance: Instance, criteria: Criteria, *, seed: int = 0) -> Result:
    """Today's alignment as a ``Result``: free centres at their best, no lower bound since nothing is searched."""
    started = time.perf_counter()
    alignment = with_best_centres(incumbent_alignment(instance), criteria.travel)
    assessment = judge(alignment, criteria)
    return Result(
        status=Status.FEASIBLE if assessment.feasible else Status.VIOLATED,
        limit=Limit.COMPLETED,
        alignment=alignment,
        assessment=assessment,
        lower_bound=None,
        runtime=time.perf_counter() - started,
        seed=seed,
    )


def child_seed(seed: int, position: int) -> int:
    """Draw the seed of the scenario at a position; adding scenarios behind it changes nothing."""
    return int(np.random.SeedSequence(seed, spawn_key=(position,)).generate_state(1)[0])


@dataclass(frozen=True, slots=True)
class _Same:
    """Criteria compared by identity: scenarios of one plan share theirs, which may hold thousands of pins."""

    criteria: Criteria

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.criteria is other.criteria

    def __hash__(self) -> int:
        return id(self.criteria)


@dataclass(frozen=True, slots=True)
class Case:
    """What the scenarios of a run share: sent to each worker once. Parameters as for ``run`` and ``Sequel``."""

    instance: Instance
    stop: StoppingCriterion
    solver: Solver | None
    sequel: Sequel
    criteria: tuple[_Same, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A scenario with its position and its seed, and the position of the one whose plan it begins from, if any."""

    position: int
    scenario: Scenario
    seed: int
    start: int | None = None

    def told(self, count: int) -> tuple[Scenario, int, int]:
        """Give what an observer is told when it begins."""
        return self.scenario, self.position, count


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """A plan to begin with, as a worker is sent it: the changes that make its facts, territories and places."""

    criteria: int
    changes: tuple[Change, ...]
    territory_of: Integers
    centre_unit: Integers


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is sent of a scenario: its name, which criteria of the case it begins with, changes, seed, plan."""

    name: str
    criteria: int
    changes: tuple[Change, ...]
    seed: int
    begin: Begin | None = None


def carry_out(case: Case, order: Order) -> Answer:
    """Run one scenario in a worker."""
    scenario = Scenario(order.name, case.criteria[order.criteria].criteria, *order.changes)
    begin, start = order.begin, None
    if begin is not None:
        facts, _ = Scenario("begin", case.criteria[begin.criteria].criteria, *begin.changes).build(case.instance)
        start = Alignment(facts, begin.territory_of, begin.centre_unit)
    return without_facts(
        run_scenario(
            case.instance,
            scenario,
            case.stop,
            solver=case.solver,
            seed=order.seed,
            sequel=case.sequel,
            start=start,
        )
    )


@dataclass(frozen=True, slots=True, init=False)
class Book:
    """The store, opened at the page of this run."""

    store: Store
    entries: tuple[Entry, ...]
    run: int

    def __init__(self, store: Store, entries: tuple[Entry, ...]) -> None:
        object.__setattr__(self, "store", store)
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "run", store.begin(entries))

    def keep(self, position: int, outcome: Outcome) -> None:
        """Save what came of a scenario, unless its search was cut short by hand."""
        if not outcome.interrupted:
            self.store.save(self.run, position, entry=self.entries[position], outcome=outcome)


def _outcomes(
    case: Case, tasks: Sequence[Task], *, book: Book | None, executor: Executor | None, watch: RunObserver
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes as they come: first those in the store, then those that are worked on, none before its predecessor."""
    plans: dict[int, Outcome] = {}
    todo = []
    for task in tasks:
        answer = None if book is None else book.store.find(book.entries[task.position])
        if answer is None:
            todo.append(task)
        else:
            found = replace(with_facts(answer, task.scenario, case.instance), stored=True)
            plans[task.position] = found
            # What follows costs little, and its rules are no part of the address.
            yield task.position, case.sequel.after(found)
    if executor is None:
        ended = _in_turn(case, todo, watch, plans=plans, count=len(tasks))
    else:
        hear = watch.on_scenario
        ended = _side_by_side(executor, case, todo, plans=plans, hear=lambda task: hear(*task.told(len(tasks))))
    for position, outcome in ended:
        plans[position] = outcome
        yield position, outcome


def _plan_of(plans: Mapping[int, Outcome], start: int | None) -> Alignment | None:
    """The plan of a predecessor that keeps every rule, whatever came of its quotas."""
    outcome = None if start is None else plans.get(start)
    return None if outcome is None or outcome.result is None or not outcome.result.feasible else outcome.alignment


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
            start=_plan_of(plans, task.start),
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
    orders = _Orders(todo, plans, {same: position for position, same in enumerate(case.criteria)})
    for index, ended in crew.answers(orders, lambda at: todo[at].start not in waits or todo[at].start in plans):
        answer = _lost(ended) if isinstance(ended, Lost) else ended
        yield todo[index].position, with_facts(answer, todo[index].scenario, case.instance)


@dataclass(frozen=True, slots=True)
class _Orders(Sequence[Order]):
    """Made when they are sent: by then the plans they begin from are there."""

    todo: Sequence[Task]
    plans: Mapping[int, Outcome]
    home: Mapping[_Same, int]

    def __len__(self) -> int:
        return len(self.todo)

    def __getitem__(self, at: Any) -> Any:
        task = self.todo[at]
        scenario, begin = task.scenario, _begin(self.plans, task.start, self.home)
        return Order(scenario.name, self.home[_Same(scenario.criteria)], scenario.changes, task.seed, begin)


def _begin(plans: Mapping[int, Outcome], start: int | None, home: Mapping[_Same, int]) -> Begin | None:
    plan = _plan_of(plans, start)
    if plan is None or start is None:
        return None
    scenario = plans[start].scenario
    return Begin(home[_Same(scenario.criteria)], scenario.changes, plan.territory_of, plan.centre_unit)


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
