"""The line from an account's own year and its segment's mean to its next year, fitted at past origins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from optimizer.travel import Floats

from .origins import Origin


@dataclass(frozen=True, slots=True)
class Line:
    """``f = level x m + slope x x``.

    Parameters
    ----------
    level
        Weight of the mean of the segment, not negative.
    slope
        Weight of the account's own last twelve months, not negative.
    """

    level: float
    slope: float

    def amounts(self, means: Floats, recent: Floats) -> Floats:
        """(n,) next year from the mean of the segment (n,) and the own year (n,)."""
        return np.asarray(self.level * means + self.slope * recent)


def segment_means(origin: Origin) -> Floats:
    """(n,) mean of the last twelve months of the customers of each account's segment, not negative.

    A segment without customers takes the mean of all.
    """
    segment, customers = origin.traits.segment, origin.customers
    codes, recent = segment[customers], origin.recent[customers]
    segments = origin.traits.num_segments
    sums, counts = np.bincount(codes, recent, minlength=segments), np.bincount(codes, minlength=segments)
    overall = recent.mean() if len(recent) else 0.0
    means = np.where(counts > 0, sums / np.maximum(counts, 1), overall)
    return np.asarray(np.maximum(means, 0.0)[segment])


def account_weights(origin: Origin) -> Floats:
    """(n,) weight of each account in least squares: 1 / (mean of the segment + own year).

    The variance of bookings grows with their size; weighted so, a giant does not set the line for everybody
    (quasi-likelihood with variance proportional to the mean: McCullagh and Nelder, 1989, "Generalized Linear
    Models", ch. 9).
    """
    size = segment_means(origin) + np.maximum(origin.recent, 0.0)
    return np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)


def fit_line(past: Sequence[Origin]) -> Line | None:
    """Level and slope of least weighted squares over customers of past origins, neither negative.

    Parameters
    ----------
    past
        Origins whose year is over.

    Returns
    -------
    Line or None
        None where no customer with bookings is left to learn from.
    """
    gram, moment = np.zeros((2, 2)), np.zeros(2)
    for origin in past:
        members = origin.customers
        weight = account_weights(origin)[members]
        columns = np.column_stack([segment_means(origin)[members], origin.recent[members]])
        gram += columns.T @ (weight[:, None] * columns)
        moment += columns.T @ (weight * origin.outcome[members])
    scale = np.trace(gram)
    if scale <= 0:
        return None
    # Least squares with a bound at 0 through the square root of the normal equations; one account a segment makes
    # both columns equal, where the sliver on the diagonal shares evenly.
    root = np.linalg.cholesky(gram / scale + 1e-12 * np.eye(2))
    solution, _ = nnls(root.T, np.linalg.solve(root, moment / scale))
    return Line(float(solution[0]), float(solution[1]))
