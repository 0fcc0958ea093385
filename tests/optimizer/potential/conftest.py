"""Histories made from lists of yearly or monthly bookings, and a company whose shocks are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from optimizer.potential import AccountTraits, BookingHistory

Historian = Callable[..., BookingHistory]


def _index(count: int) -> pd.Index:
    return pd.Index([f"a{row}" for row in range(count)], dtype=object)


@pytest.fixture(scope="session")
def monthly() -> Historian:
    """Accounts a0, a1, ... by month from 2024-01."""

    def _monthly(rows: Sequence[Sequence[float]] | np.ndarray) -> BookingHistory:
        amounts = np.array(rows, dtype=np.float64)
        return BookingHistory(_index(len(amounts)), np.datetime64("2024-01"), amounts)

    return _monthly


@pytest.fixture(scope="session")
def yearly(monthly: Historian) -> Historian:
    """Accounts by year: all of a year is booked in its last month."""

    def _yearly(rows: Sequence[Sequence[float]] | np.ndarray) -> BookingHistory:
        years = np.array(rows, dtype=np.float64)
        amounts = np.zeros((len(years), 12 * years.shape[1]))
        amounts[:, 11::12] = years
        return monthly(amounts)

    return _yearly


@pytest.fixture(scope="session")
def company(monthly: Historian) -> Callable[..., tuple[BookingHistory, AccountTraits]]:
    """Sparse bookings of accounts of lasting size in four regions; shocks of the company and of regions by year."""

    def _company(seed: int, *, n: int = 800, years: int = 4, company_sd: float = 0.0, region_sd: float = 0.0):
        rng = np.random.default_rng(seed)
        region = np.arange(n) % 4
        size = rng.lognormal(7.0, 1.2, n)
        level = np.exp(company_sd * rng.standard_normal((1, years)) + region_sd * rng.standard_normal((4, years)))[
            region
        ]
        booked = rng.random((n, 12 * years)) < 0.12
        amounts = booked * size[:, None] * rng.lognormal(0.0, 0.5, (n, 12 * years)) * np.repeat(level, 12, axis=1)
        traits = AccountTraits(segment=np.zeros(n, dtype=np.int64), region=region)
        return monthly(amounts), traits

    return _company
