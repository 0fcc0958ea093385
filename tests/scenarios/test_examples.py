"""The bundled plans hold what their page says."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.assessment import judge
from optimizer.travel import Quantity
from scenarios.examples import Example, example_path
from scenarios.planfile import Plan, read_plan


@pytest.fixture(scope="module")
def resellers() -> Plan:
    return read_plan(example_path(Example.RESELLERS))


@pytest.fixture(scope="module")
def hospitals() -> Plan:
    return read_plan(example_path(Example.HOSPITALS))


@pytest.mark.parametrize("example", Example)
def test_an_example_is_small_and_attributed(example):
    """Less than a megabyte each, with source and licence on the page beside it."""
    folder = example_path(example).parent
    assert sum(item.stat().st_size for item in folder.iterdir()) < 1_000_000
    page = (folder.parent / "README.md").read_text(encoding="utf-8")
    assert f"## {example.value}" in page
    assert "MIT License" in page
    assert "public domain" in page


def test_resellers_are_there(resellers):
    """701 accounts, 13 reps by name, 36.2 million of bookings in the last twelve months, everybody placed."""
    instance = resellers.instance
    assert (instance.num_units, instance.num_territories) == (701, 13)
    assert instance.amounts("potential").sum() == pytest.approx(36_240_484.56)
    assert "José Saraiva" in instance.territories.reps
    assert instance.unplaced == ()
    assert (instance.units.incumbent >= 0).all()
    assert np.isfinite(instance.territories.centres).all()
    assert any("2012-12 to 2013-11" in note for note in resellers.notes)


def test_north_america_is_out_of_balance(resellers):
    """Nine reps share a pool: bookings -50 to +68 %, accounts -37 to +33 %. Four more have a country each."""
    assessment = judge(incumbent_alignment(resellers.instance), resellers.criteria)
    potential = np.asarray(assessment.balance["potential"].deviation)
    assert (round(potential.min(), 2), round(potential.max(), 2)) == (-0.50, 0.68)
    assert (np.abs(potential) < 1e-12).sum() == 4
    units = np.bincount(resellers.instance.units.incumbent)[:9]
    counts = units / units.mean() - 1
    assert (round(counts.min(), 2), round(counts.max(), 2)) == (-0.37, 0.33)


def test_scenarios_of_the_resellers(resellers):
    """Today, rebalanced, and two more reps for North America with a looser limit of their own."""
    today, rebalanced, more = resellers.scenarios
    assert today.keeps_incumbent
    assert rebalanced.criteria.balance == {"potential": 0.10, "workload": 0.15}
    assert (rebalanced.criteria.disruption_at_most, more.criteria.disruption_at_most) == (0.20, 0.30)
    assert rebalanced.criteria.travel.quantity is Quantity.TIME
    facts, _ = more.build(resellers.instance)
    assert facts.num_territories == 15
    countries = facts.tags["country"].values
    assert [countries[code] for code in np.flatnonzero(facts.tags["country"].served[-1])] == ["CA", "US"]
    assert facts.free_centres().sum() == 2


def test_quotas_of_the_resellers(resellers):
    """The target adds up exactly, by territory and by month, in hundreds."""
    quotas = resellers.quotas(incumbent_alignment(resellers.instance))
    assert quotas.total == 39_100_000
    assert all(amount % 100 == 0 for amount in quotas.amounts)
    months = resellers.quotas.split(quotas)
    assert (months.periods[0], months.periods[-1]) == ("2013-12", "2014-11")
    assert months.total == 39_100_000


def test_chances_of_the_resellers(resellers):
    """Thirteen reps of one chance by equal probability; by flat growth, which is potential share here, they differ."""
    today = incumbent_alignment(resellers.instance)
    started = time.process_time()
    report = resellers.fairness(today, resellers.quotas(today))
    assert time.process_time() - started < 5  # a tenth of a second, after scipy.stats is loaded
    assert [plan.name for plan in report.plans] == ["equal probability", "flat growth = potential share"]
    equal, flat = report.plans
    assert equal.least_chance == pytest.approx(0.32, abs=0.02)
    assert equal.interquartile_range < 0.01
    assert flat.interquartile_range > 0.08
    assert equal.quotas.sum() == flat.quotas.sum() == 39_100_000


def test_the_backtest_of_the_resellers_is_honest(resellers):
    """One past year can be tested; accounts known by then only, flat is better, and the verdict says so."""
    found = resellers.past.backtest(resellers.seed)
    frame = found.to_frame().set_index(["level", "method"])
    assert not found.verdict.better
    assert frame.loc[("territory", "last twelve months"), "wape"] == pytest.approx(0.310, abs=0.001)
    assert frame.loc[("territory", "blend"), "wape"] == pytest.approx(0.421, abs=0.001)
    assert frame.loc[("territory", "last twelve months"), "coverage"] == pytest.approx(9 / 13)


def test_hospitals_are_there(hospitals):
    """2,789 hospitals, 40 new territories with free centres, 79.3 billion of payments; then 44."""
    instance = hospitals.instance
    assert (instance.num_units, instance.num_territories) == (2_789, 40)
    assert instance.free_centres().all()
    assert instance.amounts("payments").sum() == pytest.approx(79.35e9, rel=1e-3)
    assert "010001" in instance.units.ids
    assert [scenario.build(instance)[0].num_territories for scenario in hospitals.scenarios] == [40, 44]
    assert any("count as 134" in note for note in hospitals.notes)


def test_no_path_of_a_machine():
    """Examples name only files beside them."""
    for example in Example:
        text = example_path(example).read_text(encoding="utf-8")
        assert "/" not in text.replace("# ", "").split("inputs:")[1].split("measures:")[0]
    assert Path(example_path(Example.RESELLERS)).is_absolute()
