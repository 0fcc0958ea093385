"""Kept runs are shown as tables people can read: rounded, with units, never cut."""

import io

import pandas as pd
from rich.console import Console

from scenarios.terminal_runs import show_frame, show_quotas


def shown(show, *args, width=40, **options):
    """What is printed on a narrow terminal."""
    screen = Console(file=io.StringIO(), width=width, highlight=False, _environ={})
    show(*args, screen, **options)
    return screen.file.getvalue()


def test_numbers_are_rounded_and_have_units():
    """Money and kilometres whole with thousands separated, shares in per cent, nothing broken is none."""
    frame = pd.DataFrame(
        {
            "scenario": ["1/today", "1/rebalanced"],
            "objective": [6011.98765, None],
            "gap": [None, 0.00071],
            "travel_km": [480894.4, 336273.2],
            "moved_accounts": [0, 1247],
            "violations": pd.array([0, 3], dtype="Int64"),
            "seconds": [0.5123, 12.0],
        }
    )
    rows = [row.split() for row in shown(show_frame, frame).splitlines() if "1/" in row]
    assert rows == [
        ["1/today", "6,012", "-", "480,894", "0", "none", "0.5"],
        ["1/rebalanced", "-", "0.07%", "336,273", "1,247", "3", "12.0"],
    ]


def test_a_scenario_that_failed_has_no_figures():
    """Missing whole numbers are a dash as all that is missing."""
    frame = pd.DataFrame({"scenario": ["1/a"], "violations": pd.array([None], dtype="Int64"), "gap": [float("nan")]})
    assert ["1/a", "-", "-"] in [row.split() for row in shown(show_frame, frame).splitlines()]


def test_names_are_not_cut_on_a_narrow_terminal():
    """The table is rather wider than the terminal."""
    name = "12/two more reps and none may move far"
    text = shown(show_frame, pd.DataFrame({"scenario": [name], "status": ["feasible"], "travel_km": [1.0]}))
    assert name in text


def test_the_first_rows_only_where_asked():
    """And nothing at all is none."""
    frame = pd.DataFrame({"account": [f"A{i}" for i in range(5)], "from_rep": ["x"] * 5})
    text = shown(show_frame, frame, most=2)
    assert "from rep" in text
    assert "A1" in text
    assert "A2" not in text
    assert shown(show_frame, frame.head(0)) == "none\n"


def test_when_it_began_is_told_to_the_minute():
    """Without the letter T and without seconds."""
    frame = pd.DataFrame({"run": [3], "begun": ["2026-11-28T22:05:11"], "plan": ["Small"]})
    assert "2026-11-28 22:05" in shown(show_frame, frame, width=80)
    assert ":11" not in shown(show_frame, frame, width=80)


def test_quotas_have_a_sum():
    """Exact to the cent, in columns."""
    text = shown(show_quotas, [("R1", "Ann", "1234567.10"), ("R2", "Bob", "0.20")])
    assert ["R1", "Ann", "1,234,567.10"] in [row.split() for row in text.splitlines()]
    assert ["all", "1,234,567.30"] in [row.split() for row in text.splitlines()]
