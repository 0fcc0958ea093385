"""The ground of each territory."""

import numpy as np
import pytest
import shapely

from scenarios.app.map import cells as module
from scenarios.app.map.cells import cut_cells
from scenarios.app.map.projection import Backdrop
from scenarios.app.map.views import View

NO_LAND = Backdrop((), shapely.GeometryCollection())
GRID = np.array([(x * 100.0, y * 100.0) for x in range(10) for y in range(10)])
VIEW = (View("All", (0.0, 0.0, 900.0, 900.0), 100),)


def test_every_account_stands_on_its_own_ground():
    cells = cut_cells(GRID, NO_LAND, VIEW)
    owner = (np.arange(100) // 25).astype(np.int32)
    owners = cells.owners(owner, 4)
    for territory in range(4):
        ground = cells.shape(owners, territory)
        assert shapely.contains_xy(ground, GRID[owner == territory]).all()
        assert not shapely.contains_xy(ground, GRID[owner != territory]).any()


def test_grounds_do_not_overlap_and_leave_nothing_out():
    cells = cut_cells(GRID, NO_LAND, VIEW)
    owners = cells.owners((np.arange(100) % 3).astype(np.int32), 3)
    shapes = [cells.shape(owners, territory) for territory in range(3)]
    whole = shapely.area(shapely.union_all(shapes))
    assert sum(shape.area for shape in shapes) == pytest.approx(whole, rel=1e-6)
    assert whole == pytest.approx(cells.edge.area, rel=1e-3)


def test_ground_ends_at_the_coast_of_countries_with_accounts():
    home, abroad = shapely.box(-200, -200, 950, 450), shapely.box(-200, 450, 950, 2000)
    south = GRID[GRID[:, 1] < 401]
    cells = cut_cells(south, Backdrop((home, abroad), shapely.GeometryCollection()), VIEW)
    ground = cells.shape(cells.owners(np.zeros(len(south), np.int32), 1), 0)
    assert ground.bounds[3] < 455
    assert ground.area > 0


def test_a_territory_without_accounts_has_none():
    cells = cut_cells(GRID, NO_LAND, VIEW)
    owners = cells.owners(np.zeros(100, np.int32), 2)
    assert cells.shape(owners, 1).is_empty


def test_many_marks_share_cells(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 30)
    cells = cut_cells(GRID, NO_LAND, VIEW)
    assert len(cells.cells) <= 60
    assert cells.of_mark.shape == (100,)
    assert (cells.owners(np.ones(100, np.int32), 2) == 1).all()


def test_a_single_account_has_ground():
    cells = cut_cells(GRID[:1], NO_LAND, (View("All", (0.0, 0.0, 0.0, 0.0), 1),))
    assert not cells.shape(cells.owners(np.zeros(1, np.int32), 1), 0).is_empty
