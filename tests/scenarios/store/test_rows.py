"""Outcomes as rows lose nothing that a later run needs."""

import json
from dataclasses import replace

import numpy as np
import pytest

from optimizer.quotas import allocate_quotas
from scenarios.outcome import Failure, Stage
from scenarios.store.alignments import KeptPlan
from scenarios.store.rows import answer_of, entry_values, outcome_row


def test_a_plan_there_and_back(ended):
    """Status, limit, bound, statistics, centres and seconds survive, infinite numbers too."""
    item = ended(1)[0]
    result = replace(item.outcome.result, lower_bound=float("-inf"), statistics={"steps": 3.0, "slack": float("inf")})
    row = outcome_row(item.entry, replace(item.outcome, result=result))
    answer = answer_of(row, KeptPlan(result.alignment.territory_of, np.array([0.5, np.nan])))
    assert answer.found.status is result.status
    assert answer.found.limit is result.limit
    assert answer.found.lower_bound == float("-inf")
    assert answer.found.statistics == result.statistics
    assert answer.found.centre_unit.tolist() == result.alignment.centre_unit.tolist()
    assert answer.found.territory_of.tolist() == result.alignment.territory_of.tolist()
    assert answer.found.multiplier[0] == 0.5
    assert answer.seconds == item.outcome.seconds
    assert answer_of(row, None) is None


@pytest.mark.parametrize("stage", [Stage.BUILD, Stage.SOLVE, Stage.JUDGE, Stage.WORKER])
def test_failures_there_and_back(ended, stage):
    """A failure before there is a plan comes back unless another try may succeed, as after a lost worker."""
    item = ended(1)[0]
    failure = Failure(stage, "ValueError", "odd")
    row = outcome_row(item.entry, replace(item.outcome, result=None, failure=failure))
    answer = answer_of(row, None)
    if stage is Stage.WORKER:
        assert answer is None
    else:
        assert answer.failure == failure


@pytest.mark.parametrize("stage", [Stage.QUOTAS, Stage.FAIRNESS, Stage.CAPACITY])
def test_failures_after_the_plan_are_forgotten(ended, stage):
    """What follows from a plan is set anew by whoever takes it, so that only the plan comes back."""
    item = ended(1)[0]
    row = outcome_row(item.entry, replace(item.outcome, failure=Failure(stage, "QuotaError", "odd")))
    answer = answer_of(row, KeptPlan(item.outcome.alignment.territory_of))
    assert answer.failure is None
    assert answer.found is not None


def test_figures_are_json(ended):
    """Figures are those of a comparison, what does not exist is null, quotas are exact to the cent."""
    item = ended(1)[0]
    quotas = allocate_quotas(item.outcome.alignment, target="1000.01", round_to="0.01")
    values = entry_values(replace(item.outcome, quotas=quotas))
    figures = json.loads(values["figures"])
    assert figures["status"] == "kept"
    assert figures["lower_bound"] is None
    assert figures["changes"][0].startswith("keeps today's alignment")
    told = json.loads(values["quotas"])
    assert [row[:2] for row in told] == [["west", "Ann"], ["east", "Bob"]]
    assert sum(round(100 * float(amount)) for _, _, amount in told) == 100_001
    assert entry_values(item.outcome)["quotas"] is None
