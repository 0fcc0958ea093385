"""Places for accounts without coordinates: the centroid of their ZIP code, from the bundled table.

Centroids: GeoNames, CC BY 4.0, and US Census Bureau (see ``geography/README.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .postal import US_NAMES

TABLE = Path(__file__).parent / "geography" / "zip_centroids_2022.parquet"
ATTRIBUTION = "ZIP centroids: GeoNames, CC BY 4.0, and US Census Bureau"


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Coordinates, with those that were filled in.

    Parameters
    ----------
    latitude, longitude
        (rows,) degrees; cells that were given stay as they are.
    filled
        (rows,) True where the centroid of a ZIP code was filled in.
    unknown
        (rows,) True where there is a code of the United States that the table does not have.
    """

    latitude: pd.Series
    longitude: pd.Series
    filled: np.ndarray
    unknown: np.ndarray


@cache
def zip_centroids() -> pd.DataFrame:
    """Latitude and longitude by ZIP code of five digits; attribute them as ``ATTRIBUTION`` says."""
    return pd.read_parquet(TABLE).set_index("zip").astype(float)


def place_by_postal_code(
    latitude: pd.Series, longitude: pd.Series, codes: pd.Series, countries: pd.Series | None = None
) -> Placed:
    """Fill in the centroid of the ZIP code where both coordinates are blank, or both are 0.

    Parameters
    ----------
    latitude, longitude
        (rows,) degrees, missing where blank.
    codes
        (rows,) postal codes as text; of ZIP+4 the first five count.
    countries
        (rows,) only rows of the United States, or without a country, are looked up; None for all.
    """
    no_place = (_is_blank(latitude) & _is_blank(longitude)) | (_is_zero(latitude) & _is_zero(longitude))
    american = np.ones(len(codes), dtype=bool)
    if countries is not None:
        names = countries.astype("string").fillna("").str.strip().str.lower().str.replace(" ", "_")
        american = (names.isin(US_NAMES) | names.eq("")).to_numpy(dtype=bool)
    five = codes.astype("string").fillna("").str.strip().str.extract(r"^(\d{5})(?:-?\d{4})?$")[0]
    centroids = zip_centroids().reindex(five.astype(object).tolist())
    known = centroids["latitude"].notna().to_numpy()
    filled = no_place & american & known
    unknown = no_place & american & ~known & codes.notna().to_numpy()
    places = {
        name: given.mask(filled, pd.Series(centroids[name].to_numpy(), index=given.index))
        for name, given in (("latitude", latitude), ("longitude", longitude))
    }
    empty = no_place & ~filled
    return Placed(places["latitude"].mask(empty), places["longitude"].mask(empty), filled, unknown)


def _is_blank(cells: pd.Series) -> np.ndarray:
    return cells.isna().to_numpy(dtype=bool) | (cells.astype("string").fillna("") == "").to_numpy(dtype=bool)


def _is_zero(cells: pd.Series) -> np.ndarray:
    return (pd.to_numeric(cells, errors="coerce") == 0).to_numpy(dtype=bool)
