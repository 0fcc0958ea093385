"""What a worker is sent gives the plan that is found here."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from optimizer.stop import MaxRuntime
from scenarios import single_run
from scenarios.answer import with_facts
from scenarios.changes import ChangeCriteria
from scenarios.orders import Case, Orders, Same, carry_out, start_of
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.single_run import run_scenario
from scenarios.tasks import tasks_of

STOP = MaxRuntime(1)


@pytest.fixture
def work(line, criteria, quick_solve):  # noqa: ARG001 -- what stands in for searches
    """A case, two tasks, and the outcome of the first."""
    scenarios = [Scenario("a", criteria, ChangeCriteria(balance={"potential": 0.2})), Scenario("b", criteria)]
    case = Case(line, STOP, None, Sequel(), (Same(criteria),))
    return case, tasks_of(scenarios, 5), {0: run_scenario(line, scenarios[0], STOP)}


def test_an_order_is_light_and_gives_the_same(line, work):
    """It names criteria by their place, travels, and gives what the scenario gives here."""
    case, tasks, _ = work
    orders = Orders(tasks, {}, {same: at for at, same in enumerate(case.criteria)})
    assert len(orders) == 2
    order = pickle.loads(pickle.dumps(orders[1]))  # noqa: S301 -- our own
    assert (order.name, order.criteria, order.seed, order.begin) == ("b", 0, tasks[1].seed, None)
    found = with_facts(carry_out(case, order), tasks[1].scenario, line)
    here = run_scenario(line, tasks[1].scenario, STOP, seed=tasks[1].seed)
    assert found.alignment == here.alignment
    assert found.result.seed == here.result.seed


def test_the_first_plan_travels_as_numbers(work, monkeypatch, quick_solve):
    """The worker makes its facts from the changes of the scenario it is of."""
    case, tasks, plans = work
    begun = []
    monkeypatch.setattr(single_run, "solve", lambda *a, **o: begun.append(o["start"]) or quick_solve(*a, **o))
    carry_out(case, Orders(tasks, plans, {Same(case.criteria[0].criteria): 0})[1])
    assert [start.alignment.territory_of.tolist() for start in begun] == [plans[0].alignment.territory_of.tolist()]


def test_multipliers_travel_with_it(work, monkeypatch, quick_solve):
    """Those of the bound of the predecessor, if it has any."""
    case, tasks, plans = work
    result = replace(plans[0].result, multiplier=np.arange(8.0))
    plans = {0: replace(plans[0], result=result)}
    begun = []
    monkeypatch.setattr(single_run, "solve", lambda *a, **o: begun.append(o["start"]) or quick_solve(*a, **o))
    order = Orders(tasks, plans, {Same(case.criteria[0].criteria): 0})[1]
    carry_out(case, pickle.loads(pickle.dumps(order)))  # noqa: S301 -- our own
    assert [start.multiplier.tolist() for start in begun] == [list(range(8))]


def test_a_plan_that_breaks_rules_is_none_to_begin_with(line, criteria, work):
    """Nor is one that is not there."""
    _, _, plans = work
    assert start_of(plans, None) is None
    assert start_of(plans, 1) is None
    assert start_of(plans, 0).alignment == plans[0].alignment
    broken = run_scenario(line, Scenario("c", criteria, ChangeCriteria(pins={"a0": "east"})), STOP)
    assert not broken.result.feasible
    assert start_of({0: broken}, 0) is None


def test_criteria_are_told_apart_as_objects(criteria):
    """Equal ones of two plans are two."""
    assert Same(criteria) == Same(criteria)
    assert Same(criteria) != Same(type(criteria)(balance=criteria.balance))
