"""The table of territories."""

import re

from scenarios.app.panels.balance import WIDE, balance_html, shown_measures
from scenarios.app.words import share_change

COLOURS, NAMES = ["#111111", "#222222", "#333333"], ["Ann", "<b>Bob</b>", "Cid"]


def written(desk, focus=None):
    return balance_html(desk.figures(), desk.ground.criteria, COLOURS, names=NAMES, focus=focus)


def test_every_territory_has_a_row_with_its_deviation(globe_desk):
    html = written(globe_desk, focus=2)
    assert html.count('data-do="territory"') == 3
    assert html.count('class="press on"') == 1
    for off in globe_desk.figures().balance["potential"].deviation.tolist():
        assert share_change(off, 0 if abs(off) >= 0.1 else 1) in html
    assert "&lt;b&gt;Bob" in html


def test_bars_stay_inside_their_cell(globe_desk):
    globe_desk.move(range(18), 1)
    for x, width in re.findall(r'<rect x="([-\d.]+)" y="3" width="([\d.]+)"', written(globe_desk)):
        assert 0 <= float(x) <= float(x) + float(width) <= WIDE


def test_measures_with_a_tolerance_come_first(globe_desk):
    assert shown_measures(globe_desk.figures(), globe_desk.ground.criteria) == ["potential"]
