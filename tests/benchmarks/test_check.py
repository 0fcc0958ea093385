"""The independent check finds what is wrong and computes what is right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.check import (
    best_centres,
    check_capacitated,
    check_fixed,
    check_free,
    euclid,
    floored_euclid,
    great_circle_km,
    worst_imbalance,
)

LINE = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [10.0, 0.0], [11.0, 0.0], [12.0, 0.0]])
ENDS = np.array([[0.0, 0.0], [12.0, 0.0]])
HALVES = np.array([0, 0, 0, 1, 1, 1])
ONES = np.ones((6, 1))


def test_great_circle_of_known_pairs():
    """A quarter of the globe, a degree of longitude at the equator, and nothing at all."""
    start = np.array([[0.0, 0.0], [0.0, 10.0], [40.0, -74.0]])
    end = np.array([[90.0, 0.0], [0.0, 11.0], [40.0, -74.0]])
    expected = [6371.0 * np.pi / 2, 6371.0 * np.pi / 180, 0.0]
    assert great_circle_km(start, end) == pytest.approx(expected)


@given(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_great_circle_is_the_angle_between_positions(start, end):
    """Haversine agrees with the angle between two points of the sphere, whatever the places."""

    def position(place):
        latitude, longitude = np.radians(place)
        flat = np.cos(latitude)
        return np.array([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])

    chord = np.linalg.norm(position(start) - position(end))
    expected = 2 * 6371.0 * np.arcsin(min(1.0, chord / 2))
    assert great_circle_km(np.array([start]), np.array([end]))[0] == pytest.approx(expected, abs=1e-3)


def test_distances_of_a_table_of_pairs():
    """Rows are broadcast, so that all pairs come from two expanded arrays; floors are taken of each."""
    start, end = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[3.0, 4.0], [1.0, 2.5]])
    pairs = euclid(start[:, None], end[None])
    assert pairs == pytest.approx(np.array([[5.0, np.sqrt(7.25)], [np.sqrt(13.0), 1.5]]))
    assert floored_euclid(start[:, None], end[None]).tolist() == [[5.0, 2.0], [3.0, 1.0]]


def test_fixed_plan_in_balance():
    """Three accounts each: feasible, with the sum of distances to the given centres."""
    verdict = check_fixed(LINE, ENDS, HALVES, distance=euclid, amounts=ONES, tolerance=0.0)
    assert verdict.feasible
    assert verdict.objective == pytest.approx(6.0)
    assert verdict.worst_imbalance == pytest.approx(0.0)


def test_fixed_plan_out_of_balance():
    """Four against two is a third off: within 34 %, not within 33 %."""
    lopsided = np.array([0, 0, 0, 0, 1, 1])
    wide = check_fixed(LINE, ENDS, lopsided, distance=euclid, amounts=ONES, tolerance=0.34)
    narrow = check_fixed(LINE, ENDS, lopsided, distance=euclid, amounts=ONES, tolerance=0.33)
    assert wide.feasible
    assert not narrow.feasible
    assert "33.33%" in narrow.problems[0]


def test_every_measure_counts():
    """A plan even in count is not in balance where a second measure is not."""
    size = np.array([1.0, 1.0, 1.0, 2.0, 2.0, 2.0])
    assert worst_imbalance(HALVES, np.column_stack([np.ones(6), size]), 2) == pytest.approx(1 / 3)


@pytest.mark.parametrize("stray", [-1, 2])
def test_an_account_without_territory(stray):
    """An index that is no territory breaks the plan, and such a plan has no objective."""
    verdict = check_fixed(LINE, ENDS, np.array([0, 0, 0, 1, 1, stray]), distance=euclid, amounts=ONES, tolerance=9.0)
    assert not verdict.feasible
    assert verdict.objective is None


def test_free_plan_around_its_own_accounts():
    """Centres at the middle account of each half."""
    verdict = check_free(LINE, np.array([1, 4]), HALVES, distance=euclid, amounts=ONES, tolerance=0.0)
    assert verdict.feasible
    assert verdict.objective == pytest.approx(4.0)


@pytest.mark.parametrize("centres", [[1, 2], [1, -1], [1, 6]])
def test_a_centre_elsewhere(centres):
    """A centre in another territory, none at all, or one that is no account is found."""
    verdict = check_free(LINE, np.array(centres), HALVES, distance=euclid, amounts=ONES, tolerance=0.0)
    assert verdict.problems == ("the centre of territory 1 is none of its accounts",)


def test_best_centres_are_the_middle_ones():
    """The account with the least sum of distances; none for an empty territory."""
    assert best_centres(LINE, HALVES, 3, euclid).tolist() == [1, 4, -1]


def test_capacity_to_the_last_unit():
    """A cluster may be full, and one more unit of demand is too much."""
    demand, capacity = np.array([2.0, 2.0, 2.0, 1.0, 1.0, 1.0]), np.full(6, 6.0)
    full = check_capacitated(LINE, np.array([1, 4]), HALVES, distance=euclid, demand=demand, capacity=capacity)
    assert full.feasible
    assert full.objective == pytest.approx(4.0)
    over = check_capacitated(LINE, np.array([1, 4]), HALVES, distance=euclid, demand=demand + 0.1, capacity=capacity)
    assert over.problems == ("cluster 0 carries 6.3, capacity 6",)


def test_an_empty_cluster_is_no_fault():
    """The p-median problem asks for p medians at most: an empty cluster needs no median."""
    verdict = check_capacitated(
        LINE, np.array([2, -1]), np.zeros(6, dtype=int), distance=euclid, demand=np.ones(6), capacity=np.full(6, 6.0)
    )
    assert verdict.feasible
    assert verdict.objective == pytest.approx(30.0)
