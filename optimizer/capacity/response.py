"""How many reps pay: sales that respond to effort with falling returns, one price of an hour, and a flat optimum.

An account without any effort brings ``base``; x hours a year add ``gain * (1 - exp(-x / reach))``. The profit of N
reps who have H hours a year each and cost c each is

    ``P(N) = max sum of margin * sales_i(x_i) - c N   with   sum of x_i <= H N``.

The best split has one price p of an hour: ``x_i = reach_i * max(0, ln(margin gain_i / (reach_i p)))``, which sorts
accounts by their first hour's worth and needs no search. P is concave, so the best N and the band around it are found
by halving. Source: Lodish (1980), "A User-Oriented Model for Sales Force Size, Product, and Market Allocation
Decisions", Journal of Marketing 44(3); Sinha and Zoltners (2001), "Sales-Force Decision Models: Insights from 25 Years
of Implementation", Interfaces 31(3), who find profit flat over a wide range of sizes: hence a band, not a number. The
curve is the modified exponential; asking for sales at none, today's and unlimited effort follows Lodish (1971),
"CALLPLAN: An Interactive Salesman's Call Planning System", Management Science 18(4).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from optimizer.travel import Floats

from .arrays import checked

MOST_REPS = 10**9
"""Sizes beyond this are a slip in the units."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SizeBand:
    """The headcount of best profit and all that are nearly as good. Nothing changes it.

    Parameters
    ----------
    best
        Reps at which profit is highest; the fewest where several are.
    low, high
        Fewest and most reps whose profit is within ``tolerance`` of the best.
    tolerance
        Share of the best profit, 0..1.
    price
        What one more hour a year would add to the margin at the best headcount, currency units; 0 where no account
        responds.
    hours
        (n,) hours a year each account gets at the best headcount.
    headcounts
        (points,) sizes over the band and its surroundings, from 0.
    sales, profits
        (points,) sales and profit a year at each, currency units.
    prices
        (points,) price of an hour at each, as ``price``.
    """

    best: int
    low: int
    high: int
    tolerance: float
    price: float
    hours: Floats
    headcounts: NDArray[np.int64]
    sales: Floats
    profits: Floats
    prices: Floats

    def __post_init__(self) -> None:
        for array in (self.hours, self.headcounts, self.sales, self.profits, self.prices):
            array.flags.writeable = False

    def to_frame(self) -> pd.DataFrame:
        """One row a size: headcount, sales, profit, price, and whether it is in the band."""
        return pd.DataFrame(
            {
                "headcount": self.headcounts,
                "sales": self.sales,
                "profit": self.profits,
                "price": self.prices,
                "in_band": (self.headcounts >= self.low) & (self.headcounts <= self.high),
            }
        )

    def __str__(self) -> str:
        return f"{self.best} reps; {self.low} to {self.high} are within {self.tolerance:.0%} of the best profit"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SalesResponse:
    """Sales a year of each account by the hours spent on it. Nothing changes it.

    Parameters
    ----------
    accounts
        (n,) ids.
    base
        (n,) sales a year without any effort, currency units.
    gain
        (n,) the most that effort can add a year, currency units.
    reach
        (n,) hours a year that bring 63 % (1 - 1/e) of the gain; above 0.

    Raises
    ------
    ValueError
        For lengths that disagree, numbers that are negative or not finite, a reach of 0.
    """

    accounts: tuple[Hashable, ...]
    base: Floats
    gain: Floats
    reach: Floats

    def __post_init__(self) -> None:
        for name in ("base", "gain", "reach"):
            object.__setattr__(self, name, checked(name, getattr(self, name), (len(self.accounts),)))
        if not (self.reach > 0).all():
            raise ValueError(f"reach must be above 0 hours, given 0 for {self.accounts[int(np.argmin(self.reach))]!r}")

    @classmethod
    def from_judgement(
        cls, accounts: Sequence[Hashable], *, hours: ArrayLike, sales: ArrayLike, none: ArrayLike, unlimited: ArrayLike
    ) -> SalesResponse:
        """The curve through three answers for each account.

        ``gain = unlimited - none``, ``reach = -hours / ln(1 - (sales - none) / gain)``.

        Parameters
        ----------
        accounts
            (n,) ids.
        hours
            (n,) hours a year spent today, above 0.
        sales
            (n,) sales a year with them, currency units.
        none, unlimited
            (n,) sales a year without any effort, and with all effort in the world. An account whose three answers
            are the same does not respond.

        Raises
        ------
        ValueError
            Unless ``none < sales < unlimited`` or all three are equal; it names the account.
        """
        shape = (len(accounts),)
        spent, today = checked("hours", hours, shape), checked("sales", sales, shape)
        least, most = checked("none", none, shape), checked("unlimited", unlimited, shape)
        inert = (least == today) & (today == most)
        wrong = np.flatnonzero(~((least < today) & (today < most) & (spent > 0)) & ~inert)
        if len(wrong):
            row = wrong[0]
            raise ValueError(
                f"account {accounts[row]!r} needs hours above 0 and sales none < today < unlimited, given "
                f"{spent[row]:g} hours and {least[row]:g}, {today[row]:g}, {most[row]:g}"
            )
        gain = most - least
        reached = np.where(inert, 0.5, (today - least) / np.where(inert, 1.0, gain))
        reach = np.where(inert, 1.0, -spent / np.log1p(-reached))
        return cls(accounts=tuple(accounts), base=least, gain=gain, reach=reach)

    def sales(self, hours: ArrayLike) -> Floats:
        """(n,) sales a year of each account with (n,) hours a year, currency units."""
        spent = checked("hours", hours, self.base.shape)
        return np.asarray(self.base - self.gain * np.expm1(-spent / self.reach), dtype=np.float64)

    def best_hours(self, total: float) -> tuple[Floats, float]:
        """Hours a year of each account that bring most together, and the price of an hour.

        Sorted by the worth of the first hour ``gain / reach``, the accounts served are the first m; with R their
        reaches, the price solves ``sum of R_i ln(gain_i / (R_i p)) = total``.

        Parameters
        ----------
        total
            Hours a year in all, at least 0.

        Returns
        -------
        tuple
            (n,) hours adding up to ``total``, all 0 where no account responds; and the sales the last hour adds,
            currency units, 0 where no account responds.

        Raises
        ------
        ValueError
            For hours that are negative or not finite.
        """
        if not 0 <= total < float("inf"):
            raise ValueError(f"total must be finite hours of 0 or more, given {total}")
        responding = np.flatnonzero(self.gain > 0)
        hours = np.zeros(len(self.base))
        if not len(responding):
            return hours, 0.0
        worth = np.log(self.gain[responding]) - np.log(self.reach[responding])
        order = np.argsort(-worth, kind="stable")
        worth, reach = worth[order], self.reach[responding][order]
        # Hours spent once the price has fallen to the worth of an account's first hour: nobody after it is served yet.
        at_entry = np.maximum.accumulate(np.cumsum(reach * worth) - np.cumsum(reach) * worth)
        served = max(1, int(np.searchsorted(at_entry, total, side="left")))
        # Counted from the last account served, so that few hours are not lost in the rounding of many.
        head, last = reach[:served], worth[served - 1]
        ahead = head * (worth[:served] - last)
        further = max(0.0, total - float(ahead.sum())) / float(head.sum())
        hours[responding[order[:served]]] = ahead + head * further
        return hours, float(np.exp(last - further))

    def best_size(
        self, *, hours_per_rep: float, cost_per_rep: float, margin: ArrayLike = 1.0, tolerance: float = 0.01
    ) -> SizeBand:
        """Find the headcount of best profit, and the band in which profit is nearly the same.

        At the best size an hour adds what it costs: ``price = cost_per_rep / hours_per_rep``. The hours worth that
        price say how many reps, with a fraction; the better of the whole numbers around it is taken.

        Parameters
        ----------
        hours_per_rep
            Hours a year a rep has for accounts, above 0; travel and office hours are not among them.
        cost_per_rep
            Cost of a rep a year, currency units, above 0.
        margin
            Share of sales left before the cost of reps, one for all or (n,) by account, 0..1.
        tolerance
            Share of the best profit that may be given up within the band, 0..1. Profit includes what comes without
            effort: where that is large the band is wide.

        Raises
        ------
        ValueError
            For numbers outside their limits.
        """
        for name, value in (("hours_per_rep", hours_per_rep), ("cost_per_rep", cost_per_rep)):
            if not 0 < value < float("inf"):
                raise ValueError(f"{name} must be finite and above 0, given {value}")
        if not 0 <= tolerance <= 1:
            raise ValueError(f"tolerance must be a share 0..1, given {tolerance}")
        if float(self.gain.sum()) / cost_per_rep > MOST_REPS:
            raise ValueError(f"cost_per_rep {cost_per_rep:g} pays for over {MOST_REPS:,} reps; give it for a year")
        share = checked("margin", margin, self.base.shape, most=1.0)
        earned = SalesResponse(accounts=self.accounts, base=share * self.base, gain=share * self.gain, reach=self.reach)

        def at(headcount: int) -> tuple[Floats, float, float]:
            """Hours, their price, and profit."""
            hours, price = earned.best_hours(hours_per_rep * headcount)
            return hours, price, float(earned.sales(hours).sum()) - cost_per_rep * headcount

        around = int(earned.hours_worth(cost_per_rep / hours_per_rep) / hours_per_rep)
        best = max((around, around + 1), key=lambda headcount: at(headcount)[2])
        hours, price, top = at(best)
        enough = top - tolerance * abs(top)
        beyond = best + 1 + int((top - enough + float(earned.gain.sum())) / cost_per_rep)
        low = bisect_left(range(best), x=True, key=lambda headcount: at(headcount)[2] >= enough)
        high = best + bisect_left(range(best + 1, beyond + 1), x=True, key=lambda headcount: at(headcount)[2] < enough)

        shown = np.unique([*np.linspace(0, 1.5 * high + 1, 61).astype(np.int64), low, best, high])
        points = [at(headcount) for headcount in shown.tolist()]
        return SizeBand(
            best=best,
            low=low,
            high=high,
            tolerance=tolerance,
            price=price,
            hours=hours,
            headcounts=shown,
            sales=np.array([float(self.sales(point[0]).sum()) for point in points]),
            profits=np.array([point[2] for point in points]),
            prices=np.array([point[1] for point in points]),
        )

    def hours_worth(self, price: float) -> float:
        """Hours a year, over all accounts, that add at least ``price`` (currency units an hour, above 0) each."""
        responding = self.gain > 0
        reach = self.reach[responding]
        worth = np.log(self.gain[responding]) - np.log(reach) - np.log(price)
        return float((reach * np.maximum(worth, 0.0)).sum())
