"""What a peer is given of accounts, and what its plans are worth."""

import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.check import great_circle_km
from benchmarks.peers.worker import LARGEST_MODEL, Job, _delaunay_graph, check_size, territories_in, time_left

PLACES = np.array([[40.0, -100.0], [40.0, -99.0], [40.0, -98.0], [41.0, -100.0]])
JOB = Job(PLACES, np.empty((4, 3)), None, None, k=2, fewest=2, most=2, seconds=60.0, seed=7)
NORTH_WEST, LOPSIDED = np.array([0, 1, 1, 0]), np.array([0, 1, 1, 1])


def test_merit_around_the_best_accounts():
    """Accounts too many and too few, and the distances to the best account of each territory."""
    east, north = great_circle_km(PLACES[0], PLACES[1]), great_circle_km(PLACES[0], PLACES[3])
    assert JOB.merit(NORTH_WEST) == (0.0, pytest.approx(east + north))
    assert JOB.merit(LOPSIDED)[0] == 2.0
    assert JOB.cost_of(np.array([1, 2])) == pytest.approx(east)
    assert JOB.tolerance == 0.0


def test_merit_around_homes():
    """Whichever numbers territories have, homes get those near them."""
    job = replace(JOB, centres=PLACES[[2, 3]])
    swapped = 1 - NORTH_WEST
    assert job.merit(NORTH_WEST) == job.merit(swapped)
    assert job.merit(swapped)[1] == pytest.approx(sum(great_circle_km(PLACES[[0, 1]], PLACES[[3, 2]])))


def test_graph_of_accounts():
    """Accounts at one place hang together."""
    places = np.vstack([PLACES, PLACES[:1]])
    graph = _delaunay_graph(places, np.column_stack([places, np.zeros(5)]))
    beside = graph.neighbours[graph.first[4] : graph.first[5]]
    assert 0 in beside
    assert graph.first[-1] == len(graph.neighbours) == len(graph.nearness)


def test_an_integer_programme_is_kept_small_and_in_time():
    """What is too large is not tried, and building the model is taken off its time."""
    check_size(LARGEST_MODEL)
    with pytest.raises(RuntimeError, match="not tried"):
        check_size(LARGEST_MODEL + 1)
    assert 0 < time_left(10.0, time.perf_counter() - 4) <= 5
    assert time_left(10.0, time.perf_counter() - 400) == 1.0


def test_territories_of_sites():
    """Sites without accounts do not count where they were placed, and do where they were given."""
    assert territories_in([[], [0, 2], [1]], 3, num_given=0).tolist() == [0, 1, 0]
    assert territories_in([[], [0, 2], [1]], 3, num_given=3).tolist() == [1, 2, 1]
