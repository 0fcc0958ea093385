"""The two decorators of compiled loops."""

from __future__ import annotations

import numpy as np

from optimizer.compiled import jittable, jitted, wide
from optimizer.travel import Floats


@jittable
def _twice(value: float) -> float:
    return 2.0 * value


@jitted
def _sum_of_twice(values: Floats) -> float:
    total = 0.0
    for value in values:
        total += _twice(value)
    return total


def test_a_compiled_loop_calls_an_inner_one() -> None:
    """Both give what Python gives."""
    assert _sum_of_twice(np.array([1.0, 2.5])) == 7.0


def test_an_inner_loop_may_be_called_from_python() -> None:
    """Without a wrapper for Python it is not compiled; it must not crash either."""
    assert _twice(3.0) == 6.0


def test_wide_numbers_have_one_type() -> None:
    """Whatever whole number comes in, 64 bits go out."""
    assert type(wide(np.int32(7))) is type(wide(7)) is np.int64  # type: ignore[arg-type, comparison-overlap]
