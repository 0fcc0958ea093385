"""An outcome is saved before it counts."""

from dataclasses import replace

import pytest

from optimizer.stop import Limit, MaxRuntime
from scenarios.address import entries_of
from scenarios.book import Book, Page
from scenarios.scenario import Scenario
from scenarios.single_run import run_scenario
from scenarios.store import open_store

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
    book = Book()
    assert book.find(0) is None
    book.keep(1, outcomes[1])
    book.keep(0, outcomes[0])
    assert book.outcomes == tuple(outcomes)


def test_what_is_kept_is_found(outcomes, page):
    """The run has begun; what is kept is in the store, the rest is open."""
    book = Book(page)
    book.keep(1, outcomes[1])
    assert book.find(0) is None
    assert book.find(1).found.status is outcomes[1].result.status
    assert page.store.run(page.run).open == 1


def test_a_search_ended_by_hand_counts_and_is_not_saved(outcomes, page):
    """Its plan is given back, and the next run searches anew."""
    book = Book(page)
    book.keep(0, replace(outcomes[0], result=replace(outcomes[0].result, limit=Limit.INTERRUPTED)))
    assert book.outcomes[0].interrupted
    assert page.store.run(page.run).open == 2


def test_what_could_not_be_saved_does_not_count(outcomes, page, monkeypatch):
    """An error of the store is raised, and nothing is counted that is not there."""

    def full(*_args, **_options):
        raise OSError("no space left")

    book = Book(page)
    monkeypatch.setattr(type(page.store), "save", full)
    with pytest.raises(OSError, match="no space"):
        book.keep(0, outcomes[0])
    assert book.outcomes == ()
