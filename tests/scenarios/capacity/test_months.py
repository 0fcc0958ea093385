"""Amounts of periods become amounts of months without gain or loss."""

import numpy as np
import pytest

from scenarios.capacity.months import fits, in_months


def test_quarters_are_spread_evenly_and_halves_of_months_are_added():
    """A quarter is three thirds; two periods of one month are its sum."""
    np.testing.assert_allclose(in_months(np.array([3.0, 6.0]), 6), [1, 1, 1, 2, 2, 2])
    np.testing.assert_allclose(in_months(np.array([[1.0, 2.0, 3.0, 4.0]]), 2), [[3, 7]])


@pytest.mark.parametrize(("periods", "months"), [(1, 12), (4, 12), (12, 12), (24, 12), (5, 5)])
def test_the_sum_stays(periods, months):
    """Nothing is lost."""
    amounts = np.arange(1.0, periods + 1)
    assert in_months(amounts, months).sum() == pytest.approx(amounts.sum())


def test_what_does_not_fit_is_refused():
    """Five periods are no whole months of twelve."""
    assert not fits(5, 12)
    with pytest.raises(ValueError, match="5 periods cannot be counted in 12 months"):
        in_months(np.ones(5), 12)
