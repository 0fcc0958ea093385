from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.exceptions import InputError
from optimizer.potential import BookingHistory


def table(*rows: tuple) -> pd.DataFrame:
    names = ["account", "month", "amount", "product"]
    return pd.DataFrame(list(rows), columns=names[: len(rows[0])])


def test_rows_become_a_matrix_of_contiguous_months():
    """Months without bookings are 0, several rows of a month add up, returns are negative."""
    history = BookingHistory.from_table(
        table(("b", "2024-01", 5.0), ("a", "2024-04", 1.0), ("b", "2024-01", 2.0), ("b", "2024-02", -3.0))
    )
    assert history.accounts.tolist() == ["b", "a"]
    assert history.months.astype(str).tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert history.amounts.tolist() == [[7, -3, 0, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    "months",
    [
        ["2024-01", "2024-03"],
        ["2024-01-31", "2024-03-01"],
        ["2024/01", "202403"],
        pd.to_datetime(["2024-01-31 00:00", "2024-03-31 12:00"]),
        pd.PeriodIndex(["2024-01", "2024-03"], freq="M"),
    ],
)
def test_months_are_read_as_people_write_them(months):
    """Months, dates, time stamps and periods all mean the calendar month."""
    history = BookingHistory.from_table(pd.DataFrame({"account": [1, 1], "month": months, "amount": [1.0, 2.0]}))
    assert history.amounts.tolist() == [[1, 0, 2]]


def test_all_accounts_have_a_row_and_strangers_are_told():
    """Prospects without bookings stay, in the order given; bookings of others are summed up beside."""
    rows = table((2.0, "2024-01", 5.0), (9.0, "2024-02", 4.0))
    history = BookingHistory.from_table(rows, accounts=[3, 2.0, "x"])
    assert history.accounts.tolist() == ["3", "2", "x"]
    assert history.amounts.tolist() == [[0, 0], [5, 0], [0, 0]]
    assert history.left_out == 4.0


def test_one_product_keeps_the_accounts_and_months_of_all():
    """Products add up to the whole cell by cell."""
    rows = table(("a", "2024-01", 5.0, "p"), ("b", "2024-03", 4.0, "q"), ("b", "2024-01", 1.0, "p"))
    whole, p, q = (BookingHistory.from_table(rows, product=name) for name in (None, "p", "q"))
    assert p.amounts.tolist() == [[5, 0, 0], [1, 0, 0]]
    assert np.array_equal(p.amounts + q.amounts, whole.amounts)
    with pytest.raises(InputError, match="Known: p, q"):
        BookingHistory.from_table(rows, product="r")


def test_the_last_month_can_be_set():
    """An unfinished month is cut off, and a quiet end is filled up with zeros."""
    rows = table(("a", "2024-01", 5.0), ("a", "2024-03", 7.0))
    assert BookingHistory.from_table(rows, until="2024-02").amounts.tolist() == [[5, 0]]
    assert BookingHistory.from_table(rows, until="2024-05").amounts.tolist() == [[5, 0, 7, 0, 0]]
    with pytest.raises(ValueError, match="no bookings to look at"):
        BookingHistory.from_table(rows, until="2023-12")


def test_everything_wrong_is_told_at_once():
    """A missing account, a bad month and a bad amount are three problems with their rows."""
    rows = table(("a", "2024-13", 1.0), (None, "2024-01", 1.0), ("a", "2024-01", np.nan), ("a", None, np.inf))
    with pytest.raises(InputError) as error:
        BookingHistory.from_table(rows)
    found = {(problem.row, problem.column) for problem in error.value.problems}
    assert found == {(0, "month"), (1, "account"), (2, "amount"), (3, "month"), (3, "amount")}
    with pytest.raises(InputError, match="Did you mean 'Amount'"):
        BookingHistory.from_table(rows.rename(columns={"amount": "Amount"}))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], np.zeros((2, 3))), r"expected \(1, months\)"),
        ((["a"], np.zeros((1, 0))), "a month at least"),
        ((["a", "a"], np.zeros((2, 3))), "'a' is there twice"),
        ((["a"], np.array([[1.0, np.nan]])), "nan for 'a'"),
    ],
)
def test_misuse_names_the_account(arguments, message):
    """An impossible matrix is refused."""
    with pytest.raises(ValueError, match=message):
        BookingHistory(pd.Index(arguments[0]), np.datetime64("2024-01"), arguments[1])


def test_an_empty_table_is_refused():
    """Without a row no month is known."""
    with pytest.raises(ValueError, match="no bookings to look at"):
        BookingHistory.from_table(pd.DataFrame({"account": [], "month": [], "amount": []}))


def test_windows_and_cuts(monthly):
    """Windows end before their column, and a history can be cut to what was known."""
    history = monthly([[1, 2, 3, 4], [0, 0, 0, 9]])
    assert history.window(4, 2).tolist() == [7, 9]
    assert history.window(2, 2).tolist() == [3, 0]
    assert history.until(3).amounts.tolist() == [[1, 2, 3], [0, 0, 0]]
    assert history.first_bookings().tolist() == [0, 3]
    assert history.until(3).first_bookings().tolist() == [0, 3]
    with pytest.raises(ValueError, match="not inside"):
        history.window(1, 2)
    with pytest.raises(ValueError, match="given 5"):
        history.until(5)


def test_nothing_can_be_changed():
    """The numbers are read-only, and the caller's own array stays writable."""
    mine = np.ones((1, 2))
    history = BookingHistory(pd.Index(["a"]), np.datetime64("2024-01"), mine)
    with pytest.raises(ValueError, match="read-only"):
        history.amounts[0, 0] = 2.0
    assert mine.flags.writeable


@given(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.integers(0, 14), st.integers(-(10**6), 10**6)), min_size=1, max_size=60
    )
)
def test_any_table_keeps_every_amount(rows):
    """Each cell is the sum of its rows, by a dictionary as the oracle; the long table comes back the same."""
    months = np.datetime64("2023-11") + np.array([month for _, month, _ in rows])
    frame = pd.DataFrame(
        {"account": [row[0] for row in rows], "month": months.astype(str), "amount": [row[2] / 4 for row in rows]}
    )
    history = BookingHistory.from_table(frame)
    expected: dict[tuple[str, str], float] = {}
    for account, month, amount in frame.itertuples(index=False):
        expected[account, month] = expected.get((account, month), 0.0) + amount
    back = {(row.account, row.month): row.amount for row in history.to_frame().itertuples()}
    assert back == {key: value for key, value in expected.items() if value}
    assert history.num_months == int((months.max() - months.min()).astype(int)) + 1
