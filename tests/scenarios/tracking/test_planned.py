"""What was kept is put on the facts of the plan file; what no longer fits is told."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.tracking import Thresholds, plan_year


def test_quotas_are_those_that_were_kept(planned):
    """Split by the season of the plan file: December is worth three other months, and rows add up to the cent."""
    assert planned.labels == ("R1", "R2")
    assert planned.reps == ("Ann", "Bob")
    assert planned.cents.sum(axis=1).tolist() == [280_000, 280_000]
    assert planned.season[:, 11] / planned.season[:, 0] == pytest.approx(3.0, rel=0.2)
    assert planned.starts[0] == date(2027, 1, 1)
    assert planned.starts[-1] == date(2028, 1, 1)
    assert planned.alignment.territory_of.tolist() == [0, 0, 1, 1]
    assert planned.criteria.balance == {"potential": 0.2}
    assert planned.outlook is not None
    assert planned.potential == "potential"


def test_accounts_that_are_gone_are_named(source, file):
    """An account that the tables no longer have counts nowhere; one that is new has no territory."""
    served = {**source.territory_of, "A9": "R1"}
    del served["A1"]
    planned = plan_year(replace(source, territory_of=served), file)
    assert planned.strangers == ("A9",)
    assert planned.alignment.territory_of.tolist() == [-1, 0, 1, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scenario": "bolder"}, "the scenario is gone"),
        ({"cents": {}}, "nothing to attain"),
        ({"cents": {"R7": 100}}, "not in its file any more: R7"),
    ],
)
def test_what_does_not_fit_is_told(source, file, change, message):
    """A scenario, quotas or territories that the plan file does not have."""
    with pytest.raises(InputError, match=message):
        plan_year(replace(source, **change), file)


def test_the_year_begins_where_something_says(source, file):
    """As asked, else as planned, else after the bookings; in the middle of a month none begins."""
    assert plan_year(source, file, first=date(2027, 4, 1)).starts[0] == date(2027, 4, 1)
    file.write_text(file.read_text().replace("plan_year: {start: 2027-01-01}\n", ""))
    assert plan_year(source, file).starts[0] == date(2027, 1, 1)
    with pytest.raises(InputError, match="--year-start"):
        plan_year(source, file, first=date(2027, 4, 2))


def test_thresholds_stand_in_the_plan_file(source, file):
    """What is not said stays as it is; a number above one is a problem of the file."""
    assert plan_year(source, file).thresholds == Thresholds()
    text = file.read_text()
    file.write_text(text + "\ntracking: {out_of_reach: 10%, persistence: 0.7}\n")
    planned = plan_year(source, file)
    assert planned.thresholds == Thresholds(out_of_reach=0.1)
    assert planned.persistence == 0.7
    file.write_text(text + "\ntracking: {out_of_reach: 110%, reach: 1}\n")
    with pytest.raises(InputError) as caught:
        plan_year(source, file)
    assert [problem.column for problem in caught.value.problems] == ["tracking.out_of_reach", "tracking.reach"]


def test_without_forecast_there_is_no_outlook(source, file):
    """Fewer months than a forecast needs leave quotas and seasons, and no chances."""
    table = file.with_name("bookings.csv")
    lines = table.read_text().splitlines()
    table.write_text("\n".join([lines[0], *lines[-4 * 12 :]]) + "\n")
    file.write_text(file.read_text().replace("last_months: 24", "last_months: 12"))
    planned = plan_year(source, file)
    assert planned.outlook is None
    assert np.isfinite(planned.season).all()
