"""Steps from history to quota, whose bars hang together."""

from __future__ import annotations

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas import Term
from scenarios.report.waterfall import steps_of, waterfall_chart

CENTS = st.integers(-(10**9), 10**9)


def row(**terms):
    """Terms of a quota, the others 0."""
    cents = {term.value: terms.get(term.value, 0) for term in Term}
    return pd.Series({**cents, "quota": sum(cents.values())})


def test_steps_that_are_nothing_are_left_out():
    """Of eight terms those that move something."""
    assert steps_of(row(history=100, rounding=-5)) == [Term.HISTORY, Term.ROUNDING]


def test_bars_and_their_figures(read):
    """History, the steps with their sign, the quota."""
    html = waterfall_chart(row(history=250_000, market_growth=50_000, potential=-20_000))
    page = read(html)
    assert page.text == "2,500 history +500 market growth \N{MINUS SIGN}200 potential 2,800 quota"
    assert page.tags.count("rect") == 4


@given(CENTS, CENTS, CENTS)
def test_each_bar_ends_where_the_next_begins(history, growth, ramp):
    """Lines join the bars at one height, and all lie on the paper."""
    html = waterfall_chart(row(history=history, market_growth=growth, ramp=ramp))
    for y, height in re.findall(r'y="([-\d.]+)" width="[-\d.]+" height="([-\d.]+)"', html):
        assert 0 <= float(y) <= float(y) + float(height) <= 460
    for first, second in re.findall(r'y1="([-\d.]+)" x2="[-\d.]+" y2="([-\d.]+)"', html):
        assert first == second


def test_quota_alone_has_no_chart():
    """Only the number is known."""
    assert waterfall_chart(pd.Series({"quota": 100, "territory": "x"})) == ""
