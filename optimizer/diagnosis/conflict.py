"""Why no plan exists: choices that cannot all be kept, none of which can be left out of the reason.

Choices are taken away as long as no plan exists all the same (deletion filter: Chinneck and Dravnieks, 1991). A proof
that has been found narrows them first, halves at a time (Junker, 2004, "QuickXplain"), which needs no search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import Instance, rows_of
from optimizer.progress import Monitor
from optimizer.stop import StoppingCriterion

from .case import MOST_PAIRS, Case, case_of
from .choice import Choice
from .choices import Pins
from .limits import Balance, BalanceLimit
from .listing import choices_of
from .oracle import Oracle, Proof
from .reasons import reason, told

MOST_PINS = 5
"""Pins of a territory are told one by one if no more than this many are needed."""
COARSE_SHARE = 0.3
"""Share of the time kept for the case that limits of single territories take too long."""
SHARE = 0.3
"""Share of the time left that one question may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """Choices that no plan keeps together.

    Parameters
    ----------
    choices
        The choices; empty where no conflict was found.
    proof
        How it is known that no plan keeps them, None where there is no conflict or none was proved.
    minimal
        True if for each of them a plan was found that keeps all the others.
    reason
        Why they cannot be kept, in a sentence.
    plan
        A plan that keeps every choice of the criteria, where one was found.
    witnesses
        Choice -> plan that keeps all the others of the conflict.
    case
        The facts they are about.
    """

    choices: tuple[Choice, ...]
    proof: Proof | None
    minimal: bool
    reason: str
    plan: Alignment | None
    case: Case
    witnesses: dict[Choice, Alignment] = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        """True if it is proved that no plan keeps the choices."""
        return self.proof is not None

    def summary(self) -> str:
        """Tell the conflict in a few lines for people."""
        if not self.exists:
            return self.reason
        return "\n".join([self.reason, *(f"  - {line}" for line in told(self.choices))])


def explain_infeasibility(instance: Instance, criteria: Criteria, stop: StoppingCriterion) -> Conflict:
    """Find out why no plan keeps the criteria.

    Targets, pools and the units left out of every plan are those of the full criteria, whichever choices are looked at.

    Parameters
    ----------
    instance, criteria
        Facts and choices.
    stop
        Effort; only its time counts.

    Returns
    -------
    Conflict
        Choices that contradict each other; if a plan was found instead, that plan; if time ran out, neither.

    Raises
    ------
    InputError
        If the criteria name what the instance does not have.
    """
    monitor = Monitor(stop)
    case = case_of(instance, criteria)
    if len(case.placed) * instance.num_territories > MOST_PAIRS:
        return Conflict((), None, minimal=False, reason="too large for a diagnosis", plan=None, case=case)
    choices = choices_of(case)
    oracle = Oracle(case, monitor)
    verdict = oracle.ask(choices, 2 * SHARE * monitor.remaining)
    if verdict.proof is None:
        reason_why = (
            "every choice can be kept" if verdict.plan else "no plan was found, and no proof that there is none"
        )
        return Conflict((), None, minimal=False, reason=reason_why, plan=verdict.plan, case=case)
    return _Filter(oracle).run(choices, verdict.proof)


