"""One door for numbers: shape, finiteness, limits."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.capacity.arrays import checked


def test_one_number_stands_for_all() -> None:
    """A single number or one row is repeated."""
    assert checked("x", 2, (2, 2)).tolist() == [[2, 2], [2, 2]]
    assert checked("x", [1, 3], (2, 2)).tolist() == [[1, 3], [1, 3]]


def test_the_copy_is_read_only_and_the_original_is_not() -> None:
    """Nothing of the caller's is locked, and nothing of ours can be changed."""
    given = np.ones(2)
    with pytest.raises(ValueError, match="read-only"):
        checked("x", given, (2,))[0] = 5
    given[0] = 5


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, 1.5])
def test_numbers_that_make_no_sense_are_named(wrong: float) -> None:
    """The message says what, how much and where."""
    with pytest.raises(ValueError, match=r"leave must be finite and 0..1, given .* at \(1,\)"):
        checked("leave", [0, wrong], (2,), most=1)


def test_another_shape_is_refused() -> None:
    """Three numbers fit no two reps."""
    with pytest.raises(ValueError, match=r"fte has shape \(3,\), expected \(2,\)"):
        checked("fte", [1, 1, 1], (2,))
