"""A desk: searches, scenarios and a drawer beside the plan under edit."""

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.app.desk import ON_THE_DESK, Desk, Drawer, DrawerError, EditRefused, ScenarioForm, Standing
from scenarios.app.desk import desk as desk_module
from scenarios.changes import AddTerritories, ScaleTarget
from scenarios.scenario import Scenario
from scenarios.store import open_store

from .conftest import plan_of, quota_rule
from .test_docket import in_place  # noqa: F401 -- a fixture


@pytest.fixture
def plan(line, criteria):
    """Rebalanced, and with a third territory in the middle."""
    return plan_of(
        line,
        criteria,
        Scenario("rebalanced", criteria),
        Scenario("three", criteria, AddTerritories(1, centre=(35.0, 0.0))),
        quotas=quota_rule(),
    )


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "desks"


@pytest.fixture
def desk(plan, clock, folder) -> Desk:
    return Desk(plan, who="Pat", clock=clock, drawer=Drawer(folder))


def test_a_scenario_is_laid_out_with_its_facts(desk, in_place):  # noqa: ARG001, F811
    """Three territories, its own rules, no edits, and figures that begin anew."""
    with pytest.raises(ValueError, match="no plan yet: run it first"):
        desk.open_scenario("three")
    desk.move([5], 1)
    desk.run_scenario("three")
    told = desk.open_scenario("three")
    assert told == ("adds 1 territory: New 1",)
    assert desk.scenario == "three"
    assert desk.ground.instance.num_territories == 3
    assert not desk.can_undo
    assert len(desk.figures().quotas) == 3
    desk.move([0], 2, "try")
    assert desk.figures().count[2] >= 1


def test_todays_plan_is_laid_out_with_the_rules_it_is_watched_by(line, criteria, in_place):  # noqa: ARG001, F811
    """What was merely watched while it was judged counts again when it is edited."""
    from scenarios.changes import KeepIncumbent  # noqa: PLC0415

    desk = Desk(plan_of(line, criteria, Scenario("today", criteria, KeepIncumbent())))
    desk.run_scenario("today")
    desk.open_scenario("today")
    assert {violation.rule.value for violation in desk.figures().violations} == {"balance"}


def test_a_scenario_is_laid_out_with_its_quotas(line, criteria, in_place, folder):  # noqa: ARG001, F811
    """A higher target is that of the desk too, compared as it is, and after the desk comes out of the drawer."""
    plan = plan_of(line, criteria, Scenario("twice", criteria, ScaleTarget(2.0)), quotas=quota_rule())
    desk = Desk(plan, drawer=Drawer(folder))
    assert desk.quotas().quotas.total == 1000
    desk.run_scenario("twice")
    desk.open_scenario("twice")
    assert desk.quotas().quotas.total == 2000
    desk.set_quota(0, 800)
    assert desk.figures().quotas.tolist() == [80_000, 120_000]
    assert desk.outcome().quotas.cents.tolist() == [80_000, 120_000]
    assert desk.compare("twice", ON_THE_DESK).rows()
    later = Desk(plan, drawer=Drawer(folder))
    later.open(desk.save())
    assert later.quotas().quotas.total == 2000


def test_a_scenario_of_the_same_facts_is_taken_as_an_edit(desk, in_place):  # noqa: ARG001, F811
    """The desk stays where it is, and undo brings the former plan back."""
    outcome = desk.run_scenario("rebalanced").outcome
    desk.take(outcome.result, "rebalanced")
    assert desk.state.alignment == outcome.alignment
    other = desk.run_scenario("three").outcome
    with pytest.raises(EditRefused, match="open its scenario first"):
        desk.take(other.result)


def test_the_desk_is_compared_with_scenarios(desk, in_place):  # noqa: ARG001, F811
    """What lies on it goes by a name of its own."""
    desk.run_scenario("rebalanced")
    both = desk.compare(ON_THE_DESK, "rebalanced")
    assert both.units.tolist() == [4, 5]
    assert both.moves()["to"].tolist() == ["east", "east"]
    with pytest.raises(ValueError, match="'three' has no plan yet"):
        desk.compare(ON_THE_DESK, "three")


def test_who_set_a_number_and_why_goes_with_it(desk):
    """Into the log of the quota plan, which files and the workbook show."""
    desk.set_quota(0, 700, "first try")
    desk.set_quota(0, 600, "new to the job")
    desk.set_quota(0, 650)
    log = desk.outcome().quotas.hierarchy.log_frame()
    assert log[["node", "after", "who", "why"]].to_numpy().tolist() == [["west", 650.0, "Pat", "set by hand"]]
    desk.undo()
    assert desk.outcome().quotas.hierarchy.log_frame()["why"].tolist() == ["new to the job"]


def test_what_was_saved_survives_the_server(desk, plan, folder, clock, in_place):  # noqa: ARG001, F811
    """Edits, pins, quotas by hand, scenarios of the form, and what can be undone and redone."""
    desk.move([4, 5], 1, "nearer")
    desk.pin([0])
    desk.set_quota(0, 600)
    desk.undo()
    desk.new_scenario(ScenarioForm(name="wider", balance={"potential": 0.6}))
    assert desk.dirty
    key = desk.save()
    assert key == desk.key
    assert not desk.dirty
    later = Desk(plan, drawer=Drawer(folder))
    assert later.open(key) == ()
    assert not later.dirty
    assert later.state.alignment == desk.state.alignment
    assert np.array_equal(later.state.pins, desk.state.pins)
    assert later.log().equals(desk.log())
    assert [found.name for found in later.scenarios()] == ["rebalanced", "three", "wider"]
    assert later.figures().quotas.tolist() == desk.figures().quotas.tolist()
    later.redo()
    assert later.figures().quotas.tolist() == [60_000, 40_000]
    later.undo()
    later.undo()
    later.undo()
    assert later.state.alignment.territory_of.tolist() == plan.instance.units.incumbent.tolist()


