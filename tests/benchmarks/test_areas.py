"""Instances of touching units are refused where they cannot be any."""

import numpy as np
import pytest

from benchmarks.areas import Areas

PLACES = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
CHAIN = np.array([[0, 1], [1, 2]])
AMOUNT = np.array([3, 5, 7])


def _areas(**changed):
    facts = {"name": "chain", "k": 2, "places": PLACES, "edges": CHAIN, "amounts": {"population": AMOUNT}}
    return Areas(tolerance=0.1, **{**facts, **changed})


def test_weights():
    """The measure named weighs the units; without one all count 1."""
    assert len(_areas()) == 3
    assert _areas().weights.tolist() == [1, 1, 1]
    assert _areas(weighed_by="population").weights.tolist() == [3, 5, 7]


@pytest.mark.parametrize(
    "changed",
    [
        {"k": 4},
        {"k": 0},
        {"edges": np.array([[0, 3]])},
        {"edges": np.array([[-1, 0]])},
        {"amounts": {"population": np.array([1, 2])}},
        {"amounts": {"population": np.array([1, -2, 3])}},
    ],
)
def test_no_such_instance(changed):
    """More territories than units, edges to nowhere, amounts missing or negative are named with the instance."""
    with pytest.raises(ValueError, match="chain"):
        _areas(**changed)
