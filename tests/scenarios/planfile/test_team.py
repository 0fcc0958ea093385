"""People of the reps table keep their hours, dates, leave and region."""

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

REPS = """\
territory,rep,country,latitude,longitude,fte,start_date,end_date,days_off
R1,Ann,US,47.6,-122.3,0.5,2026-03-01,,"1,5"
R2,Bob,US,34.0,-118.0,,,2026-06-30,"2,25"
R3,Cy,GB,51.5,0.1,1,,,
"""


def test_the_first_level_of_quotas_is_the_region(write, tmp_path):
    """Where hiring names no column; a problem of the level is told once, with the quotas."""
    more = "plan_year: {start: 2026-01-01}\nbudget: {base_pay: 1}\nquotas:\n  levels: [fte]\n"
    path = write({"plan.yaml": ("quotas:\n", more)})
    (tmp_path / "reps.csv").write_text(REPS.replace("2.25", "1").replace("US,34.0,-118.0,,", "US,34.0,-118.0,1,"))
    assert read_plan(path).capacity.team.regions == ("0.5", "1", "1")
    (tmp_path / "reps.csv").write_text(REPS, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert [found.column for found in caught.value.problems] == ["fte"]


def test_each_cell_reaches_its_rep(write, tmp_path):
    """Blank cells stand for full time, always there, no leave; numbers are read as people write them."""
    more = "plan_year: {start: 2026-01-01}\ncapacity: {leave: days_off}\nquotas:\n"
    path = write({"plan.yaml": ("quotas:\n", more)})
    (tmp_path / "reps.csv").write_text(REPS, encoding="utf-8")
    team = read_plan(path).capacity.team
    assert team.labels == ("R1", "R2", "R3")
    assert team.fte.tolist() == [0.5, 1.0, 1.0]
    assert team.leave.tolist() == [1.5, 2.25, 0.0]
    assert team.start[0] == np.datetime64("2026-03-01")
    assert team.end[1] == np.datetime64("2026-06-30")
    assert np.isnat(team.start[1:]).all()
