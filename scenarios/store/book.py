"""The book of approvals of a store: steps taken together or not at all, on plans that still are what they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from optimizer.exceptions import InputError, Problem

from .alignments import frame_of
from .approvals import State, Step, content_hash, frame_hash, objection, read_steps, write_step
from .engines import reading
from .errors import StoreError
from .kept import KeptOutcome
from .rows import now
from .run_store import RunStore, written
from .tables import ENTRIES


@dataclass(frozen=True, slots=True)
class ApprovalBook:
    """Decisions on the outcomes of a store.

    Parameters
    ----------
    store
        Whose.
    """

    store: RunStore

    def decide(self, outcomes: Sequence[KeptOutcome], state: State, *, who: str, note: str = "") -> tuple[Step, ...]:
        """Take the same step with outcomes, all or none: propose, approve, ...

        Parameters
        ----------
        outcomes
            As they were read; others may have taken steps since, which count.
        state
            What they become.
        who, note
            By whom, not blank, and what they say.

        Raises
        ------
        StoreError
            Naming every outcome that has no plan, may not become that, or is not what was decided on before.
        """
        if not who.strip():
            raise StoreError(self.store.where, "a decision needs the name of who takes it", "Give a name (--by)")
        seen = [(self._plan_hash(outcome), content_hash(outcome.figures, outcome.quotas)) for outcome in outcomes]

        def write(connection: Connection) -> tuple[Step, ...]:
            steps, problems, at = [], [], now()
            for outcome, hashes in zip(outcomes, seen, strict=True):
                before = [step for step in read_steps(connection, outcome.run) if step.position == outcome.position]
                against = _against(outcome, before, state, seen=hashes)
                if against is not None:
                    problems.append(Problem(f"{self.store.where}, {outcome.run}/{outcome.name}", *against))
                # What takes its place needs not be whole itself, but what was decided on stays known.
                plan, content = (before[-1].plan, before[-1].content) if before else hashes
                steps.append(
                    Step(
                        run=outcome.run,
                        position=outcome.position,
                        number=len(before) + 1,
                        state=state,
                        who=" ".join(who.split()),
                        at=at,
                        note=" ".join(note.split()),
                        address=outcome.address,
                        plan=str(plan),
                        content=content,
                    )
                )
            if problems:
                raise InputError(problems)
            for step in steps:
                write_step(connection, step)
            return tuple(steps)

        return written(self.store.engine, write)

    def unaltered(self, outcome: KeptOutcome) -> bool:
        """Whether an outcome still is what was decided on; True where nothing was."""
        if not outcome.steps:
            return True
        last = outcome.steps[-1]
        return (last.plan, last.content) == (self._plan_hash(outcome), content_hash(outcome.figures, outcome.quotas))

    def same_plan(self, name: str, plan: str) -> tuple[KeptOutcome, ...]:
        """Find outcomes of a name that give every account to the same territory, the latest run first.

        Parameters
        ----------
        name
            Of the scenario.
        plan
            See ``approvals.plan_hash``.
        """
        named = [outcome for run in reversed(self.store.runs()) for outcome in run.outcomes if outcome.name == name]
        return tuple(outcome for outcome in named if self._plan_hash(outcome) == plan)

    def last_step(self, name: str, plan: str) -> Step | None:
        """Find what was last decided on a plan, whichever run it is of; parameters as for ``same_plan``."""
        with reading(self.store.engine) as connection:
            steps = [step for step in read_steps(connection) if step.plan == plan]
            places = select(ENTRIES.c.run, ENTRIES.c.position).where(ENTRIES.c.name == name)
            named = {tuple(row) for row in connection.execute(places)} if steps else set()
        taken = [step for step in steps if (step.run, step.position) in named]
        return max(taken, key=lambda step: (step.at, step.number), default=None)

    def _plan_hash(self, outcome: KeptOutcome) -> str | None:
        """Hash of an alignment as it is in the store; None where there is none."""
        content = None if outcome.saved is None else self.store.alignments.read(outcome.address)
        frame = None if content is None else frame_of(content)
        return None if frame is None else frame_hash(frame)


def _against(
    outcome: KeptOutcome, before: Sequence[Step], state: State, *, seen: tuple[str | None, str]
) -> tuple[str, str] | None:
    """What is against a step, and what to do; None for nothing."""
    if before and state is not State.SUPERSEDED and seen != (before[-1].plan, before[-1].content):
        return f"this is not what was {before[-1]}: the store was altered", "Restore it, or supersede it and run anew"
    if not before and seen[0] is None:
        return f"there is no plan to decide on ({outcome.status})", "Resume the run, or name another scenario"
    return objection(before, state)
