"""The scenarios of a plan: those of its file and those of the form, what became of each, and their runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from optimizer.mapping import FrozenMapping
from optimizer.stop import MaxRuntime, StoppingCriterion, TargetGap
from scenarios.address import Entry, entries_of
from scenarios.answer import with_facts
from scenarios.outcome import Outcome
from scenarios.planfile.plan import Plan
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.store import Origin, RunStore, StoreError
from scenarios.tasks import tasks_of

from .form import ScenarioForm
from .refusal import EditRefused, Objection
from .scenario_run import ScenarioRun
from .seeker import ScenarioOrder

LATEST = 10
"""Runs of the plan file in which an outcome is looked for."""


class Source(Enum):
    """Where a scenario comes from."""

    PLAN = "plan file"
    FORM = "form"


class Standing(Enum):
    """How a scenario stands."""

    OPEN = "not run"
    RUNNING = "running"
    KEPT = "kept"
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    VIOLATED = "violated"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


class Approver(Protocol):
    """Who keeps book of approvals."""

    def standing(self, outcome: Outcome) -> str:
        """Tell how an outcome stands in words, empty where nobody has said anything."""
        ...

    def approve(self, outcome: Outcome, *, who: str, note: str) -> None:
        """Note that somebody approves of an outcome."""
        ...


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScenarioLine:
    """One scenario in the list.

    Parameters
    ----------
    scenario
        What is asked.
    source
        Where it comes from.
    changes
        What each change does, in sentences; or what is wrong with them.
    standing
        How it stands.
    outcome
        What became of it, None while nothing has.
    run
        The run under way or the last of this session, None for none.
    approval
        What is said of approval, empty for nothing.
    """

    scenario: Scenario
    source: Source
    changes: tuple[str, ...]
    standing: Standing
    outcome: Outcome | None
    run: ScenarioRun | None
    approval: str = ""

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def stored(self) -> bool:
        """True if the outcome was found in the store."""
        return self.outcome is not None and self.outcome.stored


class Docket:
    """The scenarios of one session; every method may be called from any thread.

    Parameters
    ----------
    plan
        With its scenarios.
    store
        Where outcomes are found and kept, None for nowhere.
    approver
        Who keeps book of approvals, None for nobody.
    threads
        Share of the cores of each run.
    """

    def __init__(self, plan: Plan, store: RunStore | None, approver: Approver | None, *, threads: int) -> None:
        self.plan = plan
        self._approver, self._threads = approver, threads
        self._store = None if store is None else replace(store, origin=Origin(plan.name))
        self._lock = threading.RLock()
        self._forms: list[ScenarioForm] = []
        self._efforts: dict[str, float] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._runs: dict[str, ScenarioRun] = {}
        self._sought: set[str] = set()
        self._sequel = Sequel(plan.quotas, plan.fairness, plan.capacity)
        self._addresses: dict[tuple[float | None, int, int], tuple[tuple[Entry, ...], ...]] = {}

    @property
    def forms(self) -> tuple[ScenarioForm, ...]:
        """Forms filled in, in order."""
        with self._lock:
            return tuple(self._forms)

    @property
    def approvals(self) -> bool:
        """True if somebody keeps book of approvals."""
        return self._approver is not None

    @property
    def efforts(self) -> Mapping[str, float]:
        """Scenario -> seconds it was last run with, where these were not the plan's."""
        with self._lock:
            return FrozenMapping(self._efforts)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All of them, those of the plan file first."""
        return (*self.plan.scenarios, *(self._scenario(form) for form in self.forms))

    def lines(self) -> tuple[ScenarioLine, ...]:
        """All scenarios and how they stand."""
        return tuple(self._line(scenario, position) for position, scenario in enumerate(self.scenarios))

    def find(self, name: str) -> Scenario:
        """Find a scenario; ValueError where there is none of that name."""
        return self.scenarios[self._position(name)]

    def add(self, form: ScenarioForm) -> ScenarioLine:
        """Add a scenario.

        Raises
        ------
        InputError
            If its fields do not fit the plan.
        ValueError
            If quotas cannot be set as it asks.
        EditRefused
            If there is one of its name.
        """
        scenario = self._scenario(form)
        scenario.build(self.plan.instance)
        self._sequel.of(scenario, self.plan.instance)
        with self._lock:
            if form.name in [other.name for other in self.scenarios]:
                raise EditRefused([Objection(None, f"there is a scenario {form.name!r}; choose another name")])
            self._forms.append(form)
        return self._line(scenario, len(self.scenarios) - 1)

    def restore(self, forms: Sequence[ScenarioForm], efforts: Mapping[str, float]) -> None:
        """Take up scenarios that were kept, in place of those of the session."""
        with self._lock:
            self._forms[:] = forms
            self._addresses.clear()
            self._efforts = dict(efforts)
            self._sought.clear()

    def outcome(self, name: str) -> Outcome | None:
        """What became of a scenario, from this session or the store; None while nothing has."""
        position = self._position(name)
        with self._lock:
            if name not in self._outcomes and name not in self._sought and self._store is not None:
                self._sought.add(name)
                found = self._stored(self.scenarios[position], position)
                if found is not None:
                    self._outcomes[name] = found
            return self._outcomes.get(name)

    def run(self, name: str, seconds: float | None = None) -> ScenarioRun:
        """Begin to solve a scenario; returns at once.

        Parameters
        ----------
        name
            Which.
        seconds
            Time for it, None for the effort of the plan.

        Raises
        ------
        ValueError
            If there is none of that name, or it is being solved.
        """
        position = self._position(name)
        with self._lock:
            running = self._runs.get(name)
            if running is not None and not running.done:
                raise ValueError(f"scenario {name!r} is being solved: stop it, or wait for it")
            if seconds is None:
                self._efforts.pop(name, None)
            else:
                self._efforts[name] = seconds
            scenario = self.scenarios[position]
            order = ScenarioOrder(
                instance=self.plan.instance,
                scenario=scenario,
                stop=self._stop(seconds),
                seed=tasks_of(self.scenarios, self.plan.seed)[position].seed,
                threads=self._threads,
            )
            entry = self._entries(seconds, self.plan.seed)[position][0]
            self._runs[name] = ScenarioRun(order, lambda outcome: self._ended(entry, outcome))
            return self._runs[name]

    def approve(self, name: str, *, who: str, note: str) -> ScenarioLine:
        """Note that somebody approves of a scenario's plan.

        Raises
        ------
        EditRefused
            If nobody keeps book of approvals, or there is no plan to approve of.
        """
        outcome = self.outcome(name)
        if self._approver is None:
            raise EditRefused([Objection(None, "approvals are not kept here")])
        if outcome is None or outcome.alignment is None:
            raise EditRefused([Objection(None, f"scenario {name!r} has no plan to approve of: run it first")])
        self._approver.approve(outcome, who=who, note=note)
        return self._line(self.find(name), self._position(name))

    def close(self) -> None:
        """End what runs."""
        with self._lock:
            for run in self._runs.values():
                if not run.done:
                    run.abandon()

    def _scenario(self, form: ScenarioForm) -> Scenario:
        attendance = None if self.plan.quotas is None else self.plan.quotas.attendance
        return form.scenario(self.plan.criteria, None if attendance is None else attendance.year)

    def _line(self, scenario: Scenario, position: int) -> ScenarioLine:
        outcome, run = self.outcome(scenario.name), self._runs.get(scenario.name)
        try:
            changes = scenario.sentences(self.plan.instance)
        except ValueError as error:
            changes = (str(error),)
        return ScenarioLine(
            scenario=scenario,
            source=Source.PLAN if position < len(self.plan.scenarios) else Source.FORM,
            changes=changes,
            standing=_standing(outcome, run),
            outcome=outcome,
            run=run,
            approval="" if outcome is None or self._approver is None else self._approver.standing(outcome),
        )

    def _position(self, name: str) -> int:
        names = [scenario.name for scenario in self.scenarios]
        if name not in names:
            raise ValueError(f"there is no scenario {name!r}; there are: {', '.join(names) or 'none'}")
        return names.index(name)

    def _ended(self, entry: Entry, outcome: Outcome) -> tuple[Outcome, str]:
        """Keep what became of a scenario, and what follows from its plan."""
        if outcome.failure is None:
            outcome = self._sequel.after(outcome, self.plan.instance)
        with self._lock:
            self._outcomes[outcome.name] = outcome
        if self._store is None or outcome.interrupted:
            return outcome, ""
        try:
            self._store.save(self._store.begin([entry]), 0, entry=entry, outcome=outcome)
        except StoreError as error:
            return outcome, str(error)
        return outcome, ""

    def _stored(self, scenario: Scenario, position: int) -> Outcome | None:
        """What the store has of a scenario, the plan's own effort first, then that of runs of its file."""
        if self._store is None:
            return None
        known = self._efforts.get(scenario.name)
        asked = [(known, self.plan.seed), (None, self.plan.seed), *_asked(self._store, self.plan)]
        for seconds, seed in dict.fromkeys(asked):
            for entry in self._entries(seconds, seed)[position]:
                answer = self._store.find(entry)
                if answer is not None:
                    found = replace(with_facts(answer, scenario, self.plan.instance), stored=True)
                    return self._sequel.after(found, self.plan.instance)
        return None

    def _stop(self, seconds: float | None) -> StoppingCriterion:
        return self.plan.stop if seconds is None else MaxRuntime(seconds) | TargetGap(self.plan.stop.gap)

    def _entries(self, seconds: float | None, seed: int) -> tuple[tuple[Entry, ...], ...]:
        """Addresses of each scenario: solved by itself, and as one of a run, where it may begin from another's plan."""
        scenarios, listed = self.scenarios, self.plan.scenarios
        key = (seconds, seed, len(scenarios))
        if key not in self._addresses:
            instance, stop = self.plan.instance, self._stop(seconds)
            seeds = [task.seed for task in tasks_of(scenarios, seed)]
            alone = entries_of(instance, scenarios, stop, solver=None, seeds=seeds)
            own, starts = seeds[: len(listed)], [task.start for task in tasks_of(listed, seed)]
            within = entries_of(instance, listed, stop, solver=None, seeds=own, starts=starts) if listed else ()
            pairs = [*((one,) for one in within), *[() for _ in scenarios[len(listed) :]]]
            self._addresses[key] = tuple((one, *other) for one, other in zip(alone, pairs, strict=True))
        return self._addresses[key]


def _asked(store: RunStore, plan: Plan) -> list[tuple[float | None, int]]:
    """Seconds and seed that the latest runs of a plan file were asked for."""
    here = str(plan.files[0].absolute()) if plan.files else None
    asked: list[tuple[float | None, int]] = []
    for run in [run for run in reversed(store.runs()) if run.file is not None and run.file == here][:LATEST]:
        seconds, seed = run.options.get("seconds"), run.options.get("seed")
        asked.append((None if seconds is None else float(str(seconds)), plan.seed if seed is None else int(str(seed))))
    return asked


def _standing(outcome: Outcome | None, run: ScenarioRun | None) -> Standing:
    if run is not None and not run.done:
        return Standing.RUNNING
    if outcome is None:
        return Standing.OPEN
    if outcome.result is None:
        return Standing.FAILED
    return Standing.KEPT if outcome.kept else Standing[outcome.result.status.name]
