"""Criteria as the plan file says them."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from optimizer.travel import Quantity
from scenarios.planfile import read_plan

TRAVEL = "  travel: {by: potential}\n"


def criteria(write, old, new):
    return read_plan(write({"plan.yaml": (old, new)})).criteria


def test_defaults(write):
    """Without criteria nothing is limited and travel is distance."""
    path = write({})
    text = path.read_text()
    start, end = text.index("criteria:\n"), text.index("quotas:")
    stop = text.index("scenarios:")
    path.write_text(text[:start] + text[end:stop])
    read = read_plan(path).criteria
    assert (read.balance, read.disruption_at_most, read.disruption_weight) == ({}, None, 0)
    assert (read.eligibility, read.keep_together, read.pins) == ((), False, {})
    assert (read.travel.quantity, read.travel.power, read.travel.by) == (Quantity.DISTANCE, 1, None)


def test_travel_in_hours(write):
    """The limit goes with the quantity travel is measured in."""
    read = criteria(write, TRAVEL, "  travel: {quantity: time, weight: 2, power: 2}\n  max_travel_hours: 5.5\n")
    assert (read.travel.quantity, read.travel.weight, read.travel.power) == (Quantity.TIME, 2.0, 2)
    assert read.max_travel == 5.5
    assert criteria(write, TRAVEL, "  max_travel_km: 500\n").max_travel == 500


@pytest.mark.parametrize(
    ("at_most", "limits"),
    [("0.2", 0.2), ("20%", 0.2), ("{potential: 0.1, count: 0.5}", {"potential": 0.1, "count": 0.5})],
)
def test_limits_of_disruption(write, at_most, limits):
    """One share, or one a measure."""
    assert criteria(write, "at_most: 0.4", f"at_most: {at_most}").disruption_at_most == limits


def test_counts(write):
    """Fewest and most accounts of a territory."""
    read = criteria(write, TRAVEL, "  min_count: 1\n  max_count: 4\n")
    assert (read.min_count, read.max_count) == (1, 4)


def test_capacities(write):
    """Most of a measure any territory may hold; a scenario takes one away with null and keeps the others."""
    path = write({"plan.yaml": (TRAVEL, "  capacity: {workload: 1_800, count: 3}\n")})
    path.write_text(path.read_text().replace("{balance: {potential: 0.3}}", "{capacity: {workload: null}}"))
    plan = read_plan(path)
    assert plan.criteria.capacity == {"workload": 1800.0, "count": 3.0}
    assert plan.scenarios[1].criteria.capacity == {"count": 3.0}


def test_families_may_be_split(write):
    """``keep_together: false`` is the same as leaving it out."""
    assert not criteria(write, "keep_together: parent", "keep_together: false").keep_together


def test_a_scenario_may_contradict_the_plan(write):
    """Keys that are right alone and wrong together are a problem of the scenario."""
    path = write({"plan.yaml": (TRAVEL, "  min_count: 1\n")})
    path.write_text(path.read_text().replace("{balance: {potential: 0.3}}", "{max_count: 0}"))
    with pytest.raises(InputError, match=r"key 'scenarios\[2\].criteria': need 0 <= min_count <= max_count"):
        read_plan(path)
