"""An outcome is saved before it counts."""

from dataclasses import replace

import pytest

from optimizer.stop import Limit, MaxRuntime
from scenarios.address import entries_of
from scenarios.scenario import Scenario
from scenarios.single_run import run_scenario
from scenarios.store import open_store
from scenarios.tally import Page, Tally

STOP = MaxRuntime(1)


@pytest.fixture
def scenarios(criteria):
    """Two of one plan."""
    return [Scenario("a", criteria), Scenario("b", criteria)]


@pytest.fixture
def outcomes(line, scenarios, quick_solve):  # noqa: ARG001 -- what stands in for searches
    """What came of them."""
    return [run_scenario(line, scenario, STOP, seed=3) for scenario in scenarios]


@pytest.fixture
def page(line, scenarios, tmp_path):
    """That of a run of both."""
    return Page(open_store(tmp_path / "runs"), entries_of(line, scenarios, STOP, solver=None, seeds=[3, 4]))


def test_counts_in_the_order_of_scenarios(outcomes):
    """Without a store nothing is found, and outcomes count in order whenever they come."""
    tally = Tally()
    assert tally.find(0) is None
    tally.keep(1, outcomes[1])
    tally.keep(0, outcomes[0])
    assert tally.outcomes == tuple(outcomes)


def test_what_is_kept_is_found(outcomes, page):
    """The run has begun; what is kept is in the store, the rest is open."""
    tally = Tally(page)
    tally.keep(1, outcomes[1])
    assert tally.find(0) is None
    assert tally.find(1).found.status is outcomes[1].result.status
    assert page.store.run(page.run).open == 1


def test_a_search_ended_by_hand_counts_and_is_not_saved(outcomes, page):
    """Its plan is given back, and the next run searches anew."""
    tally = Tally(page)
    tally.keep(0, replace(outcomes[0], result=replace(outcomes[0].result, limit=Limit.INTERRUPTED)))
    assert tally.outcomes[0].interrupted
    assert page.store.run(page.run).open == 2


def test_what_could_not_be_saved_does_not_count(outcomes, page, monkeypatch):
    """An error of the store is raised, and nothing is counted that is not there."""

    def full(*_args, **_options):
        raise OSError("no space left")

    tally = Tally(page)
    monkeypatch.setattr(type(page.store), "save", full)
    with pytest.raises(OSError, match="no space"):
        tally.keep(0, outcomes[0])
    assert tally.outcomes == ()