def test_a_named_desk_is_found_by_others(desk, plan, folder):
    """And the session's own is put away as well."""
    desk.move([5], 1)
    key = desk.save(" Spring plan ")
    other = Desk(plan, who="Ann", drawer=Drawer(folder))
    (kept,) = other.saved()
    assert (kept.key, kept.name, kept.who, kept.edits) == (key, "Spring plan", "Pat", 1)
    other.open(key)
    other.move([4], 1)
    other.save("Spring plan")
    assert [(found.who, found.edits) for found in desk.saved()] == [("Ann", 2)]
    assert Drawer(folder).get(desk.key)["name"] == ""
    assert len(Drawer(folder).get(desk.key)["edits"]) == 1


def test_a_desk_of_a_scenario_comes_back_with_its_facts(desk, plan, folder, in_place):  # noqa: ARG001, F811
    """Where the scenario is no more, nothing is laid out and the desk stays as it is."""
    desk.run_scenario("three")
    desk.open_scenario("three")
    desk.move([0], 2)
    key = desk.save()
    later = Desk(plan, drawer=Drawer(folder))
    later.open(key)
    assert later.scenario == "three"
    assert later.ground.instance.num_territories == 3
    assert later.state.alignment.territory_of.tolist() == desk.state.alignment.territory_of.tolist()
    without = Desk(plan_of(plan.instance, plan.criteria), drawer=Drawer(folder))
    without.move([5], 1)
    before = without.state
    with pytest.raises(DrawerError, match="this desk cannot be laid out: there is no scenario 'three'"):
        without.open(key)
    assert without.state is before


def test_a_scenario_added_is_something_to_save(desk):
    """Until it is saved; so is a desk brought back that is damaged, which changes nothing."""
    desk.new_scenario(ScenarioForm(name="wider"))
    assert desk.dirty
    key = desk.save()
    assert not desk.dirty
    drawer = desk._drawer
    drawer.put(key, drawer.get(key) | {"place": 9, "forms": []})
    with pytest.raises(DrawerError, match="this desk cannot be laid out: place 9"):
        desk.open(key)
    assert [line.name for line in desk.scenarios()] == ["rebalanced", "three", "wider"]
    assert not desk.dirty


def test_saving_at_once_keeps_the_latest(desk, plan, folder):
    """Many threads edit and save: in the end everything is there."""
    import threading  # noqa: PLC0415

    threads = [threading.Thread(target=lambda unit=unit: (desk.move([unit], 1), desk.save())) for unit in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not desk.dirty
    later = Desk(plan, drawer=Drawer(folder))
    later.open(desk.key)
    assert later.state.alignment.territory_of.tolist() == [1] * 8


def test_a_desk_without_a_drawer_keeps_nothing(plan):
    """And says so."""
    desk = Desk(plan)
    assert desk.saved() == ()
    with pytest.raises(DrawerError, match="nothing is kept here"):
        desk.save()
    with pytest.raises(DrawerError, match="nothing is kept here"):
        desk.open(desk.key)


def test_an_unknown_desk_is_not_opened(desk):
    """Whoever has a wrong id has no desk."""
    with pytest.raises(DrawerError, match="no such desk"):
        desk.open("x" * 32)


def test_forms_that_do_not_fit_are_refused(desk):
    """With every problem at once; nothing is listed."""
    with pytest.raises(InputError, match="2 problems"):
        desk.new_scenario(ScenarioForm(name="", disruption_at_most=7.0))
    assert len(desk.scenarios()) == 2


def test_a_search_begins_where_the_planner_stands(desk, monkeypatch):
    """With the plan, the pins, the effort and the seed of the moment; closing the desk ends it."""
    orders, ended = [], []

    class Search:
        done = False

        def __init__(self, order):
            orders.append(order)

        def abandon(self):
            ended.append(self)

    monkeypatch.setattr(desk_module, "Search", Search)
    desk.move([5], 1)
    desk.pin([5])
    running = desk.solve(30, gap=0.02)
    order = orders[0]
    assert order.start == desk.state.alignment
    assert dict(order.criteria.pins) == {"a5": "east"}
    assert (order.stop.seconds, order.stop.gap, order.seed) == (30, 0.02, desk.plan.seed)
    assert desk.search is running
    desk.close()
    assert ended == [running]


def test_outcomes_of_the_desks_store_are_listed(plan, tmp_path, in_place):  # noqa: ARG001, F811
    """What one session ran another finds."""
    store = open_store(tmp_path / "kept")
    Desk(plan, store=store).run_scenario("rebalanced")
    assert [found.standing for found in Desk(plan, store=store).scenarios()] == [Standing.OPTIMAL, Standing.OPEN]
    with pytest.raises(EditRefused, match="approvals are not kept here"):
        Desk(plan, store=store).approve("rebalanced")
