"""A plan under a planner's hands: edits that are checked, logged and taken back, and the figures of each state."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.diagnosis import Placement, why_here
from optimizer.instance import NOBODY, rows_of
from optimizer.metrics import with_best_centres
from optimizer.money import Money
from optimizer.result import Result
from optimizer.travel import Integers
from scenarios.planfile.plan import Plan
from scenarios.sequel import Sequel

from .drafting import Draft, draft_free, draft_move, draft_pin, draft_quota, draft_take
from .edits import Edit, log_frame, move_log_frame
from .figures import Figures, Measurer, shift_of
from .ground import Ground, Units
from .memory import FiguresMemory
from .past import Past
from .pieces import cut_off, held_together
from .quota_board import Allocator, QuotaBoard, allocator_of, board_of
from .refusal import Reach
from .running_outlook import remembering
from .state import DeskState


def utc_now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


class Sheet:
    """A changeable shell around states that do not change; every method may be called from any thread.

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

    Raises
    ------
    ValueError
        If the alignment is of other facts.
    """

    _ground: Ground
    _past: Past
    _memory: FiguresMemory
    _rules: Sequel
    _allocate: Allocator | None

    def __init__(
        self,
        plan: Plan,
        alignment: Alignment | None = None,
        *,
        who: str = "planner",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.plan = remembering(plan)
        self.who = who
        self._clock = clock
        self._lock = threading.RLock()
        if alignment is None:
            alignment = with_best_centres(incumbent_alignment(plan.instance), plan.criteria.travel)
        if alignment.instance is not plan.instance:
            raise ValueError("the alignment is of other facts than the plan: make it from plan.instance")
        ground = Ground(plan.instance, plan.criteria)
        self._lay(ground, Past((DeskState(alignment, ground.first_pins()),)), self._plan_rules)

    @property
    def ground(self) -> Ground:
        """Facts and choices under the desk."""
        return self._ground

    @property
    def state(self) -> DeskState:
        """What lies on the desk now."""
        return self._past.present

    @property
    def began(self) -> DeskState:
        """The state that figures are held against."""
        return self._past.first

    @property
    def can_undo(self) -> bool:
        """True if there is an edit to take back."""
        return self._past.can_undo

    @property
    def can_redo(self) -> bool:
        """True if an edit was taken back."""
        return self._past.can_redo

    def rows(self, ids: Iterable[Hashable]) -> Integers:
        """Indices of accounts by their ids; ValueError names those that are none."""
        wanted = list(ids)
        found = rows_of(self._ground.instance.units.ids, wanted)
        unknown = [str(label) for label, row in zip(wanted, found.tolist(), strict=True) if row == NOBODY]
        if unknown:
            raise ValueError(f"no account is called {', '.join(unknown[:5])}")
        return found

    def reach(self, units: Units, territory: int) -> Reach:
        """Find whom a move would take along, and what is against it; nothing is changed."""
        return self._ground.reach_of_move(self.state, units, territory)

    def move(self, units: Units, territory: int, reason: str = "") -> Edit:
        """Give accounts, with their families where these stay together, to a territory.

        Parameters
        ----------
        units
            Indices of accounts.
        territory
            Index, -1 for nobody.
        reason
            Why, for the log.

        Raises
        ------
        EditRefused
            If an account is pinned elsewhere, may not go there, or is in no plan, or all are there already.
        """
        with self._lock:
            return self._do(draft_move(self._ground, self.state, units, territory), reason)

    def pin(self, units: Units, reason: str = "") -> Edit:
        """Pin accounts, with their families where these stay together, to the territory they are in.

        Raises
        ------
        EditRefused
            If an account is in no territory, its family is split, its territory may not serve it, or all are pinned
            already.
        """
        with self._lock:
            return self._do(draft_pin(self._ground, self.state, units), reason)

    def free(self, units: Units, reason: str = "") -> Edit:
        """Take the pins of accounts away; ``EditRefused`` where none of them is pinned."""
        with self._lock:
            return self._do(draft_free(self._ground, self.state, units), reason)

    def take(self, plan: Result | Alignment, reason: str = "solved") -> Edit:
        """Put a solved plan in the place of the present one, as one edit.

        Raises
        ------
        EditRefused
            If it is of other facts, the same as the present plan, or moves an account that was pinned meanwhile.
        """
        alignment = plan.alignment if isinstance(plan, Result) else plan
        with self._lock:
            return self._do(draft_take(self._ground, self.state, alignment), reason)

    def undo(self) -> DeskState:
        """Take the last edit back; nothing happens where there is none."""
        with self._lock:
            self._past = self._past.back()
            return self.state

    def redo(self) -> DeskState:
        """Make the edit taken back again; nothing happens where there is none."""
        with self._lock:
            self._past = self._past.forth()
            return self.state

    def log(self) -> pd.DataFrame:
        """One row an edit that led here: edit, at, who, action, what, accounts, reason."""
        return log_frame(self.state.edits)

    def move_log(self) -> pd.DataFrame:
        """One row an edit and account that changed territory by it: edit, account, name, from, to, reason."""
        return move_log_frame(self.state.edits, self._ground.instance)

    def figures(self) -> Figures:
        """Figures of what lies on the desk, with quotas, and against the plan it began with."""
        with self._lock:
            state, began, memory = self.state, self.began, self._memory
        now = memory.figures(state)
        if state is began:
            return now
        then = memory.figures(began)
        units = np.flatnonzero(state.alignment.territory_of != began.alignment.territory_of).astype(np.int32)
        return replace(now, shift=shift_of(now, then, units=units))

    def quotas(self) -> QuotaBoard | None:
        """Quotas of what lies on the desk, how they came about and how fair they are; None where the plan sets none.

        Raises
        ------
        QuotaError
            If bounds and numbers set by hand make the target impossible.
        """
        if self._allocate is None:
            return None
        state = self.state
        return board_of(self._allocate, state.alignment, state.by_hand)

    def set_quota(self, territory: int, amount: Money | None, reason: str = "") -> Edit:
        """Set the quota of a territory by hand, the rest is spread again; None lets the rule set it.

        Parameters
        ----------
        territory
            Index.
        amount
            Currency units.
        reason
            Why, for the log.

        Raises
        ------
        EditRefused
            If the plan sets no quotas, the number is outside its bounds, or the others have no room for the rest.
        """
        with self._lock:
            draft = draft_quota(self._allocate, self._ground, self.state, territory=territory, amount=amount)
            return self._do(draft, reason)

    def why_here(self, unit: int) -> Placement:
        """Compare where an account is with the best other places for it, each judged anew; see ``diagnosis``."""
        state, ground = self.state, self._ground
        return why_here(state.alignment, ground.criteria_of(state), ground.instance.units.ids[unit])

    def cut_off(self) -> Integers:
        """Find accounts with no way to the rest of their territory; none where no rule asks for one."""
        return cut_off(self._ground, self.state)

    def held_together(self, units: Units) -> Integers:
        """Find accounts that would be cut off if some, with their families, left their territories."""
        state, ground = self.state, self._ground
        return held_together(ground, state, ground.with_families(units)[0])

    @property
    def _plan_rules(self) -> Sequel:
        """What follows from a plan, as the plan file says."""
        return Sequel(self.plan.quotas, self.plan.fairness, self.plan.capacity)

    def _lay(self, ground: Ground, past: Past, rules: Sequel) -> None:
        """Lay out states over facts, choices and rules for what follows, in place of what was there."""
        self._ground, self._past = ground, past
        self._rules, self._allocate = rules, allocator_of(rules)
        self._memory = FiguresMemory(Measurer(ground, self._allocate))

    def _do(self, draft: Draft, reason: str) -> Edit:
        edit = draft.signed(len(self.state.edits) + 1, at=self._clock(), who=self.who, reason=reason)
        self._past = self._past.then(self.state.after(edit, self._ground.criteria.travel))
        return edit
