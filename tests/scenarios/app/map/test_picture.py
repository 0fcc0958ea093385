"""What the map of a plan is drawn from."""

import numpy as np
import pytest
import shapely

from scenarios.app.map import picture as module
from scenarios.app.map.picture import draw_picture, rings, strokes


def test_a_picture_has_all_accounts_and_homes(globe_plan, globe_desk):
    picture = draw_picture(globe_plan.instance)
    assert len(picture.marks) == 30
    assert picture.views[0].accounts == 30
    homes = picture.homes(globe_desk.state.alignment)
    assert homes.shape == (3, 2)
    assert np.isfinite(homes).all()
    assert (shapely.area(picture.cells.cells) > 0).all()


def test_outlines_come_with_their_holes():
    ring = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 6, 6)
    xs, ys = rings(shapely.multipolygons([ring, shapely.box(20, 0, 30, 10)]))
    assert [len(parts) for parts in xs] == [2, 1]
    assert ys[1][0].max() == 10
    assert rings(shapely.GeometryCollection()) == ([], [])


def test_lines_are_taken_apart():
    xs, ys = strokes(shapely.multilinestrings([[(0, 0), (1, 2)], [(5, 5), (6, 6)]]))
    assert [x.tolist() for x in xs] == [[0, 1], [5, 6]]
    assert [y.tolist() for y in ys] == [[0, 2], [5, 6]]


def squares(instance, half=(0.7, 1.4)):
    """A rectangle around each account, in degrees; on the grid of the plan they nearly touch."""
    up, across = half
    return np.array(
        [shapely.box(x - across, y - up, x + across, y + up) for y, x in instance.units.places], dtype=object
    )


def test_areas_are_the_ground_and_end_where_they_end(globe_plan, globe_desk):
    instance = globe_plan.instance
    picture = draw_picture(instance, squares(instance, (0.75, 1.5)))
    home = globe_desk.state.alignment.territory_of
    owners = picture.cells.owners(picture.marks.owner(home, 3), 3)
    ground = [picture.cells.shape(owners, territory) for territory in range(3)]
    for territory in range(3):
        mine = home == territory
        assert shapely.contains_xy(ground[territory], picture.points[mine]).all()
        assert not shapely.contains_xy(ground[territory], picture.points[~mine]).any()
    # 30 areas of 1.5 by 3 degrees around 41.75 north.
    true = 30 * 1.5 * 3.0 * (6371.0088 * np.radians(1)) ** 2 * np.cos(np.radians(41.75))
    assert sum(shape.area for shape in ground) == pytest.approx(true, rel=0.01)
    left, bottom, right, top = picture.views[0].bounds
    assert shapely.box(left - 1, bottom - 1, right + 1, top + 1).contains(shapely.union_all(ground))


def test_an_account_without_an_area_has_no_ground_and_is_drawn(globe_plan):
    areas = squares(globe_plan.instance)
    areas[3] = None
    picture = draw_picture(globe_plan.instance, areas)
    assert shapely.is_empty(picture.areas).tolist() == [unit == 3 for unit in range(30)]
    assert len(picture.marks) == 30


def test_too_many_areas_are_drawn_and_not_tapped(globe_plan, monkeypatch):
    monkeypatch.setattr(module, "MOST_AREAS", 29)
    picture = draw_picture(globe_plan.instance, squares(globe_plan.instance))
    assert picture.areas is None
    assert picture.cells.edge is None
