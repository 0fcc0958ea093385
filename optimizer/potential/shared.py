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

    Of each past year and group the squared logarithm of actual over forecast, less what independent accounts would
    cause by themselves (``sum (y_i - g f_i)^2 / (sum y_i)^2``, ``g`` actual over forecast), averaged over the years,
    regions by their forecast: method of moments as in DerSimonian and Laird (1986), "Meta-analysis in clinical
    trials", Controlled Clinical Trials 7. A bias of the forecast counts as shock: it was as wrong as that. Few years
    tell little, so the assumed variances count as two years beside those observed.

    Parameters
    ----------
    tests
        Past years that do not overlap, with the (n,) forecast made at each.
    region
        (n,) region of each account.

    Returns
    -------
    SharedRisk
        With the assumed values where ``tests`` is empty.
    """
    of_company, of_regions = [], []
    for origin, forecast in tests:
        whole = _compare(origin, forecast, origin.known, level=1.0)
        if whole is None:
            continue
        of_company.append(whole.excess)
        if origin.at < 2 * YEAR:
            # Nothing could be fitted yet: the flat forecast that stood in tells of the company, not of its parts.
            continue
        groups = [origin.known & (region == code) for code in np.unique(region)]
        found = [_compare(origin, forecast, group, level=whole.ratio) for group in groups]
        told = [(one.expected, one.excess) for one in found if one is not None]
        if len(told) > 1:
            of_regions.append(float(np.average([excess for _, excess in told], weights=[size for size, _ in told])))
    years = len(of_company)
    return SharedRisk(
        company_sd=_pooled(COMPANY_SD, of_company), region_sd=_pooled(REGION_SD, of_regions), region=region, years=years
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Forecast of a group, actual over forecast, and the squared logarithm of that less what its accounts explain."""

    expected: float
    ratio: float
    excess: float


def _compare(origin: Origin, forecast: Floats, group: Mask, *, level: float) -> _Comparison | None:
    """Compare a group of accounts with its forecast times ``level``; None where that tells nothing.

    Nothing is told by a group without forecast or bookings, or made of one account: its own noise is all there is.
    """
    mine, outcome = forecast[group], origin.outcome[group]
    expected, actual = float(mine.sum()), float(outcome.sum())
    if expected <= 0 or actual <= 0:
        return None
    # Errors around the ratio of the group itself are too small by its concentration (n - 1 of n equal accounts).
    freedom = 1.0 - float((mine**2).sum()) / expected**2
    if freedom < LEAST_FREEDOM:
        return None
    ratio = actual / expected
    noise = float(((outcome - ratio * mine) ** 2).sum()) / actual**2 / freedom
    return _Comparison(expected, ratio, float(np.log(ratio / level) ** 2) - noise)


def _pooled(assumed: float, excesses: list[float]) -> float:
    """Standard deviation from the assumed one, worth ``ASSUMED_YEARS``, and the variances seen in some years."""
    seen = max(sum(excesses), 0.0)
    return min(float(np.sqrt((ASSUMED_YEARS * assumed**2 + seen) / (ASSUMED_YEARS + len(excesses)))), MOST_SD)
