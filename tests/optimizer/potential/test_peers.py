from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.potential import AccountTraits
from optimizer.potential.draws import GammaDraws
from optimizer.potential.origins import Origin
from optimizer.potential.peers import PEERS, PeerDraws, peer_draws


def past(actual, segment=None) -> Origin:
    actual = np.array(actual, dtype=np.float64)
    n = len(actual)
    codes = np.zeros(n, dtype=np.int64) if segment is None else np.array(segment)
    yes = np.ones(n, dtype=bool)
    traits = AccountTraits(segment=codes, region=np.zeros(n, dtype=np.int64))
    return Origin(
        at=12,
        recent=actual,
        active=yes,
        known=yes,
        before=np.zeros(n),
        active_before=~yes,
        actual=actual,
        traits=traits,
    )


def peers_of(own: PeerDraws, account: int) -> np.ndarray:
    """All values the draws of an account can take."""
    start, width = own.start[account], own.width[account]
    return own.ratios[start : start + width] * own.scale[account]


def test_without_a_past_the_variation_is_assumed():
    """Gamma draws around the point."""
    own = peer_draws(np.array([5.0, 0.0]), np.zeros(2, dtype=np.int64), [])
    assert isinstance(own, GammaDraws)
    assert own.sd.tolist() == [5, 0]


def test_peers_are_nearest_in_size():
    """Small accounts that stayed and large ones that vanished or doubled keep apart."""
    forecast = np.array([10.0] * 100 + [1000.0] * 100)
    actual = np.array([10.0] * 100 + [0.0, 2000.0] * 50)
    own = peer_draws(forecast, np.zeros(200, dtype=np.int64), [(past(actual), forecast)])
    assert np.unique(peers_of(own, 0)) == pytest.approx([10])
    assert np.unique(peers_of(own, 150)) == pytest.approx([0, 2000])


def test_peers_are_of_the_segment_where_it_has_enough():
    """Thirty are enough; the five of a small segment look at everybody."""
    forecast = np.full(75, 10.0)
    segment = np.array([0] * 30 + [1] * 40 + [2] * 5)
    actual = np.array([0.0] * 30 + [20.0] * 40 + [10.0] * 5)
    own = peer_draws(forecast, segment, [(past(actual, segment), forecast)])
    assert (peers_of(own, 0) == 0).all()
    assert len(np.unique(peers_of(own, 31))) == 1
    assert len(np.unique(peers_of(own, 74).round(9))) == 3


def test_equal_forecasts_share_all_their_peers():
    """Of a thousand accounts with the same forecast none is preferred."""
    forecast = np.append(np.full(1000, 7.0), 900.0)
    own = peer_draws(forecast, np.zeros(1001, dtype=np.int64), [(past(np.arange(1001.0)), forecast)])
    assert own.width[0] == 1000
    assert own.width[-1] == PEERS


def test_a_forecast_of_zero_takes_what_its_peers_booked():
    """Nothing is divided by 0: idle accounts draw the bookings of idle ones, brought to the level of the year."""
    forecast = np.append(np.zeros(90), np.full(60, 8.0))
    actual = np.append(np.zeros(80), np.append(np.full(10, 24.0), np.full(60, 4.0)))
    own = peer_draws(forecast, np.zeros(150, dtype=np.int64), [(past(actual), forecast)])
    assert np.unique(peers_of(own, 0).round(9)) == pytest.approx([0, 24])


def test_a_common_move_is_not_drawn_twice():
    """A year in which everybody doubled leaves no spread: that is the shared shock's."""
    forecast = np.linspace(30.0, 50.0, 80)
    own = peer_draws(forecast, np.zeros(80, dtype=np.int64), [(past(2 * forecast), forecast)])
    draws = own.sample(40, 41, 500, np.random.default_rng(1))
    assert draws == pytest.approx(np.full((1, 500), forecast[40]), rel=0.05)


@pytest.mark.parametrize("actual", [np.zeros(40), np.full(40, -3.0)], ids=["nothing", "returns"])
def test_a_past_without_level(actual):
    """Nothing booked or only returns: draws are finite."""
    forecast = np.linspace(0.0, 5.0, 40)
    own = peer_draws(forecast, np.zeros(40, dtype=np.int64), [(past(actual), forecast)])
    assert np.isfinite(own.sample(0, 40, 20, np.random.default_rng(1))).all()


def test_nothing_forecast_and_nothing_booked_is_nothing():
    """A company that sold nothing draws zeros."""
    own = peer_draws(np.zeros(40), np.zeros(40, dtype=np.int64), [(past(np.zeros(40)), np.zeros(40))])
    assert not own.sample(0, 40, 20, np.random.default_rng(1)).any()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 200))
def test_draws_are_those_of_peers_and_add_up_to_the_points(seed, n):
    """Every draw is a peer's, peers are near in rank, and the means sum to the forecasts."""
    rng = np.random.default_rng(seed)
    forecast = np.where(rng.random(n) < 0.3, 0.0, rng.lognormal(3, 1, n).round(1))
    segment = rng.integers(0, 3, n)
    before = rng.lognormal(3, 1, n).round(1)
    actual = rng.lognormal(3, 1, n) * (rng.random(n) < 0.5)
    own = peer_draws(forecast, segment, [(past(actual, segment), before)])
    assert (own.width >= 1).all()
    draws = own.sample(0, n, 10, rng)
    for account in range(n):
        assert np.isin(draws[account].round(6), peers_of(own, account).round(6)).all()
    if actual.sum() > 0 and own.means().sum() > 0:
        assert own.means().sum() == pytest.approx(forecast.sum(), rel=1e-6)
