"""Cells as they come from spreadsheets, databases and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from optimizer.exceptions import ProblemLog
from optimizer.tables import MOST_ROWS, Table, did_you_mean


def table_of(values: object) -> Table:
    return Table("accounts", pd.DataFrame({"cell": values}), ProblemLog())


def labels_of(values: object) -> list[str | None]:
    labels = table_of(values).labels("cell")
    return [None if missing else label for label, missing in zip(labels, labels.isna(), strict=True)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([275, 7], ["275", "7"]),
        ([275.0, np.nan, 2.5], ["275", None, "2.5"]),
        ([" 275 ", "", "  ", None], ["275", None, None, None]),
        (["00275", "275.0"], ["00275", "275.0"]),
        (pd.array([275, None], dtype="Int64"), ["275", None]),
        (pd.array([275.0, None], dtype="Float64"), ["275", None]),
        (pd.array([" a", None], dtype="string"), ["a", None]),
        (pd.Categorical(["b", None, "a ", "b"]), ["b", None, "a", "b"]),
        (pd.Categorical([3.0, None, 1.0]), ["3", None, "1"]),
        (pd.Series([275, 275.0, "275", Decimal("275.00"), None, " "], dtype=object), ["275"] * 4 + [None] * 2),
        (pd.Series([None, np.nan, pd.NA], dtype=object), [None] * 3),
        ([True, False], ["True", "False"]),
        ([float(2**53), 1e300], ["9007199254740992", "1e+300"]),
    ],
)
def test_labels_are_text_whatever_the_type(values: object, expected: list[str | None]) -> None:
    """Whole numbers lose .0, text its outer spaces and nothing else, blanks are missing."""
    assert labels_of(values) == expected


def test_labels_have_an_index_of_their_own() -> None:
    """Rows are counted by position, whatever index the table came with."""
    table = Table("accounts", pd.DataFrame({"cell": ["a", "b"]}, index=[5, 5]), ProblemLog())
    assert list(table.labels("cell").index) == [0, 1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], [1, 2]),
        (["1", " 2.5 ", "", "1e3"], [1, 2.5, np.nan, 1000]),
        (pd.array([1, None], dtype="Int64"), [1, np.nan]),
        (pd.Series([1, "2", Decimal("2.5"), None], dtype=object), [1, 2, 2.5, np.nan]),
        (pd.Categorical(["1", None]), [1, np.nan]),
    ],
)
def test_numbers_are_read_whatever_the_type(values: object, expected: Sequence[float]) -> None:
    """Digits in text are numbers, blanks are NaN, and neither is a problem."""
    table = table_of(values)
    np.testing.assert_array_equal(table.numbers("cell"), expected)
    assert not table.log.problems


@pytest.mark.parametrize("value", ["$5", "1,000", "5%", "n/a", "nan", "0x10", date(2026, 1, 1)])
def test_text_that_is_no_number_is_a_problem(value: object) -> None:
    """What a spreadsheet shows as a number may not be one; the cell is named."""
    table = table_of(pd.Series([1, value], dtype=object))
    assert np.isnan(table.numbers("cell")[1])
    (problem,) = table.log.problems
    assert (problem.row, problem.column) == (1, "cell")
    assert "not a number" in problem.message


def test_a_column_of_dates_is_not_one_of_numbers() -> None:
    """Dates do not turn into nanoseconds in silence."""
    table = table_of(pd.to_datetime(["2026-01-01"]))
    table.numbers("cell")
    assert len(table.log.problems) == 1


def test_numbers_are_a_copy() -> None:
    """Making an instance read-only must not reach into the table it came from."""
    frame = pd.DataFrame({"cell": [1.0, 2.0]})
    numbers = Table("accounts", frame, ProblemLog()).numbers("cell")
    numbers[0] = 9.0
    assert frame["cell"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-31",
        " 2026-03-31T08:00:00+02:00",
        date(2026, 3, 31),
        datetime(2026, 3, 31, 23, 59),  # noqa: DTZ001 -- spreadsheets know no zones
        pd.Timestamp("2026-03-31", tz="Europe/Paris"),
        np.datetime64("2026-03-31T12"),
    ],
)
def test_days_are_read_whatever_the_type(value: object) -> None:
    """Dates, times and ISO text give the calendar day."""
    table = table_of(pd.Series([value, None, " "], dtype=object))
    assert [str(day) for day in table.days("cell")] == ["2026-03-31", "NaT", "NaT"]
    assert not table.log.problems


def test_a_column_of_times_is_read() -> None:
    """A typed column works as cells do, and so does a day beyond what nanoseconds reach."""
    assert str(table_of(pd.to_datetime(["2026-03-31", None])).days("cell")[0]) == "2026-03-31"
    assert str(table_of(["9999-12-31"]).days("cell")[0]) == "9999-12-31"


@pytest.mark.parametrize("value", ["31/03/2026", "soon", 46000, 20260331.0])
def test_what_may_be_another_day_is_a_problem(value: object) -> None:
    """A day that could be read in two ways, or a serial number, is not guessed."""
    table = table_of(pd.Series([value], dtype=object))
    table.days("cell")
    assert "2026-03-31" in table.log.problems[0].remedy


def test_rows_beyond_the_most_are_counted() -> None:
    """One problem more than listed says how many there are."""
    table = table_of([-1.0] * (MOST_ROWS + 2))
    table.note_rows(np.ones(len(table), dtype=bool), "cell", "bad", "mend it")
    assert len(table.log.problems) == MOST_ROWS + 1
    assert "2 more rows" in table.log.problems[-1].message
    assert table.log.problems[0].value == -1.0


def test_values_in_problems_are_plain() -> None:
    """A value is shown as a person would write it, not as its library does."""
    table = table_of(np.array([95.5]))
    table.note_rows(np.array([True]), "cell", "bad", "mend it")
    assert "(given: 95.5)" in str(table.log.problems[0])


def test_fills_tells_an_empty_column_from_a_filled_one() -> None:
    """A template's empty column counts as not given."""
    assert not table_of([None, " "]).fills("cell")
    assert table_of([None, "x"]).fills("cell")
    assert not table_of(["x"]).fills("other")


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("latitude", ["lat", "lon"], "'lat'"),
        ("territory", ["SalesTerritoryKey"], "'SalesTerritoryKey'"),
        ("potential", ["potentail"], "'potentail'"),
        ("Potential", ["potential"], "'potential'"),
        ("275", ["00275", "1275"], "'00275'"),
    ],
)
def test_close_names_are_offered(word: str, known: list[str], expected: str) -> None:
    """Short forms, longer forms, slips, case and lost zeros are recognised."""
    assert did_you_mean(word, known) == f"Did you mean {expected}? "


def test_nothing_close_offers_nothing() -> None:
    """A wrong guess is worse than none."""
    assert did_you_mean("account", ["Country", "x"]) == ""
