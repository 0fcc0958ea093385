"""The frontier of the hospitals over the cap on what changes hands: monotone, nothing beaten, as drawn."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.diagnosis.repair import repair
from optimizer.solvers.free import FreeCentreSearch
from optimizer.solvers.heuristic import HeuristicSearch
from optimizer.solvers.median_bound import MedianBound
from optimizer.solvers.polish import Polish
from optimizer.stop import MaxRuntime
from scenarios.carrying import carry_over
from scenarios.changes import ChangeCriteria, KeepIncumbent
from scenarios.examples import Example, example_path
from scenarios.frontier import Axis, find_frontier
from scenarios.planfile import read_plan
from scenarios.runner import run
from scenarios.scenario import Scenario

CAPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
QUICK = HeuristicSearch(
    free=FreeCentreSearch(polish=Polish(steps=1, most_steps=200_000), bound=MedianBound(steps=5), locations=1)
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes():
    """Today is a country in strips, mended so that it keeps the tolerances; then one search for each cap."""
    plan = read_plan(example_path(Example.HOSPITALS))
    instance, k = plan.instance, plan.instance.num_territories
    order = np.argsort(instance.units.places[:, 1], kind="stable")
    strips = np.empty(instance.num_units, dtype=np.int32)
    strips[order] = np.arange(instance.num_units) * k // instance.num_units
    drawn = Alignment(instance, strips, np.full(k, -1))
    today = repair(instance, plan.criteria, MaxRuntime(20), current=drawn).alignment
    facts = replace(instance, units=replace(instance.units, incumbent=today.territory_of))
    scenarios = [Scenario("today", plan.criteria, KeepIncumbent())]
    scenarios += [Scenario(f"{cap:.0%}", plan.criteria, ChangeCriteria(disruption_at_most=cap)) for cap in CAPS]
    return carry_over(run(facts, scenarios, MaxRuntime(2), solver=QUICK, progress=False))


def test_each_point_keeps_its_rules(outcomes):
    """Every cap has a plan; judged again from the facts it breaks nothing and moves no more than it may."""
    for cap in CAPS:
        outcome = outcomes[f"{cap:.0%}"]
        assessment = judge(outcome.alignment, outcome.criteria)
        assert assessment.feasible
        assert assessment.objective == pytest.approx(outcome.assessment.objective)
        assert assessment.disruption["payments"] <= cap + 1e-9


def test_monotone_and_none_is_beaten(outcomes):
    """The looser the cap, the less travel; no plan has another that travels less and moves less."""
    objective = [outcomes[f"{cap:.0%}"].assessment.objective for cap in CAPS]
    assert (np.diff(objective) <= 1e-6 * np.array(objective[1:])).all()
    frontier = find_frontier(outcomes, (Axis.DISRUPTION, Axis.TRAVEL))
    assert frontier.names == tuple(f"{cap:.0%}" for cap in CAPS)
    assert frontier.on_frontier.all()


def test_picture_and_table_agree(outcomes):
    """The line of the picture runs through the rows of the table, and the ring is around its knee."""
    plotting = pytest.importorskip("optimizer.plotting.frontier", reason="the extra plot is not installed")
    frontier = find_frontier(outcomes, (Axis.DISRUPTION, Axis.TRAVEL))
    table = frontier.to_frame()
    ax = plotting.plot_frontier(
        frontier.values, frontier.names, on_frontier=frontier.on_frontier, knee=frontier.knee, labels=("moves", "km")
    )
    line = next(line for line in ax.get_lines() if line.get_label() == "frontier")
    best = table[table["on_frontier"]]
    assert np.allclose(line.get_xydata(), best[["disruption", "travel_km"]].to_numpy())
    rings = [dots for dots in ax.collections if dots.get_label() == "knee"]
    knee = best[best["knee"]]
    assert len(rings) == len(knee)
    for ring, (_, row) in zip(rings, knee.iterrows(), strict=True):
        assert np.allclose(ring.get_offsets()[0], [row["disruption"], row["travel_km"]])
