"""A search as it runs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from scenarios.app.desk import SearchProgress
from scenarios.app.panels.search_panel import (
    HIGH,
    WIDE,
    convergence_svg,
    found_html,
    keep_form_html,
    replace_form_html,
    search_html,
    solve_form_html,
)


def by_time(points):
    return sorted(points, key=lambda point: point[0])


VALUES = st.one_of(st.none(), st.floats(-1e9, 1e9))


def test_figures_are_shown_as_they_come():
    progress = SearchProgress(phase="tabu <search>", seconds=5.0, objective=200.0, lower_bound=150.0)
    html = search_html(progress, [], searched=5.0, limit=10.0)
    assert "25.00 %" in html
    assert "width:50.0%" in html
    assert "<search>" not in html
    stopping = SearchProgress(phase="x", seconds=5.0, stopping=True)
    assert "disabled" in search_html(stopping, [], searched=5.0, limit=10.0)


@given(st.lists(st.tuples(st.floats(0, 1e4), VALUES, VALUES), max_size=20).map(by_time))
def test_the_line_stays_inside(points):
    for x, y in re.findall(r"M([-\d.]+),([-\d.]+)", convergence_svg(points)):
        assert -1 <= float(x) <= WIDE + 1
        assert -1 <= float(y) <= HIGH + 1


def test_forms_hold_what_is_usual():
    assert 'value="15"' in solve_form_html(15.0, 0.001)
    assert 'value="0.1"' in solve_form_html(15.0, 0.001)
    assert "<x>" not in keep_form_html("<x>") + replace_form_html("<x>", 3) + found_html("<x>", [], usable=True)
    assert 'data-do="take"' in found_html("", [], usable=True)
    assert 'data-do="take"' not in found_html("", [], usable=False)
