"""What hits all accounts of a company, or of a region, together: shocks that do not cancel out in a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.tables import Mask
from optimizer.travel import Floats

from .history import YEAR
from .origins import Origin
from .traits import Codes

COMPANY_SD = 0.15
"""Standard deviation of the logarithm of the company's shock where nothing is known: an assumption, no estimate."""
REGION_SD = 0.10
"""The same of a region's shock beside the company's."""
ASSUMED_YEARS = 2.0
"""Years of evidence the assumptions are worth beside years observed."""
MOST_SD = 1.0
"""No shock is wider than this, whatever one odd year says."""
LEAST_FREEDOM = 0.1
"""Where one account holds more than 1 - this of a forecast, a shock cannot be told from its own noise."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SharedRisk:
    """Shocks of mean 1 that multiply all accounts of a company and of a region, log-normal.

    Accounts drawn independently of each other make sums that are far too sure: what is true of one year (the market,
    a product, a currency) is true of many accounts.

    Parameters
    ----------
    company_sd, region_sd
        Standard deviations of the logarithms, not negative; 0 for none.
    region
        (n,) region of each account, 0 and up; None for one region.
    years
        Past years the standard deviations were estimated from; 0 where they are assumed.

    Raises
    ------
    ValueError
        For a standard deviation that is negative or not finite, or a negative region.
    """

    company_sd: float = COMPANY_SD
    region_sd: float = REGION_SD
    region: Codes | None = None
    years: int = 0

    def __post_init__(self) -> None:
        for name, value in (("company_sd", self.company_sd), ("region_sd", self.region_sd)):
            if not 0 <= value < 5:
                raise ValueError(f"{name} must be 0 or more and below 5 (of a logarithm: 0.15 is 15 %), given {value}")
        if self.region is not None and len(self.region) and self.region.min() < 0:
            raise ValueError("region needs a code of 0 or more for each account; give unknown ones a code of their own")

    @classmethod
    def none(cls) -> SharedRisk:
        """No shared shock: accounts are independent."""
        return cls(company_sd=0.0, region_sd=0.0)

    def factors(self, draws: int, rng: np.random.Generator) -> Floats:
        """(regions, draws) company's times region's shock."""
        regions = 1 if self.region is None or not len(self.region) else int(self.region.max()) + 1
        company = self.company_sd * rng.standard_normal(draws) - self.company_sd**2 / 2
        region = self.region_sd * rng.standard_normal((regions, draws)) - self.region_sd**2 / 2
        return np.asarray(np.exp(company + region))


def estimate_shared(tests: Sequence[tuple[Origin, Floats]], region: Codes) -> SharedRisk:
    """Standard deviations of the shared shocks from forecasts of past years, made with what was known before them.

    Method of moments as in DerSimonian and Laird (1986), "Meta-analysis in clinical trials", Controlled Clinical
    Trials 7, with the regions' shares ``w_r`` of the forecast as weights. With ``d_r`` the logarithm of actual over
    forecast of a region, ``v_r`` what independent accounts would cause of its variance by themselves
    (``sum (y_i - g f_i)^2 / (sum y_i)^2``, ``g`` actual over forecast), a past year tells of the regions::

        region_sd^2  = (sum w_r (d_r - sum w_r d_r)^2 - sum w_r (1 - w_r) v_r) / (1 - sum w_r^2)

    since every region is itself part of the mean it is held against; and with ``d`` and ``v`` of the whole, of the
    company::

        company_sd^2 = d^2 - v - sum w_r^2 region_sd^2

    since few regions do not cancel out in the whole. Years are averaged. A bias of the forecast counts as shock: it
    was as wrong as that. Few years tell little, so the assumed variances count as two years beside those observed.

    Parameters
    ----------
    tests
        Past years that do not overlap, with the (n,) forecast made at each, currency units.
    region
        (n,) region of each account.

    Returns
    -------
    SharedRisk
        With the assumed values where ``tests`` is empty.
    """
    found = [(origin.at, _year(origin, forecast, region)) for origin, forecast in tests]
    # Where nothing could be fitted yet, the flat forecast that stood in tells of the company, not of its parts.
    between = [year.between for at, year in found if year is not None and year.between is not None and at >= 2 * YEAR]
    region_sd = _pooled(REGION_SD, between)
    whole = [year.whole - year.concentration * region_sd**2 for _, year in found if year is not None]
    return SharedRisk(company_sd=_pooled(COMPANY_SD, whole), region_sd=region_sd, region=region, years=len(whole))


@dataclass(frozen=True, slots=True)
class _Group:
    """Forecast and actual of accounts, currency units, and the variance their own noise gives the logarithm of both."""

    expected: float
    actual: float
    noise: float

    @property
    def log_ratio(self) -> float:
        return float(np.log(self.actual / self.expected))


@dataclass(frozen=True, slots=True)
class _Year:
    """What a past year tells.

    Parameters
    ----------
    whole
        Squared logarithm of actual over forecast, less the noise of accounts.
    concentration
        Part of a region's variance that is in it: the sum of the squared shares of the regions.
    between
        Variance of regions around the whole; None with fewer than two that tell anything.
    """

    whole: float
    concentration: float
    between: float | None


def _year(origin: Origin, forecast: Floats, region: Codes) -> _Year | None:
    """Compare a year with its forecast, whole and by region; None where it tells nothing."""
    whole = _compare(origin, forecast, origin.known)
    if whole is None:
        return None
    codes = np.unique(region[origin.known])
    groups = {int(code): _compare(origin, forecast, origin.known & (region == code)) for code in codes}
    told = {code: group for code, group in groups.items() if group is not None}
    # Where a region tells its own noise apart from its shock, the shock is not counted as noise of the whole.
    alone = origin.known & ~np.isin(region, list(told))
    apart = _squared_errors(origin, forecast, alone, ratio=whole.actual / whole.expected) / _freedom(
        forecast[origin.known]
    )
    noise = (sum(group.noise * group.actual**2 for group in told.values()) + apart) / whole.actual**2
    concentration = sum((group.expected / whole.expected) ** 2 for group in told.values())
    return _Year(whole.log_ratio**2 - noise, concentration, _between(tuple(told.values())))


def _between(groups: tuple[_Group, ...]) -> float | None:
    """Variance of the regions' shocks; None with fewer than two regions."""
    if len(groups) < 2:
        return None
    share = np.array([group.expected for group in groups])
    share /= share.sum()
    logs, noise = (np.array(values) for values in zip(*((one.log_ratio, one.noise) for one in groups), strict=True))
    seen = share @ (logs - share @ logs) ** 2 - (share * (1.0 - share)) @ noise
    return float(seen / (1.0 - share @ share))


