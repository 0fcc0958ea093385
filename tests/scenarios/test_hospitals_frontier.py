"""The frontier of the hospitals over the cap on what changes hands: monotone, nothing beaten, as drawn."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.mending import mended
from optimizer.diagnosis.repair.moves import formulate_moves
from optimizer.eligibility import find_eligibility
from optimizer.metrics import with_best_centres
from optimizer.result import Result, Status
from optimizer.stop import Limit, MaxRuntime
from optimizer.targets import find_limits
from optimizer.travel import costs_to_places
from scenarios.carrying import carry_over
from scenarios.changes import ChangeCriteria, KeepIncumbent
from scenarios.examples import Example, example_path
from scenarios.frontier import Axis, find_frontier
from scenarios.planfile import read_plan
from scenarios.runner import run
from scenarios.scenario import Scenario

CAPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Nearer:
    """Gives accounts to nearer territories, in an order drawn by the seed, while balance and the cap are kept."""

    def solve(self, instance, criteria, monitor, seed, **_):
        """See ``Solver.solve``."""
        today = with_best_centres(incumbent_alignment(instance), criteria.travel)
        home, places = today.territory_of.copy(), today.centre_places()
        n, k = instance.num_units, instance.num_territories
        geometry = instance.geometry(criteria.travel.quantity)
        units, centres = np.repeat(np.arange(n, dtype=np.int32), k), np.tile(places, n)
        way = costs_to_places(geometry, units, centres).reshape(n, k)
        limits = find_limits(instance, criteria, find_eligibility(instance, criteria))
        amounts = np.column_stack([instance.amounts(name) for name in limits.measures])
        total = np.zeros((k, len(limits.measures)))
        np.add.at(total, home, amounts)
        share = instance.amounts("payments") / instance.amounts("payments").sum()
        left = criteria.disruption_limits(instance)["payments"]
        for unit in np.random.default_rng(seed).permutation(n).tolist():
            giver, taker = home[unit], int(way[unit].argmin())
            fits = (total[taker] + amounts[unit] <= limits.upper[taker]).all()
            spares = (total[giver] - amounts[unit] >= limits.lower[giver]).all()
            if giver != taker and fits and spares and share[unit] <= left:
                total[taker] += amounts[unit]
                total[giver] -= amounts[unit]
                home[unit], left = taker, left - share[unit]
        plan = with_best_centres(Alignment(instance, home, np.full(k, -1)), criteria.travel)
        assessment = judge(plan, criteria)
        status = Status.FEASIBLE if assessment.feasible else Status.VIOLATED
        return Result(status, Limit.COMPLETED, plan, assessment, None, monitor.elapsed, seed)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes():
    """Today is a country in strips, mended to within 15 and 20 %; then one search for each cap."""
    plan = read_plan(example_path(Example.HOSPITALS))
    instance, k = plan.instance, plan.instance.num_territories
    order = np.argsort(instance.units.places[:, 1], kind="stable")
    strips = np.empty(instance.num_units, dtype=np.int32)
    strips[order] = np.arange(instance.num_units) * k // instance.num_units
    drawn = Alignment(instance, strips, np.full(k, -1))
    loose = replace(plan.criteria, balance={"payments": 0.15, "beds": 0.2})
    case = case_of(instance, loose, drawn, None)
    homes = mended(formulate_moves(case).formulation, 120.0)
    facts = replace(instance, units=replace(instance.units, incumbent=homes.astype(np.int32)))
    scenarios = [Scenario("today", loose, KeepIncumbent())]
    scenarios += [Scenario(f"{cap:.0%}", loose, ChangeCriteria(disruption_at_most=cap)) for cap in CAPS]
    return carry_over(run(facts, scenarios, MaxRuntime(60), solver=Nearer(), progress=False))


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
