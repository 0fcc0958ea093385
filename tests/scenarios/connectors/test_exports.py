"""Files of an export."""

from __future__ import annotations

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.exports import Export, read_export
from scenarios.connectors.forms import DateOrder, DecimalMark, Doubt, Forms
from scenarios.connectors.mapping import ObjectMapping

MAPPING = ObjectMapping({"account": ("Id",), "day": ("Day",), "size": ("Size",)}, text=("account",), dates=("day",))


@pytest.fixture
def file(tmp_path):
    def write(text):
        (tmp_path / "a.csv").write_text(text)
        return tmp_path / "a.csv"

    return write


def test_columns_of_the_plan(file):
    """Headers become columns, dates one form, ids text; rows keep their place in the file."""
    export = read_export(file("Id,Day,More\n007,31.3.2026,1.5\n\n8,2026-04-01,2\n"), MAPPING)
    assert export.frame.to_numpy().tolist() == [["007", "2026-03-31", 1.5], ["8", "2026-04-01", 2.0]]
    assert export.problem(1, "day", "m", "r") == export.problem(1, "day", "m", "r")
    assert (export.problem(1, "day", "m", "r").row, export.problem(1, "day", "m", "r").column) == (4, "Day")


@pytest.mark.parametrize("cells", ["7,03/04/2026,1", "7,2026-01-01,1.234"])
def test_doubts_of_columns_of_the_plan(file, cells):
    """Days and numbers that can be read in two ways are problems unless it is said how."""
    path = file(f"Id,Day,Size\n{cells}\n")
    with pytest.raises(InputError, match="row 2"):
        read_export(path, MAPPING)

    forms = Forms(decimal=DecimalMark.COMMA, dates=DateOrder.DAY_FIRST)
    assert len(read_export(path, MAPPING, forms=forms).frame) == 1


def test_doubts_follow_their_rows():
    """Where rows are left out, a doubt moves with its row, or to the first one."""
    frame = pd.DataFrame({"x": ["a", "b", "c"]}, index=[0, 1, 2])
    export = Export("a.csv", frame, {}, {"x": Doubt(2, "c", "m", "r")})
    assert export.with_frame(frame[1:]).doubts["x"].row == 1
    assert export.with_frame(frame[:1]).doubts["x"].row == 0
    assert export.with_frame(frame.rename(columns={"x": "y"})).doubts == {}
