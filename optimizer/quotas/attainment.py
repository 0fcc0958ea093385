"""The chance that a rep makes the number, counted over draws of next year's revenue.

A draw is one possible year of all territories at once, so that what they share (a boom, a lost product) is in it.
Everything here is a plain count or mean over draws (Monte Carlo; Glasserman, 2003, "Monte Carlo Methods in Financial
Engineering", Springer, chapter 1): it is as right as the draws are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.chunks import Span, in_parallel
from optimizer.money import Flags
from optimizer.travel import Floats

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of attainment that are kept."""
COLUMNS = 64
"""Territories looked at together: 10,000 draws of them in single precision fit in a processor's cache."""

MET = 0.005001
"""Currency units that may be missing where an amount counts as met: half a cent and what floats lose of one.

Quotas are whole cents and years are not: a quota at the very amount of a year is met in it, to whichever side it was
rounded, and so is a sum that floats hold a hair too low."""

Draws = NDArray[np.floating]
"""(d, k) revenue of each territory in each possible year, currency units, in single or double precision."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Attainment:
    """How likely quotas are to be met. A territory without a quota has NaN and counts in no share.

    Parameters
    ----------
    chance
        (k,) share of the draws in which the revenue is at least the quota but for half a cent, 0..1.
    standard_error
        (k,) Monte Carlo standard error of ``chance``; never 0, see ``counting_error``.
    expected
        (k,) mean of revenue / quota.
    levels
        (q,) shares 0..1 that ``quantiles`` are taken at.
    quantiles
        (q, k) quantiles of revenue / quota.
    shares
        (d,) share of the reps with a quota who meet it, in each draw.
    target
        Company number, currency units; None where none was given.
    company_chance, company_standard_error
        Share of the draws in which all revenue together is at least the target but for half a cent, and its standard
        error; None without a target.
    """

    chance: Floats
    standard_error: Floats
    expected: Floats
    levels: tuple[float, ...]
    quantiles: Floats
    shares: Floats
    target: float | None
    company_chance: float | None
    company_standard_error: float | None

    @property
    def carries(self) -> Flags:
        """(k,) True for territories with a quota."""
        return ~np.isnan(self.chance)

    @property
    def expected_share(self) -> float:
        """Expected share of the reps who make quota, 0..1."""
        return float(self.shares.mean())

    def share_quantiles(self, levels: Sequence[float] = LEVELS) -> Floats:
        """(q,) quantiles over the draws of the share of reps at quota: how many make it in a bad and a good year."""
        return np.asarray(np.quantile(self.shares, levels), dtype=np.float64)


def simulate_attainment(
    quotas: ArrayLike, draws: Draws, *, target: float | None = None, levels: Sequence[float] = LEVELS
) -> Attainment:
    """Count over the draws who makes quota, how many do, and whether the company gets there.

    Revenue is held against quotas in the precision of the draws, and meets them to the cent (see ``MET``); ratios are
    in single precision (7 digits).
    Quantiles interpolate between draws (definition 7 of Hyndman and Fan, 1996, The American Statistician 50(4)).

    Parameters
    ----------
    quotas
        (k,) not negative, at least one above 0, currency units.
    draws
        (d, k) revenue.
    target
        The company number; None for none. It is the total that counts, not the sum of the quotas, which
        over-assignment makes larger.
    levels
        Quantiles to keep, 0..1.

    Raises
    ------
    ValueError
        For shapes that do not fit, quotas that are negative or all 0, numbers that are not finite, levels outside
        0..1.
    """
    amounts, revenue = checked_draws(quotas, draws)
    kept = tuple(float(level) for level in levels)
    if not all(0 <= level <= 1 for level in kept):
        raise ValueError(f"levels must be shares 0..1, given {kept}")

    def count(span: Span) -> tuple[Floats, Floats, NDArray[np.float32], NDArray[np.int64]]:
        block, quota = revenue[:, slice(*span)], amounts[slice(*span)]
        hit = block >= (quota - MET).astype(revenue.dtype)
        ratio = ratios(block, quota)
        quantiles = np.quantile(ratio, kept, axis=1) if kept else np.empty((0, len(quota)), dtype=np.float32)
        return hit.mean(axis=0), ratio.mean(axis=1, dtype=np.float64), quantiles, hit[:, quota > 0].sum(axis=1)

    chances, means, quantiles, counts = zip(*in_parallel(spans(len(amounts)), count), strict=True)
    carries, num_draws = amounts > 0, len(revenue)
    chance = np.where(carries, np.concatenate(chances), np.nan)
    company = None if target is None else company_chance(revenue, target)
    return Attainment(
        chance=chance,
        standard_error=counting_error(chance, num_draws),
        expected=np.where(carries, np.concatenate(means), np.nan),
        levels=kept,
        quantiles=np.where(carries, np.concatenate(quantiles, axis=1).astype(np.float64), np.nan),
        shares=np.sum(counts, axis=0) / carries.sum(),
        target=None if target is None else float(target),
        company_chance=company,
        company_standard_error=None if company is None else float(counting_error(company, num_draws)),
    )


def company_chance(draws: Draws, target: float) -> float:
    """Share of the draws (d, k) whose sum over territories is at least the target but for half a cent, see ``MET``."""
    if not np.isfinite(target):
        raise ValueError(f"target must be a finite amount in the unit of the draws, given {target!r}")
    return float((draws.sum(axis=1, dtype=np.float64) >= target - MET).mean())


def counting_error(chance: ArrayLike, num_draws: int) -> Floats:
    """Standard error of a share counted over independent draws.

    ``sqrt((x + 1) (d - x + 1) / ((d + 2)^2 (d + 3)))`` with x of d draws: the standard deviation of what is known of
    the chance after them when nothing was known before (Laplace; Gelman et al., 2013, "Bayesian Data Analysis", 3rd
    edition, section 2.1). It is ``sqrt(p (1 - p) / d)`` for many draws, but not 0 where none or all of them count.

    Parameters
    ----------
    chance
        Shares x / d, 0..1; NaN stays.
    num_draws
        d, at least 1.
    """
    hits = np.asarray(chance, dtype=np.float64) * num_draws
    return np.asarray(np.sqrt((hits + 1) * (num_draws - hits + 1) / ((num_draws + 2) ** 2 * (num_draws + 3))))


def checked_draws(quotas: ArrayLike, draws: Draws) -> tuple[Floats, Draws]:
    """Quotas (k,) in double precision and draws (d, k) as given if they are floats, checked.

    Raises
    ------
    ValueError
        As ``simulate_attainment``.
    """
    amounts, revenue = np.asarray(quotas, dtype=np.float64), np.asarray(draws)
    if not np.issubdtype(revenue.dtype, np.floating):
        revenue = revenue.astype(np.float64)
    if amounts.ndim != 1 or revenue.ndim != 2 or not len(revenue) or revenue.shape[1] != len(amounts):
        raise ValueError(
            f"draws have shape {revenue.shape} for quotas of shape {amounts.shape}: "
            "expected a row a draw and a column a quota"
        )
    wrong = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if len(wrong):
        raise ValueError(f"quotas must be finite and not negative, given {amounts[wrong[0]]} for territory {wrong[0]}")
    if not amounts.any():
        raise ValueError("no territory has a quota above 0: there is nothing to attain")
    total = revenue.sum(axis=0, dtype=np.float64)
    if not np.isfinite(total).all():
        worst = int(np.flatnonzero(~np.isfinite(total))[0])
        raise ValueError(f"draws must be finite; those of territory {worst} are not: correct or drop them")
    return amounts, revenue


def spans(num_territories: int) -> list[Span]:
    """Pieces of ``COLUMNS`` territories; their number does not depend on the machine."""
    return [(first, min(first + COLUMNS, num_territories)) for first in range(0, num_territories, COLUMNS)]


def ratios(block: Draws, quota: Floats) -> NDArray[np.float32]:
    """(k, d) revenue over quota in single precision, a contiguous row a territory; 0 where there is no quota."""
    divisor = np.where(quota > 0, quota, np.inf).astype(np.float32)
    revenue = np.ascontiguousarray(block.T, dtype=np.float32)
    revenue /= divisor[:, np.newaxis]
    return revenue
