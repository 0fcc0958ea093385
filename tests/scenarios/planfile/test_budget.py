"""Visits of segments price the travel of a budget."""

import pytest

from scenarios.planfile import read_plan


@pytest.mark.parametrize("segments", [True, False])
def test_visits_come_from_segments(write, tmp_path, segments):
    """With a table of segments each account has its visits, whatever the measures; else they are unknown."""
    path = write({"plan.yaml": ("quotas:\n", "plan_year: {start: 2026-01-01}\nbudget: {base_pay: 10}\nquotas:\n")})
    if segments:
        text = path.read_text(encoding="utf-8")
        more = "  bookings: bookings.csv\n  segments: segments.csv\ncolumns: {segment: kind}\n"
        path.write_text(text.replace("  bookings: bookings.csv\n", more), encoding="utf-8")
        (tmp_path / "segments.csv").write_text("segment,visits,duration\nshop,12,1\ndepot,1.5,1\n", encoding="utf-8")
    visits = read_plan(path).capacity.expenses.visits
    assert visits == ({"A1": 12, "A2": 12, "A3": 1.5, "A4": 12, "A5": 12, "A6": 1.5} if segments else None)
