"""How good the forecast would have been: rolling origins on the user's own data, against last twelve months flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from optimizer.travel import Floats

from .forecast import outlook_at
from .history import YEAR, BookingHistory
from .methods import ForecastMethod
from .origins import MOST, STEP
from .outlook import Outlook, Seed
from .selection import CANDIDATES, Verdict, choose_method, comparable_origins, group_codes, wape
from .shared import SharedRisk
from .traits import AccountTraits

ACCOUNT, COMPANY = "account", "company"
"""Names of the finest and the coarsest level."""
INTERVAL = 0.8
"""Share of outcomes the interval between the 10th and the 90th percentile should cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRow:
    """One method at one origin and level.

    Parameters
    ----------
    origin
        First month of the year forecast, as 2026-01.
    level
        account, the name of a grouping, or company.
    method
        Name of the method.
    units
        Number of accounts or groups.
    wape
        Sum of absolute errors over the sum of absolute actuals; None where all actuals are 0.
    bias
        Forecast over actual of the whole company, less 1; None where nothing was booked.
    coverage
        Share of the units inside the 80 % interval, ends included: 0.8 where it is right. Accounts exceed it where
        most book nothing, for 0 is an end of their interval.
    fallback
        What the history was too short for at this origin; None where it sufficed.
    """

    origin: str
    level: str
    method: str
    units: int
    wape: float | None
    bias: float | None
    coverage: float
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a backtest found.

    Parameters
    ----------
    rows
        One for each origin, level and method.
    verdict
        Which method the errors speak for: the one ``forecast_next_year`` would choose.
    """

    rows: tuple[BacktestRow, ...]
    verdict: Verdict

    def to_frame(self) -> pd.DataFrame:
        """One row for each origin, level and method, with the fields of ``BacktestRow``."""
        columns = list(BacktestRow.__dataclass_fields__)
        return pd.DataFrame([asdict(row) for row in self.rows], columns=columns)


def backtest(
    history: BookingHistory,
    traits: AccountTraits | None = None,
    *,
    groups: Mapping[str, ArrayLike] | None = None,
    candidates: Sequence[ForecastMethod] = CANDIDATES,
    shared: SharedRisk | None = None,
    draws: int = 400,
    seed: int = 0,
) -> Backtest:
    """Forecast past years with what was known before each, and compare with what came.

    Groups are those given today: where accounts changed hands since, the sums are of today's accounts. Accounts that
    were not listed at an origin get no forecast, and their bookings count in the actuals of groups and company.

    Parameters
    ----------
    history, traits
        As for ``forecast_next_year``. Give ``known_from`` where listing dates are known: a list of today's accounts
        flatters every method that expects something of accounts that were idle.
    groups
        Name -> (n,) labels, such as today's territories; the first one decides the verdict.
    candidates
        The simplest first.
    shared
        Shocks to draw with in place of the estimated ones; ``SharedRisk.none()`` shows what independence costs.
    draws, seed
        Of the intervals.

    Returns
    -------
    Backtest
        With fewer than 36 months its origins are those where the methods fall back; below 24 it has no row.

    Raises
    ------
    ValueError
        If groups are of other accounts or named account or company.
    """
    traits = AccountTraits.alike(history.num_accounts) if traits is None else traits
    groups = groups or {}
    levels = _levels(groups, history.num_accounts)
    deciding = next(iter(groups.values()), None)
    verdict = choose_method(history, traits, groups=deciding, candidates=candidates)
    rows: list[BacktestRow] = []
    for at in comparable_origins(history) or range(history.num_months - YEAR, YEAR - 1, -STEP)[:MOST]:
        for method in candidates:
            now, fitted, outlook = outlook_at(history, traits, method=method, at=at)
            if shared is not None:
                outlook = Outlook(outlook.point, outlook.own, shared)
            case = _Case(str(history.first_month + at), method.name, fitted.fallback, outlook, now.outcome)
            rows += [case.row(level, codes, draws=draws, seed=seed) for level, codes in levels.items()]
    return Backtest(tuple(rows), verdict)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A forecast of a past year and what came."""

    origin: str
    method: str
    fallback: str | None
    outlook: Outlook
    actual: Floats

    def row(self, level: str, codes: NDArray[np.int64], *, draws: int, seed: Seed) -> BacktestRow:
        """Compare the sums of the groups ``codes`` (n,)."""
        count = int(codes.max(initial=-1)) + 1
        actual = np.bincount(codes, self.actual, minlength=count)
        tails = [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2]
        if level == ACCOUNT:
            low, high = self.outlook.account_quantiles(tails, draws=draws, seed=seed).T
        else:
            sums = self.outlook.territory_draws(codes, max(count, 1), draws=draws, seed=seed)
            low, high = np.quantile(sums, tails, axis=0)
        inside = (low <= actual) & (actual <= high)
        total = float(actual.sum())
        return BacktestRow(
            origin=self.origin,
            level=level,
            method=self.method,
            units=count,
            wape=wape(self.outlook.point, self.actual, codes),
            bias=float(self.outlook.point.sum()) / total - 1.0 if total > 0 else None,
            coverage=float(inside.mean()),
            fallback=self.fallback,
        )


def _levels(groups: Mapping[str, ArrayLike], count: int) -> dict[str, NDArray[np.int64]]:
    """Name -> (n,) code of the group of each account, finest first."""
    taken = sorted({ACCOUNT, COMPANY} & set(groups))
    if taken:
        raise ValueError(f"{taken[0]!r} is a level of every backtest; give the grouping another name")
    named = {name: group_codes(labels, count) for name, labels in groups.items()}
    return {ACCOUNT: np.arange(count), **named, COMPANY: np.zeros(count, dtype=np.int64)}
