"""The two seams of the quota study: where the forecast comes from, and who solves equal probability.

Both take the package's own where it has it (``optimizer.potential``, ``optimizer.quotas.chances``), and a simple
stand-in where it has not yet.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from .check import Floats
from .company import MONTHS, Codes, Company

STAND_IN, PACKAGE = "stand-in", "optimizer.potential"
SIZE_CLASSES = 3
FIRST_MONTH = np.datetime64("2022-01", "M")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a planner has to forecast from, and nothing else of a company.

    Parameters
    ----------
    bookings
        (n, m) currency units.
    segment, region, territory
        (n,) codes.
    num_territories
        k.
    """

    bookings: Floats
    segment: Codes
    region: Codes
    territory: Codes
    num_territories: int

    @classmethod
    def of(cls, company: Company) -> Seen:
        """Take what a planner may see."""
        return cls(company.bookings, company.segment, company.region, company.territory, company.num_territories)

    def year(self, back: int) -> Floats:
        """(n,) bookings of the last year (0), of the one before (1), ..."""
        stop = self.bookings.shape[1] - MONTHS * back
        return np.asarray(self.bookings[:, stop - MONTHS : stop].sum(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """A forecast, and what it says of itself.

    Parameters
    ----------
    draws
        (d, k) next-year revenue of territories, currency units.
    better
        Whether it was better than the last twelve months at past origins, by its own backtest: what a planner knows
        before the year. None where that was not asked.
    """

    draws: Floats
    better: bool | None


def has_potential() -> bool:
    """Whether the package forecasts by itself."""
    return find_spec("optimizer.potential") is not None


def outlook_of(seen: Seen, *, draws: int, seed: int) -> Foreseen:
    """Forecast the next year of territories from history, as so many draws; the one place forecasts come from."""
    return (
        _package_outlook(seen, draws, seed) if has_potential() else Foreseen(_stand_in_draws(seen, draws, seed), None)
    )


def _package_outlook(seen: Seen, draws: int, seed: int) -> Foreseen:
    potential = importlib.import_module("optimizer.potential")
    history = potential.BookingHistory(_ids(len(seen.bookings)), FIRST_MONTH, seen.bookings)
    traits = potential.AccountTraits(segment=seen.segment, region=seen.region)
    forecast = potential.forecast_next_year(history, traits)
    found = forecast.outlook.territory_draws(seen.territory, seen.num_territories, draws=draws, seed=seed)
    return Foreseen(found, None if forecast.verdict is None else bool(forecast.verdict.better))


def _ids(count: int) -> object:
    return importlib.import_module("pandas").RangeIndex(count)


def _stand_in_draws(seen: Seen, draws: int, seed: int) -> Floats:
    """STAND-IN, to be dropped once ``optimizer.potential`` is there.

    The last year, shrunk toward the mean of the segment by the slope of the last year on the one before; each draw
    multiplies it by the ratio of an account of the same segment and size at that past origin, and by a shock of the
    region as uneven as those of that origin.
    """
    generator = np.random.default_rng([seed, 5])
    before, last = seen.year(1), seen.year(0)
    past, point = np.zeros(len(last)), np.zeros(len(last))
    for segment in np.unique(seen.segment):
        own = seen.segment == segment
        spread = before[own] - before[own].mean()
        slope = float(np.clip((spread * last[own]).sum() / max((spread**2).sum(), 1e-9), 0, 1))
        past[own] = last[own].mean() + slope * spread
        point[own] = last[own].mean() + slope * (last[own] - last[own].mean())
    past, point = np.maximum(past, 1.0), np.maximum(point, 1.0)
    regions = int(seen.region.max()) + 1
    by_region = np.bincount(seen.region, last, regions) / np.maximum(np.bincount(seen.region, past, regions), 1.0)
    deviation = float(np.log(np.maximum(by_region, 0.1)).std())
    shock = np.exp(generator.normal(-(deviation**2) / 2, deviation, (draws, regions)))

    sums = np.zeros((draws, seen.num_territories))
    ratio = last / past / np.where(by_region > 0, by_region, 1.0)[seen.region]
    for segment in np.unique(seen.segment):
        own = np.flatnonzero(seen.segment == segment)
        for peers in np.array_split(own[np.argsort(past[own], kind="stable")], SIZE_CLASSES):
            _add_members(sums, seen, peers=peers, amounts=point, ratio=ratio, shock=shock, generator=generator)
    return sums


def _add_members(
    sums: Floats,
    seen: Seen,
    *,
    peers: Codes,
    amounts: Floats,
    ratio: Floats,
    shock: Floats,
    generator: np.random.Generator,
) -> None:
    """Add draws of some accounts, each with the ratios of all of them, to the sums of their territories."""
    if not len(peers):
        return
    ratios = ratio[peers] / max(float(ratio[peers].mean()), 1e-9)
    values = amounts[peers] * generator.choice(ratios, (len(sums), len(peers))) * shock[:, seen.region[peers]]
    np.add.at(sums.T, seen.territory[peers], values.T)


def equal_chance(draws: Floats, target: float) -> Floats:
    """(k,) quotas of the same chance in the draws (d, k), adding up to the target, currency units."""
    if find_spec("optimizer.quotas.chances") is None:
        return bisect_chance(draws, target)
    attainment: Callable[[Floats], object] = importlib.import_module("optimizer.quotas.chances").EqualAttainment
    allocation = importlib.import_module("optimizer.quotas.levels").equalise(round(100 * target), attainment(draws))
    return np.asarray(allocation.amounts / 100)


def bisect_chance(draws: Floats, target: float) -> Floats:
    """STAND-IN for ``EqualAttainment``: the empirical quantile whose sum over territories is the target, by halving.

    Beyond the draws the smallest or largest of each are scaled alike.
    """
    ordered = np.sort(draws, axis=0)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.quantile(ordered, middle, axis=0).sum() <= target else (low, middle)
    amounts = np.asarray(np.quantile(ordered, low, axis=0), dtype=np.float64)
    return np.asarray(amounts * target / amounts.sum())