def _compare(origin: Origin, forecast: Floats, group: Mask) -> _Group | None:
    """Compare a group of accounts with its forecast; None where that tells nothing.

    Nothing is told by a group without forecast or bookings, or made of one account: its own noise is all there is.
    """
    expected, actual = float(forecast[group].sum()), float(origin.outcome[group].sum())
    if expected <= 0 or actual <= 0 or _freedom(forecast[group]) < LEAST_FREEDOM:
        return None
    errors = _squared_errors(origin, forecast, group, ratio=actual / expected)
    return _Group(expected, actual, errors / actual**2 / _freedom(forecast[group]))


def _squared_errors(origin: Origin, forecast: Floats, group: Mask, *, ratio: float) -> float:
    return float(((origin.outcome[group] - ratio * forecast[group]) ** 2).sum())


def _freedom(forecast: Floats) -> float:
    """Errors around the ratio of the group itself are too small by its concentration (n - 1 of n equal accounts)."""
    return 1.0 - float((forecast**2).sum()) / float(forecast.sum()) ** 2


def _pooled(assumed: float, excesses: list[float]) -> float:
    """Standard deviation from the assumed one, worth ``ASSUMED_YEARS``, and the variances seen in some years."""
    seen = max(sum(excesses), 0.0)
    return min(float(np.sqrt((ASSUMED_YEARS * assumed**2 + seen) / (ASSUMED_YEARS + len(excesses)))), MOST_SD)
