"""What the map of a plan is drawn from."""

import numpy as np
import shapely

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
