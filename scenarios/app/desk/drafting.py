"""From what a planner wants to an edit: looked at from all sides, or refused with everything against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from optimizer.alignment import Alignment
from optimizer.exceptions import QuotaError
from optimizer.instance import NOBODY
from optimizer.money import Money, format_cents, to_cents
from optimizer.travel import Integers

from .edits import Action, Edit, HandQuota
from .ground import Ground, Units
from .naming import account_name
from .quota_board import Allocator
from .refusal import EditRefused, Objection
from .state import DeskState

NO_QUOTAS = "this plan sets no quotas: add a section quotas to its file"


def _nobody() -> Integers:
    return np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draft:
    """An edit that may be made; parameters as in ``Edit``."""

    action: Action
    what: str
    units: Integers = field(default_factory=_nobody)
    before: Integers = field(default_factory=_nobody)
    after: Integers = field(default_factory=_nobody)
    centres: Integers | None = None
    quota: HandQuota | None = None

    def signed(self, number: int, *, at: datetime, who: str, reason: str) -> Edit:
        """Make an edit of it."""
        return Edit(
            number=number,
            at=at,
            who=who,
            action=self.action,
            what=self.what,
            reason=reason.strip(),
            units=self.units,
            before=self.before,
            after=self.after,
            centres=self.centres,
            quota=self.quota,
        )


def draft_move(ground: Ground, state: DeskState, units: Units, territory: int) -> Draft:
    """Move accounts and their families; see ``Desk.move``."""
    reach = ground.reach_of_move(state, units, territory)
    if not reach.allowed:
        raise EditRefused(reach.objections)
    what = f"{ground.few(reach.units)} to {ground.label(territory)}"
    if len(reach.companions):
        what += f" (with {len(reach.companions):,} of their families)"
    return Draft(
        action=Action.MOVE,
        what=what,
        units=reach.units,
        before=state.alignment.territory_of[reach.units],
        after=np.full(len(reach.units), territory, dtype=np.int32),
    )


def draft_pin(ground: Ground, state: DeskState, units: Units) -> Draft:
    """Pin accounts where they are; see ``Desk.pin``."""
    together, _ = ground.with_families(units)
    homes = state.alignment.territory_of[together]
    objections = list(ground.against_pin(together, homes))
    changed = state.pins[together] != homes
    if not objections and not changed.any():
        objections = [Objection(None, f"{ground.few(together)}: pinned already")]
    if objections:
        raise EditRefused(objections)
    chosen = together[changed]
    return Draft(
        action=Action.PIN,
        what=ground.few(chosen),
        units=chosen,
        before=state.pins[chosen],
        after=homes[changed],
    )


def draft_free(ground: Ground, state: DeskState, units: Units) -> Draft:
    """Take pins away; see ``Desk.free``."""
    together, _ = ground.with_families(units)
    chosen = together[state.pinned[together]]
    if not len(chosen):
        raise EditRefused([Objection(None, f"{ground.few(together)}: not pinned")])
    return Draft(
        action=Action.FREE,
        what=ground.few(chosen),
        units=chosen,
        before=state.pins[chosen],
        after=np.full(len(chosen), NOBODY, dtype=np.int32),
    )


def draft_take(ground: Ground, state: DeskState, alignment: Alignment) -> Draft:
    """Put another plan in place; see ``Desk.take``."""
    if alignment.instance is not ground.instance:
        raise EditRefused([Objection(None, "that plan is of other facts; open its scenario first")])
    now, new = state.alignment.territory_of, alignment.territory_of
    changed = np.flatnonzero(now != new).astype(np.int32)
    if not len(changed) and np.array_equal(alignment.centre_unit, state.alignment.centre_unit):
        raise EditRefused([Objection(None, "that plan is the one on the desk")])
    held = changed[state.pinned[changed] & (state.pins[changed] != new[changed])]
    if len(held):
        homes = [ground.label(home) for home in state.pins[held].tolist()]
        raise EditRefused(
            Objection(
                unit, f"{account_name(ground.instance, unit)} was pinned to {home} meanwhile; free it, or solve again"
            )
            for unit, home in zip(held.tolist(), homes, strict=True)
        )
    return Draft(
        action=Action.TAKE,
        what=f"another plan, {len(changed):,} accounts differ",
        units=changed,
        before=now[changed],
        after=new[changed],
        centres=alignment.centre_unit,
    )


def draft_quota(
    allocate: Allocator | None, ground: Ground, state: DeskState, *, territory: int, amount: Money | None
) -> Draft:
    """Set a quota by hand, or let the rule set it; see ``Desk.set_quota``."""
    if allocate is None:
        raise EditRefused([Objection(None, NO_QUOTAS)])
    if not 0 <= territory < ground.instance.num_territories:
        raise ValueError(f"territories have indices 0..{ground.instance.num_territories - 1}, given {territory}")
    label = ground.label(territory)
    cents = None if amount is None else to_cents(amount, f"quota of {label}")
    if cents is None and territory not in state.by_hand:
        raise EditRefused([Objection(None, f"the quota of {label} is set by the rule already")])
    _check_room(allocate, state, {**state.by_hand, territory: cents}, label)
    return Draft(
        action=Action.LET_QUOTA if cents is None else Action.SET_QUOTA,
        what=f"{label} by the rule" if cents is None else f"{label} to {format_cents(cents)}",
        quota=HandQuota(territory, cents, _carried(allocate, state, territory)),
    )


def _check_room(allocate: Allocator, state: DeskState, wanted: Mapping[int, int | None], label: str) -> None:
    """Refuse numbers by hand, None for those of the rule, that leave the rest no place."""
    by_hand = {home: cents for home, cents in wanted.items() if cents is not None}
    if len(by_hand) == state.alignment.instance.num_territories:
        told = f"every number but that of {label} is set by hand: let the rule set one of them to take the rest"
        raise EditRefused([Objection(None, told)])
    try:
        allocate(state.alignment, by_hand)
    except QuotaError as error:
        raise EditRefused([Objection(None, str(error))]) from error


def _carried(allocate: Allocator, state: DeskState, territory: int) -> int:
    """Cents a territory carries now."""
    try:
        return int(allocate(state.alignment, state.by_hand).cents[territory])
    except QuotaError:
        # Accounts were moved away from numbers set before; the edit may be what mends it.
        return state.by_hand.get(territory, 0)
