"""Land lies below accounts on the globe, within the paper."""

from __future__ import annotations

import re

import numpy as np

from scenarios.report.ground import LAND, ground
from scenarios.report.panels import find_sheets

MIDWEST = np.array([(-87.6, 41.9), (-93.3, 45.0), (-90.2, 38.6)])


def test_land_and_states_are_drawn_on_the_paper():
    """All coordinates lie within it, and most of it is land."""
    (sheet,) = find_sheets(MIDWEST, planar=False)
    html = ground(sheet, MIDWEST, 500.0)
    assert html.count("<path") == 2
    assert LAND in html
    numbers = np.array([float(n) for way in re.findall(r' d="([^"]+)"', html) for n in re.findall(r"-?[\d.]+", way)])
    points = numbers.reshape(-1, 2)
    assert points.min() >= -0.1
    assert (points.max(axis=0) <= np.array([500.0, 500.0 * sheet.proportion]) + 0.1).all()
    assert np.ptp(points, axis=0).min() > 400
    assert len(html) < 30_000


def test_middle_of_the_ocean_is_empty():
    """Nothing is drawn, and nothing fails."""
    sea = np.array([(-30.0, 30.0), (-31.0, 31.0)])
    (sheet,) = find_sheets(sea, planar=False)
    assert ground(sheet, sea, 500.0) == ""


def test_plane_has_no_land():
    """X and y are nowhere on the globe."""
    places = np.array([[0.0, 0], [1, 1]])
    (sheet,) = find_sheets(places, planar=True)
    assert ground(sheet, places, 500.0) == ""
