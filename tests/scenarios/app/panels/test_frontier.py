"""The trade-off as a chart."""

import numpy as np

from scenarios.app.panels.frontier import frontier_html
from scenarios.frontier import Axis, Frontier

AXES = (Axis.BALANCE, Axis.TRAVEL, Axis.DISRUPTION)


def test_every_plan_is_a_mark_that_tells_its_place():
    names = ("tight", "<b>loose</b>", "beaten", "knee")
    values = np.array([[0.1, 100.0, 0.4], [0.1, 300.0, 0.0], [0.1, 310.0, 0.4], [0.1, 130.0, 0.1]])
    html = frontier_html(Frontier(names, AXES, values), ["today", *names])
    assert [f'data-value="{place}"' in html for place in range(5)] == [False, True, True, True, True]
    assert html.count("#B5BDC7") == 1
    assert "<b>loose" not in html
    assert "share that changes hands" in html


def test_two_plans_make_no_trade_off():
    assert frontier_html(Frontier(("a", "b"), AXES, np.ones((2, 3))), ["a", "b"]) == ""


def test_plans_that_are_alike_are_drawn_all_the_same():
    assert "svg" in frontier_html(Frontier(("a", "b", "c"), AXES, np.ones((3, 3))), ["a", "b", "c"])
