"""Accounts an ocean apart have sheets of their own; each sheet is true to area."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.report.panels import MOST_SHEETS, _azimuthal, find_sheets

BOSTON, DENVER, DALLAS = (-71.1, 42.4), (-105.0, 39.7), (-96.8, 32.8)
CHICAGO, ATLANTA = (-87.6, 41.9), (-84.4, 33.7)
HONOLULU, ANCHORAGE, PARIS, SYDNEY, PERTH = (-157.9, 21.3), (-149.9, 61.2), (2.3, 48.9), (151.2, -33.9), (115.9, -31.9)
MAINLAND = [BOSTON, CHICAGO, ATLANTA, DALLAS, DENVER]


def rows(sheets):
    """Accounts of each sheet."""
    return [sheet.rows.tolist() for sheet in sheets]


def test_oceans_part_sheets():
    """The mainland first; who lies beyond it and near each other shares a sheet."""
    places = np.array([*MAINLAND, HONOLULU, PARIS, SYDNEY, PERTH])
    found = rows(find_sheets(places, planar=False))
    assert found[0] == [0, 1, 2, 3, 4]
    assert sorted(found[1:]) == [[5], [6], [7], [8]] or sorted(found[1:]) == [[5], [6], [7, 8]]


def test_far_north_does_not_shrink_the_mainland():
    """Anchorage has its own sheet."""
    assert rows(find_sheets(np.array([*MAINLAND, ANCHORAGE]), planar=False)) == [[0, 1, 2, 3, 4], [5]]


def test_every_place_is_on_its_paper():
    """Within the sheet, also across the date line."""
    places = np.array([(179.5, -17.8), (-179.9, -16.5), (178.4, -18.1)])
    (sheet,) = find_sheets(places, planar=False)
    points = sheet.on_paper(places, 500.0)
    assert (points > 0).all()
    assert (points < (500.0, 500.0 * sheet.proportion)).all()
    assert points[0, 0] < points[1, 0], "east is to the right"
    assert points[2, 1] > points[1, 1], "south is below"


def test_lone_account_has_ground_around_it():
    """No division by a width of nothing, and accounts without a place are on no sheet."""
    (sheet,) = find_sheets(np.array([[np.nan, np.nan], PARIS]), planar=False)
    assert sheet.rows.tolist() == [1]
    assert sheet.on_paper(np.array([PARIS]), 100.0)[0].tolist() == pytest.approx([50, 50 * sheet.proportion])


def test_plane_is_one_sheet():
    """X and y are drawn as they are."""
    (sheet,) = find_sheets(np.array([[0.0, 0], [10, 5]]), planar=True)
    points = sheet.on_paper(np.array([[0.0, 0], [10, 5]]), 100.0)
    across, up = points[1] - points[0]
    assert across == pytest.approx(-2 * up)


def test_nobody_has_a_place():
    """No sheets."""
    assert find_sheets(np.full((2, 2), np.nan), planar=False) == []


def test_sheets_are_few():
    """Accounts all over the world do not fill the page with frames."""
    grid = np.array([(x, y) for x in range(-180, 180, 40) for y in range(-60, 61, 30)], dtype=float)
    assert len(find_sheets(grid, planar=False)) <= MOST_SHEETS


@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(-15, 15), st.floats(-15, 15))
def test_projection_keeps_area(longitude, latitude, east, north):
    """A small square of ground has its area on paper wherever it lies on the sheet."""
    size = 0.01
    x, y = longitude + east, max(min(latitude + north, 80.0), -80.0)
    corners = np.array([(x, y), (x + size, y), (x, y + size)])
    a, b, c = _azimuthal(corners, (latitude, longitude))
    (first, second), (third, fourth) = b - a, c - a
    drawn = abs(first * fourth - second * third)
    degree = 6371.0 * np.pi / 180 * size
    assert drawn == pytest.approx(degree**2 * np.cos(np.radians(y)), rel=1e-2)
