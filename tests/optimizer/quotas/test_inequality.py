"""Measures of inequality against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas.inequality import gini, quota_share_error, ratio_spread

VALUES = st.lists(st.sampled_from([0.0, 1.0, 2.0, 7.5, 1e6]), min_size=1, max_size=12).filter(any)


def mean_difference(values, weights):
    """Oracle: weighted mean absolute difference of all pairs over twice the weighted mean."""
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float) / np.sum(weights)
    return (np.outer(w, w) * np.abs(x[:, None] - x[None, :])).sum() / (2 * (w * x).sum())


@given(VALUES, st.data())
def test_gini_is_the_mean_difference_of_all_pairs(values, data):
    """Equal to the definition with and without weights, ties and zeros included."""
    assert gini(values) == pytest.approx(mean_difference(values, np.ones(len(values))), abs=1e-12)
    weights = data.draw(st.lists(st.floats(0.1, 10), min_size=len(values), max_size=len(values)))
    assert gini(values, weights) == pytest.approx(mean_difference(values, weights), abs=1e-12)


def test_gini_of_known_cases():
    """All alike 0; one of four has all 3/4; a weight of two is two members."""
    assert gini([5, 5, 5]) == 0
    assert gini([3]) == 0
    assert gini([0, 0, 0, 8]) == 0.75
    assert gini([1, 4], [2, 1]) == pytest.approx(gini([1, 1, 4]))


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([], None, "values need one finite number"),
        ([1, -1], None, "none negative"),
        ([0, 0], None, "nothing to share"),
        ([1, 0], [0, 1], "nothing to share"),
        ([1, 2], [1], "1 weights for 2 values"),
        ([1, 2], [1, float("inf")], "weights need one finite number"),
    ],
)
def test_gini_of_nothing(values, weights, message):
    """What has no shares is told."""
    with pytest.raises(ValueError, match=message):
        gini(values, weights)


def test_ratios_by_hand():
    """Quota over potential 2, 1 and 4, and a territory without potential that carries a fifth of the quota."""
    found = ratio_spread([20, 10, 10, 10], [10, 10, 2.5, 0])
    assert found.count == 3
    assert found.baseless_share == 0.2
    assert found.variation == pytest.approx(np.std([2, 1, 4]) / np.mean([2, 1, 4]))
    assert found.p90_p10 == pytest.approx(3.6 / 1.2)
    assert found.gini == pytest.approx(mean_difference([2, 1, 4], [1, 1, 1]))
    assert found.weighted_gini == pytest.approx(mean_difference([2, 1, 4], [10, 10, 2.5]))


def test_proportional_quotas_have_no_spread():
    """Everybody the same ratio: 0 and 1, for one territory too."""
    found = ratio_spread([10, 20, 30], [1, 2, 3])
    assert (found.variation, found.gini, found.weighted_gini) == pytest.approx((0, 0, 0))
    assert found.p90_p10 == pytest.approx(1)
    assert ratio_spread([5], [2]).p90_p10 == 1


def test_ratios_that_do_not_exist_are_none():
    """Without potential, or where all quota lies elsewhere, nothing is measured; P90/P10 needs a tenth above 0."""
    assert ratio_spread([1, 2], [0, 0]) is None
    assert ratio_spread([0, 2], [1, 0]) is None
    assert ratio_spread([0, 0, 5], [1, 1, 1]).p90_p10 is None
    with pytest.raises(ValueError, match="base needs 2 finite numbers"):
        ratio_spread([1, 2], [1])


def test_share_error_by_hand():
    """A tenth of the quota stood in the wrong territory; the size of the target plays no part."""
    assert quota_share_error([60, 40], [50, 50]) == pytest.approx(0.1)
    assert quota_share_error([600, 400], [5, 5]) == pytest.approx(0.1)
    assert quota_share_error([1, 0], [0, 3]) == 1
    assert quota_share_error([7], [2]) == 0
    assert quota_share_error([1, 1], [4, -4]) == 0.5


@given(VALUES, st.data())
def test_share_error_is_what_would_have_to_move(quotas, data):
    """Between 0 and 1, and the sum of all shares that are too high."""
    numbers = st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=len(quotas), max_size=len(quotas)).filter(any)
    actuals = data.draw(numbers)
    too_high = np.maximum(np.divide(quotas, np.sum(quotas)) - np.divide(actuals, np.sum(actuals)), 0).sum()
    assert quota_share_error(quotas, actuals) == pytest.approx(too_high, abs=1e-12)


@pytest.mark.parametrize(
    ("quotas", "actuals", "message"),
    [
        ([1, 2], [1], "actuals need 2 finite amounts"),
        ([1, 2], [1, float("nan")], "actuals need 2 finite amounts"),
        ([0, 0], [1, 1], "no shares to compare"),
        ([1, 1], [0, -1], "no shares to compare"),
    ],
)
def test_share_error_of_nothing(quotas, actuals, message):
    """A year without revenue has no shares."""
    with pytest.raises(ValueError, match=message):
        quota_share_error(quotas, actuals)
