from __future__ import annotations

import numpy as np
import pytest

from optimizer.potential import AccountTraits
from optimizer.potential.idle import fit_idle
from optimizer.potential.origins import origin_at, past_origins


def fitted(history, traits, at):
    return fit_idle(origin_at(history, traits, at), past_origins(history, traits, at))


def test_without_features_it_is_the_mean_of_past_idle_accounts(yearly):
    """Forty accounts were idle in the first year, a quarter of them then brought 8: 2 each."""
    history = yearly([[0, 8, 0]] * 10 + [[0, 0, 0]] * 30 + [[5, 5, 5]])
    idle = fitted(history, AccountTraits.alike(41), 24)
    assert idle.expected == pytest.approx([2.0] * 41)
    assert idle.note is None


def test_a_segment_needs_twenty_for_a_mean_of_its_own(yearly):
    """A small segment takes the mean of all."""
    history = yearly([[0, 3, 0]] * 20 + [[0, 9, 0]] * 5)
    segment = np.array([0] * 20 + [1] * 5)
    idle = fitted(history, AccountTraits(segment=segment, region=segment), 24)
    assert idle.expected[:20] == pytest.approx([3.0] * 20)
    assert idle.expected[20:] == pytest.approx([(60 + 45) / 25] * 5)


def test_returns_of_idle_accounts_do_not_count(yearly):
    """Nobody is expected to bring less than nothing."""
    history = yearly([[0, -50, 0]] * 10 + [[0, 4, 0]] * 10)
    assert fitted(history, AccountTraits.alike(20), 24).expected == pytest.approx([2.0] * 20)


def test_what_the_past_cannot_tell_is_said(yearly):
    """Idle accounts of today without any in the past are 0 without features, and as customers with them."""
    rows = [[1 + row % 7, 1 + row % 7] for row in range(40)] + [[5, 0]]
    plain = fitted(yearly(rows), AccountTraits.alike(41), 24)
    assert plain.expected.tolist() == [0] * 41
    assert "give features" in plain.note
    assert fitted(yearly(rows[:-1]), AccountTraits.alike(40), 24).note is None

    codes = np.zeros(41, dtype=np.int64)
    size = np.log1p([1 + row % 7 for row in range(40)] + [5])[:, None]
    traits = AccountTraits(segment=codes, region=codes, features=size)
    featured = fitted(yearly(rows), traits, 24)
    assert featured.expected[-1] == pytest.approx(5.0, rel=0.02)
    assert "as if all of them would buy" in featured.note


def test_features_tell_the_size_and_the_past_tells_the_share(yearly):
    """Of past idle accounts one in four came to the size of its features: a quarter of the size is expected."""
    size = np.array([10.0, 100.0] * 20 + [10.0, 100.0] * 40)
    first = np.append(size[:40], np.zeros(80))
    second = np.append(size[:40], np.where(np.arange(80) % 8 < 2, size[40:], 0.0))
    codes = np.zeros(120, dtype=np.int64)
    traits = AccountTraits(segment=codes, region=codes, features=np.log1p(size)[:, None])
    idle = fitted(yearly(np.column_stack([first, second, second])), traits, 24)
    assert idle.expected[40:] == pytest.approx(size[40:] / 4, rel=0.05)


def test_no_account_is_predicted_above_the_largest_customer(yearly):
    """A feature far outside those of the customers does not explode."""
    size = np.append(np.linspace(1, 50, 40), 1.0)
    feature = np.append(np.log1p(size[:40]), 60.0)[:, None]
    codes = np.zeros(41, dtype=np.int64)
    traits = AccountTraits(segment=codes, region=codes, features=feature)
    history = yearly(np.column_stack([np.append(size[:40], 0), np.append(size[:40], 0)]))
    assert fitted(history, traits, 24).expected[-1] <= 51


def test_few_customers_tell_no_size(yearly):
    """Below thirty customers features are not used."""
    rows = [[1, 2]] * 10 + [[0, 3]] * 10
    codes = np.zeros(20, dtype=np.int64)
    traits = AccountTraits(segment=codes, region=codes, features=np.arange(20.0)[:, None])
    assert fitted(yearly(rows), traits, 24).expected == pytest.approx([3.0] * 20)
