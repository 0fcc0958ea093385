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
from .shrinkage import Line, least_squares

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
    Where accounts of its size brought less than forecast, so do its draws: the mean of an account's draws is not its
    point, but lies between what a line through all peers says of such a forecast and what the nearest came to, as near
    to these as there is evidence (``_credible_means``). Over all accounts the means add up to the points.

    Parameters
    ----------
    ratios
        (pool,) ``y_j / (f_j + c)`` of accounts at past origins, by segment and forecast.
    start, width
        (n,) first peer of each account in the pool, and how many there are.
    scale
        (n,) ``f_i + c``, currency units, times what brings the means to where they belong.
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
    order, begin = [], 0
    for members, pool in parts:
        start[members], width[members] = _nearest(forecast[members], expected[pool])
        start[members] += begin
        begin += len(pool)
        order.append(pool)
    drawn = np.concatenate(order)
    peers = PeerDraws(ratios[drawn], start, width, forecast + added)
    line = _Line.through(of_peer, expected, actual)
    sums = _Sums(line.amounts(of_peer, expected)[drawn], actual[drawn], len(past))
    found = peers.means()
    wanted = _credible_means(sums, line.amounts(segment, forecast), found, peers=peers)
    peers = replace(peers, scale=peers.scale * np.divide(wanted, found, out=np.ones_like(found), where=found > 0))
    total = float(peers.means().sum())
    # Returns alone, or nothing at all, have no level to bring to that of the forecasts.
    return replace(peers, scale=peers.scale * (forecast.sum() / total)) if total > 0 else peers


class _Sums:
    """Amounts expected and what became of them over any stretch of the peers in their order.

    Parameters
    ----------
    expected, actual
        (pool,) currency units.
    repeats
        Times an account is among them: its years overlap and follow each other, so all of them tell no more than one.
    """

    def __init__(self, expected: Floats, actual: Floats, repeats: int) -> None:
        columns = np.column_stack([expected, actual, expected**2, expected * actual, actual**2])
        self._running = np.vstack([np.zeros(5), np.cumsum(columns, axis=0)])
        self._repeats = repeats
        self.size = len(expected)

    def biases(self, start: NDArray[np.int64], stop: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """(w,) expected of each stretch, actual over that less 1, and the variance of this by chance."""
        size, actual, squares, products, ends = (self._running[stop] - self._running[start]).T
        positive = size > 0
        whole = np.where(positive, size, 1.0)
        ratio = np.where(positive, actual / whole, 1.0)
        errors = np.maximum(ends - 2 * ratio * products + ratio**2 * squares, 0.0)
        return size, ratio - 1.0, self._repeats * errors / whole**2


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """What forecasts of all sizes came to: a line through the peers, by the mean forecast of their segment."""

    line: Line | None
    means: Floats

    @classmethod
    def through(cls, segment: NDArray[np.int64], forecast: Floats, actual: Floats) -> _Line:
        """Fit to peers with a forecast."""
        positive = forecast > 0
        sums = np.bincount(segment[positive], forecast[positive])
        counts = np.bincount(segment[positive])
        means = sums / np.maximum(counts, 1)
        members = segment[positive]
        return cls(least_squares(means[members], forecast[positive], actual[positive]), means)

    def amounts(self, segment: NDArray[np.int64], forecast: Floats) -> Floats:
        """(n,) what to expect of forecasts, currency units; 0 of a forecast of 0."""
        if self.line is None:
            return forecast
        known = segment < len(self.means)
        means = np.where(known, self.means[np.where(known, segment, 0)], 0.0)
        return np.where((forecast > 0) & (means > 0), self.line.amounts(means, forecast), forecast)


def _credible_means(sums: _Sums, expected: Floats, found: Floats, *, peers: PeerDraws) -> Floats:
    """(n,) means between what is expected by a line through all peers and what the nearest came to, currency units.

    The weight of the nearest is ``t / (t + v)``: ``v`` is the variance chance alone would give the ratio of what they
    brought to the line, ``t`` that of the true ratios, estimated from stretches of ``PEERS`` that do not overlap
    (credibility: Buehlmann and Straub, 1970, "Glaubwuerdigkeit fuer Schadensaetze", Bulletin of the Swiss Association
    of Actuaries 70; moments as in ``estimate_shared``). Forecasts of 0 have the mean of their peers.
    """
    edges = np.arange(0, sums.size + PEERS, PEERS).clip(max=sums.size)
    size, bias, chance = sums.biases(edges[:-1], edges[1:])
    total = float(size.sum())
    true = max(float(size @ (bias**2 - chance)) / total, 0.0) if total > 0 else 0.0
    _, _, own = sums.biases(peers.start, peers.start + peers.width)
    weight = np.divide(true, true + own, out=np.ones_like(own), where=true + own > 0)
    return np.where(expected > 0, weight * found + (1.0 - weight) * expected, found)


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