@dataclass(slots=True)
class _Filter:
    """Takes choices away that are not needed for a contradiction."""

    oracle: Oracle
    proof: Proof = Proof.SEARCH

    def run(self, choices: Sequence[Choice], proof: Proof) -> Conflict:
        """Reduce choices that no plan keeps."""
        self.proof = proof
        ends = self.oracle.monitor.remaining
        # Single limits take a search each; if those are not done in half the time, limits of a measure are one choice.
        kept, minimal = self._delete(self._narrow(choices), leaving=COARSE_SHARE * ends if ends < np.inf else 0.0)
        if not minimal:
            kept, minimal = self._delete(_by_measure(kept))
        finer = self._cut_pins(kept)
        if finer is not None:
            fewer, fewer_minimal = self._delete(self._narrow(finer))
            if fewer_minimal >= minimal and _pins(fewer) <= MOST_PINS:
                kept, minimal = fewer, fewer_minimal
        case = self.oracle.case
        witnesses = {}
        for choice in kept:
            plan = self.oracle.known_plan([other for other in kept if other != choice])
            if plan is not None:
                witnesses[choice] = plan
        why = reason(case, kept, self.proof)
        return Conflict(tuple(kept), self.proof, minimal=minimal, reason=why, plan=None, case=case, witnesses=witnesses)

    def _narrow(self, choices: Sequence[Choice]) -> list[Choice]:
        """Keep what a proof by counting or by known weights needs; the smaller of two ways through the list."""
        if self.oracle.recall(choices) is None:
            return list(choices)
        ways = (list(choices), list(reversed(choices)))
        return min((_needed([], way, self._refuted) for way in ways), key=len)

    def _refuted(self, choices: Sequence[Choice]) -> bool:
        return self.oracle.monitor.remaining > 0 and self.oracle.recall(choices) is not None

    def _delete(self, choices: list[Choice], leaving: float = 0.0) -> tuple[list[Choice], bool]:
        """Leave out one choice after the other; False beside what is left if some answer was not found in time.

        Parameters
        ----------
        choices
            What no plan keeps together.
        leaving
            Seconds not to be used.
        """
        kept, minimal = choices, True
        for choice in choices:
            if choice not in kept:
                continue
            left = self.oracle.monitor.remaining - leaving
            if left <= 0:
                return kept, False
            others = [other for other in kept if other != choice]
            verdict = self.oracle.ask(others, SHARE * left)
            if verdict.proof is not None:
                self.proof = verdict.proof
                kept = self._narrow(others)
            elif verdict.plan is None:
                minimal = False
                if leaving:
                    break
        return kept, minimal

    def _cut_pins(self, kept: Sequence[Choice]) -> list[Choice] | None:
        """The same choices with the largest pins one by one; None where there are none or they are not enough."""
        finer: list[Choice] = []
        for choice in kept:
            parts = choice.parts if isinstance(choice, Pins) else (choice,)
            finer += parts if len(parts) == 1 else sorted(parts, key=self._size, reverse=True)[:MOST_PINS]
        if len(finer) <= len(kept) or self.oracle.refute(finer) is None:
            return None
        return finer

    def _size(self, choice: Choice) -> float:
        """How large a pinned unit is, as a share of what a territory shall hold."""
        case = self.oracle.case
        units = rows_of(case.instance.units.ids, choice.units if isinstance(choice, Pins) else ())
        shares = [
            case.instance.amounts(name)[units].sum() / max(float(case.targets[:, column].mean()), 1e-300)
            for column, name in enumerate(case.measures)
        ]
        return max(shares, default=0.0)


def _by_measure(choices: Sequence[Choice]) -> list[Choice]:
    """The same choices with the limits of each measure as one."""
    limits: dict[str, list[BalanceLimit]] = {}
    for choice in choices:
        if isinstance(choice, BalanceLimit):
            limits.setdefault(choice.measure, []).append(choice)
    others = [choice for choice in choices if not isinstance(choice, BalanceLimit)]
    return [*others, *(Balance(tuple(group)) for group in limits.values())]


def _pins(choices: Sequence[Choice]) -> int:
    return sum(len(choice.units) for choice in choices if isinstance(choice, Pins))


def _needed(
    taken: list[Choice], choices: list[Choice], contradicts: Callable[[Sequence[Choice]], bool]
) -> list[Choice]:
    """Those of the choices that a contradiction needs beside those taken (QuickXplain)."""

    def search(background: list[Choice], rest: list[Choice], *, fresh: bool) -> list[Choice]:
        if fresh and contradicts(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        of_second = search(background + first, second, fresh=True)
        of_first = search(background + of_second, first, fresh=bool(of_second))
        return of_first + of_second

    return search(taken, choices, fresh=bool(taken)) if choices else []
