"""Possible years once part of the year has been booked: what is in, and what the rest may bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .attainment import Draws


def after_actuals(draws: Draws, actuals: ArrayLike, *, elapsed: ArrayLike, persistence: float) -> Draws:
    """Draws of the full year given what is booked to date.

    A year's departure from its mean m has variance V. Of that the part ``r`` (persistence) is a level that holds all
    year, and the rest is noise spread over it. When the share ``s`` of the year's usual revenue is behind, with A
    booked, the credibility of the pace A / s is ``z = r s / (r s + 1 - r)`` and, for each draw y of the year as it
    was seen before::

        year = A + max(0, (1 - s) (m + z (A / s - m)) + sqrt((1 - s)^2 r (1 - z) + (1 - r) (1 - s)) (y - m))

    Mean and variance are those of the conditional normal distribution (credibility as in Bühlmann and Gisler, 2005,
    "A Course in Credibility Theory", Springer, chapter 3); shape and what territories share stay those of the draws.
    The rest of the year is held at 0 or above, which lifts the mean a little where draws spread far.

    Parameters
    ----------
    draws
        (d, k) revenue of the full year as seen at its start.
    actuals
        (k,) booked so far, in the unit of the draws.
    elapsed
        Share of a usual year's revenue that falls before today, 0..1: one number or (k,), from seasonality, not days.
    persistence
        0..1: at 0 a good start says nothing about the rest, at 1 the year goes on exactly as it began.

    Returns
    -------
    Draws
        (d, k) in the precision of the draws; those given at ``elapsed`` 0 with nothing booked, the actuals at 1.

    Raises
    ------
    ValueError
        For shapes that do not fit, or shares outside 0..1.
    """
    revenue = np.asarray(draws)
    if revenue.ndim != 2 or not len(revenue):
        raise ValueError(f"draws have shape {revenue.shape}, expected a row a draw, a column a territory")
    booked = np.asarray(actuals, dtype=np.float64)
    if booked.shape != revenue.shape[1:] or not np.isfinite(booked).all():
        raise ValueError(f"actuals need {revenue.shape[1]} finite amounts, given shape {booked.shape}")
    if not 0 <= persistence <= 1:
        raise ValueError(f"persistence must be a share 0..1, given {persistence!r}")
    behind = np.asarray(elapsed, dtype=np.float64)
    if behind.shape not in {(), booked.shape} or not ((behind >= 0) & (behind <= 1)).all():
        raise ValueError(f"elapsed must be one share 0..1 or one per territory, given {elapsed!r}")

    mean = revenue.mean(axis=0, dtype=np.float64)
    rest, scale = _rest(mean, booked, behind=behind, persistence=persistence)
    offset = (rest - scale * mean).astype(revenue.dtype)
    updated: Draws = revenue * scale.astype(revenue.dtype) + offset
    np.maximum(updated, 0, out=updated, where=np.broadcast_to(behind > 0, updated.shape))
    updated += booked.astype(revenue.dtype)
    return updated


def _rest(mean: Floats, booked: Floats, *, behind: Floats, persistence: float) -> tuple[Floats, Floats]:
    """Mean of the rest of the year, and what the departures of the draws are multiplied by."""
    left = 1.0 - behind
    started = behind > 0  # before that there is no pace
    weight = np.where(started, persistence * behind + 1.0 - persistence, 1.0)
    credibility = np.where(started, persistence * behind / weight, 0.0)
    of_pace = np.where(started, persistence * booked / weight, 0.0)
    rest = left * (of_pace + (1.0 - credibility) * mean)
    scale = np.sqrt(left**2 * persistence * (1.0 - credibility) + (1.0 - persistence) * left)
    return rest, np.broadcast_to(scale, mean.shape)
