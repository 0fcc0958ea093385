"""What reps carry in each period: part time, dates, ramp and leave."""

from __future__ import annotations

import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
REPS = """\
territory,rep,country,latitude,longitude,fte,start_date,end_date
R1,Ann,US,47.6,-122.3,1,,
R2,Bob,US,34.0,-118.0,0.5,,
R3,Cy,GB,51.5,0.1,1,2026-04-01,
"""


def plan_of(write, more, year="plan_year: {start: 2026-01-01}\n", reps=REPS):
    path = write({"plan.yaml": (HISTORY, HISTORY + more)})
    path.write_text(path.read_text().replace("quotas:\n", f"{year}quotas:\n"))
    if reps is not None:
        (path.parent / "reps.csv").write_text(reps)
    return read_plan(path)


def test_nothing_is_relieved_unless_asked(write):
    """Part time and dates alone leave quotas as they are."""
    plan = plan_of(write, "")
    assert plan.quotas.capacity is None
    assert plan.quotas(incumbent_alignment(plan.instance)).relief_note is None


def test_relief_goes_to_the_others(write):
    """Half a rep, and one from April with two months of ramp, carry less; the sum stays; months follow."""
    plan = plan_of(write, "  relief: others\n  ramp: [0, 0.5]\n  round_to: 0.01\n")
    assert plan.quotas.capacity["R1"] == (1.0,) * 12
    assert plan.quotas.capacity["R2"] == (0.5,) * 12
    assert plan.quotas.capacity["R3"] == (0, 0, 0, 0, 0.5) + (1.0,) * 7
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    whole = 350 + 350 * 0.5 + 500 * 7.5 / 12
    expected = [1_200 * share / whole for share in (350, 175, 500 * 7.5 / 12)]
    assert [float(amount) for amount in quotas.amounts] == pytest.approx(expected, abs=0.011)
    assert quotas.relief_note.endswith("are relieved for ramp, leave, part time and dates; the others carry them")
    months = plan.quotas.split(quotas)
    assert months.cents[2, :4].tolist() == [0, 0, 0, 0]
    assert months.total == 1_200


def test_relief_goes_to_the_pool(write):
    """Nobody carries it: the quotas add up to less, and the plan says by how much they miss the target."""
    plan = plan_of(write, "  relief: pool\n  over_assignment: 10%\n  round_to: 0.01\n")
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    assert [float(amount) for amount in quotas.amounts] == pytest.approx([385, 192.5, 550 * 9 / 12])
    assert quotas.pool == 19_250 + 13_750
    note = "330.00 are relieved for ramp, leave, part time and dates; nobody carries them: the quotas are 210.00 below"
    assert quotas.relief_note == f"{note} the target"
    assert plan.quotas.split(quotas).total == quotas.total == 990


def test_leave_takes_months_out(write):
    """A rep away from mid February to the end of March, half the time; quarters take the mean of their months."""
    leave = "  leave: [{territory: R1, start: 2026-02-15, end: 2026-03-31, share: 50%}]\n"
    plan = plan_of(write, f"{leave}  periods: 4\n", reps=None)
    assert plan.quotas.capacity["R1"] == pytest.approx(((1 + 0.75 + 0.5) / 3, 1, 1, 1))
    assert plan.quotas.capacity["R2"] == (1, 1, 1, 1)


def test_territories_of_scenarios_are_full(write):
    """A territory that a scenario adds carries the whole number."""
    plan = plan_of(write, "  relief: others\n")
    more = plan.scenarios[2].build(plan.instance)[0]
    assert plan.quotas(incumbent_alignment(more)).capacity[3].tolist() == [1.0] * 12


@pytest.mark.parametrize(
    ("more", "year", "key", "message"),
    [
        ("  relief: pool\n", "", "quotas.relief", "counted from the start of the plan year"),
        ("  ramp: [0.5]\n", "", "quotas.ramp", "counted from the start of the plan year"),
        ("  relief: pool\n  periods: 5\n", None, "quotas.relief", "12 months cannot be put into 5 periods"),
        (
            "  leave: [{territory: R9, start: 2026-01-01, end: 2026-01-31}]\n",
            None,
            "quotas.leave[1].territory",
            "no such territory",
        ),
        ("  relief: friends\n", None, "quotas.relief", "not known here"),
    ],
)
def test_relief_that_cannot_be(write, more, year, key, message):
    """What is missing or does not fit is told at its key."""
    with pytest.raises(InputError) as caught:
        plan_of(write, more, "plan_year: {start: 2026-01-01}\n" if year is None else year)
    assert [problem.column for problem in caught.value.problems if message in problem.message] == [key]
