"""Published answers are set against results, and the better one of two counts."""

import math

import pytest

from benchmarks.known import Known, Proof, best_of_each

PROVED = Known(4, 100.0, Proof.OPTIMAL)
BEST = Known(4, 100.0)
NONE = Known(4, None, Proof.INFEASIBLE)


def _doubts(known, *, objective=None, lower_bound=None, infeasible=False):
    return known.doubts(objective=objective, lower_bound=lower_bound, infeasible=infeasible)


@pytest.mark.parametrize(
    ("value", "status", "proved", "expected"),
    [
        (100.0, "optimal", True, PROVED),
        (100.0, "optimal", False, BEST),
        (math.nan, "infeasible", False, NONE),
        (math.nan, "timelimit_no_incumbent", False, Known(4, None)),
    ],
)
def test_made_of_a_row(value, status, proved, expected):
    """Infeasibility is an answer; a value that is missing is none."""
    assert Known.of(4, value, status, proved=proved) == expected


def test_better_of_two():
    """The lower value counts, whichever comes first, and of equal ones that which is proved."""
    lower = Known(4, 99.0)
    assert PROVED.better(lower) == lower.better(PROVED) == lower
    assert PROVED.better(BEST) == BEST.better(PROVED) == PROVED
    assert Known(4, None).better(BEST) == BEST
    assert best_of_each(["a", "b", "a"], [BEST, NONE, lower]) == {"a": lower, "b": NONE}


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (PROVED, {"objective": 100.009, "lower_bound": 100.009}),
        (BEST, {"objective": 90.0, "lower_bound": 80.0}),
        (NONE, {"infeasible": True}),
        (Known(4, None), {"objective": 90.0, "lower_bound": 90.0}),
        (Known(4, None), {"infeasible": True}),
    ],
)
def test_no_doubt(known, found):
    """Rounded values agree; a better plan than one that is not proved best is welcome."""
    assert _doubts(known, **found) == []


@pytest.mark.parametrize(
    ("known", "found", "doubt"),
    [
        (PROVED, {"objective": 99.9}, "better than a value published as optimal"),
        (BEST, {"lower_bound": 100.1}, "the bound is above the best known value"),
        (BEST, {"infeasible": True}, "called infeasible, and a plan is published"),
        (NONE, {"objective": 90.0}, "published as infeasible, and here is a plan"),
    ],
)
def test_doubts(known, found, doubt):
    """What cannot both be right is said."""
    assert len(_doubts(known, **found)) == 1
    assert doubt in _doubts(known, **found)[0]
