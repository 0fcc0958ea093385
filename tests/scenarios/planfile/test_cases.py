"""Scenarios of a plan file."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

MORE = "{name: one more, add_territories: {count: 1, serves: {country: US}}}"


def scenario(write, line):
    return read_plan(write({"plan.yaml": (MORE, line)})).scenarios[2]


def test_short_forms(write):
    """A number adds territories that serve all; a text alone is a name."""
    added = scenario(write, "{name: two, add_territories: 2}")
    (change,) = added.changes
    assert (change.count, dict(change.serves), change.share, change.centre) == (2, {}, 1.0, None)
    plain = scenario(write, "as it is")
    assert (plain.name, plain.changes) == ("as it is", ())


def test_all_that_can_be_said_of_new_territories(write):
    """Names, share and place reach the instance the scenario is solved on."""
    added = scenario(
        write,
        "{name: x, add_territories: {count: 1, serves: {country: [GB]}, share: 50%, names: York, "
        "latitude: 53.9, longitude: -1.1}}",
    )
    facts, _ = added.build(read_plan(write({})).instance)
    assert facts.territories.ids[-1] == "York"
    assert facts.territories.centres[-1].tolist() == [53.9, -1.1]
    assert facts.territories.shares[-1] == pytest.approx(np.array([0.5, 0.5]))


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{name: x, keep: today}", "scenarios[3].keep", "only today's alignment can be kept"),
        ("{name: x, keep: incumbent, add_territories: 1}", "scenarios[3]", "has no new territories"),
        ("{name: x, add_territories: {count: 2, names: [a]}}", "scenarios[3].add_territories", "different names"),
        ("{name: x, add_territories: {count: 1, names: [R1]}}", "scenarios[3].add_territories.names", "of this name"),
        (
            "{name: x, add_territories: {count: 1, latitude: 5}}",
            "scenarios[3].add_territories",
            "coordinate is missing",
        ),
        ("{name: x, add_territories: two}", "scenarios[3].add_territories", "valid integer"),
        ("{add_territories: 2}", "scenarios[3]", "'name' is missing"),
        ("{name: x, add: 2}", "scenarios[3].add", "no such key"),
        ("{name: x, criteria: {min_count: 3}}", "scenarios[3].criteria.min_count", "need more than the 6 accounts"),
        ("{name: x, criteria: {min_count: 3, max_count: 2}}", "scenarios[3].criteria", "above max_count"),
        (
            "{name: x, criteria: {max_travel_hours: 1}}",
            "scenarios[3].criteria.max_travel_hours",
            "measured by distance",
        ),
        ("{name: x, criteria: {keep_together: kind}}", "scenarios[3].criteria.keep_together", "named before"),
        ("{name: x, criteria: {eligibility: [land]}}", "land", "no such column"),
    ],
)
def test_what_cannot_be(write, line, column, message):
    """Each misfit is told at its key."""
    with pytest.raises(InputError) as caught:
        scenario(write, line)
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert found, caught.value
    assert found[0].column == column


def test_nothing_to_keep(write):
    """Today can only be kept where there is one."""
    path = write({})
    for owner in ("R1,", "R2,", "R3,"):
        accounts = path.parent / "accounts.csv"
        accounts.write_text(accounts.read_text().replace(owner, ","))
    path.write_text(path.read_text().replace("  pin: {column: key}\n", ""))
    with pytest.raises(InputError, match=r"line 21, key 'scenarios\[1\].keep': there is no alignment of today"):
        read_plan(path)
