"""The borders that come with the package."""

import numpy as np

from scenarios.atlas.borders import FILE, read_borders


def test_places_are_in_their_countries_and_states():
    longitude = np.array([-122.3, 2.35, 151.2, -79.4, -150.0, -40.0])
    latitude = np.array([47.6, 48.85, -33.9, 43.7, 61.2, 30.0])
    borders = read_borders()
    countries = borders.country_of(longitude, latitude)
    assert countries.tolist() == [
        "United States of America",
        "France",
        "Australia",
        "Canada",
        "United States of America",
        "",
    ]
    assert borders.state_of(longitude, latitude).tolist() == ["Washington", "", "", "", "Alaska", ""]


def test_they_are_small_enough_to_be_bundled():
    assert FILE.stat().st_size < 400_000


def test_they_are_read_once():
    assert read_borders() is read_borders()
