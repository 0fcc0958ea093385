"""What a report is about: the plan chosen, who has what, who had it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.exceptions import InputError
from optimizer.instance import NOBODY
from optimizer.mapping import FrozenMapping
from scenarios.report.case import ReportCase, choose_scenario, dated

EVIL = "<script>alert(1)</script>"


def test_accounts_tell_who_moves(case):
    """Two change hands, nobody is new, and who cannot be planned does not move."""
    rows = case.accounts.set_index("account")
    now, was = rows["territory"], rows["was"]
    planned = rows.index != "A6"
    assert rows["moves?"].tolist() == ((now != was) & planned).tolist()
    assert rows["moves?"].sum() == 2
    assert not rows["new?"].any()
    assert rows["was_rep"]["A1"] == "Ann Ray"


def test_measures_and_size(case):
    """The measure with a tolerance stands for size; the count is no measure."""
    assert case.measures == ("potential", "hours")
    assert case.balanced == ("potential",)
    assert case.lead == "potential"
    assert case.total("potential") == 350


def test_measure_may_be_called_new(record):
    """What becomes of an account is kept apart from what it has."""
    renamed = {
        name: frame.rename(columns=lambda column: str(column).replace("potential", "new"))
        for name, frame in record.tables.items()
        if name not in ("waterfall", "attainment")
    }
    other = ReportCase(replace(record, tables=FrozenMapping(renamed)), EVIL)
    assert other.total("new") == 350
    assert not other.accounts["new?"].any()


def test_reps_who_share_a_name_are_told_apart(record):
    """With the territory in brackets."""
    territories = record.tables["territories"].assign(rep="Ann Ray")
    other = ReportCase(replace(record, tables=FrozenMapping({**record.tables, "territories": territories})), EVIL)
    assert other.reps["West"] == "Ann Ray (West)"
    assert len(set(other.reps.values())) == 3


def test_plan_is_a_value_again(case):
    """To colour its territories: every account in its territory of the plan, with what it was."""
    alignment = case.alignment
    labels = [*alignment.instance.territories.ids, ""]
    assert [labels[row] for row in alignment.territory_of] == case.accounts["territory"].tolist()
    assert alignment.moved()[alignment.territory_of != NOBODY].sum() == 2


def test_today_is_found(case, unserved):
    """The scenario that was kept; none where there is none or it is told itself."""
    assert case.today == "today"
    assert case.before is not None
    assert ReportCase(case.record, "today").today is None
    assert unserved.today is None


def test_first_good_plan_is_told(record):
    """Today's alignment, merely kept, is told only where nothing was solved."""
    assert choose_scenario(record) == EVIL
    assert choose_scenario(record, "today") == "today"
    assert choose_scenario(replace(record, solved=())) == "today"
    with pytest.raises(InputError, match="no scenario"):
        choose_scenario(record, "tomorrow")


def test_knee_of_a_sweep_is_told(record):
    """Whatever its place."""
    frontier = pd.DataFrame({"scenario": [EVIL, "today"], "knee": pd.array([False, True], dtype="boolean")})
    swept = replace(record, tables=FrozenMapping({**record.tables, "frontier": frontier}))
    assert choose_scenario(swept) == "today"


def test_plan_that_breaks_rules_comes_after_one_that_keeps_them(record):
    """Where none keeps them the first that was solved is told."""
    figures = record.tables["comparison"].assign(feasible=pd.array([True, False, False], dtype="boolean"))
    broken = replace(record, tables=FrozenMapping({**record.tables, "comparison": figures}))
    assert choose_scenario(broken) == EVIL
    both = replace(broken, solved=(EVIL, "today"))
    assert choose_scenario(both) == "today"


def test_quotas_of_a_plan_without_waterfall(record):
    """Those of the territories."""
    tables = {name: frame for name, frame in record.tables.items() if name != "waterfall"}
    plain = ReportCase(replace(record, tables=FrozenMapping(tables)), EVIL)
    assert int(plain.quotas["quota"].sum()) == 100_001
    assert np.array_equal(plain.quotas["label"], ["Ann Ray", EVIL, "Cy Lee"])


def test_days_are_written_as_people_do():
    """In the time zone of nobody."""
    assert dated(0) == "1 January 1970"
