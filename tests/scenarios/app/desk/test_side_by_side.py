"""Two plans compared."""

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.quotas import Term
from optimizer.result import Status
from optimizer.stop import MaxIterations
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.side_by_side import ON_THE_DESK, SideBySide, desk_outcome
from scenarios.app.desk.state import DeskState
from scenarios.changes import AddTerritories, ChangeQuotas, RepLeaves, ScaleTarget
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.single_run import run_scenario

from .conftest import plan_of, quota_rule


def laid(plan, alignment=None, by_hand=None) -> Outcome:
    ground = Ground(plan.instance, plan.criteria)
    state = DeskState(alignment or incumbent_alignment(plan.instance), ground.first_pins(), by_hand=by_hand or {})
    from scenarios.app.desk.figures import Measurer  # noqa: PLC0415

    rules = Sequel(plan.quotas, plan.fairness, plan.capacity)
    return desk_outcome(ground, state, Measurer(ground).assessment(state), rules=rules, seed=plan.seed)


def test_what_lies_on_the_desk_is_an_outcome(line_plan, middle):
    """Judged, with quotas as they are on the desk, those by hand among them."""
    today, better = laid(line_plan), laid(line_plan, middle, {0: 40_000})
    assert (today.name, today.result.status, better.result.status) == (
        ON_THE_DESK,
        Status.VIOLATED,
        Status.FEASIBLE,
    )
    assert better.quotas.cents.tolist() == [40_000, 60_000]
    assert better.quotas.waterfall.term(Term.ADJUSTMENT).tolist() == [-10_000, 10_000]
    assert better.result.lower_bound is None


def test_accounts_that_differ_are_known_by_labels(line, line_plan):
    """A plan with more territories is compared all the same."""
    more = Scenario("three", line_plan.criteria, AddTerritories(1, centre=(35.0, 0.0)))
    other = run_scenario(line, more, MaxIterations(20), seed=1)
    both = SideBySide(laid(line_plan), other)
    moves = both.moves()
    assert moves["account"].tolist() == [f"a{unit}" for unit in both.units]
    assert set(moves["to"]) <= {"New 1", "east"}
    labels = [alignment.instance.territories.ids[alignment.territory_of] for alignment in both.alignments]
    assert np.flatnonzero(labels[0] != labels[1]).tolist() == both.units.tolist()
    rows = {(row.group, row.label): [cell.text for cell in row.cells] for row in both.rows()}
    assert all(len(cells) == 2 for cells in rows.values())


@pytest.mark.parametrize("changes", [(ScaleTarget(2.0),), (ChangeQuotas(target=7.0),), (RepLeaves("Bob"),)])
def test_scenarios_that_change_quotas_are_compared(line, line_plan, changes):
    """Each side has the quotas of its own rule."""
    sequel = Sequel(line_plan.quotas)
    scenario = Scenario("other", line_plan.criteria, *changes)
    other = run_scenario(line, scenario, MaxIterations(20), seed=1, sequel=sequel)
    assert other.failure is None
    rows = SideBySide(laid(line_plan), other).rows()
    assert any(row.cells[0].text != row.cells[1].text for row in rows if "uota" in row.label or "uota" in row.group)


def test_both_need_a_plan(line_plan):
    """A scenario that has not been run cannot be compared."""
    with pytest.raises(ValueError, match="'open' has no plan yet: run it first"):
        SideBySide(laid(line_plan), Outcome(scenario=Scenario("open", line_plan.criteria)))


def test_a_desk_without_quotas_has_none(line, criteria):
    """Nothing follows where nothing is asked for."""
    plan = plan_of(line, criteria)
    assert laid(plan).quotas is None
    assert laid(plan, Alignment(line, np.zeros(8), np.full(2, -1))).assessment.travel_km == 280
    assert quota_rule().target == 1000
