"""The one door to all solvers: what does not fit is refused, observers are told, Ctrl-C and the clock end a search."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from optimizer import Criteria, InputError, Limit, MaxIterations, MaxRuntime, Observer, Status, judge, solve
from optimizer.solvers.ending import finish


class Notebook(Observer):
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.phases: list[str] = []
        self.improvements: list[tuple[float, float | None]] = []

    def on_phase(self, name, seconds):  # noqa: ARG002 -- the hook
        self.phases.append(name)

    def on_improvement(self, objective, lower_bound, seconds):  # noqa: ARG002 -- the hook
        self.improvements.append((objective, lower_bound))


class Impatient(Observer):
    """Presses Ctrl-C as soon as a hook is called."""

    def __init__(self, hook: str) -> None:
        self.hook, self.pressed = hook, False

    def on_phase(self, name, seconds):  # noqa: ARG002 -- the hook
        self._press("phase")

    def on_improvement(self, objective, lower_bound, seconds):  # noqa: ARG002 -- the hook
        self._press("improvement")

    def _press(self, hook):
        if hook == self.hook and not self.pressed:
            self.pressed = True
            signal.raise_signal(signal.SIGINT)


@pytest.fixture
def crowd(make):
    """Two hundred accounts of uneven potential under eight reps, or under eight territories to be placed."""

    def _crowd(*, free: bool):
        rng = np.random.default_rng(1)
        places = [tuple(place) for place in rng.uniform(0, 100, (200, 2))]
        homes = [None] * 8 if free else [tuple(place) for place in rng.uniform(0, 100, (8, 2))]
        return make(places, homes, measures={"potential": rng.uniform(1, 10, 200)})

    return _crowd


def test_what_does_not_fit_is_refused_at_once(line):
    """Every misfit is named, and nothing is searched."""
    notebook = Notebook()
    criteria = Criteria(balance={"revenue": 0.1}, pins={"a9": "t0"}, eligibility=("island",))
    with pytest.raises(InputError) as caught:
        solve(line, criteria, MaxRuntime(1), observer=notebook)
    assert {problem.column for problem in caught.value.problems} == {"balance.revenue", "pins", "eligibility"}
    assert notebook.phases == []


@pytest.mark.parametrize("free", [False, True])
def test_observers_are_told(crowd, free):
    """Phases by name, none twice in a row; plans each better than the last or its bound is; the last is the result."""
    notebook = Notebook()
    instance = crowd(free=free)
    result = solve(
        instance, Criteria(balance={"potential": 0.3}), MaxRuntime(10) | MaxIterations(200), observer=notebook
    )
    assert len(set(notebook.phases)) >= 2
    assert all(one != other for one, other in pairwise(notebook.phases))
    objectives = [objective for objective, _ in notebook.improvements]
    assert objectives == sorted(objectives, reverse=True)
    assert objectives[-1] == pytest.approx(result.objective)
    assert notebook.improvements[-1][1] == pytest.approx(result.lower_bound)


@pytest.mark.parametrize("free", [False, True])
@pytest.mark.parametrize("hook", ["phase", "improvement"])
def test_ctrl_c_gives_the_best_plan_so_far(crowd, free, hook):
    """A whole plan, the reason why the search ended, and the handler of before back in its place."""
    before = signal.getsignal(signal.SIGINT)
    observer = Impatient(hook)
    result = solve(crowd(free=free), Criteria(balance={"potential": 0.3}), MaxRuntime(60), observer=observer)
    assert observer.pressed
    assert result.limit is Limit.INTERRUPTED
    assert (result.alignment.territory_of >= 0).all()
    assert result.runtime < 30
    assert signal.getsignal(signal.SIGINT) is before


def test_any_solver_may_be_used(line, plan):
    """What is given as solver gets facts, choices, clock and seed, and its word is the result."""

    class Lazy:
        def solve(self, instance, criteria, monitor, seed, *, start=None):  # noqa: ARG002 -- what a solver is called with
            return finish(plan(instance, [0, 0, 0, 1, 1, 1]), criteria, monitor, seed=seed, bound=None)

    result = solve(line, Criteria(), MaxRuntime(1), solver=Lazy(), seed=5)
    assert (result.status, result.seed, result.gap) == (Status.FEASIBLE, 5, None)
    assert result.alignment.territory_of.tolist() == [0, 0, 0, 1, 1, 1]


class Onlooker(Observer):
    """Keeps every plan it is shown, and asks for the end once it has seen so many."""

    def __init__(self, enough: float = float("inf")) -> None:
        self.enough, self.plans = enough, []

    def on_plan(self, plan, seconds):  # noqa: ARG002 -- the hook
        self.plans.append(plan())

    def stop_asked(self):
        return len(self.plans) >= self.enough


@pytest.mark.parametrize("free", [False, True])
def test_plans_are_shown_as_they_come(crowd, free):
    """Each keeps every rule and is better than the one before, and none is better than the result."""
    onlooker, criteria = Onlooker(), Criteria(balance={"potential": 0.3})
    result = solve(crowd(free=free), criteria, MaxRuntime(10) | MaxIterations(200), observer=onlooker)
    seen = [judge(alignment, criteria) for alignment in onlooker.plans]
    assert seen
    assert all(assessment.feasible for assessment in seen)
    objectives = [assessment.objective for assessment in seen]
    assert objectives == sorted(objectives, reverse=True)
    assert result.objective <= objectives[-1] * (1 + 1e-9)


@pytest.mark.parametrize("free", [False, True])
def test_an_observer_may_ask_for_the_end(crowd, free):
    """The search ends with the plan that made it ask, or a better one, long before its time."""
    onlooker, criteria = Onlooker(enough=1), Criteria(balance={"potential": 0.3})
    result = solve(crowd(free=free), criteria, MaxRuntime(60), observer=onlooker)
    assert result.limit is Limit.INTERRUPTED
    assert result.feasible
    assert result.objective <= judge(onlooker.plans[0], criteria).objective * (1 + 1e-9)
    assert result.runtime < 30


def test_any_thread_may_ask_for_the_end(crowd):
    """Also that of a page, while the search runs in another one without signals."""
    asked, found = threading.Event(), []

    class Button(Observer):
        def stop_asked(self):
            return asked.is_set()

    def search():
        instance, criteria = crowd(free=True), Criteria(balance={"potential": 0.3})
        found.append(solve(instance, criteria, MaxRuntime(60), observer=Button()))

    thread = threading.Thread(target=search)
    thread.start()
    asked.set()
    thread.join(timeout=30)
    assert [result.limit for result in found] == [Limit.INTERRUPTED]


@pytest.mark.parametrize("free", [False, True])
def test_a_search_goes_on_from_a_plan(crowd, free):
    """It is never worse than a feasible plan to begin with, and tells that plan, or a better one, first."""
    instance, criteria = crowd(free=free), Criteria(balance={"potential": 0.3})
    before = solve(instance, criteria, MaxRuntime(10) | MaxIterations(200))
    notebook = Notebook()
    for start in (before.alignment, before.start):
        again = solve(instance, criteria, MaxRuntime(10) | MaxIterations(20), seed=5, start=start, observer=notebook)
        assert again.objective <= before.objective * (1 + 1e-9)
        assert again.lower_bound <= again.objective * (1 + 1e-9)
        assert notebook.improvements[0][0] <= before.objective * (1 + 1e-9)


@pytest.mark.parametrize("free", [False, True])
def test_a_plan_of_other_facts_is_begun_with_too(crowd, free):
    """A territory has gone, another is new, and some accounts are pinned elsewhere: the answer keeps every rule."""
    instance, criteria = crowd(free=free), Criteria(balance={"potential": 0.3})
    before = solve(instance, criteria, MaxRuntime(10) | MaxIterations(50))
    territories = instance.territories
    other = replace(
        instance, territories=replace(territories, ids=pd.Index([*territories.ids[1:], "new"], dtype=object))
    )
    harder = replace(criteria, balance={"potential": 0.2}, pins={"a0": "t5", "a1": "new"})
    result = solve(other, harder, MaxRuntime(10) | MaxIterations(50), start=before.start)
    assert result.feasible
    assert result.alignment.territory_of[[0, 1]].tolist() == [4, 7]


def test_same_seed_and_start_same_plan(crowd):
    """What it begins with is a part of what decides."""
    instance, criteria = crowd(free=True), Criteria(balance={"potential": 0.1})
    before = solve(instance, criteria, MaxRuntime(20) | MaxIterations(20))
    one, other = (
        solve(instance, criteria, MaxRuntime(20) | MaxIterations(50), seed=3, start=before.start) for _ in range(2)
    )
    assert one.alignment == other.alignment
    assert one.lower_bound == other.lower_bound


@pytest.mark.slow
def test_the_clock_is_heeded_where_it_matters(make):
    """A tenth of a second for 6,000 accounts under 30 reps: a whole plan and a valid bound, not minutes later."""
    rng = np.random.default_rng(2)
    places = [tuple(place) for place in rng.uniform(0, 1000, (6_000, 2))]
    homes = [tuple(place) for place in rng.uniform(0, 1000, (30, 2))]
    instance, criteria = make(places, homes), Criteria(balance={"count": 0.1})
    solve(instance, criteria, MaxRuntime(0.1))
    started = time.process_time()
    result = solve(instance, criteria, MaxRuntime(0.1))
    assert time.process_time() - started < 15
    assert result.limit is Limit.RUNTIME
    assert (result.alignment.territory_of >= 0).all()
    assert result.lower_bound is not None
    assert result.lower_bound <= result.assessment.objective or not result.feasible
