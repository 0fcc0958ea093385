"""Hours by segment, by hand-computed numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import build_workload
from optimizer.capacity.workload import Workload
from optimizer.exceptions import InputError

SEGMENTS = pd.DataFrame(
    {"segment": ["A", "B"], "visits": [12, 4], "duration": [2.0, 1.0], "travel": [1.0, 0.5], "admin": [10, None]}
)
ACCOUNTS = pd.DataFrame({"account": [1, 2, 3], "segment": ["A", "B", "A"], "travel": [None, None, 0.25]})


def test_visits_times_duration_and_travel_plus_admin() -> None:
    """12 x (2 + 1) + 10 = 46; 4 x (1 + 0.5) = 6; an account's own travel replaces that of its segment: 37."""
    workload = build_workload(ACCOUNTS, SEGMENTS)
    assert workload.hours.tolist() == [46, 6, 37]
    assert workload.by_segment.tolist() == [83, 6]
    assert workload.total == 89
    assert workload.full_time_equivalents(44.5) == 2


def test_hours_are_summed_by_territory_and_none_is_lost() -> None:
    """What nobody serves is counted apart; an empty territory has no hours."""
    workload = build_workload(ACCOUNTS, SEGMENTS)
    territory_of = np.array([2, 0, -1], dtype=np.int32)
    assert workload.per_territory(territory_of, 3).tolist() == [6, 0, 46]
    assert workload.unassigned(territory_of) == 37


def test_travel_and_admin_are_optional() -> None:
    """Visits and their duration are enough."""
    workload = build_workload(ACCOUNTS[["account", "segment"]], SEGMENTS[["segment", "visits", "duration"]])
    assert workload.hours.tolist() == [24, 4, 24]


def test_no_accounts_take_no_time() -> None:
    """An empty table is a workload of 0 hours."""
    workload = build_workload(ACCOUNTS.iloc[:0], SEGMENTS)
    assert workload.total == 0
    assert workload.per_territory(np.array([], dtype=np.int32), 1).tolist() == [0]
    assert len(workload.to_frame()) == 0


def test_every_problem_of_both_tables_is_told_at_once() -> None:
    """Unknown, blank and doubled names, words for numbers, negative numbers."""
    segments = pd.DataFrame({"segment": ["Gold", "Gold"], "visits": [-1, 2], "duration": ["long", None]})
    accounts = pd.DataFrame({"account": ["x", "x", "y"], "segment": ["gold", None, "Gold"]})
    with pytest.raises(InputError) as caught:
        build_workload(accounts, segments)
    found = {(problem.table, problem.row, problem.column) for problem in caught.value.problems}
    assert found == {
        ("segments", 1, "segment"),
        ("segments", 0, "visits"),
        ("segments", 0, "duration"),
        ("segments", 1, "duration"),
        ("accounts", 1, "account"),
        ("accounts", 0, "segment"),
        ("accounts", 1, "segment"),
    }
    assert "Did you mean 'Gold'?" in str(caught.value)


def test_missing_columns_are_named() -> None:
    """Without the columns nothing else is looked at."""
    with pytest.raises(InputError, match="'visits': there is no such column"):
        build_workload(ACCOUNTS, SEGMENTS[["segment", "duration"]])


def test_territories_that_do_not_fit_are_refused() -> None:
    """One territory an account, from -1 to k - 1."""
    workload = build_workload(ACCOUNTS, SEGMENTS)
    for wrong in ([0, 0], [0, 0, 2], [0, 0, -2]):
        with pytest.raises(ValueError, match="territory_of"):
            workload.per_territory(np.array(wrong, dtype=np.int32), 2)
    with pytest.raises(ValueError, match="hours_per_rep"):
        workload.full_time_equivalents(0)


def test_a_workload_that_exists_makes_sense() -> None:
    """Lengths, segments and hours are checked at the door."""
    hours = np.ones(1)
    with pytest.raises(ValueError, match="segment_of"):
        Workload(
            accounts=("a",),
            segments=("s",),
            segment_of=np.array([1], dtype=np.int32),
            visit_hours=hours,
            travel_hours=hours,
            admin_hours=hours,
        )
    with pytest.raises(ValueError, match="admin_hours"):
        Workload(
            accounts=("a",),
            segments=("s",),
            segment_of=np.array([0], dtype=np.int32),
            visit_hours=hours,
            travel_hours=hours,
            admin_hours=-hours,
        )


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(-1, 2)), max_size=20))
def test_territories_and_unassigned_add_up(rows: list[tuple[str, int]]) -> None:
    """The hours of the territories and of nobody are all hours, and so are those of the segments."""
    accounts = pd.DataFrame({"account": list(range(len(rows))), "segment": [name for name, _ in rows]})
    workload = build_workload(accounts, SEGMENTS)
    territory_of = np.array([territory for _, territory in rows], dtype=np.int32)
    served = workload.per_territory(territory_of, 3).sum()
    assert served + workload.unassigned(territory_of) == pytest.approx(workload.total)
    assert workload.by_segment.sum() == pytest.approx(workload.total)
    assert workload.to_frame()["hours"].sum() == pytest.approx(workload.total)
