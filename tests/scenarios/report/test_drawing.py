"""Shapes as SVG in few letters, whose text stays text and on the paper."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.plotting.placement import SIDES
from scenarios.report.drawing import LETTER, beside, circle, cut, dots, drawing, group, line, number, rect, text


def test_dots_take_few_letters():
    """A thousand of them, those on one place once."""
    points = np.array([[float(i), 1.0] for i in range(500)] * 2)
    html = dots(points, 4, "#123456")
    assert html.count("M") == 500
    assert len(html) < 6_000


def test_sheet_tells_what_it_shows():
    """For those who hear the page; it scales with it."""
    html = drawing(50, rect(0, 0, 1, 2.345, fill="red"), described="A <b> & C")
    assert 'viewBox="0 0 1000 50"' in html
    assert 'aria-label="A &lt;b&gt; &amp; C"' in html
    assert 'height="2.3"' in html


def test_names_are_text():
    """Also under the pointer."""
    html = group([text(1, 2, "<script>")], "<img>")
    assert "<script" not in html
    assert "<img" not in html


def test_long_names_are_cut():
    """With an ellipsis; short ones are whole."""
    assert cut("Ann", 100) == "Ann"
    shown = cut("A very long name indeed", 80)
    assert shown.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert len(shown) * LETTER * 13 <= 81


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("x", [0.0, 250.0, 500.0])
def test_names_beside_points_stay_on_the_paper(side, x):
    """Whatever the side."""
    html = beside((x, 50.0), side, "Katherine", size=12, width=500)
    at = float(html.split('x="')[1].split('"')[0])
    wide = LETTER * 12 * len("Katherine")
    left = at - (wide if 'text-anchor="end"' in html else wide / 2 if 'text-anchor="middle"' in html else 0)
    assert left >= 0
    assert left + wide <= 500


def test_shapes():
    """Coordinates have no more decimals than can be seen."""
    assert line(0, 0, 1 / 3, 2) == '<line x1="0" y1="0" x2="0.3" y2="2" stroke="#222222" stroke-width="1"/>'
    assert circle(1, 2, 3, fill="red") == '<circle cx="1" cy="2" r="3" fill="red"/>'
    assert number(12345.678) == "12345.7"
