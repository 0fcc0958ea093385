"""The address of an outcome holds all that decides it, and nothing else."""

from dataclasses import dataclass, replace

import pytest

from optimizer.solvers.portfolio import Portfolio
from optimizer.stop import MaxIterations
from scenarios import address
from scenarios.address import code_version, entries_of
from scenarios.changes import AddTerritories
from scenarios.scenario import Scenario

STOP = MaxIterations(5)


def addresses(instance, scenarios, stop=STOP, solver=None, seed=1):
    """Addresses of some scenarios, all of one seed."""
    entries = entries_of(instance, scenarios, stop, solver=solver, seeds=[seed] * len(scenarios))
    return [entry.address for entry in entries]


def test_names_and_notes_do_not_count(line, criteria):
    """Another name, a note for people, and the default solver spelt out: the same outcome."""
    one = addresses(line, [Scenario("a", criteria)])
    assert addresses(line, [Scenario("b", criteria)]) == one
    assert addresses(replace(line, notes=("from accounts.csv",)), [Scenario("a", criteria)]) == one
    assert addresses(line, [Scenario("a", criteria)], solver=Portfolio()) == one


def test_everything_else_counts(line, criteria, monkeypatch):
    """Facts, criteria, changes, effort, solver, seed and code each lead to another address."""

    @dataclass(frozen=True)
    class Other:
        steps: int = 1

    richer = replace(line, units=replace(line.units, activity=line.units.activity * 2))
    told = [
        *addresses(line, [Scenario("a", criteria), Scenario("b", criteria, AddTerritories(1))]),
        *addresses(line, [Scenario("a", replace(criteria, min_count=1))]),
        *addresses(richer, [Scenario("a", criteria)]),
        *addresses(line, [Scenario("a", criteria)], stop=MaxIterations(6)),
        *addresses(line, [Scenario("a", criteria)], solver=Other()),
        *addresses(line, [Scenario("a", criteria)], seed=2),
    ]
    monkeypatch.setattr(address, "code_version", lambda: "another")
    told += addresses(line, [Scenario("a", criteria)])
    assert len(set(told)) == 8


def test_a_solver_without_content_is_told(line, criteria):
    """What cannot be addressed cannot be kept, and says what to do."""
    with pytest.raises(ValueError, match="define it in a module"):
        addresses(line, [Scenario("a", criteria)], solver=lambda: None)


def test_version_names_release_and_sources():
    """The version of the code is the release and twelve letters of its sources."""
    assert "+" in code_version()
    assert len(code_version().partition("+")[2]) == 12


def test_the_plan_begun_from_counts(line, criteria):
    """From nothing, from one plan and from another: three addresses, and what decides a plan decides who goes on."""
    scenarios = [Scenario("a", criteria), Scenario("b", criteria, AddTerritories(1)), Scenario("c", criteria)]

    def told(starts, seeds=(1, 2, 3)):
        entries = entries_of(line, scenarios, STOP, solver=None, seeds=seeds, starts=starts)
        return [entry.address for entry in entries]

    cold, from_a, from_b = told((None, None, None)), told((None, None, 0)), told((None, None, 1))
    assert cold == [e.address for e in entries_of(line, scenarios, STOP, solver=None, seeds=(1, 2, 3))]
    assert cold[:2] == from_a[:2] == from_b[:2]
    assert len({cold[2], from_a[2], from_b[2], told((None, None, 0), seeds=(9, 2, 3))[2]}) == 4
