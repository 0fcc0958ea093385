"""What is drawn, and what the hover says."""

import numpy as np
import pytest
import shapely

pytest.importorskip("bokeh")

from scenarios.app.map.layers import dot_sizes, outlines, tooltip
from scenarios.app.map.picture import draw_picture


def test_nothing_in_the_hover_is_html_of_an_account():
    assert "{safe}" not in tooltip(["account", "potential"])
    assert "@{account}" in tooltip(["account", "potential"])


def test_areas_are_outlined_in_the_order_of_their_accounts(globe_plan):
    places = globe_plan.instance.units.places
    squares = np.array([shapely.box(x - 1.5, y - 0.7, x + 1.5, y + 0.7) for y, x in places], dtype=object)
    squares[4] = None
    plain, areas = draw_picture(globe_plan.instance), draw_picture(globe_plan.instance, squares)
    assert outlines(plain) == {}
    drawn = outlines(areas)
    assert [len(parts) for parts in drawn["areas_x"]] == [1] * 4 + [0] + [1] * 25
    x, y = areas.marks.points[7]
    ring = shapely.polygons(np.column_stack([drawn["areas_x"][7][0][0], drawn["areas_y"][7][0][0]]))
    assert shapely.contains_xy(ring, x, y)
    assert (dot_sizes(areas) < dot_sizes(plain)).all()
