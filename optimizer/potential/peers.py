"""Draws of an account from what became of its peers: accounts of like forecast and segment at past origins.

A nearest-neighbour bootstrap (Lall and Sharma, 1996, "A nearest neighbor bootstrap for resampling hydrologic time
series", Water Resources Research 32(3)) of errors relative to the forecast; that most accounts book nothing, and a
few a multiple, needs no distribution (Willemain, Smart and Schwarz, 2004, "A new approach to forecasting
intermittent demand for service parts inventories", International Journal of Forecasting 20(3)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats

from .draws import AccountDraws, GammaDraws
from .origins import Origin

PEERS = 60
"""Nearest peers drawn from."""
FEWEST = 30
"""Peers a segment needs; else accounts of all segments are peers."""
SMALL = 0.05
"""Share of the mean forecast that is added to both sides of a ratio, so that a forecast of 0 has one."""
ASSUMED_VARIATION = 1.0
"""Standard deviation over forecast of an account where no past year is known: an assumption."""


@dataclass(frozen=True, slots=True, eq=False)
class PeerDraws:
    """``y* = (f_i + c) y_j / (f_j + c)`` for a peer j drawn evenly among the nearest.

    For a forecast of 0 among peers of 0 this is the peer's bookings themselves (the addition stands in for the ratio).
    The mean of an account's draws is that of its peers, not its point: where accounts of its size brought less than
    forecast, so do its draws. Over all accounts the means add up to the points.

    Parameters
    ----------
    ratios
        (pool,) ``y_j / (f_j + c)`` of accounts at past origins, by segment and forecast.
    start, width
        (n,) first peer of each account in the pool, and how many there are.
    scale
        (n,) ``f_i + c``, currency units, times what brings the sum of the means to the sum of the points.
    """

    ratios: Floats
    start: NDArray[np.int64]
    width: NDArray[np.int64]
    scale: Floats

    def means(self) -> Floats:
        """(n,) mean of the draws of each account, currency units."""
        running = np.concatenate([[0.0], np.cumsum(self.ratios)])
        return np.asarray(self.scale * (running[self.start + self.width] - running[self.start]) / self.width)

    def sample(self, first: int, last: int, draws: int, rng: np.random.Generator) -> Floats:
        """(last - first, draws) currency units."""
        offset = rng.random((last - first, draws), dtype=np.float32)
        offset *= self.width[first:last, None].astype(np.float32)
        peer = offset.astype(np.int32)
        # A product of floats may round up to the width itself.
        np.minimum(peer, (self.width[first:last, None] - 1).astype(np.int32), out=peer)
        peer += self.start[first:last, None].astype(np.int32)
        values = self.ratios[peer]
        values *= self.scale[first:last, None]
        return values


def peer_draws(forecast: Floats, segment: NDArray[np.int64], past: Sequence[tuple[Origin, Floats]]) -> AccountDraws:
    """Draws around forecasts, from past origins and what the same method says of them.

    Every past year is brought to the level of its forecast first (actuals times sum of forecasts over sum of
    actuals): what accounts had in common is the matter of ``SharedRisk``.

    Parameters
    ----------
    forecast
        (n,) next year, currency units, not negative.
    segment
        (n,) segment of each account.
    past
        Origins with the (n,) forecasts there.

    Returns
    -------
    AccountDraws
        ``PeerDraws``; without any past year gamma distributions of an assumed variation.
    """
    if not any(origin.known.any() for origin, _ in past):
        return GammaDraws(forecast, ASSUMED_VARIATION * forecast)
    of_peer = np.concatenate([segment[origin.known] for origin, _ in past])
    expected = np.concatenate([one[origin.known] for origin, one in past])
    actual = np.concatenate([origin.outcome[origin.known] / _level(origin, one) for origin, one in past])
    positive = expected[expected > 0]
    added = SMALL * float(positive.mean()) if len(positive) else 1.0
    ratios = actual / (expected + added)

    sizes = np.bincount(of_peer, minlength=int(segment.max(initial=0)) + 1)
    by_size = np.argsort(expected, kind="stable")
    parts = [(segment == code, by_size[of_peer[by_size] == code]) for code in np.flatnonzero(sizes >= FEWEST)]
    parts.append((sizes[segment] < FEWEST, by_size))
    start, width = np.zeros(len(forecast), dtype=np.int64), np.ones(len(forecast), dtype=np.int64)
    pools, begin = [], 0
    for members, pool in parts:
        start[members], width[members] = _nearest(forecast[members], expected[pool])
        start[members] += begin
        begin += len(pool)
        pools.append(ratios[pool])
    peers = PeerDraws(np.concatenate(pools), start, width, forecast + added)
    total = float(peers.means().sum())
    # Returns alone, or nothing at all, have no level to bring to that of the forecasts.
    return replace(peers, scale=peers.scale * (forecast.sum() / total)) if total > 0 else peers


def _nearest(forecast: Floats, sorted_peers: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and number of the peers nearest in rank to each forecast; all of those with exactly its forecast."""
    count = len(sorted_peers)
    left = np.searchsorted(sorted_peers, forecast, side="left")
    right = np.searchsorted(sorted_peers, forecast, side="right")
    wanted = min(PEERS, count)
    start = np.minimum(left, np.clip((left + right - wanted) // 2, 0, count - wanted))
    stop = np.maximum(right, start + wanted)
    return start.astype(np.int64), (np.minimum(stop, count) - start).astype(np.int64)


def _level(origin: Origin, forecast: Floats) -> float:
    """Actual over forecast of all listed accounts; 1 where either is not positive."""
    actual, expected = float(origin.outcome[origin.known].sum()), float(forecast[origin.known].sum())
    return actual / expected if actual > 0 and expected > 0 else 1.0
