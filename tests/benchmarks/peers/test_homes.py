"""Territories found without homes are given to them."""

import numpy as np

from benchmarks.peers.homes import give_to_homes


def test_territories_go_to_the_homes_that_are_best_together():
    """Two groups and two homes: each gets the one near it, whatever the numbers of the groups."""
    places = np.array([[40.0, -74.0], [40.1, -74.0], [34.0, -118.0]])
    homes = np.array([[40.0, -74.1], [34.1, -118.0]])
    assert give_to_homes(places, homes, np.array([1, 1, 0])).tolist() == [0, 0, 1]
