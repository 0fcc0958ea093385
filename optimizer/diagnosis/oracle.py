"""Whether some plan keeps a set of choices: a plan, a proof that there is none, or nothing within the time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .case import Case
from .choice import Choice
from .connected import pieces_refute, solve_connected
from .elastic import Mix, rigid, solve_mix, solve_whole
from .highs import Ending
from .linear import Certificate, by_measure, certificate, stretched
from .mending import mend
from .radius import centred, costs_between, radius_refutes, solve_within_radius
from .rulebook import Rulebook, propagate, write
from .symmetry import without_twins

SHARE = 0.25
"""Share of the time of a question for a plan by hand."""
SUM_SECONDS = 2.0
"""Most time for one measure by itself."""
KEPT = 1e-7
"""Stretch, as a share of the limits, up to which a point keeps them."""


class Proof(Enum):
    """How it is known that no plan exists."""

    COUNTING = "adding up shows it"
    PRICES = "weights of the limits show it, even if accounts could be split"
    SEARCH = "an exact search over all pairs found none"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """A plan that keeps the choices, or a proof that none does; neither where time ran out."""

    plan: Alignment | None = None
    proof: Proof | None = None


@dataclass(slots=True)
class Oracle:
    """Answers about sets of choices, remembering plans and certificates it has met.

    Parameters
    ----------
    case
        The facts.
    monitor
        The clock.
    """

    case: Case
    monitor: Monitor
    _plans: list[Alignment] = field(default_factory=list)
    _broken: list[dict[Choice, bool]] = field(default_factory=list)
    _certificates: list[Certificate] = field(default_factory=list)
    _between: Floats | None = None

    def ask(self, choices: Collection[Choice], seconds: float = np.inf) -> Verdict:
        """Find a plan that keeps all the choices, or prove that there is none."""
        known = self.known_plan(choices)
        if known is not None:
            return Verdict(plan=known)
        proof = self.refute(choices)
        if proof is not None:
            return Verdict(proof=proof)
        book = propagate(write(self.case, choices))
        assert book is not None  # noqa: S101 -- counting refuted nothing
        return self._decide(book, choices, min(seconds, self.monitor.remaining))

    def refute(self, choices: Collection[Choice]) -> Proof | None:
        """Prove that no plan keeps the choices by counting, by one measure alone, or by a certificate met before."""
        proof = self.recall(choices)
        if proof is not None:
            return proof
        book = propagate(write(self.case, choices))
        return Proof.PRICES if book is None or self._sums_refute(book) else None

    def recall(self, choices: Collection[Choice]) -> Proof | None:
        """The same without looking for anything new."""
        book = propagate(write(self.case, choices))
        if book is None:
            return Proof.COUNTING
        if any(known.refutes(book) for known in self._certificates):
            return Proof.PRICES
        if book.contiguous and pieces_refute(book):
            return Proof.COUNTING
        if book.radius is not None and radius_refutes(book, self._costs_between()):
            return Proof.COUNTING
        return None

    def _sums_refute(self, book: Rulebook) -> bool:
        """Whether one measure alone shows it, with all items alike in who may have them as one."""
        for alike in by_measure(book):
            mix = solve_mix(stretched(alike), SUM_SECONDS)
            if mix is not None and self._learnt(book, mix, program_of=alike):
                return True
        return False

    def _costs_between(self) -> Floats:
        if self._between is None:
            self._between = costs_between(self.case)
        return self._between

    def known_plan(self, choices: Collection[Choice]) -> Alignment | None:
        """Give a plan met before that keeps all the choices."""
        for plan, broken in zip(self._plans, self._broken, strict=True):
            for choice in choices:
                if choice not in broken:
                    broken[choice] = not choice.kept_by(plan, self.case)
                if broken[choice]:
                    break
            else:
                return plan
        return None

    def _decide(self, book: Rulebook, choices: Collection[Choice], seconds: float) -> Verdict:
        ends = self.monitor.elapsed + seconds
        mended = self._checked(mend(book, SHARE * seconds), Ending.UNFINISHED, book, choices)
        if mended.plan is not None:
            return mended
        program = stretched(book)
        mix = solve_mix(program, ends - self.monitor.elapsed)
        left = ends - self.monitor.elapsed
        if mix is not None and self._learnt(book, mix):
            return Verdict(proof=Proof.PRICES)
        if book.radius is None:
            one_of_many = propagate(without_twins(book))
            if one_of_many is None:
                return Verdict(proof=Proof.COUNTING)
            book = one_of_many
        program = rigid(stretched(book))
        if book.contiguous:
            chosen, solution = solve_connected(book, program, left)
        elif book.radius is not None:
            chosen, solution = solve_within_radius(book, program, self._costs_between(), left)
        else:
            chosen, solution = solve_whole(program, left)
        territory = None if chosen is None else program.territory[chosen]
        return self._checked(territory, solution.ending, book, choices)

    def _learnt(self, book: Rulebook, mix: Mix, program_of: Rulebook | None = None) -> bool:
        """Keep the duals of a mix as a certificate if they are one."""
        if mix.cost <= KEPT:
            return False
        found = certificate(book if program_of is None else program_of, mix)
        if not found.refutes(book):
            return False
        self._certificates.append(found)
        return True

    def _checked(
        self, chosen: NDArray[np.intp] | None, ending: Ending, book: Rulebook, choices: Collection[Choice]
    ) -> Verdict:
        """Believe a plan only after each choice has been looked at; chosen is (F,) territories."""
        if chosen is not None:
            plan = _alignment(book, chosen)
            if all(choice.kept_by(plan, self.case) for choice in choices):
                self._plans.append(plan)
                self._broken.append(dict.fromkeys(choices, False))
                return Verdict(plan=plan)
        return Verdict(proof=Proof.SEARCH if ending is Ending.INFEASIBLE else None)


def _alignment(book: Rulebook, territory: NDArray[np.intp]) -> Alignment:
    instance = book.case.instance
    territory_of = np.full(instance.num_units, NOBODY, dtype=np.int32)
    territory_of[book.case.placed] = territory[book.item_of]
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    plan = Alignment(instance, territory_of, nowhere)
    if book.radius is not None:
        return centred(plan, book.radius, book.case)
    return with_best_centres(plan, book.case.criteria.travel)
