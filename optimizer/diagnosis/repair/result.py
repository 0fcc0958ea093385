"""A repair: the plan, what moves in it, and how far it is from moving the least."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.instance import COUNT
from optimizer.result import Status
from optimizer.stop import Limit


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RepairResult:
    """The outcome of ``repair``.

    Parameters
    ----------
    status
        ``OPTIMAL`` where no plan that keeps every rule moves less; ``FEASIBLE`` where one might, see ``bound``.
    limit
        What ended the search.
    current
        The plan at work, under the facts before the change.
    alignment, assessment
        The repaired plan under the facts after it, whose incumbent is the plan at work, and its judgement.
    moved
        (n,) True where a unit changes hands, those whose territory is no more included.
    must_move
        (n,) of these, the ones that change hands in every plan: their territory is no more, or no longer open to them.
    by
        Measure that counts what moves; ``"count"`` for units.
    amount
        What changes hands, in units of the measure.
    bound
        No plan that keeps every rule changes less; None where it is proved that none keeps them.
    travel_bound
        No repair that moves as little travels less; None where it is not known, as around centres that are placed anew.
    runtime
        Seconds.
    seed
        Seed of the search.
    """

    status: Status
    limit: Limit
    current: Alignment
    alignment: Alignment
    assessment: Assessment
    moved: NDArray[np.bool_]
    must_move: NDArray[np.bool_]
    by: str
    amount: float
    bound: float | None
    travel_bound: float | None
    runtime: float
    seed: int

    @property
    def feasible(self) -> bool:
        """True if the plan keeps every rule."""
        return self.assessment.feasible

    @property
    def proved(self) -> bool:
        """True if no plan that keeps every rule moves less."""
        return self.status is Status.OPTIMAL

    @property
    def num_moved(self) -> int:
        """Number of units that change hands."""
        return int(self.moved.sum())

    @property
    def num_chosen(self) -> int:
        """Number of units that change hands without having to."""
        return int((self.moved & ~self.must_move).sum())

    def was(self) -> NDArray[np.object_]:
        """(n,) label of the territory each unit comes from, None where it had none."""
        return _labels(self.current)

    def moves(self) -> pd.DataFrame:
        """One row a unit that changes hands: account, name, from, to, must_move, and the measures."""
        instance = self.alignment.instance
        rows = np.flatnonzero(self.moved)
        names = instance.units.ids if instance.units.names is None else instance.units.names
        table: dict[str, object] = {
            "account": instance.units.ids[rows],
            "name": names[rows],
            "from": self.was()[rows],
            "to": _labels(self.alignment)[rows],
            "must_move": self.must_move[rows],
        }
        return pd.DataFrame({**table, **{measure: instance.amounts(measure)[rows] for measure in instance.measures}})

    def passed(self) -> dict[tuple[Hashable, Hashable], float]:
        """(from, to) -> what passes between two territories, in units of ``by``."""
        amounts = self.alignment.instance.amounts(self.by)
        old, new = self.was(), _labels(self.alignment)
        passed: dict[tuple[Hashable, Hashable], float] = {}
        for unit in np.flatnonzero(self.moved).tolist():
            pair = (old[unit], new[unit])
            passed[pair] = passed.get(pair, 0.0) + float(amounts[unit])
        return passed

    def proof(self) -> str:
        """Say in a sentence how small the repair is."""
        if not self.feasible:
            broken = len(self.assessment.violations)
            proved = (
                "no plan keeps every rule" if self.status is Status.INFEASIBLE else "whether one does is not proved"
            )
            return f"no repair was found, {broken:,} {'rule is' if broken == 1 else 'rules are'} broken: {proved}"
        least = 0.0 if self.bound is None else self.bound
        if self.by == COUNT:
            told = f"{self.num_moved:,} accounts change hands, {self.num_chosen:,} of them by choice"
            short = f"at least {int(np.ceil(least - 1e-6)):,} must"
            proved = "no plan that keeps every rule moves fewer"
        else:
            told = f"{_told(self.amount)} of {self.by} changes hands with {self.num_moved:,} accounts"
            short = f"at least {_told(least)} must"
            proved = "no plan that keeps every rule moves less"
        return f"{told}; proved: {proved}" if self.proved else f"{told}; {short}"

    def summary(self) -> str:
        """Tell the repair in a few lines for people."""
        lines = [self.proof(), f"the search {self.limit.value} after {self.runtime:.1f} s (seed {self.seed})"]
        for name, balance in self.assessment.balance.items():
            asked = "" if balance.tolerance is None else f", asked {balance.tolerance:.1%}"
            lines.append(f"balance      {name}: worst {balance.worst:.1%}{asked}")
        lines.extend(f"  - {violation.message}" for violation in self.assessment.violations[:10])
        return "\n".join(lines)


def _labels(alignment: Alignment) -> NDArray[np.object_]:
    return np.array([*alignment.instance.territories.ids, None], dtype=object)[alignment.territory_of]


def _told(amount: float) -> str:
    return f"{amount:,.0f}" if abs(amount) >= 1_000 else f"{amount:,.4g}"
