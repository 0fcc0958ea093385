"""The line from an account's own year and its segment's mean to its next year, fitted at past origins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from optimizer.tables import Mask
from optimizer.travel import Floats

from .origins import Origin

FEWEST_LAPSED = 20
"""Lapsed accounts of the past a line of their own needs."""


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
    return _weights(segment_means(origin), origin.recent)


def _weights(means: Floats, own: Floats) -> Floats:
    size = means + np.maximum(own, 0.0)
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
    return _fit([(origin, origin.customers, origin.recent) for origin in past])


def fit_lapsed(past: Sequence[Origin]) -> Line | None:
    """The same for lapsed accounts: what they bring from the mean of the segment and their own last year with orders.

    Lapsed for good or between two orders is not to be seen of one account; what became of those of the past tells how
    many come back (as recency does in Schmittlein, Morrison and Colombo, 1987, "Counting your customers: who are they
    and what will they do next?", Management Science 33(1)).

    Returns
    -------
    Line or None
        With the year before the last in place of the last; None with fewer than twenty lapsed accounts to learn from.
    """
    if sum(int(origin.lapsed.sum()) for origin in past) < FEWEST_LAPSED:
        return None
    return _fit([(origin, origin.lapsed, origin.before) for origin in past])


def lapsed_amounts(line: Line, origin: Origin) -> Floats:
    """(n,) next year by the line of lapsed accounts, currency units, not negative."""
    return np.maximum(line.amounts(segment_means(origin), origin.before), 0.0)


def _fit(past: Sequence[tuple[Origin, Mask, Floats]]) -> Line | None:
    """Line for the members of each origin, from the mean of their segment and amounts (n,) of their own."""
    columns = [(segment_means(origin)[members], own[members]) for origin, members, own in past]
    outcomes = [origin.outcome[members] for origin, members, _ in past]
    if not outcomes:
        return None
    means, own = (np.concatenate(column) for column in zip(*columns, strict=True))
    return least_squares(means, own, np.concatenate(outcomes))


def least_squares(means: Floats, own: Floats, outcome: Floats) -> Line | None:
    """Line of least weighted squares, level and slope not negative; None where there is nothing to learn from.

    Parameters
    ----------
    means, own
        (n,) mean of the segment and amount of each account, currency units.
    outcome
        (n,) what it brought.
    """
    weight, columns = _weights(means, own), np.column_stack([means, own])
    gram = columns.T @ (weight[:, None] * columns)
    moment = columns.T @ (weight * outcome)
    scale = np.trace(gram)
    if scale <= 0:
        return None
    # Least squares with a bound at 0 through the square root of the normal equations; one account a segment makes
    # both columns equal, where the sliver on the diagonal shares evenly.
    root = np.linalg.cholesky(gram / scale + 1e-12 * np.eye(2))
    solution, _ = nnls(root.T, np.linalg.solve(root, moment / scale))
    return Line(float(solution[0]), float(solution[1]))
