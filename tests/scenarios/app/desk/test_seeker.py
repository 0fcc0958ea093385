"""What happens in the process of an errand, without the process."""

import threading
import time

import numpy as np

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.progress import Observer
from optimizer.stop import MaxIterations
from scenarios.app.desk import seeker
from scenarios.app.desk.seeker import (
    Answered,
    Better,
    Failed,
    Phase,
    Priced,
    PriceOrder,
    ScenarioOrder,
    Sketch,
    Solved,
    SolveOrder,
    Teller,
    carried_out,
)
from scenarios.changes import AddTerritories
from scenarios.scenario import Scenario


class Pipe:
    """Keeps what is sent."""

    def __init__(self):
        self.sent = []

    def send(self, message):
        self.sent.append(message)


def test_a_teller_sends_everything_but_plans_that_come_too_fast(line):
    """A plan within a quarter of a second of the last is not even made."""
    pipe, made = Pipe(), []
    teller = Teller(pipe, threading.Event())

    def plan():
        made.append(1)
        return incumbent_alignment(line)

    teller.on_phase("prices", 0.0)
    teller.on_improvement(5.0, None, 0.1)
    for seconds in (0.1, 0.2, 0.34, 0.36, 0.5):
        teller.on_plan(plan, seconds)
    assert pipe.sent[:2] == [Phase("prices"), Better(5.0, None)]
    assert [type(message) for message in pipe.sent[2:]] == [Sketch, Sketch]
    assert len(made) == 2


def test_a_teller_hears_that_it_should_stop(line):  # noqa: ARG001 -- one line suffices
    """The flag may be raised at any time."""
    asked = threading.Event()
    teller = Teller(Pipe(), asked)
    assert not teller.stop_asked()
    asked.set()
    for _ in range(200):
        if teller.stop_asked():
            break
        time.sleep(0.01)
    assert teller.stop_asked()


def test_a_search_begins_with_the_plan_given(line, monkeypatch):
    """Start, seed and observer are handed on to ``solve``."""
    heard = {}

    def solve(instance, criteria, stop, **options):
        heard.update(options, instance=instance, criteria=criteria, stop=stop)
        raise ValueError("enough")

    monkeypatch.setattr(seeker, "solve", solve)
    start, criteria, stop, observer = incumbent_alignment(line), Criteria(), MaxIterations(3), Observer()
    order = SolveOrder(instance=line, criteria=criteria, stop=stop, seed=5, start=start, threads=1)
    assert carried_out(order, observer) == Failed("enough")
    assert heard == {
        "instance": line, "criteria": criteria, "stop": stop, "seed": 5, "observer": observer, "start": start,
    }  # fmt: skip
    assert order.facts is line


def test_orders_come_to_plans_prices_and_answers(line, criteria):
    """Each really solved on the line, in this process."""
    stop = MaxIterations(20)
    order = SolveOrder(instance=line, criteria=criteria, stop=stop, seed=1, start=None, threads=1)
    end = carried_out(order, Observer())
    assert isinstance(end, Solved)
    assert np.bincount(end.territory_of).tolist() == [4, 4]
    pinned = Criteria(balance={"potential": 0.1}, pins={"a0": "east"})
    priced = carried_out(
        PriceOrder(instance=line, criteria=pinned, without=criteria, seconds=2.0, seed=1, threads=1), Observer()
    )
    assert isinstance(priced, Priced)
    # With the first account east, one of the middle goes west in return: 70 and 40 km instead of 0 and 30.
    assert priced.amount == 80
    scenario = Scenario("three", criteria, AddTerritories(1, centre=(35.0, 0.0)))
    asked = ScenarioOrder(instance=line, scenario=scenario, stop=stop, seed=1, threads=1)
    answered = carried_out(asked, Observer())
    assert isinstance(answered, Answered)
    assert answered.answer.found is not None
    assert asked.facts.num_territories == 3
