"""Companies made up so that the truth is known: what every account may be expected to bring, and how it varies.

No company here is real. Account i of segment s and region r, in territory j, brings in year t (0, 1, 2 are history, 3
is the year quotas are set for)::

    level_it   = a_s + shift_sr * max(t - 1, 0) + (u_it + u_i,t+1) / 2       logarithm, mean over the year
    u_i,t+1    = 0.97 u_it + sqrt(1 - 0.97^2) e_it                           size drifts all the time; sd of u 1.2
    revenue_it = exp(level_it) * company_t * region_rt * own_it

Shocks have mean 1 (lognormal). ``own`` is 0 with a chance of 5 % (a year without an order). A year's revenue falls on
months at random: small segments order in few months of the year, with a season.

The truth is what could be known at best when quotas are set, at the start of year 3: ``u_i3`` and the shift are
settled, the drift during the year and all shocks are not. History has seen ``u_i3`` only in part. ``expected`` is the
mean of the revenue of year 3 then, ``years`` draws it.

Potential, as the planner's list has it, is the expected revenue over the share of wallet, which varies by territory and
by account, times an error of measurement. It knows the size an account has at the start of year 3, growth included
(which is generous), and nothing of how much of it the company gets.

The regimes are all combinations of: little or much noise of accounts; no common shock or a strong one; signal, or none
(sizes are drawn anew before every year, so that history says nothing of an account within its segment); no shift of
growth, or one that sets in with the last year of history and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .check import Floats

YEARS = 3
"""Of history."""
MONTHS = 12
SEGMENT_LEVELS = np.log([8_000.0, 30_000.0, 120_000.0])
"""Typical account of each segment, currency units a year."""
SEGMENT_SHARES = (0.6, 0.3, 0.1)
ACTIVE_MONTHS = (2.0, 5.0, 10.0)
"""Months of the year with an order, by segment."""
SEASON = np.array([0.8, 0.8, 1.1, 0.9, 0.9, 1.2, 0.7, 0.7, 1.2, 1.0, 1.1, 1.6])
SIZE_DEVIATION, PERSISTENCE = 1.2, 0.97
"""Standard deviation of the logarithm of account sizes in a segment, and their correlation from year to year."""
DRIFT = SIZE_DEVIATION * float(np.sqrt(1 - PERSISTENCE**2)) / 2
"""Standard deviation of what drift during a year adds to the logarithm of its revenue."""
LAPSE = 0.05
"""Chance of a year without an order."""
UNEVEN = 4.0
"""How evenly a region's accounts are spread over its territories: parameter of a Dirichlet distribution."""
WALLET_TERRITORY, WALLET_ACCOUNT, MEASUREMENT = 0.25, 0.8, 0.5
"""Standard deviations of the logarithms of share of wallet and of the error of the list."""
DRAWS_AT_ONCE = 4_000_000

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """How a company's revenue varies; standard deviations are of logarithms.

    Parameters
    ----------
    account_noise
        Of an account's own year.
    company_shock, region_shock
        Of what all, and all of a region, share in a year.
    growth_shift
        Of the growth of a segment in a region, a year, from the last year of history on.
    signal
        Whether history says anything of the next year of an account within its segment.
    """

    account_noise: float
    company_shock: float
    region_shock: float
    growth_shift: float
    signal: bool

    @property
    def name(self) -> str:
        """What it is called in tables."""
        parts = (
            "signal" if self.signal else "no signal",
            f"account noise {self.account_noise:g}",
            f"common shock {self.company_shock:g}" if self.company_shock else "no common shock",
            f"shift {self.growth_shift:g}" if self.growth_shift else "no shift",
        )
        return ", ".join(parts)


