"""Two scenarios side by side: figures, and the accounts that differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.result import Result, Status
from optimizer.stop import Limit
from optimizer.travel import Integers
from scenarios.comparison import Comparison, differing
from scenarios.figures import Row
from scenarios.outcome import Outcome, Outcomes
from scenarios.quotas import QuotaRule
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel

from .ground import Ground
from .quota_board import UNSIGNED, quotas_of
from .state import DeskState

ON_THE_DESK = "on the desk"
"""Name of what lies on the desk among scenarios."""


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """Two outcomes with a plan each.

    Parameters
    ----------
    first, second
        The outcomes; names differ.

    Raises
    ------
    ValueError
        If one has no plan.
    """

    first: Outcome
    second: Outcome

    def __post_init__(self) -> None:
        for outcome in (self.first, self.second):
            if outcome.alignment is None:
                raise ValueError(f"scenario {outcome.name!r} has no plan yet: run it first")

    @property
    def alignments(self) -> tuple[Alignment, Alignment]:
        """The plans; the second may have more territories than the first, or fewer."""
        first, second = self.first.alignment, self.second.alignment
        if first is None or second is None:
            raise ValueError("both scenarios need a plan")
        return first, second

    @property
    def units(self) -> Integers:
        """Accounts whose territories have different labels, rising; see ``differing``."""
        return differing(*self.alignments)

    def rows(self) -> tuple[Row, ...]:
        """Figures as people read them, one cell each."""
        return self._comparison().rows()

    def moves(self) -> pd.DataFrame:
        """Accounts that differ: account, name, from, to, and the measures."""
        return self._comparison().moves(self.second.name, self.first.name)

    def _comparison(self) -> Comparison:
        return Comparison(Outcomes((self.first, self.second)), self.first.name)


def desk_outcome(ground: Ground, state: DeskState, assessment: Assessment, *, rules: Sequel, seed: int) -> Outcome:
    """Give what lies on a desk as the outcome of a scenario, with all that follows from it.

    Parameters
    ----------
    ground, state, assessment
        What lies there, and its judgement.
    rules
        For what follows, as the scenario under the desk has them.
    seed
        Of the plan.
    """
    criteria = ground.criteria_of(state)
    result = Result(
        status=Status.FEASIBLE if assessment.feasible else Status.VIOLATED,
        limit=Limit.COMPLETED,
        alignment=state.alignment,
        assessment=assessment,
        lower_bound=None,
        runtime=0.0,
        seed=seed,
    )
    outcome = Outcome(
        scenario=Scenario(ON_THE_DESK, criteria),
        changes=tuple(f"{edit.action.value}: {edit.what}" for edit in state.edits),
        instance=ground.instance,
        criteria=criteria,
        asked=criteria,
        result=result,
    )
    signed = {
        edit.quota.territory: (edit.who or UNSIGNED[0], edit.reason or UNSIGNED[1])
        for edit in state.edits
        if edit.quota is not None
    }
    if isinstance(rules.quotas, QuotaRule):
        rules = replace(rules, quotas=partial(quotas_of, rules.quotas, by_hand=state.by_hand, signed=signed))
    return rules.after(outcome, ground.instance)
