from __future__ import annotations

import numpy as np
import pytest

from optimizer.potential import AccountTraits
from optimizer.potential.origins import origin_at, past_origins


def test_an_origin_sees_nothing_of_what_came_after(yearly):
    """The last year and the next are apart, and who is idle is idle in the last year."""
    history = yearly([[5, 0, 7], [0, 3, 0], [0, 0, 9]])
    origin = origin_at(history, AccountTraits.alike(3), 24)
    assert origin.recent.tolist() == [0, 3, 0]
    assert origin.outcome.tolist() == [7, 0, 9]
    assert origin.customers.tolist() == [False, True, False]
    assert origin.idle.tolist() == [True, False, True]


def test_changing_the_future_changes_no_past_origin(yearly):
    """Everything but the outcome is the same whatever comes after."""
    before, after = yearly([[5, 0, 7], [1, 3, 0]]), yearly([[5, 0, -70], [1, 3, 99]])
    one, other = (origin_at(history, AccountTraits.alike(2), 24) for history in (before, after))
    for name in ("recent", "active", "known"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_net_nothing_is_not_idle(monthly):
    """A sale that came back is activity."""
    origin = origin_at(monthly([[0.0] * 10 + [5.0, -5.0]]), AccountTraits.alike(1), 12)
    assert origin.recent.tolist() == [0]
    assert origin.customers.tolist() == [True]


def test_a_short_history_is_scaled_to_a_year(monthly):
    """Three months count four times; there is no outcome."""
    origin = origin_at(monthly([[1, 2, 3]]), AccountTraits.alike(1), 3)
    assert origin.recent.tolist() == [24]
    assert origin.actual is None
    with pytest.raises(ValueError, match="is not over"):
        _ = origin.outcome


def test_accounts_listed_later_are_not_known(yearly):
    """An account is known from the month after it is listed, or once it has booked."""
    listed = np.array(["NaT", "2024-12", "2025-01", "2026-06"], dtype="datetime64[M]")
    codes = np.zeros(4, dtype=np.int64)
    traits = AccountTraits(segment=codes, region=codes, known_from=listed)
    history = yearly([[0, 1, 1], [0, 1, 1], [0, 1, 1], [2, 1, 1]])
    assert origin_at(history, traits, 12).known.tolist() == [True, True, False, True]


@pytest.mark.parametrize(("before", "columns"), [(36, [24, 21, 18, 15, 12]), (24, [12]), (23, []), (3, [])])
def test_past_origins_have_a_year_on_either_side(yearly, before, columns):
    """None reaches beyond what was known, the latest is first."""
    past = past_origins(yearly([[1, 2, 3]]), AccountTraits.alike(1), before)
    assert [origin.at for origin in past] == columns


def test_misuse(yearly):
    """Columns outside the history and traits of others are refused."""
    with pytest.raises(ValueError, match="given 37"):
        origin_at(yearly([[1, 2, 3]]), AccountTraits.alike(1), 37)
    with pytest.raises(ValueError, match="traits of 2 accounts"):
        origin_at(yearly([[1, 2, 3]]), AccountTraits.alike(2), 12)


def test_an_origin_can_be_seen_for_some_accounts_only(yearly):
    """Accounts left out are neither customers nor idle; the origin itself stays as it was."""
    origin = origin_at(yearly([[5, 1], [0, 1], [5, 1]]), AccountTraits.alike(3), 12)
    some = origin.among(np.array([False, True, True]))
    assert some.customers.tolist() == [False, False, True]
    assert some.idle.tolist() == [False, True, False]
    assert origin.customers.tolist() == [True, False, True]
