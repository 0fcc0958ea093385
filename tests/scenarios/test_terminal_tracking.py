"""What a planner sees of the year: a row a rep, a row for all, and every alarm in words."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from scenarios.terminal_tracking import show_tracking
from scenarios.tracking import track
from tests.scenarios.tracking.conftest import file, planned, source  # noqa: F401 -- fixtures
from tests.scenarios.tracking.test_tracked import AS_PLANNED, booked


def shown(year):
    """Print to a wide page."""
    page = StringIO()
    show_tracking(year, Console(file=page, width=160, highlight=False))
    return page.getvalue()


def test_rows_and_sums(planned):  # noqa: F811
    """Money and shares of each rep and of all together; alarms and notes beneath."""
    text = shown(track(planned, booked({**AS_PLANNED, "A3": 1.0, "A4": 1.0}, extra=[("X", "2027-01-01", 300.0)])))
    rows = {line.split()[0]: line for line in text.splitlines() if line.split()}
    assert "1,200" in rows["R1"]
    assert "!" in rows["R2"]
    assert "1,212" in rows["all"]
    assert "! R2: the chance to make quota is" in text
    assert "300 of accounts that no territory has" in text
    assert "--persistence" in text


def test_nothing_to_say_is_said(planned):  # noqa: F811
    """A year within all thresholds, and one without an outlook, whose chances are unknown."""
    share = planned.cents[:, :6].sum(axis=1) / 1_200
    year = track(
        replace(planned, outlook=None), booked({"A1": share[0], "A2": share[0], "A3": share[1], "A4": share[1]})
    )
    assert year.alarms == ()
    text = shown(year)
    assert "nothing is beyond its threshold" in text
    assert "!" not in text
    assert "nan" not in text
