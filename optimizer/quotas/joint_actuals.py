"""Possible years once part of the year is booked, territories together: one that is ahead tells of the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .actuals import after_actuals
from .attainment import Draws

SMALL = 1e-10
"""Part of the largest variance below which a combination of bookings tells nothing new."""


def after_joint_actuals(
    draws: Draws, actuals: ArrayLike, *, elapsed: ArrayLike, persistence: float, shared: ArrayLike, seed: int
) -> Draws:
    """Draws of the full year given what all territories have booked to date.

    A year is ``y = m + c + d``: the shocks c that territories share (covariance ``C``) last all year, since they
    multiply it; of the departures d of each by itself (variances ``D``) the part ``r`` (persistence) is a level that
    lasts and the rest is noise spread over the year. With ``S = diag(s)``, the shares of a usual year that are
    behind, what is booked to date has::

        Var(A)    = S (C + r D) S + (1 - r) S D            Cov(y, A) = (C + D) S
        E[A | y]  = S y                                    Var(A | y) = (1 - r) S (1 - S) D

    so that each draw is conditioned by drawing what would be booked in it by now and correcting it by what was::

        y' = max(A, y + Cov(y, A) Var(A)^-1 (A - S y - e)),      e ~ N(0, Var(A | y))

    This is Matheron's rule (Journel and Huijbregts, 1978, "Mining Geostatistics", Academic Press; Hoffman and Ribak,
    1991, "Constrained realizations of Gaussian fields", The Astrophysical Journal 380). Mean and covariance are those
    of the conditional normal distribution; shapes stay near those of the draws. Where territories share nothing the
    mean is that of ``after_actuals``.

    Parameters
    ----------
    draws
        (d, k) revenue of the full year as seen at its start.
    actuals
        (k,) booked so far, in the unit of the draws.
    elapsed
        Share of a usual year's revenue that is behind, 0..1: one number or (k,), from the season, not from days.
    persistence
        r, 0..1, of what is a territory's own.
    shared
        (k, k) C, see ``optimizer.potential.together.shared_covariance``.
    seed
        Of the noise.

    Returns
    -------
    Draws
        (d, k) in the precision of the draws; the actuals where the whole year is behind. The rest of the year is held
        at 0 or above.

    Raises
    ------
    ValueError
        For shapes that do not fit, shares outside 0..1, or a negative seed.
    """
    after_actuals(draws, actuals, elapsed=elapsed, persistence=persistence)  # checks what is given
    revenue, booked = np.asarray(draws), np.asarray(actuals, dtype=np.float64)
    common = np.asarray(shared, dtype=np.float64)
    k = len(booked)
    if common.shape != (k, k) or not np.isfinite(common).all() or (common.diagonal() < 0).any():
        raise ValueError(f"shared needs a finite covariance of {k} territories, given shape {common.shape}")
    behind = np.broadcast_to(np.asarray(elapsed, dtype=np.float64), (k,))
    own = np.maximum(revenue.var(axis=0, dtype=np.float64) - common.diagonal(), 0.0)
    gain = _gain(common, own, behind=behind, persistence=persistence)
    noise = np.sqrt((1.0 - persistence) * behind * (1.0 - behind) * own)
    known = np.random.default_rng(seed).standard_normal(revenue.shape) * noise
    surprise = booked - revenue * behind - known
    updated = np.maximum(revenue + surprise @ gain.T, booked)
    # A whole year behind is known, whatever rounding says.
    updated[:, behind >= 1.0] = booked[behind >= 1.0]
    conditioned: Draws = updated.astype(revenue.dtype)
    return conditioned


def _gain(common: Floats, own: Floats, *, behind: Floats, persistence: float) -> Floats:
    """``Cov(y, A) Var(A)^-1``; bookings of territories that have not begun, or cannot vary, tell nothing."""
    of_year = (common + np.diag(own)) * behind
    of_booked = behind[:, np.newaxis] * (common + persistence * np.diag(own)) * behind
    of_booked += np.diag((1.0 - persistence) * behind * own)
    # In units of each one's own spread, so that a small territory is not lost beside a large one.
    spread = np.sqrt(of_booked.diagonal())
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    inverse = np.linalg.pinv(of_booked * np.outer(scale, scale), rcond=SMALL, hermitian=True)
    return np.asarray(of_year @ (inverse * np.outer(scale, scale)))
