"""The desk: one planner's session, with searches, scenarios and a drawer beside the plan under edit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from optimizer.alignment import Alignment
from optimizer.stop import MaxRuntime, TargetGap
from scenarios.outcome import Outcome
from scenarios.planfile.plan import Plan
from scenarios.sequel import Sequel
from scenarios.store import RunStore
from scenarios.workers import ProcessWorkers

from .docket import Approver, Docket, ScenarioLine
from .drawer import Drawer, DrawerError, KeptDesk, key_of_name, new_key
from .form import ScenarioForm
from .ground import Ground
from .past import Past
from .pin_price import PinPricing
from .record import past_record, read_past
from .refusal import EditRefused, Objection
from .scenario_run import ScenarioRun
from .search import Search
from .seeker import PriceOrder, SolveOrder
from .sheet import Sheet, utc_now
from .side_by_side import ON_THE_DESK, SideBySide, desk_outcome
from .state import DeskState


def _threads() -> int:
    """Give a search all cores but one, which the page keeps."""
    return max(1, ProcessWorkers.fair_count() - 1)


class Desk(Sheet):
    """A sheet with all a planner needs beside it; every method may be called from any thread.

    Parameters
    ----------
    plan
        Facts and choices, as its file says.
    alignment
        The plan to begin with; None for today's.
    who
        The planner, for the log.
    clock
        Gives the time of an edit (UTC).
    store
        Where outcomes of scenarios are found and kept, None for nowhere.
    drawer
        Where desks are put away, None for nowhere.
    approver
        Who keeps book of approvals, None for nobody.
    key
        Opaque id of the session, None for a new one.

    Raises
    ------
    ValueError
        If the alignment is of other facts.
    """

    def __init__(
        self,
        plan: Plan,
        alignment: Alignment | None = None,
        *,
        who: str = "planner",
        clock: Callable[[], datetime] = utc_now,
        store: RunStore | None = None,
        drawer: Drawer | None = None,
        approver: Approver | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(plan, alignment, who=who, clock=clock)
        self.key = key or new_key()
        self._drawer = drawer
        self._docket = Docket(self.plan, store, approver, threads=_threads())
        self._search: Search | None = None
        self._scenario: str | None = None
        self._saved: DeskState | None = None
        self._saved_forms: tuple[ScenarioForm, ...] = ()
        self._saving = threading.Lock()

    @property
    def scenario(self) -> str | None:
        """Scenario whose facts and choices lie under the desk, None for the plan's own."""
        return self._scenario

    @property
    def dirty(self) -> bool:
        """True if something was edited, or a scenario added, since the desk was put away, or laid out."""
        return self.state is not (self._saved or self.began) or self._docket.forms != self._saved_forms

    @property
    def search(self) -> Search | None:
        """The search begun last, None where there was none."""
        return self._search

    def price_of_pin(self, unit: int, seconds: float = 20.0) -> PinPricing:
        """Begin the search for what the pin of an account, and of its family, costs; returns at once.

        Parameters
        ----------
        unit
            Index of the account.
        seconds
            Time for it.

        Raises
        ------
        EditRefused
            If the account is not pinned.
        """
        ground, state = self._ground, self.state
        kin, _ = ground.with_families([unit])
        if not state.pinned[unit]:
            raise EditRefused([Objection(unit, f"{ground.few(kin)}: not pinned, so no pin costs anything")])
        criteria, ids = ground.criteria_of(state), ground.instance.units.ids
        freed = set(ids[kin])
        order = PriceOrder(
            instance=ground.instance,
            criteria=criteria,
            without=replace(criteria, pins={who: home for who, home in criteria.pins.items() if who not in freed}),
            seconds=seconds,
            seed=self.plan.seed,
            threads=_threads(),
        )
        return PinPricing(order, unit, int(state.pins[unit]))

    def solve(self, seconds: float, *, gap: float | None = None) -> Search:
        """Begin a search from what lies on the desk, with its pins; returns at once.

        Parameters
        ----------
        seconds
            Time for it.
        gap
            Relative gap at which a plan is good enough, None for as good as possible.

        Raises
        ------
        ValueError
            If one is running.
        """
        stop = MaxRuntime(seconds) if gap is None else MaxRuntime(seconds) | TargetGap(gap)
        with self._lock:
            if self._search is not None and not self._search.done:
                raise ValueError("a search is running: stop it, or wait for it")
            state, ground = self.state, self._ground
            order = SolveOrder(
                instance=ground.instance,
                criteria=ground.criteria_of(state),
                stop=stop,
                seed=self.plan.seed,
                start=state.alignment,
                threads=_threads(),
            )
            self._search = Search(order)
            return self._search

    def scenarios(self) -> tuple[ScenarioLine, ...]:
        """All scenarios and how they stand, from this session and the store."""
        return self._docket.lines()

    def new_scenario(self, form: ScenarioForm) -> ScenarioLine:
        """Add a scenario to the list; see ``Docket.add``."""
        return self._docket.add(form)

    def run_scenario(self, name: str, seconds: float | None = None) -> ScenarioRun:
        """Begin to solve a scenario of the list; returns at once. See ``Docket.run``."""
        return self._docket.run(name, seconds)

    @property
    def approvals(self) -> bool:
        """True if somebody keeps book of approvals."""
        return self._docket.approvals

    def approve(self, name: str, note: str = "") -> ScenarioLine:
        """Approve of a scenario's plan; see ``Docket.approve``."""
        return self._docket.approve(name, who=self.who, note=note)

    def compare(self, first: str, second: str) -> SideBySide:
        """Put two scenarios side by side; ``ON_THE_DESK`` is what lies here.

        Raises
        ------
        ValueError
            If one is not known, or has no plan yet.
        """
        return SideBySide(self._outcome_of(first), self._outcome_of(second))

    def open_scenario(self, name: str) -> tuple[str, ...]:
        """Lay out a scenario's plan with its facts and choices; edits until now are gone from the desk.

        Raises
        ------
        ValueError
            If it is not known, has no plan yet, or quotas cannot be set as it asks.
        """
        outcome, rules = self._outcome_of(name), self._rules_of(name)
        if outcome.alignment is None or outcome.instance is None or outcome.asked is None:
            raise ValueError(f"scenario {name!r} has no plan yet: run it first")
        ground = Ground(outcome.instance, outcome.asked)
        with self._lock:
            self._scenario = name
            self._lay(ground, Past((DeskState(outcome.alignment, ground.first_pins()),)), rules)
        return outcome.changes

    def outcome(self) -> Outcome:
        """What lies on the desk as the outcome of a scenario, quotas included: for comparing, reports and files."""
        with self._lock:
            state, ground, memory, rules = self.state, self._ground, self._memory, self._rules
        return desk_outcome(ground, state, memory.figures(state).assessment, rules=rules, seed=self.plan.seed)

    def save(self, name: str = "") -> str:
        """Put the desk away: edits, those taken back, scenarios of the form; gives the id to open it by.

        Parameters
        ----------
        name
            What it is called, so that others find it too; the session's own is put away in any case.

        Raises
        ------
        DrawerError
            If there is no drawer, it cannot be written to, or the name cannot be used.
        """
        drawer = self._open_drawer()
        key = key_of_name(name) if name else self.key
        # One after the other, so that what is put away last is the latest; edits go on meanwhile.
        with self._saving:
            with self._lock:
                state, forms = self.state, self._docket.forms
                record = past_record(self._past) | {
                    "who": self.who,
                    "saved": self._clock().isoformat(),
                    "plan": self.plan.name,
                    "scenario": self._scenario,
                    "forms": [form.to_dict() for form in forms],
                    "efforts": dict(self._docket.efforts),
                }
            for own in dict.fromkeys((key, self.key)):
                drawer.put(own, record | {"name": name.strip() if own == key else ""})
            self._saved, self._saved_forms = state, forms
        return key

    def open(self, key: str) -> tuple[str, ...]:
        """Take a desk out of the drawer in place of what lies here; undo goes on where it was.

        Parameters
        ----------
        key
            Id of a session or of a named desk, see ``saved``.

        Returns
        -------
        tuple
            What has changed in the plan since, for people.

        Raises
        ------
        DrawerError
            If there is none of this id, or its scenario is no more.
        """
        record = self._open_drawer().get(key)
        if record is None:
            raise DrawerError("there is no such desk: it was never saved, or its folder was moved")
        docket = self._docket
        with self._lock:
            forms = tuple(ScenarioForm.from_dict(fields) for fields in record["forms"])
            before = docket.forms, docket.efforts
            docket.restore(forms, record["efforts"])
            try:
                ground, rules = self._ground_of(record["scenario"]), self._rules_of(record["scenario"])
                past, notes = read_past(record, ground)
            except ValueError as error:
                docket.restore(*before)
                raise DrawerError(f"this desk cannot be laid out: {error}") from error
            self._scenario = record["scenario"]
            self._lay(ground, past, rules)
            self._saved, self._saved_forms = past.present, forms
            return notes

    def saved(self) -> tuple[KeptDesk, ...]:
        """Desks that were put away under a name, the latest first."""
        return () if self._drawer is None else self._drawer.named()

    def close(self) -> None:
        """End what runs for this desk."""
        with self._lock:
            if self._search is not None and not self._search.done:
                self._search.abandon()
        self._docket.close()

    def _outcome_of(self, name: str) -> Outcome:
        found = self.outcome() if name == ON_THE_DESK else self._docket.outcome(name)
        if found is None:
            raise ValueError(f"scenario {name!r} has no plan yet: run it first")
        return found

    def _ground_of(self, scenario: str | None) -> Ground:
        if scenario is None:
            return Ground(self.plan.instance, self.plan.criteria)
        found = self._docket.find(scenario)
        return Ground(found.build(self.plan.instance)[0], found.asked(self.plan.instance))

    def _rules_of(self, scenario: str | None) -> Sequel:
        """What follows from a plan as a scenario changes it."""
        rules = self._plan_rules
        return rules if scenario is None else rules.of(self._docket.find(scenario), self.plan.instance)

    def _open_drawer(self) -> Drawer:
        if self._drawer is None:
            raise DrawerError("nothing is kept here: this desk has no folder")
        return self._drawer

    def _lay(self, ground: Ground, past: Past, rules: Sequel) -> None:
        super()._lay(ground, past, rules)
        self._saved = None
