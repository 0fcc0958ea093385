"""How many reps pay follows from what accounts are said to bring."""

import numpy as np
import pytest

from optimizer.capacity import SalesResponse
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

SIZE = """\
capacity:
  size:
    hours_per_rep: 40
    cost_per_rep: 100
    margin: 50%
    tolerance: 2%
    response: {hours: hours, sales: now, none: nothing, unlimited: most}
"""
ANSWERS = ("now,nothing,most", "100,40,900", "50,0,300", "70,70,70", "200,100,500", "80,10,400", "9,1,20")


@pytest.fixture
def sized(write, tmp_path):
    """Write the small plan with answers for each account; gives the path of the plan file."""

    def _write(answers=ANSWERS, old="", new=""):
        path = write({"plan.yaml": ("quotas:\n", SIZE.replace(old, new) + "quotas:\n")})
        rows = (tmp_path / "accounts.csv").read_text(encoding="utf-8").splitlines()
        merged = [f"{row},{more}" for row, more in zip(rows, answers, strict=True)]
        (tmp_path / "accounts.csv").write_text("\n".join(merged), encoding="utf-8")
        return path

    return _write


def test_the_size_is_that_of_the_answers(sized):
    """The same band as when the curve is made by hand; a plan year is not needed."""
    plan = read_plan(sized())
    response = SalesResponse.from_judgement(
        [f"A{i}" for i in range(1, 7)],
        hours=[10, 20, 30, 15, 15, 15],
        sales=[100, 50, 70, 200, 80, 9],
        none=[40, 0, 70, 100, 10, 1],
        unlimited=[900, 300, 70, 500, 400, 20],
    )
    expected = response.best_size(hours_per_rep=40, cost_per_rep=100, margin=0.5, tolerance=0.02)
    assert (plan.size.low, plan.size.best, plan.size.high) == (expected.low, expected.best, expected.high)
    np.testing.assert_allclose(plan.size.hours, expected.hours)
    assert plan.capacity is None


@pytest.mark.parametrize(
    ("position", "answer", "row", "column"),
    [(1, "100,400,900", 2, "now"), (2, "50,,300", 3, "nothing"), (4, "200,100,-5", 5, "most"), (6, "x,1,20", 7, "now")],
)
def test_answers_that_cannot_be_are_told_by_row(sized, position, answer, row, column):
    """Sales must rise from none over today to unlimited, and be there."""
    answers = [*ANSWERS[:position], answer, *ANSWERS[position + 1 :]]
    with pytest.raises(InputError) as caught:
        read_plan(sized(answers))
    assert [(found.table, found.row, found.column) for found in caught.value.problems] == [
        ("accounts.csv", row, column)
    ]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("none: nothing", "none: nothin", "capacity.size.response.none"),
        ("cost_per_rep: 100", "cost_per_rep: 1e-9", "capacity.size.cost_per_rep"),
        ("hours_per_rep: 40", "hours_per_rep: 0", "capacity.size.hours_per_rep"),
    ],
)
def test_keys_that_cannot_be_are_told(sized, old, new, column):
    """A column that is not there, units that slipped."""
    with pytest.raises(InputError) as caught:
        read_plan(sized(old=old, new=new))
    assert [found.column for found in caught.value.problems] == [column]
