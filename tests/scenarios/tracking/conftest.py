"""A small plan on disk with three years of bookings, and a year under way."""

import pytest

from scenarios.tracking import Source, plan_year

PLAN = """\
plan: Small
inputs: {accounts: accounts.csv, reps: reps.csv, bookings: bookings.csv}
plan_year: {start: 2027-01-01}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 0.2}}
quotas: {target: 4_800, seasonality: {last_months: 24, of: bookings}}
scenarios: [{name: today, keep: incumbent}, {name: rebalanced}]
effort: {seconds: 2, gap: 0.01}
"""
ACCOUNTS = """\
account,latitude,longitude,owner,sales
A1,47.6,-122.3,R1,100
A2,47.5,-122.2,R1,100
A3,34.0,-118.2,R2,100
A4,33.9,-118.1,R2,100
"""
REPS = "territory,rep,latitude,longitude\nR1,Ann,47.6,-122.3\nR2,Bob,34.0,-118.0\n"


def months(years):
    """Names of the months of some years."""
    return [f"{year}-{month:02d}" for year in years for month in range(1, 13)]


def season(month):
    """Three times as much in December as in other months."""
    return 3.0 if month.endswith("-12") else 1.0


@pytest.fixture
def file(tmp_path):
    """The plan file, beside its tables."""
    rows = [
        f"{account},{month},{100 * season(month) * (1 + 0.1 * ((at + int(account[1])) % 3)):.2f}"
        for at, month in enumerate(months((2024, 2025, 2026)))
        for account in ("A1", "A2", "A3", "A4")
    ]
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "reps.csv").write_text(REPS)
    (tmp_path / "bookings.csv").write_text("account,month,amount\n" + "\n".join(rows) + "\n")
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path / "plan.yaml"


@pytest.fixture
def source():
    """The plan as it was kept: two accounts each, 2,800 for each rep."""
    return Source(
        name="1/rebalanced",
        scenario="rebalanced",
        territory_of={"A1": "R1", "A2": "R1", "A3": "R2", "A4": "R2"},
        cents={"R1": 280_000, "R2": 280_000},
    )


@pytest.fixture
def planned(source, file):
    """The year it is held against."""
    return plan_year(source, file)
