"""What to expect of accounts without a booking in the last twelve months: learnt from those that had none in the past.

They are new, or lapsed. Where enough of the lapsed are known from two years before, what these bring comes from what
they brought when they last did; of all others most stay silent, and those that do not are much of a year's growth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.travel import Floats

from .origins import Origin
from .ridge import fit_ridge
from .shrinkage import Line, fit_lapsed, lapsed_amounts

FEWEST = 20
"""Idle accounts of the past a segment needs for a mean of its own."""
FEWEST_CUSTOMERS = 30
"""Customers a regression on features needs."""


@dataclass(frozen=True, slots=True, eq=False)
class IdleAccounts:
    """The next year of every account, were it idle today.

    Parameters
    ----------
    expected
        (n,) currency units, not negative.
    lapsed
        Line from the segment's mean and the year before to what lapsed accounts bring; None for ``expected``.
    note
        What could not be learnt from the past and is needed today; None where there is nothing to say.
    """

    expected: Floats
    note: str | None = None
    lapsed: Line | None = None

    def amounts(self, origin: Origin) -> Floats:
        """(n,) next year of each account, were it idle at the origin, currency units, not negative."""
        if self.lapsed is None:
            return self.expected
        return np.where(origin.lapsed, lapsed_amounts(self.lapsed, origin), self.expected)


def fit_idle(now: Origin, past: Sequence[Origin]) -> IdleAccounts:
    """Expect of idle accounts what past ones brought: by features where there are some, else by segment.

    With features, customers tell the size: a ridge regression of log1p of their last twelve months, brought back to
    currency so that the predictions for the customers add up to their bookings. That is close to the potential of an
    account: what such an account brings once it buys. The forecast is that times the share of it that idle accounts
    at past origins brought (most do not start to buy): a ratio estimator (Cochran, 1977, "Sampling Techniques", ch. 6).

    Without features: the mean of past idle accounts by segment, of all segments where one had fewer than twenty.

    Lapsed accounts have a line of their own where the past shows enough of them (``fit_lapsed``).
    """
    lapsed = fit_lapsed(past)
    if lapsed is None:
        return _fit_others(now, past)
    # Who is told by the line neither counts among the others nor needs what could not be learnt of them.
    others = [origin.among(~origin.lapsed) for origin in past]
    return replace(_fit_others(now.among(~now.lapsed), others), lapsed=lapsed)


def _fit_others(now: Origin, past: Sequence[Origin]) -> IdleAccounts:
    actual = sum(float(origin.outcome[origin.idle].clip(0.0).sum()) for origin in past)
    seen = sum(int(origin.idle.sum()) for origin in past)
    size = _size_by_features(now)
    if size is None:
        if not seen:
            needed = bool(now.idle.any())
            return IdleAccounts(np.zeros(len(now.recent)), _NOTHING_SEEN if needed else None)
        return IdleAccounts(_means_by_segment(past, actual / seen)[now.traits.segment])
    predicted = sum(float(size[origin.idle].sum()) for origin in past)
    if predicted <= 0:
        return IdleAccounts(size, _UNCALIBRATED if now.idle.any() else None)
    return IdleAccounts(size * (actual / predicted))


_NOTHING_SEEN = "the past shows no idle accounts: those of today are forecast at 0; give features"
_UNCALIBRATED = "the past shows no idle accounts: those of today are forecast as if all of them would buy"


def _size_by_features(now: Origin) -> Floats | None:
    """(n,) what an account of these features books in a year as a customer; None where that cannot be told."""
    features = now.traits.features
    buying = now.customers & (now.recent > 0)
    if features is None or not features.shape[1] or buying.sum() < FEWEST_CUSTOMERS:
        return None
    line = fit_ridge(features[buying], np.log1p(now.recent[buying]))
    # Nobody is predicted above the largest customer: a line in logarithms has no other end.
    logs = np.minimum(line.predict(features), np.log1p(now.recent[buying].max()))
    size = np.expm1(np.maximum(logs, 0.0))
    fitted = size[buying].sum()
    return size * (now.recent[buying].sum() / fitted) if fitted > 0 else None


def _means_by_segment(past: Sequence[Origin], overall: float) -> Floats:
    """(segments,) mean next year of idle accounts of the past."""
    segments = past[0].traits.num_segments
    sums, counts = np.zeros(segments), np.zeros(segments)
    for origin in past:
        code = origin.traits.segment[origin.idle]
        sums += np.bincount(code, origin.outcome[origin.idle].clip(0.0), minlength=segments)
        counts += np.bincount(code, minlength=segments)
    return np.where(counts >= FEWEST, sums / np.maximum(counts, 1.0), overall)
