"""The frontier on the terminal says what the table of the frontier says."""

import io

import numpy as np
from rich.console import Console

from scenarios.frontier import Axis, Frontier
from scenarios.frontier_table import MOST_PLANS, show_frontier

AXES = (Axis.TRAVEL, Axis.DISRUPTION)


def shown(frontier):
    """What is printed on a terminal of eighty columns."""
    screen = io.StringIO()
    show_frontier(frontier, Console(file=screen, width=80, highlight=False, _environ={}))
    return screen.getvalue()


def test_best_plans_with_the_knee():
    """Plans of the frontier stand in order with their figures, the knee is marked, the rest is counted."""
    values = np.array([[1_000.0, 0.4], [1_100.0, 0.1], [2_000.0, 0.0], [2_000.0, 0.4]])
    text = shown(Frontier(("free", "bend", "stay", "beaten"), AXES, values))
    assert [line.split()[0] for line in text.splitlines() if "%" in line] == ["free", "bend", "stay"]
    assert "bend  <- knee" in text
    assert "1,100" in text
    assert "10.00%" in text
    assert "1 other plans are beaten" in text


def test_nothing_to_show():
    """Without plans that keep the rules, that is said."""
    assert "No frontier" in shown(Frontier((), AXES, np.empty((0, 2))))


def test_long_frontiers_are_cut():
    """Beyond what a screen holds the file has the rest."""
    steps = np.arange(MOST_PLANS + 5.0)
    text = shown(Frontier(tuple(f"p{i}" for i in range(len(steps))), AXES, np.column_stack([steps, -steps])))
    assert "and 5 more, see frontier.csv" in text


def test_people_and_money_are_amounts():
    """Only shares are written in per cent."""
    text = shown(Frontier(("few", "many"), (Axis.HEADCOUNT, Axis.COST), np.array([[40.0, 2e6], [41.0, 1.9e6]])))
    assert "%" not in text
    assert "2,000,000" in text
