"""Which method is good enough: at past origins the better one must be better, or the simpler one is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from optimizer.mapping import FrozenMapping
from optimizer.travel import Floats

from .history import YEAR, BookingHistory
from .methods import Blend, ForecastMethod, LapsedRemembered, LastTwelveMonths, ShrunkMean
from .origins import MOST, STEP, Origin, origin_at, past_origins
from .traits import AccountTraits

CANDIDATES: tuple[ForecastMethod, ...] = (LastTwelveMonths(), LapsedRemembered(), ShrunkMean(), Blend())
"""Methods compared, the simplest first."""
MARGIN = 0.02
"""Share by which the error of a method must be below that of a simpler one."""
ALIKE = 1e-9
"""Errors that differ by less are the same but for the precision of floats."""
LOT = 50
"""Accounts of a lot: about what a territory holds."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Verdict:
    """Which method is used, and why.

    Parameters
    ----------
    method
        The one to use.
    better
        Whether it beat the simplest one.
    errors
        Name of each method compared -> mean WAPE over the origins; empty where nothing could be compared.
    origins
        Number of past origins compared at.
    reason
        In a sentence.
    """

    method: ForecastMethod
    better: bool
    errors: FrozenMapping[str, float]
    origins: int
    reason: str


def choose_method(
    history: BookingHistory,
    traits: AccountTraits,
    *,
    groups: ArrayLike | None = None,
    candidates: Sequence[ForecastMethod] = CANDIDATES,
) -> Verdict:
    """Compare methods at rolling origins, each fitted to what was known by then.

    A method replaces a simpler one if its mean error is lower by two percent or more, and not only because it came
    nearer to the company's total: with the totals made equal, too, its error must not be higher. The total of a year is
    one number, hit or missed by luck, and quotas are shares of a target whatever it is. The error is that of sums of
    accounts, for sums are what territories are.

    What became of lapsed accounts is first seen of those at month 24, a year later: an origin that has no such year
    behind it learns it from half of its own lapsed accounts and is judged on the other half, and the reverse (two-fold
    cross-validation: Stone, 1974, "Cross-validatory choice and assessment of statistical predictions", Journal of the
    Royal Statistical Society B 36(2)). Everything else is always learnt from the past alone.

    Parameters
    ----------
    history, traits
        As for ``forecast_next_year``.
    groups
        (n,) labels of the sums; None for lots of about fifty accounts.
    candidates
        The simplest first.

    Raises
    ------
    ValueError
        If there is no candidate, two have one name, or groups are of other accounts.
    """
    names = [method.name for method in candidates]
    if not names or len(set(names)) != len(names):
        raise ValueError(f"candidates must be methods of different names, the simplest first, given {names}")
    codes = group_codes(groups, history.num_accounts)
    errors: dict[str, list[_Error]] = {name: [] for name in names}
    for at in comparable_origins(history):
        now, past = origin_at(history, traits, at), past_origins(history, traits, at)
        for method in candidates:
            error = _Error.of(_foretold(method, now, past), now.outcome, codes)
            if error is not None:
                errors[method.name].append(error)
    return _judge(candidates, errors, months=history.num_months)


class _Error(NamedTuple):
    """Error of amounts, and of the same brought to the total that came: as shares of bookings."""

    amounts: float
    shares: float

    @classmethod
    def of(cls, forecast: Floats, actual: Floats, codes: NDArray[np.int64]) -> _Error | None:
        """None where nothing was booked."""
        amounts, total = wape(forecast, actual, codes), float(forecast.sum())
        if amounts is None:
            return None
        shares = wape(forecast * (actual.sum() / total), actual, codes) if total > 0 else amounts
        return cls(amounts, amounts if shares is None else shares)


def _foretold(method: ForecastMethod, now: Origin, past: Sequence[Origin]) -> Floats:
    """(n,) what the method says of an origin that is over, knowing of no account what came of it."""
    if any(origin.lapsed.any() for origin in past):
        return method.fit(now, past).amounts(now)
    # Odd and even in the order of size, so that no half has all the large ones.
    odd = np.zeros(len(now.before), dtype=bool)
    odd[np.argsort(now.before, kind="stable")[1::2]] = True
    amounts = np.zeros(len(now.before))
    for half in (odd, ~odd):
        amounts[half] = method.fit(now, (*past, now.among(now.lapsed & ~half))).amounts(now)[half]
    return amounts


def _judge(candidates: Sequence[ForecastMethod], errors: dict[str, list[_Error]], *, months: int) -> Verdict:
    """Choose by errors of each method at the same origins, the simplest method first."""
    simplest, count = candidates[0], len(errors[candidates[0].name])
    if not count:
        enough = "no past year of it has bookings" if months >= 3 * YEAR else f"there are {months}"
        reason = f"a forecast needs {3 * YEAR} months to be tested, {enough}: {simplest.name} is used"
        return Verdict(method=simplest, better=False, errors=FrozenMapping({}), origins=0, reason=reason)
    means = {name: float(np.mean([error.amounts for error in values])) for name, values in errors.items()}
    shares = {name: float(np.mean([error.shares for error in values])) for name, values in errors.items()}
    chosen, lucky = simplest, []
    for method in candidates[1:]:
        if means[method.name] >= (1.0 - MARGIN) * means[chosen.name]:
            continue
        if shares[method.name] <= shares[chosen.name] + ALIKE:
            chosen = method
        else:
            lucky.append(method.name)
    told = ", ".join(f"{name} {error:.3f}" for name, error in means.items())
    better = chosen is not simplest
    verdict = "{} is better" if better else "the forecast is not better: the simpler one, {}, is used"
    head = verdict.format(chosen.name)
    reason = f"{head} (error as a share of bookings at {count} origin{'s' * (count != 1)}: {told})"
    if lucky:
        reason += f"; {' and '.join(lucky)} came nearer to the total only, not in sharing it out"
    return Verdict(method=chosen, better=better, errors=FrozenMapping(means), origins=count, reason=reason)


def comparable_origins(history: BookingHistory) -> tuple[int, ...]:
    """Columns at which a fitted forecast can be tested: a year to fit to before, the year ahead over; latest first."""
    return tuple(range(history.num_months - YEAR, 2 * YEAR - 1, -STEP)[:MOST])


def group_codes(groups: ArrayLike | None, count: int) -> NDArray[np.int64]:
    """(n,) code of the group of each account; without labels every so-manieth account falls in the same lot.

    Raises
    ------
    ValueError
        If labels are of another number of accounts.
    """
    if groups is None:
        return np.arange(count, dtype=np.int64) % max(1, round(count / LOT))
    labels = pd.Series(np.asarray(groups, dtype=object))
    if len(labels) != count:
        raise ValueError(f"groups of {len(labels)} accounts for a history of {count}")
    # Accounts without a label are a group of their own.
    codes, found = pd.factorize(labels, sort=False)
    return np.where(codes < 0, len(found), codes).astype(np.int64)


def wape(forecast: Floats, actual: Floats, codes: NDArray[np.int64]) -> float | None:
    """``sum |F_g - A_g| / sum |A_g|`` over sums of groups; None where all actuals are 0.

    Weighted absolute percentage error: Kolassa and Schuetz (2007), "Advantages of the MAD/MEAN ratio over the MAPE",
    Foresight 6.
    """
    missed = np.bincount(codes, forecast) - np.bincount(codes, actual)
    size = float(np.abs(np.bincount(codes, actual)).sum())
    return float(np.abs(missed).sum()) / size if size > 0 else None
