from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas import PeriodQuotas, split_periods
from optimizer.quotas.periods import MONTHS, period_labels


def test_even_split_is_spread_over_the_year():
    """A dollar in twelve: odd cents are spread rather than heaped at the start."""
    cents = split_periods(np.array([100]), np.ones(12))
    assert cents.tolist() == [[8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9, 8]]


def test_a_profile_is_followed():
    """Only ratios of weights count, and a period of weight 0 gets nothing."""
    assert split_periods(np.array([1_000, 7]), [1, 0, 3]).tolist() == [[250, 0, 750], [2, 0, 5]]
    assert split_periods(np.array([1_000]), [1e300, 0, 1e300, 0]).tolist() == [[500, 0, 500, 0]]


def test_each_territory_may_have_its_own_profile():
    """A matrix has a row a territory; one of zeros follows the others together."""
    profile = np.array([[1, 1], [3, 1], [0, 0]])
    assert split_periods(np.array([100, 100, 600]), profile).tolist() == [[50, 50], [75, 25], [400, 200]]


def test_the_unit_is_kept_but_for_the_last_period():
    """Amounts are multiples of the unit; what the quota has beside ends in the last period with weight."""
    assert split_periods(np.array([1_050]), [1, 1, 1, 0], unit=100).tolist() == [[400, 300, 350, 0]]
    assert split_periods(np.array([50]), [1, 1], unit=100).tolist() == [[0, 50]]


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ([0, 0], "a weight above 0"),
        ([1, -1], "finite and not negative"),
        ([1, np.nan], "finite and not negative"),
        ([], "has shape"),
        (np.ones((3, 4)), r"has shape \(3, 4\), expected \(periods,\) or \(2, periods\)"),
        (np.ones((2, 2, 2)), "has shape"),
    ],
)
def test_profiles_that_cannot_be_used(profile, message):
    """Misuse names what was given and what was expected."""
    with pytest.raises(ValueError, match=message):
        split_periods(np.array([1, 2]), profile)


def test_a_unit_below_one_cent_is_refused():
    """There is nothing smaller than a cent."""
    with pytest.raises(ValueError, match="unit must be"):
        split_periods(np.array([1]), [1], unit=0)


def test_period_labels():
    """Months by default, numbers for a profile, names as given."""
    assert period_labels(None, None) == MONTHS
    assert period_labels(None, [1, 2, 3]) == ("1", "2", "3")
    assert period_labels(["H1", "H2"], np.ones((5, 2))) == ("H1", "H2")
    for names, profile in ((["Q1", "Q1"], None), ([], None), ("Q1", None), (["H1"], [1, 2])):
        with pytest.raises(ValueError, match=r"must be different names|1 periods are named but the profile has 2"):
            period_labels(names, profile)


def test_the_frame_has_a_row_for_each_territory_and_period():
    """Long format: rep, territory, period, amount."""
    quotas = PeriodQuotas(("N", ("S", 2)), ("ann", "bob"), ("H1", "H2"), np.array([[1, 2], [3, 4]]))
    assert quotas.to_frame().to_numpy().tolist() == [
        ["ann", "N", "H1", 0.01],
        ["ann", "N", "H2", 0.02],
        ["bob", ("S", 2), "H1", 0.03],
        ["bob", ("S", 2), "H2", 0.04],
    ]
    assert quotas.total == Decimal("0.10")
    assert quotas.period_totals == (Decimal("0.04"), Decimal("0.06"))
    with pytest.raises(ValueError, match="read-only"):
        quotas.cents[0, 0] = 1


def test_shapes_must_agree():
    """One row a territory, one column a period."""
    with pytest.raises(ValueError, match=r"expected \(1, 2\)"):
        PeriodQuotas(("N",), ("ann",), ("H1", "H2"), np.array([[1]]))


@given(
    st.lists(st.integers(0, 2**52), min_size=1, max_size=6),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=13).filter(any),
    st.sampled_from([1, 100, 25_000, 10**6]),
)
def test_every_territory_adds_up_and_stays_on_pace(cents, profile, unit):
    """Rows are exact, nothing is negative, and the year to date is within half a unit of ideal."""
    amounts = np.array(cents)
    split = split_periods(amounts, profile, unit=unit)
    assert split.sum(axis=1).tolist() == cents
    assert (split >= 0).all()
    assert not split[:, np.array(profile) == 0].any()
    shares = np.cumsum(profile) / np.sum(profile)
    off_pace = np.abs(np.cumsum(split, axis=1) - amounts[:, np.newaxis] * shares)
    assert (off_pace <= unit / 2 + 1e-9 + 1e-14 * amounts[:, np.newaxis]).all()