def all_regimes() -> tuple[Regime, ...]:
    """All sixteen, those with signal first."""
    choices = product((True, False), (0.15, 0.8), ((0.0, 0.0), (0.15, 0.1)), (0.0, 0.2))
    return tuple(
        Regime(
            account_noise=noise,
            company_shock=company,
            region_shock=region,
            growth_shift=shift,
            signal=signal,
        )
        for signal, noise, (company, region), shift in choices
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Company:
    """What a planner has (segment to bookings), and what only the simulator knows (expected, years).

    Parameters
    ----------
    regime
        How revenue varies.
    segment, region, territory
        (n,) codes of each account; a territory lies in one region.
    num_territories
        k.
    potential
        (n,) measure of the planner's list, currency units.
    bookings
        (n, 36) currency units.
    expected
        (n,) true expected revenue of the next year, currency units.
    """

    regime: Regime
    segment: Codes
    region: Codes
    territory: Codes
    num_territories: int
    potential: Floats
    bookings: Floats
    expected: Floats

    def __len__(self) -> int:
        return len(self.expected)

    @property
    def recent(self) -> Floats:
        """(n,) bookings of the last twelve months."""
        return np.asarray(self.bookings[:, -MONTHS:].sum(axis=1))

    def by_territory(self, amounts: Floats) -> Floats:
        """(k,) sums of (n,) amounts of accounts."""
        return np.bincount(self.territory, amounts, minlength=self.num_territories).astype(np.float64)

    def years(self, count: int, seed: int) -> Floats:
        """(count, k) revenue of territories in so many next years, drawn from the truth; same seed, same years."""
        generator = np.random.default_rng([seed, 9])
        shocks = _shocks(self.regime, count, int(self.region.max()) + 1, generator)
        deviation = float(np.hypot(self.regime.account_noise, DRIFT))
        sums = np.zeros((count, self.num_territories))
        order = np.argsort(self.territory, kind="stable")
        for members in np.array_split(order, max(1, count * len(self) // DRAWS_AT_ONCE)):
            own = _own_years(deviation, (count, len(members)), generator)
            own *= self.expected[members] * shocks[:, self.region[members]]
            territories, starts = np.unique(self.territory[members], return_index=True)
            sums[:, territories] += np.add.reduceat(own, starts, axis=1)
        return sums


def make_company(
    regime: Regime, seed: int, *, accounts: int = 2_400, regions: int = 6, territories_each: int = 10
) -> Company:
    """Make up a company; the same seed gives the same one.

    Parameters
    ----------
    regime
        How revenue varies.
    seed
        0 or more.
    accounts
        n, at least one for each territory.
    regions, territories_each
        Number of regions, and of territories in each.

    Raises
    ------
    ValueError
        For fewer accounts than territories.
    """
    k = regions * territories_each
    if accounts < k:
        raise ValueError(f"{accounts} accounts are too few for {k} territories: give at least one for each")
    generator = np.random.default_rng([seed, 4])
    segment = generator.choice(len(SEGMENT_SHARES), accounts, p=SEGMENT_SHARES)
    shares = generator.dirichlet(np.full(territories_each, UNEVEN), regions).ravel() / regions
    territory = np.concatenate([np.arange(k), generator.choice(k, accounts - k, p=shares)])
    region = territory // territories_each

    levels, expected = _levels(regime, segment, region, generator)
    shocks = _shocks(regime, YEARS, regions, generator)
    revenue = levels * shocks[:, region].T * _own_years(regime.account_noise, (accounts, YEARS), generator)
    wallet = generator.normal(0, WALLET_TERRITORY, k)[territory] + generator.normal(0, WALLET_ACCOUNT, accounts)
    known = expected * np.exp(-wallet + generator.normal(0, MEASUREMENT, accounts))
    return Company(
        regime=regime,
        segment=segment,
        region=region,
        territory=territory,
        num_territories=k,
        potential=known,
        bookings=_months(revenue, segment, generator),
        expected=expected,
    )


def _levels(regime: Regime, segment: Codes, region: Codes, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """(n, 3) what accounts bring in the years of history but for shocks, and (n,) what to expect of the next."""
    count, renewed = len(segment), np.sqrt(1 - PERSISTENCE**2)
    shift = generator.normal(0, regime.growth_shift, (len(SEGMENT_LEVELS), int(region.max()) + 1))[segment, region]
    start, levels = generator.standard_normal(count), []
    for year in range(YEARS):
        end = PERSISTENCE * start + renewed * generator.standard_normal(count)
        levels.append(SEGMENT_LEVELS[segment] + SIZE_DEVIATION * (start + end) / 2 + shift * max(year - YEARS + 2, 0))
        anew = generator.standard_normal(count)
        start = end if regime.signal else anew
    middle = SIZE_DEVIATION * start * (1 + PERSISTENCE) / 2
    return np.exp(np.column_stack(levels)), np.exp(SEGMENT_LEVELS[segment] + middle + 2 * shift + DRIFT**2 / 2)


def _shocks(regime: Regime, count: int, regions: int, generator: np.random.Generator) -> Floats:
    """(count, regions) shock of company and region together, mean 1."""
    company = _around_one(regime.company_shock, (count, 1), generator)
    return company * _around_one(regime.region_shock, (count, regions), generator)


def _own_years(deviation: float, shape: tuple[int, int], generator: np.random.Generator) -> Floats:
    """Draw what accounts have for themselves: mean 1, 0 in a year without an order."""
    own = _around_one(deviation, shape, generator)
    own *= (generator.random(shape) >= LAPSE) / (1 - LAPSE)
    return own


def _around_one(deviation: float, shape: tuple[int, int], generator: np.random.Generator) -> Floats:
    return np.exp(generator.normal(-(deviation**2) / 2, deviation, shape))


def _months(revenue: Floats, segment: Codes, generator: np.random.Generator) -> Floats:
    """(n, 36) revenue of (n, 3) years on months; the months of a year add up to it."""
    shape = (*revenue.shape, MONTHS)
    chance = np.minimum(np.asarray(ACTIVE_MONTHS)[segment][:, None] / MONTHS * SEASON / SEASON.mean(), 1.0)
    parts = generator.exponential(1.0, shape) * (generator.random(shape) < chance[:, None, :])
    one = generator.choice(MONTHS, revenue.shape, p=SEASON / SEASON.sum())  # so that no year has no month
    parts += np.where(parts.any(axis=2, keepdims=True), 0.0, np.arange(MONTHS) == one[..., None])
    shares = parts / parts.sum(axis=2, keepdims=True)
    return np.asarray((revenue[..., None] * shares).reshape(len(revenue), -1))
