"""Accounts to plan for: a sample of a table of synthetic accounts, or points made up here. Same seed, same points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoSeries, points_from_xy
from numpy.typing import NDArray

from .check import EARTH_RADIUS_KM, Floats

COLUMNS = ["account_id", "lat", "lon", "payroll_kusd"]
CLUSTER_SHARE = 0.8
"""Share of the generated accounts that lie in clusters; the rest is spread evenly."""
SOUTH_WEST, NORTH_EAST = np.array([26.0, -123.0]), np.array([48.0, -68.0])
CLUSTER_DEGREES = (0.05, 0.6)
SAMPLE_PER_CENTRE = 100


class Placing(Enum):
    """How the places of fixed centres are drawn from those of the accounts."""

    EVEN = "even"
    """One account of each of k equal runs of accounts along a Hilbert curve: a rep for each share of the customers."""
    DENSITY = "density"
    """Every account is as likely: as many reps as customers on average, by chance too many here and too few there."""
    SPREAD = "spread"
    """As k-means++ begins: an account is as likely as its squared distance to the centres drawn before."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Accounts as raw arrays.

    Parameters
    ----------
    name
        Where they come from.
    places
        (n, 2) latitude and longitude, degrees.
    payroll
        (n,) a measure of size, above 0.
    """

    name: str
    places: Floats
    payroll: Floats

    def __len__(self) -> int:
        return len(self.places)

    def accounts(self) -> pd.DataFrame:
        """Make the table ``build_instance`` takes."""
        latitude, longitude = self.places.T
        columns = {"account": np.arange(len(self)), "latitude": latitude, "longitude": longitude}
        return pd.DataFrame({**columns, "payroll": self.payroll})


def load_points(data: Path | None, n: int, seed: int) -> Points:
    """``n`` accounts of a file, or made up where there is none."""
    return generate_points(n, seed) if data is None else read_points(data, n, seed)


def read_points(data: Path, n: int, seed: int) -> Points:
    """Take ``n`` rows of a Parquet table with ``account_id``, ``lat``, ``lon``, ``payroll_kusd``, in their order.

    Raises
    ------
    ValueError
        If the table has fewer rows.
    """
    table = pd.read_parquet(data, columns=COLUMNS)
    if len(table) < n:
        raise ValueError(f"{data.name} has {len(table):,} rows, {n:,} were asked for: ask for fewer")
    if len(table) > n:
        table = table.iloc[np.sort(np.random.default_rng([seed, 1]).choice(len(table), n, replace=False))]
    places = table[["lat", "lon"]].to_numpy(dtype=np.float64)
    return Points(data.stem, places, table["payroll_kusd"].to_numpy(dtype=np.float64))


def generate_points(n: int, seed: int) -> Points:
    """Make up clusters of uneven size, and a spread, in a box the size of the contiguous United States."""
    generator = np.random.default_rng([seed, 2])
    num_clusters = max(3, int(np.sqrt(n) / 2))
    middles = generator.uniform(SOUTH_WEST, NORTH_EAST, (num_clusters, 2))
    degrees = generator.uniform(*CLUSTER_DEGREES, num_clusters)
    size = generator.lognormal(0.0, 1.0, num_clusters)
    cluster = generator.choice(num_clusters, n, p=size / size.sum())
    clustered = middles[cluster] + degrees[cluster, None] * generator.standard_normal((n, 2))
    spread = generator.uniform(SOUTH_WEST, NORTH_EAST, (n, 2))
    places = np.where((generator.random(n) < CLUSTER_SHARE)[:, None], clustered, spread)
    return Points("generated", places, generator.lognormal(5.4, 1.4, n))


def draw_centres(places: Floats, k: int, placing: Placing, seed: int) -> Floats:
    """(k, 2) distinct places of accounts, drawn as ``placing`` says.

    Raises
    ------
    ValueError
        If the accounts lie at fewer than k places.
    """
    generator = np.random.default_rng([seed, 3])
    drawn = generator.permutation(len(places))
    if placing is Placing.EVEN:
        drawn = np.concatenate([_one_of_each_run(places, k, generator), drawn])
    if placing is Placing.SPREAD:
        drawn = drawn[: max(k, SAMPLE_PER_CENTRE * k)]
    _, first = np.unique(places[drawn], axis=0, return_index=True)
    distinct = places[drawn[np.sort(first)]]
    if len(distinct) < k:
        raise ValueError(f"{len(distinct):,} distinct places are too few for {k:,} centres")
    return distinct[_spread(distinct, k, generator)] if placing is Placing.SPREAD else distinct[:k]


def _one_of_each_run(places: Floats, k: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Draw indices of k places, one of each of k equal runs of accounts along a Hilbert curve."""
    latitude, longitude = places.T
    along = np.argsort(GeoSeries(points_from_xy(longitude, latitude)).hilbert_distance().to_numpy(), kind="stable")
    ends = np.linspace(0, len(places), k + 1).astype(np.intp)
    return np.asarray(along[generator.integers(ends[:-1], np.maximum(ends[1:], ends[:-1] + 1))])


def _spread(places: Floats, k: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Draw indices of k places, the next as likely as its squared distance to the nearest of those before."""
    positions = on_sphere(places)
    chosen = [int(generator.integers(len(places)))]
    nearest = np.full(len(places), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, ((positions - positions[chosen[-1]]) ** 2).sum(axis=1))
        nearest[chosen] = 0.0
        chosen.append(int(generator.choice(len(places), p=nearest / nearest.sum())))
    return np.array(chosen)


def on_sphere(places: Floats) -> Floats:
    """(n, 3) points on the globe, kilometres from its centre; for methods that know only straight lines."""
    latitude, longitude = np.radians(places).T
    flat = np.cos(latitude)
    unit = np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
    return np.asarray(EARTH_RADIUS_KM * unit)
