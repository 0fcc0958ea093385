"""Every measure of a plan against adding up by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.metrics import (
    EXACT_CENTRE_SIZE,
    best_centre,
    deviations,
    disruption,
    objective,
    today_travel,
    totals,
    travel,
    unit_travel,
    with_best_centres,
)
from optimizer.travel import Planar, Quantity, TravelMatrix, costs_to_places

DISTANCE = TravelCriterion()
SQUARED = TravelCriterion(power=2)
BY_POTENTIAL = TravelCriterion(by="potential")


@st.composite
def problems(draw):
    """(places, potential, incumbent, territory) of up to seven units among up to three territories."""
    n, k = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    places = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=n, max_size=n))
    potential = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    incumbent = draw(st.lists(st.integers(-1, k - 1), min_size=n, max_size=n))
    territory = draw(st.lists(st.integers(-1, k - 1), min_size=n, max_size=n))
    return places, potential, incumbent, territory, k


def test_totals_and_deviations(line, plan):
    """Units without a territory count for none; nothing wanted and nothing there is no deviation."""
    alignment = plan(line, [0, 0, -1, 1, 1, 1])
    assert totals(alignment, "potential").tolist() == [3.0, 15.0]
    assert totals(alignment, "count").tolist() == [2.0, 3.0]
    off = deviations(np.array([12.0, 8.0, 0.0, 1.0]), np.array([10.0, 10.0, 0.0, 0.0]))
    assert off.tolist() == pytest.approx([0.2, -0.2, 0.0, np.inf])


def test_travel_to_fixed_centres(line, plan):
    """Weights, powers and hours; a unit without a territory does not travel."""
    alignment = plan(line, [0, 0, 0, 1, 1, -1])
    assert unit_travel(alignment, DISTANCE).tolist() == [0, 10, 20, 20, 10, 0]
    assert travel(alignment, DISTANCE) == 60.0
    assert travel(alignment, SQUARED) == 1000.0
    assert travel(alignment, BY_POTENTIAL) == 2 * 10 + 3 * 20 + 4 * 20 + 5 * 10
    assert travel(alignment, TravelCriterion(quantity=Quantity.TIME, weight=9.0)) == pytest.approx(60 / 80)


def test_travel_without_a_place_is_nothing(make, plan):
    """Neither a unit nor an open centre without a place makes travel unknown."""
    instance = make([0.0, None, 3.0], [1.0, None], unplaced=[1])
    assert unit_travel(plan(instance, [0, 0, 1]), DISTANCE).tolist() == [1.0, 0.0, 0.0]


@settings(deadline=None)
@given(problems())
def test_measures_against_counting(make, plan, problem):
    """Totals, travel and disruption are sums over units."""
    places, potential, incumbent, territory, k = problem
    homes = [(3.0 * j, 0.0) for j in range(k)]
    instance = make(places, homes, measures={"potential": potential}, incumbent=incumbent)
    alignment = plan(instance, territory)
    served = [(i, j) for i, j in enumerate(territory) if j >= 0]
    for j in range(k):
        assert totals(alignment, "potential")[j] == sum(potential[i] for i, at in served if at == j)
    ways = {i: np.hypot(places[i][0] - homes[j][0], places[i][1] - homes[j][1]) for i, j in served}
    assert travel(alignment, BY_POTENTIAL) == pytest.approx(sum(potential[i] * way for i, way in ways.items()))
    assert travel(alignment, SQUARED) == pytest.approx(sum(way**2 for way in ways.values()))
    for measure, amounts in (("potential", potential), ("count", [1] * len(places))):
        whole = sum(a for a, was in zip(amounts, incumbent, strict=True) if was >= 0)
        moved = sum(a for a, was, at in zip(amounts, incumbent, territory, strict=True) if was >= 0 and was != at)
        assert disruption(alignment, measure) == pytest.approx(moved / whole if whole else 0.0)


def test_disruption_looks_at_units_with_an_incumbent(make, plan):
    """New units move from nobody; a unit left out moves; units outside the plan are not looked at."""
    instance = make([0.0] * 4, [0.0, 1.0], measures={"potential": [1.0, 2.0, 4.0, 8.0]}, incumbent=[0, 0, 1, -1])
    alignment = plan(instance, [0, 1, -1, 0])
    assert disruption(alignment, "potential") == pytest.approx(6 / 7)
    assert disruption(alignment, "count") == pytest.approx(2 / 3)
    placed = np.array([True, True, False, True])
    assert disruption(alignment, "potential", placed) == pytest.approx(2 / 3)
    assert disruption(plan(make([0.0], [0.0]), [0]), "count") == 0.0


def test_the_objective_prices_moves_by_todays_travel(line, plan):
    """Moving all of the measure costs the weight times today's travel; today's own plan costs none of it."""
    alignment = plan(line, [0, 0, 0, 1, 1, 1])
    today = 0 + 10 + 20 + 30 + 10 + 0
    assert today_travel(line, DISTANCE) == today
    assert objective(alignment, Criteria()) == 60.0
    assert objective(alignment, Criteria(travel=TravelCriterion(weight=2.0))) == 120.0
    assert objective(alignment, Criteria(disruption_weight=3.0)) == pytest.approx(60 + 3 * today * 4 / 21)
    by_count = Criteria(disruption_weight=1.0, disruption_by="count", travel=TravelCriterion(weight=0.0))
    assert objective(alignment, by_count) == pytest.approx(today / 6)
    assert objective(incumbent_alignment(line), Criteria(disruption_weight=3.0)) == today


def test_without_incumbents_there_is_no_travel_of_today(free_line, plan):
    """Nothing is moved, and moving is worth nothing."""
    assert today_travel(free_line, DISTANCE) == 0.0
    alignment = plan(free_line, [0, 0, 0, 1, 1, 1], [1, 4])
    assert objective(alignment, Criteria(disruption_weight=5.0)) == travel(alignment, DISTANCE) == 40.0


@settings(deadline=None)
@given(problems(), st.sampled_from([DISTANCE, SQUARED, BY_POTENTIAL]))
def test_best_centres_against_all_choices(make, plan, problem, criterion):
    """The centre of each territory is the first of its units from which travel is least; empty ones have none."""
    places, potential, _, territory, k = problem
    instance = make(places, [None] * k, measures={"potential": potential})
    found = with_best_centres(plan(instance, territory), criterion)
    assert found.territory_of.tolist() == territory
    weights = potential if criterion.by else [1] * len(places)
    for j in range(k):
        members = [i for i, at in enumerate(territory) if at == j]
        if not members:
            assert found.centre_unit[j] == -1
            continue
        costs = [
            sum(weights[i] * np.hypot(*np.subtract(places[i], places[at])) ** criterion.power for i in members)
            for at in members
        ]
        assert costs[members.index(found.centre_unit[j])] == pytest.approx(min(costs))


def test_ties_go_to_the_first(make, plan):
    """Two accounts are as good as one another, and so are all where nothing weighs."""
    instance = make([0.0, 4.0], [None])
    assert with_best_centres(plan(instance, [0, 0]), DISTANCE).centre_unit.tolist() == [0]
    weightless = make([7.0, 4.0, 5.0], [None], measures={"potential": [0.0] * 3})
    assert with_best_centres(plan(weightless, [0, 0, 0]), BY_POTENTIAL).centre_unit.tolist() == [0]


def test_fixed_centres_stay(line, make, plan):
    """Only free centres are placed; a plan without any is given back as it is."""
    alignment = plan(line, [0, 0, 0, 1, 1, 1])
    assert with_best_centres(alignment, DISTANCE) is alignment
    mixed = make([0.0, 1.0, 2.0], [9.0, None])
    assert with_best_centres(plan(mixed, [1, 1, 1]), DISTANCE).centre_unit.tolist() == [-1, 1]


def test_a_matrix_between_units_places_centres_too(make, plan):
    """Costs need not come from coordinates; the row travels, the column is travelled to."""
    matrix = np.array([[0.0, 9.0, 1.0], [1.0, 0.0, 1.0], [9.0, 9.0, 0.0]])
    instance = make([None] * 3, [None], travel=TravelMatrix(matrix, between_units=True))
    placed = with_best_centres(plan(instance, [0, 0, 0]), DISTANCE)
    assert placed.centre_unit.tolist() == [2]
    assert travel(placed, DISTANCE) == 2.0


def test_the_centre_of_a_large_territory_is_nearly_best():
    """Above the exact size a sample leads to a centre whose travel is within 1 % of the best."""
    n = EXACT_CENTRE_SIZE + 1_000
    places = np.random.default_rng(5).normal(0.0, 100.0, (n, 2))
    geometry = Planar().geometry(places, np.zeros((1, 2)), Quantity.DISTANCE, 1)
    members, weights = np.arange(n, dtype=np.int32), np.ones(n)
    best = min(np.hypot(*(places - place).T).sum() for place in places)
    centre = best_centre(geometry, weights, members)
    found = costs_to_places(geometry, members, np.full(n, centre, dtype=np.int32)).sum()
    assert best <= found * (1 + 1e-12)
    assert found <= best * 1.01
