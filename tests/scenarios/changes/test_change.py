"""Every change is a value: it says what it did, leaves what it was given alone, and travels."""

import pickle
from contextlib import contextmanager
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.capacity import PlanYear
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.quotas import EqualSplit
from optimizer.stop import MaxIterations
from scenarios import changes
from scenarios.address import entries_of
from scenarios.changes import (
    AddTerritories,
    Change,
    ChangeCriteria,
    ChangeQuotas,
    CloseTerritories,
    FreeAccounts,
    Hire,
    KeepIncumbent,
    MergeTerritories,
    MovesHome,
    PinAccounts,
    QuotaChange,
    RepLeaves,
    RestrictTo,
    ScaleMeasure,
    ScaleTarget,
    Segment,
    SplitTerritory,
    StaysVacant,
    TeamChange,
    Times,
    relax,
    tighten,
)
from scenarios.digest import digest
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.workers import ProcessWorkers

NORTH = Segment(tags={"area": "north"})
PLAN_CHANGES = (
    AddTerritories(1),
    ChangeCriteria(max_travel=500.0),
    CloseTerritories("T3"),
    FreeAccounts(),
    Hire(rep="Dana", on=date(2027, 6, 1), year=PlanYear(date(2027, 1, 1)), centre=(20.0, 0.0)),
    KeepIncumbent(),
    MergeTerritories(("T2", "T3")),
    MovesHome("Bob", (35.0, 0.0)),
    PinAccounts(Segment(territories=("T2",))),
    RepLeaves("Cy", date(2027, 3, 1)),
    RestrictTo(NORTH),
    ScaleMeasure("potential", 1.1, NORTH),
    SplitTerritory("T2", 2),
    relax(disruption=Times(1.5)),
    tighten(balance={"potential": 0.1}),
)
OTHERS = (ChangeQuotas(target=900.0, method=EqualSplit()), ScaleTarget(1.05), StaysVacant("Bob", date(2027, 4, 1)))
EVERY = (*PLAN_CHANGES, *OTHERS)
named = pytest.mark.parametrize("change", EVERY, ids=lambda change: type(change).__name__)
CRITERIA = Criteria(balance={"potential": 0.5}, disruption_at_most=0.4, pins={"a0": "T1", "a8": "T3"})


def test_every_public_change_is_tried():
    """The list above misses none."""
    kinds = {name for name in changes.__all__ if hasattr(getattr(changes, name), "sentence")}
    protocols = {"Change", "QuotaChange", "TeamChange", "AnyChange"}
    assert kinds - protocols == {type(change).__name__ for change in EVERY}


@named
def test_is_one_of_the_protocols(change, trio, rule, team):
    """It says something, with and without the choices, and what it was given stays as it is."""
    assert isinstance(change, Change | QuotaChange | TeamChange)
    before = digest((trio, CRITERIA))
    assert change.sentence(trio)
    assert change.sentence(trio, CRITERIA)
    if isinstance(change, Change):
        change.apply(trio, CRITERIA)
    if isinstance(change, QuotaChange):
        change.apply_quotas(rule, trio)
    if isinstance(change, TeamChange):
        change.apply_team(team, trio)
    assert digest((trio, CRITERIA)) == before
    assert rule.target == 1200.0


@named
def test_travels_and_has_an_address(change):
    """A copy that went to a worker is equal, has the same hash and the same digest."""
    copy = pickle.loads(pickle.dumps(change))  # noqa: S301 -- our own bytes
    assert copy == change
    assert hash(copy) == hash(change)
    assert digest(copy) == digest(change)


def test_quotas_are_no_part_of_the_address(trio):
    """Changes of quotas and people alone are not solved again; those of the plan are."""

    def address(*changed):
        scenario = Scenario("x", CRITERIA, *changed)
        return entries_of(trio, [scenario], MaxIterations(1), solver=None, seeds=[1])[0].address

    assert {address(change) for change in OTHERS} == {address()}
    assert len({address(change) for change in PLAN_CHANGES} | {address()}) == len(PLAN_CHANGES) + 1


@contextmanager
def processes():
    """Two processes of our own."""
    with ProcessWorkers(2) as workers:
        yield workers


@contextmanager
def cluster():
    """Two processes of Dask on this machine."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as local, distributed.Client(local, set_as_default=False) as client:
        yield client.get_executor()


@pytest.mark.slow
@pytest.mark.parametrize("crew", [processes, cluster])
def test_workers_carry_out_every_change(trio, rule, crew):
    """Processes and a cluster give the plans, quotas and sentences of a run in turn, whatever is changed."""
    scenarios = [Scenario(f"{at} {type(change).__name__}", CRITERIA, change) for at, change in enumerate(EVERY)]
    here = run(trio, scenarios, MaxIterations(20), seed=1, quotas=rule, progress=False)
    with crew() as workers:
        there = run(trio, scenarios, MaxIterations(20), seed=1, quotas=rule, executor=workers, progress=False)
    for one, other in zip(here, there, strict=True):
        assert one.failure == other.failure
        assert one.changes == other.changes
        assert one.alignment.territory_of.tolist() == other.alignment.territory_of.tolist()
        assert one.quotas.cents.tolist() == other.quotas.cents.tolist()


STACKABLE = st.sampled_from(
    [
        AddTerritories(1),
        CloseTerritories("T1"),
        CloseTerritories("T3"),
        MergeTerritories(("T1", "T2")),
        MergeTerritories(("T2", "T3"), into="T3"),
        SplitTerritory("T2", 3),
        SplitTerritory("T1", 2, incumbent=None),
        ScaleMeasure("hours", 2.0, NORTH),
        RestrictTo(NORTH),
        PinAccounts(Segment(territories=("T2",))),
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(STACKABLE, max_size=5))
def test_stacks_stay_sound(trio, chosen):
    """Whatever is stacked: units keep their place, owners and pins are territories there are, or it is refused."""
    scenario = Scenario("stack", CRITERIA, *chosen)
    try:
        facts, criteria = scenario.build(trio)
    except InputError:
        return
    assert facts.units.ids.equals(trio.units.ids)
    labels = [*facts.territories.ids, None]
    before = [*trio.territories.ids, None]
    for was, now in zip(trio.units.incumbent, facts.units.incumbent, strict=True):
        if labels[now] != before[was]:
            # Another owner comes of a merge alone; every other change frees.
            assert labels[now] is None or any(isinstance(change, MergeTerritories) for change in chosen)
    assert set(criteria.pins.values()) <= set(facts.territories.ids)
    assert len(scenario.sentences(trio)) == len(chosen)
    assert np.isfinite(facts.territories.shares).all()
