"""A plan found under one scenario is the plan of another where it keeps its rules and is better."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.quotas import allocate_quotas
from optimizer.result import Result, Status
from optimizer.stop import Limit
from scenarios.carrying import CARRIED, carry_over
from scenarios.changes import ChangeCriteria, KeepIncumbent
from scenarios.frontier import Axis, find_frontier
from scenarios.outcome import Failure, Outcome, Outcomes, Stage
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel

BASE = Criteria(balance={"potential": 0.6})


def ended(instance, name, homes, *changes, bound=0.0):
    """An outcome with a plan as if it had been searched."""
    scenario = Scenario(name, BASE, *changes)
    facts, criteria = scenario.build(instance)
    alignment = Alignment(facts, np.array(homes), np.full(2, -1))
    assessment = judge(alignment, criteria)
    status = Status.FEASIBLE if assessment.feasible else Status.VIOLATED
    result = Result(status, Limit.COMPLETED, alignment, assessment, bound, 1.0, 0)
    told = scenario.sentences(instance)
    return Outcome(
        scenario=scenario, changes=told, instance=facts, criteria=criteria, asked=criteria, result=result, seconds=1.0
    )


def capped(instance, cap, homes):
    """An outcome under a cap on what changes hands."""
    return ended(instance, f"cap {cap}", homes, ChangeCriteria(disruption_at_most=cap))


TODAY = [0, 0, 0, 0, 0, 0, 1, 1]
NEAR = [0, 0, 0, 0, 1, 1, 1, 1]
HOMES = st.lists(st.integers(0, 1), min_size=8, max_size=8)
FAR = [1, 0, 0, 0, 0, 1, 1, 0]


def test_a_tight_cap_lends_its_plan_to_a_looser_one(line):
    """The better plan is taken, judged by the taker's criteria, and the taker says so; the bound is its own."""
    outcomes = Outcomes((capped(line, 0.3, NEAR), capped(line, 0.6, FAR)))
    carried = carry_over(outcomes)
    assert carried[0] is outcomes[0]
    taker = carried["cap 0.6"]
    assert taker.alignment is outcomes[0].alignment
    assert taker.assessment.objective == judge(taker.alignment, taker.criteria).objective
    assert taker.changes[-1] == "takes over the plan of cap 0.3, better than the one it found"
    assert taker.result.statistics[CARRIED] == 1.0
    assert taker.result.lower_bound == 0.0


def test_a_looser_cap_lends_none_that_breaks_the_tighter(line):
    """A plan that moves more than may be does not pass, however good."""
    outcomes = Outcomes((capped(line, 0.0, TODAY), capped(line, 0.6, NEAR)))
    assert list(carry_over(outcomes)) == list(outcomes)


def test_a_broken_plan_is_replaced(line):
    """Who found none takes one that keeps the rules; a proof by the own bound makes it the best."""
    least = capped(line, 0.3, NEAR).assessment.objective
    broken = ended(line, "broken", [0] * 8, ChangeCriteria(disruption_at_most=0.9), bound=least)
    taker = carry_over(Outcomes((capped(line, 0.3, NEAR), broken)))["broken"]
    assert taker.result.status is Status.OPTIMAL
    assert taker.feasible


def test_as_good_with_less_that_moves(line):
    """Of plans of one objective the one that moves less stays."""
    even = replace(line, units=replace(line.units, places=np.tile([35.0, 0.0], (8, 1))))
    outcomes = Outcomes((capped(even, 0.3, NEAR), capped(even, 0.6, FAR)))
    assert carry_over(outcomes)["cap 0.6"].alignment is outcomes[0].alignment


def test_other_facts_and_failures_stay_apart(line):
    """Plans of other facts and failed scenarios neither give nor take."""
    other = replace(line)
    failed = replace(capped(line, 0.9, NEAR), failure=Failure(Stage.QUOTAS, "QuotaError", "no"))
    outcomes = Outcomes((capped(other, 0.3, NEAR), capped(line, 0.6, FAR), failed))
    assert list(carry_over(outcomes)) == list(outcomes)


def test_today_is_a_plan_too(line):
    """Where a search found nothing better than today's alignment, that is its plan; today itself never changes."""
    kept = ended(line, "today", TODAY, KeepIncumbent())
    carried = carry_over(Outcomes((capped(line, 0.0, FAR), kept)))
    assert carried["cap 0.0"].alignment.territory_of.tolist() == TODAY
    assert carried["cap 0.0"].changes[-1] == "takes over today's alignment, better than the one it found"
    assert carried["today"] is kept


def test_what_follows_is_set_anew(line):
    """Quotas are those of the plan that was carried over."""
    sequel = Sequel(partial(allocate_quotas, target=800))
    outcomes = Outcomes(tuple(sequel.after(each, line) for each in (capped(line, 0.3, NEAR), capped(line, 0.6, FAR))))
    carried = carry_over(outcomes, lambda outcome: sequel.after(outcome, line))
    assert carried[1].quotas.amounts == carried[0].quotas.amounts
    assert carry_over(outcomes)[1].quotas is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.lists(st.integers(0, 1), min_size=8, max_size=8)), min_size=2, max_size=8)
)
def test_monotone_whatever_was_found(tiny, plans):
    """Over rising caps the objective never rises, no plan is beaten, and each keeps its rules if it did before."""
    found = [
        replace(capped(tiny, cap, homes), scenario=Scenario(str(i), BASE, ChangeCriteria(disruption_at_most=cap)))
        for i, (cap, homes) in enumerate(sorted(plans, key=lambda plan: plan[0]))
    ]
    carried = carry_over(Outcomes(tuple(found)))
    best = np.inf
    for before, after in zip(found, carried, strict=True):
        assert after.feasible or not before.feasible
        if after.feasible:
            assert after.assessment.objective <= best * (1 + 1e-9)
            best = after.assessment.objective
        else:
            assert np.isinf(best)
    frontier = find_frontier(carried, (Axis.TRAVEL, Axis.DISRUPTION))
    assert frontier.on_frontier.all()


@pytest.fixture(scope="module")
def tiny():
    """Eight accounts on a line, six of one rep."""
    import pandas as pd  # noqa: PLC0415

    from optimizer.instance import Instance, Territories, Units  # noqa: PLC0415
    from optimizer.travel import Planar  # noqa: PLC0415

    units = Units(
        ids=pd.Index([f"a{i}" for i in range(8)]),
        places=np.column_stack([10.0 * np.arange(8), np.zeros(8)]),
        activity=np.full((8, 1), 100.0),
        incumbent=np.array(TODAY, dtype=np.int32),
        family=np.arange(8, dtype=np.int32),
    )
    homes = np.array([[0.0, 0.0], [70.0, 0.0]])
    return Instance(
        units, Territories(pd.Index(["w", "e"]), ("Ann", "Bob"), homes, np.ones((2, 1))), ("potential",), {}, Planar()
    )
