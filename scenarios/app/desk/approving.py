"""Approvals of the page, kept in the book of the store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from optimizer.exceptions import InputError
from scenarios.outcome import Outcome
from scenarios.store import RunStore, State
from scenarios.store.approvals import frame_hash
from scenarios.store.book import ApprovalBook

from .refusal import EditRefused, Objection

MOST_PLANS = 128
"""Plans whose hashes are remembered: the page asks for each of its list again and again."""


@lru_cache(MOST_PLANS)
def _plan_of(outcome: Outcome) -> str:
    """Hash of the plan of an outcome that has one."""
    return "" if outcome.alignment is None else frame_hash(outcome.alignment.to_frame())


@dataclass(frozen=True, slots=True)
class StoreApprover:
    """See ``docket.Approver``; an outcome is known by its name and by who serves whom in it.

    Parameters
    ----------
    store
        Where outcomes and decisions are kept.
    """

    store: RunStore

    def standing(self, outcome: Outcome) -> str:
        """Tell the last decision on the plan, whichever run it is of."""
        if outcome.alignment is None:
            return ""
        step = ApprovalBook(self.store).last_step(outcome.name, _plan_of(outcome))
        return "" if step is None else str(step)

    def approve(self, outcome: Outcome, *, who: str, note: str) -> None:
        """Approve of a plan; one that nobody proposed is proposed by the same person first.

        Raises
        ------
        EditRefused
            If the store has no such plan, or it cannot be approved from where it stands.
        """
        if outcome.alignment is None:
            raise EditRefused([Objection(None, f"scenario {outcome.name!r} has no plan to approve of")])
        book = ApprovalBook(self.store)
        try:
            same = book.same_plan(outcome.name, _plan_of(outcome))
            if not same:
                message = f"the store has no such plan of {outcome.name!r}: run it, so that it is kept"
                raise EditRefused([Objection(None, message)])
            # A proposal that waits is answered before another is made.
            chosen = next((kept for kept in same if kept.state is State.PROPOSED), same[0])
            if chosen.state in (State.DRAFT, State.SUPERSEDED):
                book.decide([chosen], State.PROPOSED, who=who, note=note)
            book.decide([chosen], State.APPROVED, who=who, note=note)
        except InputError as error:
            raise EditRefused([Objection(None, f"{p.message}. {p.remedy}") for p in error.problems]) from error
