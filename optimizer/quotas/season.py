"""Seasonality of each territory as far as its history can be believed, and quotas for a part of the season.

Profiles are shrunk towards the company's by credibility (Bühlmann and Straub, 1970, "Glaubwürdigkeit für
Schadensätze", Mitteilungen der Vereinigung schweizerischer Versicherungsmathematiker 70; Bühlmann and Gisler, 2005, "A
Course in Credibility Theory and its Applications", chapter 4): much history that repeats itself counts much, a small
or erratic territory takes the company's profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from optimizer.money import MAX_CENTS, Cents
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Seasonality:
    """Share of the year in each period.

    Parameters
    ----------
    profiles
        (k, p) of each territory, shrunk; rows add up to 1.
    company
        (p,) of all together.
    own
        (k, p) of each territory's history alone; the company's where it has none.
    credibility
        (k,) part of its own history in each profile, 0..1.
    within, between
        Estimated variance of shares between years of one territory, for a year of one currency unit, and between
        territories; None where history has not two years of any territory to tell them by.
    """

    profiles: Floats
    company: Floats
    own: Floats
    credibility: Floats
    within: float | None
    between: float | None


def shrink_seasonality(history: ArrayLike) -> Seasonality:
    """Find the profile of every territory from several years of history.

    ``profile_i = Z_i own_i + (1 - Z_i) company`` with ``Z_i = m_i / (m_i + within / between)``, m the amount of all
    years; both variances are the estimators of Bühlmann and Straub, summed over the periods, years weighted by their
    amount.

    Parameters
    ----------
    history
        (k, years, p) amounts in currency units, not negative, NaN or 0 for years without history. One year (k, p) will
        do, but cannot tell what is chance: everybody then has the company's profile.

    Returns
    -------
    Seasonality
        An even year where nobody has any history.

    Raises
    ------
    ValueError
        For negative or infinite amounts or another shape.
    """
    amounts = np.asarray(history, dtype=np.float64)
    if amounts.ndim == 2:
        amounts = amounts[:, np.newaxis, :]
    if amounts.ndim != 3 or not amounts.size:
        raise ValueError(f"history needs territories x years x periods, given shape {np.shape(history)}")
    amounts = np.nan_to_num(amounts, nan=0.0, posinf=np.inf, neginf=-np.inf)
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError("history must be finite and not negative; set credit notes against the month they correct")

    years = amounts.sum(axis=2)
    totals, whole = years.sum(axis=1), float(years.sum())
    periods = amounts.shape[2]
    company = amounts.sum(axis=(0, 1)) / whole if whole > 0 else np.full(periods, 1.0 / periods)
    known = totals > 0
    own = np.where(known[:, np.newaxis], amounts.sum(axis=1) / np.where(known, totals, 1.0)[:, np.newaxis], company)
    within = _within(amounts, years, own)
    between = None if within is None else _between(totals, own, company, within=within)
    credibility = np.zeros(len(totals))
    if within is not None and between:
        credibility = totals / (totals + within / between)
    part = credibility[:, np.newaxis]
    return Seasonality(
        profiles=part * own + (1.0 - part) * company,
        company=company,
        own=own,
        credibility=credibility,
        within=within,
        between=between,
    )


def _within(amounts: Floats, years: Floats, own: Floats) -> float | None:
    """``sum m_iy |X_iy - X_i|^2 / sum (n_i - 1)``; None where no territory has two years."""
    counted = years > 0
    freedom = int(np.maximum(counted.sum(axis=1) - 1, 0).sum())
    if freedom == 0:
        return None
    shares = amounts / np.where(counted, years, 1.0)[:, :, np.newaxis]
    squares = ((shares - own[:, np.newaxis, :]) ** 2).sum(axis=2)
    return float((years * squares).sum() / freedom)


def _between(totals: Floats, own: Floats, company: Floats, *, within: float) -> float:
    """``(sum m_i |X_i - X|^2 - (k - 1) within) / (m - sum m_i^2 / m)``, not below 0."""
    whole, count = float(totals.sum()), int((totals > 0).sum())
    room = whole - float((totals**2).sum()) / whole
    if count < 2 or room <= 0:
        return 0.0
    apart = float((totals * ((own - company) ** 2).sum(axis=1)).sum())
    return max((apart - (count - 1) * within) / room, 0.0)


def period_starts(first: date, periods: int = 12) -> tuple[date, ...]:
    """First days of the periods of a year, and of the next year.

    Parameters
    ----------
    first
        First day of the (fiscal) year, the first of a month.
    periods
        How many: 12 months, 4 quarters, 2 halves, ...

    Returns
    -------
    tuple
        (periods + 1,) days, rising.

    Raises
    ------
    ValueError
        If the year does not begin with a month, or months do not fill the periods.
    """
    if first.day != 1 or not (1 <= periods <= 12 and 12 % periods == 0):
        raise ValueError(f"a year begins with a month and has 1, 2, 3, 4, 6 or 12 periods, given {first} and {periods}")
    months = [first.month - 1 + number * (12 // periods) for number in range(periods + 1)]
    return tuple(date(first.year + month // 12, month % 12 + 1, 1) for month in months)


def remaining_parts(day: date, starts: Sequence[date]) -> Floats:
    """(p,) part of each period that is still to come on a day, the day itself included: 0 past, 1 ahead.

    Within a period days count alike; over the periods the season does.

    Parameters
    ----------
    day
        Morning of which day.
    starts
        (p + 1,) rising days, such as those of ``period_starts``.
    """
    edges = np.array([start.toordinal() for start in starts], dtype=np.float64)
    parts: Floats = np.clip((edges[1:] - day.toordinal()) / np.diff(edges), 0.0, 1.0)
    return parts


def prorate(
    cents: Cents, profiles: ArrayLike, starts: Sequence[date], *, first: date, last: date, unit: int = 1
) -> Cents:
    """(k,) quotas for who works a part of the year: the part of the season, not of the days.

    ``quota * sum_p season_p * part of p from first to last``: who starts on the first of October in a business that
    sells half of its year in the last quarter carries half of a year's quota, not 92/365 of it.

    Parameters
    ----------
    cents
        (k,) quotas of the whole year.
    profiles
        (p,) or (k, p) weights of the periods; only ratios count.
    starts
        (p + 1,) first days of the periods and of the next year.
    first, last
        First and last day of work.
    unit
        Cents to which the result is rounded, half to even.

    Raises
    ------
    ValueError
        For profiles that do not fit, or a last day before the first.
    """
    weights = np.atleast_2d(np.asarray(profiles, dtype=np.float64))
    if weights.shape[1] != len(starts) - 1 or weights.shape[0] not in (1, len(cents)):
        raise ValueError(f"profiles have shape {weights.shape}, expected ({len(cents)}, {len(starts) - 1})")
    if not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any(axis=1).all():
        raise ValueError("profiles must be finite, not negative, with a weight above 0 in every row")
    if last < first or not 1 <= unit <= MAX_CENTS:
        raise ValueError(f"work ends on {last}, before it begins on {first}; or the unit {unit} is below a cent")
    after = date.fromordinal(last.toordinal() + 1)
    worked = remaining_parts(first, starts) - remaining_parts(after, starts)
    shares = weights @ worked / weights.sum(axis=1)
    found: Cents = np.minimum(unit * np.rint(cents * shares / unit).astype(np.int64), cents)
    return found
