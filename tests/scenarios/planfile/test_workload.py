"""Hours are built up from segments, and what is wrong with these is told by file and row."""

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

SEGMENTS = "segment,visits,duration,travel,admin\nshop,12,1.5,0.5,4\ndepot,2,3,,\n"
EDIT = {"plan.yaml": ("  workload: {column: hours}", "  workload: {build_up: segments}")}
INPUTS = (
    "  bookings: bookings.csv\n",
    "  bookings: bookings.csv\n  segments: segments.csv\ncolumns: {segment: kind}\n",
)


@pytest.fixture
def segmented(write, tmp_path):
    """Write the small plan with hours by segment; gives the path of the plan file."""

    def _write(segments=SEGMENTS, old="", new=""):
        path = write(EDIT)
        text = path.read_text(encoding="utf-8").replace(*INPUTS)
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        (tmp_path / "segments.csv").write_text(segments, encoding="utf-8")
        return path

    return _write


def problem(path):
    """Read a plan that has one problem."""
    with pytest.raises(InputError) as caught:
        read_plan(path)
    (found,) = caught.value.problems
    return found


def test_hours_are_visits_times_duration_and_travel_plus_office(segmented):
    """A shop takes 12 * (1.5 + 0.5) + 4 hours, a depot 2 * 3."""
    plan = read_plan(segmented())
    np.testing.assert_allclose(plan.instance.amounts("workload"), [28, 28, 6, 28, 28, 6])


def test_accounts_may_have_travel_of_their_own(segmented, tmp_path):
    """A column `travel` of the accounts goes before that of the segment."""
    path = segmented()
    rows = (tmp_path / "accounts.csv").read_text(encoding="utf-8").splitlines()
    travelled = [f"{row},{cell}" for row, cell in zip(rows, ["travel", "1", "", "", "", "", "2"], strict=True)]
    (tmp_path / "accounts.csv").write_text("\n".join(travelled), encoding="utf-8")
    np.testing.assert_allclose(read_plan(path).instance.amounts("workload"), [34, 28, 6, 28, 28, 10])


def test_build_up_may_be_a_part_of_a_sum(segmented):
    """Hours of the segment and of a column add up."""
    path = segmented(old="{build_up: segments}", new="{sum: [{build_up: segments}, {column: hours}], times: 2}")
    np.testing.assert_allclose(read_plan(path).instance.amounts("workload")[:2], [2 * 38, 2 * 48])


def test_an_unknown_segment_is_told_with_its_row(segmented):
    """The column of the file is named, not the word used inside."""
    with pytest.raises(InputError) as caught:
        read_plan(segmented(SEGMENTS.replace("depot", "store")))
    told = [(found.table, found.row, found.column, found.value) for found in caught.value.problems]
    assert told == [("accounts.csv", 4, "kind", "depot"), ("accounts.csv", 7, "kind", "depot")]


@pytest.mark.parametrize(
    ("segments", "column", "row"),
    [
        (SEGMENTS.replace("12,", "often,"), "visits", 2),
        (SEGMENTS.replace("2,3", "2,-3"), "duration", 3),
        (SEGMENTS.replace("visits", "calls"), "visits", None),
        (SEGMENTS + "shop,1,1,1,1\n", "segment", 4),
    ],
)
def test_what_is_wrong_with_segments_is_told_by_row(segmented, segments, column, row):
    """Numbers that are none, negative ones, missing columns, segments given twice."""
    found = problem(segmented(segments))
    assert (found.table, found.column, found.row) == ("segments.csv", column, row)


def test_build_up_needs_a_table_and_a_column(segmented, write):
    """The key of the plan file that lacks a table; the column accounts lack."""
    found = problem(write(EDIT))
    assert (found.column, found.row) == ("measures.workload.build_up", 8)
    assert "segments: segments.csv" in found.remedy
    found = problem(segmented(old="{segment: kind}", new="{segment: sort}"))
    assert "there is no column 'sort'" in found.message
