"""Possible years by difference are those of the outlook, to the last digit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.alignment import incumbent_alignment
from optimizer.potential.outlook import Outlook
from optimizer.quotas import PotentialShare
from scenarios.app.desk import running_outlook
from scenarios.app.desk.running_outlook import RunningOutlook, remembering
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan

from .conftest import made_up, plan_of, quota_rule, strict_criteria

N, K, DRAWS = 30, 5, 40
ACCOUNT = st.integers(0, N - 1)


class Years:
    """An outlook that counts how often it is asked for all accounts."""

    def __init__(self, seed=3):
        generator = np.random.default_rng(seed)
        self.outlook = Outlook.from_sd(generator.uniform(1, 9, N), generator.uniform(0, 3, N))
        self.asked = 0

    recent = np.zeros(N)
    draws = DRAWS

    def territory_draws(self, assignment, k, /):
        self.asked += int((assignment >= 0).sum() > N // 2)
        return self.outlook.territory_draws(assignment, k, draws=DRAWS, seed=1)


@pytest.fixture(scope="module")
def resellers():
    """The bundled plan with quotas by equal probability."""
    return read_plan(example_path(Example.RESELLERS))


@pytest.fixture
def small_blocks(monkeypatch):
    """Accounts are drawn seven at a time, as a large plan's are two thousand."""
    monkeypatch.setattr("optimizer.potential.outlook.BLOCK", 7 * DRAWS)
    monkeypatch.setattr(running_outlook, "BLOCK", 7 * DRAWS)


@pytest.mark.usefixtures("small_blocks")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begin=st.lists(st.integers(-1, K - 1), min_size=N, max_size=N),
    edits=st.lists(
        st.tuples(st.sets(st.integers(0, N - 1), min_size=1, max_size=4), st.integers(-1, K - 1)), max_size=6
    ),
)
def test_sums_after_edits_are_those_drawn_anew(begin, edits):
    """Exactly, however many edits there were, there and back."""
    years = Years()
    running, assignment = RunningOutlook(years), np.array(begin, dtype=np.int32)
    seen = [assignment]
    for units, home in edits:
        assignment = assignment.copy()
        assignment[list(units)] = home
        seen.append(assignment)
    for one in (*seen, *reversed(seen)):
        assert np.array_equal(running.territory_draws(one, K), years.territory_draws(one, K))


@pytest.mark.usefixtures("small_blocks")
def test_accounts_are_drawn_once():
    """The first plan is added up as a whole, edits two territories at a time."""
    years = Years()
    running, assignment = RunningOutlook(years), np.arange(N, dtype=np.int32) % K
    running.territory_draws(assignment, K)
    assert years.asked == 1
    for unit in range(10):
        assignment = assignment.copy()
        assignment[unit] = (assignment[unit] + 1) % K
        running.territory_draws(assignment, K)
    assert years.asked == 1


@pytest.mark.usefixtures("small_blocks")
def test_what_accounts_bring_may_be_drawn_beforehand():
    """Then an edit draws nothing at all."""
    years = Years()
    running, assignment = RunningOutlook(years), np.arange(N, dtype=np.int32) % K
    running.prepare()
    running.territory_draws(assignment, K)
    calls = []
    years.territory_draws = lambda *given: calls.append(given)
    assignment = assignment.copy()
    assignment[0] = 3
    running.territory_draws(assignment, K)
    assert calls == []


def test_a_plan_of_other_territories_is_told_apart():
    """Sums of five territories say nothing of six."""
    years = Years()
    running, assignment = RunningOutlook(years), np.zeros(N, dtype=np.int32)
    running.territory_draws(assignment, K)
    assert running.territory_draws(assignment, K + 1).shape == (DRAWS, K + 1)


@pytest.mark.usefixtures("small_blocks")
def test_what_is_too_large_is_drawn_anew(monkeypatch):
    """Slower, and the same."""
    monkeypatch.setattr(running_outlook, "MOST", N * DRAWS - 1)
    years = Years()
    running, assignment = RunningOutlook(years), np.arange(N, dtype=np.int32) % K
    running.territory_draws(assignment, K)
    assignment[0] = 3
    assert np.array_equal(running.territory_draws(assignment, K), years.territory_draws(assignment, K))


def test_a_caller_may_change_what_it_is_given():
    """What is remembered stays as it is."""
    running, assignment = RunningOutlook(Years()), np.arange(N, dtype=np.int32) % K
    first = running.territory_draws(assignment, K)
    first[:] = 0
    assert running.territory_draws(assignment, K).any()


def test_a_plan_remembers_once_and_gives_the_same_quotas_and_chances(resellers):
    """Quotas of equal probability and their judge share one outlook; a plan without one is as it was."""
    shares = plan_of(made_up(4), strict_criteria(), quotas=quota_rule())
    assert remembering(shares) is shares
    plan = remembering(resellers)
    assert remembering(plan) is plan
    assert plan.quotas.method.outlook is plan.fairness.outlook
    assert plan.fairness.outlook.caveat == resellers.fairness.outlook.caveat
    alignment = incumbent_alignment(resellers.instance)
    for moved in (alignment, alignment.move([2], 0), alignment.move([2, 3], 4)):
        quotas, expected = plan.quotas(moved), resellers.quotas(moved)
        assert quotas.cents.tolist() == expected.cents.tolist()
        told = plan.fairness(moved, quotas), resellers.fairness(moved, expected)
        assert told[0].to_frame().equals(told[1].to_frame())


def test_a_potential_share_is_judged_by_an_outlook_that_remembers(resellers):
    """Whatever the method."""
    rule = replace(resellers.quotas, method=PotentialShare("potential"))
    plan = remembering(replace(resellers, quotas=rule))
    assert plan.quotas.method == rule.method
    assert isinstance(plan.fairness.outlook, RunningOutlook)
