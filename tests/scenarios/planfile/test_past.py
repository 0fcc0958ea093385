"""The past of the accounts: what counts as history, who was known when, and when it is too short."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

YEAR = "seed: 3"


@pytest.fixture
def planned(write, three_years):
    """Read the small plan with three years of bookings and some lines more."""

    def _read(more="", edits=None):
        path = three_years(write(edits or {}))
        path.write_text(f"{path.read_text()}{more}")
        return read_plan(path)

    return _read


def test_history_is_in_the_order_of_the_accounts(planned):
    """One row an account as in the accounts table, 36 months, and today's owners beside them."""
    plan = planned()
    assert plan.past.history.accounts.tolist() == list(plan.instance.units.ids)
    assert plan.past.history.num_months == 36
    assert plan.past.owners.tolist() == ["R1", "R1", "R2", "R2", "R3", "R3"]
    assert plan.past.shortage is None


@pytest.mark.parametrize(
    ("start", "last"), [("2025-07-01", "2025-06"), ("2026-01-15", "2025-12"), ("2026-04-01", "2025-12")]
)
def test_history_ends_before_the_plan_year(planned, start, last):
    """The last month is the one before the plan year, or the last one booked: months to come are no zeros."""
    plan = planned(f"plan_year: {{start: {start}}}\n")
    assert str(plan.past.history.months[-1]) == last
    assert any("not with the month before the plan year" in note for note in plan.notes) == (start == "2026-04-01")


def test_accounts_are_known_from_their_first_booking(planned, write):
    """No hindsight: an account that first booked in the last year is not known before it, unless the plan says when."""
    plan = planned()
    path = write(
        {"accounts.csv": ("country,parent,key", "country,parent,since"), "plan.yaml": ("  pin: {column: key}\n", "")}
    )
    assert (plan.past.traits.known_from == np.datetime64("2023-01")).all()
    rows = (path.parent / "bookings.csv").read_text().splitlines()
    (path.parent / "bookings.csv").write_text("\n".join([*rows, "A1,2022-01,5"]) + "\n")
    text = (path.parent / "accounts.csv").read_text()
    dates = iter(["since", *(f"2021-0{i}-01" for i in range(1, 7))])
    lines = [line.rsplit(",", 1)[0] + "," + next(dates) for line in text.splitlines()]
    (path.parent / "accounts.csv").write_text("\n".join(lines) + "\n")
    path.write_text(
        path.read_text() + "forecast: {known_from: since, segment: kind, region: country, numbers: hours}\n"
    )
    past = read_plan(path).past
    assert past.traits.known_from[1] == np.datetime64("2021-02")
    assert past.traits.num_segments == past.traits.num_regions == 2
    assert past.traits.features.shape == (6, 1)


def test_without_bookings_nothing_is_known_of_the_day_an_account_was_listed(planned):
    """An account that never booked counts as listed always."""
    plan = planned(edits={"accounts.csv": ("A6,Zeta", "A7,Zeta")})
    assert np.isnat(plan.past.traits.known_from).tolist() == [False] * 5 + [True]


def test_too_few_bookings(write, three_years):
    """Less than two years, or a last year without any, is no past to forecast from."""
    assert read_plan(write({})).past.shortage == "the bookings cover 13 months, a forecast needs 24"
    path = three_years(write({}))
    bookings = path.parent / "bookings.csv"
    rows = [row for row in bookings.read_text().splitlines() if "2025" not in row]
    bookings.write_text("\n".join([*rows, "A1,2025-12,-5"]) + "\n")
    path.write_text(
        path.read_text().replace("potential: {last_months: 12, of: bookings}", "potential: {column: hours}")
    )
    assert read_plan(path).past.shortage == "the last twelve months have no bookings"


def test_columns_that_are_not_there(planned):
    """A column that the forecast names and nobody has is told at its key, once."""
    with pytest.raises(InputError) as caught:
        planned("forecast: {segment: kinds, numbers: [hours, heads]}\n")
    assert [problem.column for problem in caught.value.problems] == ["forecast.segment", "forecast.numbers"]
    assert "Did you mean 'kind'?" in caught.value.problems[0].remedy


def test_cells_that_are_no_numbers(planned):
    """A bad cell of a feature is told by file and row."""
    with pytest.raises(InputError) as caught:
        planned("forecast: {numbers: [kind]}\n")
    assert (caught.value.problems[0].table, caught.value.problems[0].row) == ("accounts.csv", 2)


def test_a_backtest_has_three_levels(planned):
    """Accounts, today's territories and the company, at the one past year that can be tested."""
    frame = planned().past.backtest(3).to_frame()
    assert list(dict.fromkeys(frame["level"])) == ["account", "territory", "company"]
    assert set(frame["origin"]) == {"2025-01"}
    assert frame.groupby("level")["units"].first().to_dict() == {"account": 6, "territory": 3, "company": 1}


def test_new_business_is_told(planned, write, three_years):
    """Where accounts that were new in a year brought much, the plan says that chances hold none of it."""
    assert not any("new in the year" in note for note in planned().notes)
    path = three_years(write({}))
    bookings = path.parent / "bookings.csv"
    rows = bookings.read_text().splitlines()
    bookings.write_text("\n".join(row for row in rows if not (row.startswith("A6") and row < "A6,2025")) + "\n")
    notes = read_plan(path).notes
    assert any("of bookings came from accounts that were new in the year" in note for note in notes)
