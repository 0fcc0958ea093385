"""Facts: the year, the territories, the options of the builder."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan


def test_the_plan_year_makes_capacity(write):
    """A rep who starts in the middle of the year carries half; without a plan year dates only are noted."""
    old = "longitude\nR1,Ann,US,47.6,-122.3"
    path = write({"reps.csv": (old, "longitude,start_date\nR1,Ann,US,47.6,-122.3,2026-07-01")})
    assert read_plan(path).instance.target_shares("potential").tolist() == [1, 1, 1]
    path.write_text(path.read_text() + "plan_year: {start: 2026-01-01}\n")
    assert read_plan(path).instance.target_shares("potential").tolist() == pytest.approx([0.5, 1, 1], abs=0.01)
    path.write_text(path.read_text().replace("{start: 2026-01-01}", "{start: 2026-01-01, ramp: [0, 0.5]}"))
    assert read_plan(path).instance.target_shares("potential")[0] == pytest.approx(4.5 / 12)


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("{start: 2026-01-31}", "must start on day 1 to 28"),
        ("{start: spring}", "key 'plan_year.start'"),
        ("{months: 6}", "'start' is missing"),
        ("{start: 2026-01-01, months: 0}", "greater than or equal to 1"),
        ("{start: 2026-01-01, ramp: [-1]}", "greater than or equal to 0"),
    ],
)
def test_a_year_that_cannot_be(write, year, message):
    """The plan year is checked like everything else."""
    path = write({"plan.yaml": ("seed: 3", f"plan_year: {year}")})
    with pytest.raises(InputError, match=message):
        read_plan(path)


def test_shares_with_signs(write):
    """Capacity columns may hold formatted numbers."""
    reps = "territory,rep,country,latitude,longitude,capacity\n"
    edits = {
        "reps.csv": (reps.replace(",capacity", "") + "R1,Ann,US,47.6,-122.3", reps + 'R1,Ann,US,47.6,-122.3,"$1,000"')
    }
    path = write(edits)
    table = path.parent / "reps.csv"
    table.write_text(table.read_text().replace("-118.0\n", "-118.0,500\n").replace(",0.1\n", ",0.1,500\n"))
    assert read_plan(path).instance.target_shares("workload").tolist() == [1000, 500, 500]


def test_an_owner_column_that_was_asked_for(write):
    """A missing owner column is fine by default and a problem when it is named."""
    path = write({"accounts.csv": ("owner", "salesperson"), "plan.yaml": ("  pin: {column: key}\n", "")})
    text = path.read_text().replace("  - {name: today, keep: incumbent}\n", "")
    path.write_text(text)
    assert (read_plan(path).instance.units.incumbent == -1).all()
    path.write_text(text + "columns: {owner: sales_person}\n")
    with pytest.raises(InputError, match=r"accounts.csv, column 'sales_person': there is no such column"):
        read_plan(path)
