"""The independent check of connected territories finds what is wrong and computes what is right."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.areas import Areas
from benchmarks.check_contiguous import best_centres_of, check_contiguous, count_pieces, objective_of, whole_limits
from benchmarks.districting_files import rounded_km_squared

# Two rows of three cells, ten apart: 0 1 2 above 3 4 5.
PLACES = np.array([[0.0, 10.0], [10.0, 10.0], [20.0, 10.0], [0.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
EDGES = np.array([[0, 1], [1, 2], [3, 4], [4, 5], [0, 3], [1, 4], [2, 5]])
PEOPLE = np.array([1, 2, 3, 3, 2, 1])
ROWS = np.array([0, 0, 0, 1, 1, 1])
MIDDLES = np.array([1, 4])


def _cells(**changed):
    facts = {"amounts": {"population": PEOPLE}, "tolerance": 0.0, "cost": rounded_km_squared}
    return Areas(name="cells", k=2, places=PLACES, edges=EDGES, weighed_by="population", **{**facts, **changed})


def test_plan_in_order():
    """Six people in each row, ten kilometres from the middle but for those who live there."""
    verdict = check_contiguous(_cells(scale=1e-2), MIDDLES, ROWS)
    assert verdict.feasible
    assert verdict.objective == pytest.approx(8.0)
    assert verdict.worst_imbalance == pytest.approx(0.0)


def test_every_measure_within_whole_limits():
    """One person too many in one measure of two is named with the limits."""
    areas = _cells(amounts={"population": PEOPLE, "votes": np.array([2, 1, 1, 1, 1, 1])}, tolerance=0.1)
    verdict = check_contiguous(areas, MIDDLES, ROWS)
    assert verdict.problems == (
        "territory 0 has 4 of votes, asked 4 to 3",
        "territory 1 has 3 of votes, asked 4 to 3",
    )
    assert check_contiguous(_cells(tolerance=0.1), MIDDLES, ROWS).feasible


def test_territory_in_pieces():
    """Opposite corners do not touch; a bridge that is declared joins them."""
    corners = np.array([0, 1, 1, 1, 1, 0])
    areas = _cells(tolerance=0.9)
    apart = check_contiguous(areas, np.array([0, 1]), corners)
    assert apart.problems == ("territory 0 is in 2 pieces",)
    assert apart.objective is not None
    assert check_contiguous(areas, np.array([0, 1]), corners, bridges=np.array([[0, 5]])).feasible


@pytest.mark.parametrize(
    ("centre_unit", "territory_of", "problem"),
    [
        ([1, 4], [0, 0, 0, 1, 1, 2], "1 units have no territory"),
        ([1, 4], [0, 0, 0, 1, 1, -1], "1 units have no territory"),
        ([1, 4], [0, 0, 0, 1, 1], "5 units and 2 centres"),
        ([1], [0, 0, 0, 0, 0, 0], "6 units and 1 centres"),
        ([1, 2], [0, 0, 0, 1, 1, 1], "centre of territory 1 is none of its units"),
        ([1, 6], [0, 0, 0, 1, 1, 1], "centre of territory 1 is none of its units"),
        ([1, -1], [0, 0, 0, 0, 0, 0], "centre of territory 1 is none of its units"),
    ],
)
def test_no_plan(centre_unit, territory_of, problem):
    """Units left out, too few of anything, centres elsewhere and empty territories have no objective."""
    verdict = check_contiguous(_cells(), np.array(centre_unit), np.array(territory_of))
    assert problem in verdict.problems[0]
    assert verdict.objective is None


def test_distance_is_rounded_before_it_is_squared():
    """Ten kilometres and four hundred metres count as ten."""
    places = np.array([[0.0, 0.0], [10.4, 0.0], [10.6, 0.0]])
    amounts = {"population": np.array([1, 2, 3])}
    areas = Areas(
        name="line",
        k=1,
        places=places,
        edges=np.array([[0, 1], [1, 2]]),
        amounts=amounts,
        tolerance=0.0,
        cost=rounded_km_squared,
        weighed_by="population",
    )
    assert objective_of(areas, np.array([0]), np.zeros(3, dtype=int)) == 2 * 100.0 + 3 * 121.0


def test_best_centres():
    """From the middle of three in a row, unless one end weighs more than the others; none for an empty territory."""
    assert best_centres_of(_cells(), ROWS).tolist() == [1, 4]
    assert best_centres_of(_cells(amounts={"population": np.array([9, 1, 1, 1, 1, 1])}), ROWS).tolist() == [0, 4]
    assert best_centres_of(_cells(), np.zeros(6, dtype=int))[1] == -1


def test_limits_of_a_published_table():
    """Arkansas in four and Iowa in four districts within 0.5 %, as in Validi, Buchanan and Lykhovyd (2022)."""
    assert whole_limits(2_915_918, 4, 0.005) == (725_335, 732_624)
    assert whole_limits(3_046_355, 4, 0.005) == (757_781, 765_396)


def test_limits_that_are_whole_already():
    """A limit that is hit exactly is inside, whatever floating point makes of 0.995."""
    assert whole_limits(1000, 1, 0.005) == (995, 1005)
    assert whole_limits(700, 7, 0.07) == (93, 107)


@given(st.integers(0, 10**9), st.integers(1, 100), st.integers(0, 100))
def test_limits_enclose_the_whole_amounts_allowed(total, k, per_mille):
    """The limits are allowed, one less and one more are not."""
    low, high = whole_limits(total, k, per_mille / 1000)
    mean, share = Fraction(total, k), Fraction(per_mille, 1000)
    assert low - 1 < mean * (1 - share) <= low
    assert high <= mean * (1 + share) < high + 1


@given(st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_pieces_are_those_of_a_flood(labels):
    """On a board of nine cells pieces are counted as by spreading the smallest number through each piece."""
    cell = np.arange(9).reshape(3, 3)
    across = np.column_stack([cell[:, :-1].ravel(), cell[:, 1:].ravel()])
    edges = np.concatenate([across, np.column_stack([cell[:-1].ravel(), cell[1:].ravel()])])
    mark = list(range(9))
    for _ in range(9):
        for one, other in edges:
            if labels[one] == labels[other]:
                mark[one] = mark[other] = min(mark[one], mark[other])
    expected = [len({mark[i] for i in range(9) if labels[i] == j}) for j in range(3)]
    assert count_pieces(np.array(labels), 3, edges) == expected
