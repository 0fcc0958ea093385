"""A backtest is told per level beside the flat forecast, with its verdict."""

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from optimizer.potential import AccountTraits, BookingHistory, backtest
from scenarios.backtest_table import show_backtest


def shown(months, width=100):
    """Backtest three accounts of the same amount every month."""
    history = BookingHistory(pd.Index(["a", "b", "c"]), np.datetime64("2022-01", "M"), np.full((3, months), 10.0))
    found = backtest(history, AccountTraits.alike(3), groups={"territory": ["x", "x", "y"]}, seed=1)
    screen = Console(file=io.StringIO(), width=width, highlight=False, _environ={})
    show_backtest(found, screen, "Line")
    return screen.file.getvalue()


@pytest.mark.parametrize("width", [80, 100])
def test_levels_methods_and_verdict(width):
    """Each level once with its units, each method below it; a sure forecast has no error and is not better."""
    text = shown(48, width)
    lines = [line.split() for line in text.splitlines()]
    assert max(map(len, text.splitlines())) <= width
    assert [text.count(level) for level in ("accounts (3)", "today's territories (2)")] == [1, 1]
    assert ["company", "last", "twelve", "months", "0.0%", "+0.0%", "100%"] in lines
    assert text.count("shrunk mean") >= 3
    assert "Forecasts of 5 years from 2024-01 on" in text
    assert "the forecast is not better: the simpler one, last twelve months, is used" in " ".join(text.split())
    assert "hint" not in text


def test_one_year_is_a_hint():
    """With one past year the table says which, and that it proves little."""
    text = shown(36)
    assert "Forecasts of the year from 2024-01, each" in text
    assert "a hint, not a proof" in text


def test_nothing_to_test():
    """A history of one year has no table, and says what is needed."""
    text = shown(12)
    assert "WAPE" not in text
    assert "a forecast needs 36 months to be tested, there are 12" in text
