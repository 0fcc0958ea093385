"""What follows from a plan: quotas, how fair they are, and the people and money it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace

from optimizer.alignment import Alignment
from optimizer.exceptions import TerritoryError
from optimizer.quotas import QuotaPlan
from optimizer.quotas.fairness import FairnessReport

from .capacity import CapacityPlan
from .outcome import Failure, Outcome, Stage

QuotaSetter = Callable[[Alignment], QuotaPlan]
"""Allocates quotas on an alignment, for every scenario alike."""
QuotaJudge = Callable[[Alignment, QuotaPlan], FairnessReport | None]
"""Judges the quotas of an alignment, for every scenario alike."""
CapacitySetter = Callable[[Alignment, QuotaPlan | None, FairnessReport | None], CapacityPlan]
"""Counts people and cost of an alignment, its quotas and what they are judged to pay, for every scenario alike."""

FAILURES = (TerritoryError, ValueError, MemoryError, ArithmeticError, BrokenExecutor, TimeoutError)
"""Errors that end one scenario and not the run; anything else is a defect and is raised."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sequel:
    """Rules for everything that follows; parameters as for ``runner.run``, None for what is not asked for."""

    quotas: QuotaSetter | None = None
    fairness: QuotaJudge | None = None
    capacity: CapacitySetter | None = None

    def after(self, outcome: Outcome) -> Outcome:
        """Add to an outcome what follows from its plan; a step that fails is told, and ends it."""
        alignment, stage = outcome.alignment, Stage.QUOTAS
        if alignment is None:
            return outcome
        try:
            if self.quotas is not None:
                shares = self.quotas(alignment)
                outcome, stage = replace(outcome, quotas=shares), Stage.FAIRNESS
                if self.fairness is not None:
                    outcome = replace(outcome, fairness=self.fairness(alignment, shares))
            if self.capacity is not None:
                stage = Stage.CAPACITY
                outcome = replace(outcome, capacity=self.capacity(alignment, outcome.quotas, outcome.fairness))
        except FAILURES as error:
            return failed(outcome, stage, error)
        return outcome


def failed(outcome: Outcome, stage: Stage, error: Exception) -> Outcome:
    """Give the outcome of a scenario that ended early at a stage."""
    _log.info("scenario %r failed (%s)", outcome.name, stage.value, exc_info=error)
    return replace(outcome, failure=Failure(stage, type(error).__name__, str(error)))
