"""Figures of a state by territory and in all."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.metrics import with_best_centres
from optimizer.travel import TravelMatrix
from scenarios.app.desk.figures import Measurer, shift_of
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.state import DeskState

from .conftest import made_up, strict_criteria


def measured(instance, criteria):
    ground = Ground(instance, criteria)
    state = DeskState(with_best_centres(incumbent_alignment(instance), criteria.travel), ground.first_pins())
    return Measurer(ground).figures(state), state, ground


def test_every_territory_has_its_own_figures(line):
    """Accounts, travel by the measure that weighs it, moves and pins."""
    criteria = Criteria(balance={"potential": 0.1}, travel=TravelCriterion(by="workload"), pins={"a7": "east"})
    figures, state, ground = measured(line, criteria)
    assert figures.labels == ("west", "east")
    assert figures.reps == ("Ann", "Bob")
    assert figures.count.tolist() == [6, 2]
    # Ann: workloads 1..6 at 0..50 km; Bob: 7 at 10 km.
    assert figures.travel_km.tolist() == [20 + 60 + 120 + 200 + 300, 70]
    assert figures.travel_hours.tolist() == pytest.approx([700 / 80, 70 / 80])
    assert figures.pinned.tolist() == [0, 1]
    assert figures.moved_in.tolist() == figures.moved_out.tolist() == [0, 0]
    assert [violation.subject for violation in figures.broken_by(1)] == ["east"]
    assert figures.quotas is None
    assert figures.quota_problem == ""
    moved = replace(state, alignment=state.alignment.move([5], 1))
    after = Measurer(ground).figures(moved)
    assert (after.moved_in.tolist(), after.moved_out.tolist()) == ([0, 1], [1, 0])


def test_the_objective_with_disruption_is_that_of_the_judgement():
    """Today's travel is worked out once, free centres and all, and weighs the same."""
    for free in (False, True):
        criteria = strict_criteria()
        figures, state, ground = measured(made_up(5, free=free), criteria)
        moved = replace(state, alignment=with_best_centres(state.alignment.move([0, 1, 2], 1), criteria.travel))
        assert Measurer(ground).figures(moved).objective == judge(moved.alignment, ground.criteria_of(moved)).objective
        assert figures.objective == judge(state.alignment, ground.criteria_of(state)).objective


def test_travel_without_time_has_no_hours(line):
    """What does not exist is None, in the shift as well."""
    matrix = TravelMatrix(np.abs(np.arange(8)[:, None] * 10.0 - np.array([0.0, 70.0])))
    figures, state, ground = measured(replace(line, travel=matrix), Criteria())
    assert figures.travel_hours is None
    assert "travel_hours" not in figures.to_frame()
    moved = Measurer(ground).figures(replace(state, alignment=state.alignment.move([5], 1)))
    shift = shift_of(moved, figures, units=np.array([5]))
    assert shift.travel_hours is None
    assert shift.travel_km == -30


def test_the_shift_names_what_is_better_and_worse(line):
    """Differences of all figures, rules broken and cured."""
    figures, state, ground = measured(line, Criteria(balance={"potential": 0.3}, disruption_at_most=0.1))
    moved = Measurer(ground).figures(replace(state, alignment=state.alignment.move([5], 1)))
    shift = shift_of(moved, figures, units=np.array([5]))
    assert (shift.travel_km, shift.moved_units) == (-30, 1)
    assert shift.worst_deviation["potential"] == -0.25
    assert shift.disruption["potential"] == pytest.approx(1 / 8)
    assert {violation.rule.value for violation in shift.cured} == {"balance"}
    assert {violation.rule.value for violation in shift.broken} == {"disruption"}


def test_the_table_has_a_row_a_territory(line):
    """Measures with their targets, the count without a second total."""
    frame = measured(line, Criteria(balance={"potential": 0.1}))[0].to_frame()
    assert frame["territory"].tolist() == ["west", "east"]
    assert frame["total_potential"].tolist() == [600, 200]
    assert frame["deviation_count"].tolist() == [0.5, -0.5]
    assert "total_count" not in frame
