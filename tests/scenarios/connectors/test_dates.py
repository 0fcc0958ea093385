"""Dates and months as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.connectors import DateOrder, Forms, read_dates


def read(*cells, order=None):
    return read_dates(pd.Series(cells, dtype=object), Forms(dates=order))


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2026-03-31", "2026-03-31"),
        ("2026/3/31", "2026-03-31"),
        ("2026-03-31T23:59:59Z", "2026-03-31"),
        ("2026-03-31 00:00:00.0", "2026-03-31"),
        ("20260331", "2026-03-31"),
        ("31.3.2026", "2026-03-31"),
        ("3/31/2026", "2026-03-31"),
        ("31/3/2026", "2026-03-31"),
        ("31-MAR-2026", "2026-03-31"),
        ("31-MAR-26", "2026-03-31"),
        ("31 March 2026", "2026-03-31"),
        ("Mar 31, 2026", "2026-03-31"),
        ("03/31/2026, 5:30 PM", "2026-03-31"),
        ("2026-03", "2026-03"),
        ("202603", "2026-03"),
        (202603.0, "2026-03"),
        ("03/2026", "2026-03"),
        ("Mar 2026", "2026-03"),
        ("March-2026", "2026-03"),
        (46112, "2026-03-31"),
        (datetime(2026, 3, 31, 12), "2026-03-31"),  # noqa: DTZ001 -- as workbooks have it
        (date(2026, 3, 31), "2026-03-31"),
        ("31.12.69", "2069-12-31"),
        ("31.12.70", "1970-12-31"),
    ],
)
def test_one_form(cell, iso):
    """Each usual form gives one day or month."""
    reading = read(cell)
    assert reading.values.tolist() == [iso]
    assert reading.doubt is None


@pytest.mark.parametrize(
    "cell", ["spring", "2026", "2026-13-01", "31.02.2026", "32/1/2026", "Foo 2026", "99999", "Q1/2026"]
)
def test_what_is_no_date_stays(cell):
    """A cell that cannot be read is kept for the checks of the rows."""
    assert read(cell).values.tolist() == [cell]


def test_blanks():
    """Nothing stays nothing."""
    assert read(None, "", float("nan"), "2026-03").values.tolist() == [None, None, None, "2026-03"]


@pytest.mark.parametrize(
    ("cells", "iso"),
    [(("03/04/2026", "03/31/2026"), "2026-03-04"), (("03/04/2026", "31/03/2026"), "2026-04-03")],
)
def test_one_cell_tells_for_all(cells, iso):
    """A day above twelve shows the order, which is noted with its proof."""
    reading = read(*cells)
    assert reading.values[0] == iso
    assert reading.doubt is None
    assert cells[1] in reading.notes[0]


def test_the_order_may_be_said():
    """What the planner says settles it, without a note."""
    assert read("03/04/2026", order=DateOrder.DAY_FIRST).values.tolist() == ["2026-04-03"]
    assert read("03/04/2026", order=DateOrder.MONTH_FIRST).notes == ()


def test_doubts():
    """Nothing that tells, or both orders, is a doubt with the row of the first such cell; 3/3 is none."""
    assert read("2026-01-01", "03/04/2026").doubt.row == 1
    assert "others the month" in read("03/31/2026", "31/03/2026").doubt.message
    assert read("03/03/2026").doubt is None


@given(st.lists(st.dates(date(1950, 1, 1), date(2100, 1, 1)), min_size=1), st.sampled_from(list(DateOrder)))
def test_what_is_written_is_read_back(days, order):
    """Whatever the days, with the order said they come back; without, they come back or are in doubt."""
    form = "%d/%m/%Y" if order is DateOrder.DAY_FIRST else "%m/%d/%Y"
    texts = [day.strftime(form) for day in days]
    assert read(*texts, order=order).values.tolist() == [day.isoformat() for day in days]
    unsaid = read(*texts)
    assert unsaid.doubt is not None or unsaid.values.tolist() == [day.isoformat() for day in days]
