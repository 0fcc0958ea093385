"""Accounts by ZIP code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.connectors.places import place_by_postal_code, zip_centroids

NONE = np.nan


def placed(latitude, longitude, code, country=None):
    countries = None if country is None else pd.Series([country])
    return place_by_postal_code(pd.Series([latitude]), pd.Series([longitude]), pd.Series([code]), countries)


def test_the_table():
    """Codes have five digits and differ; places are on the globe; Seattle is where it is."""
    table = zip_centroids()
    assert len(table) == 41_706
    assert table.index.is_unique
    assert table.index.str.fullmatch(r"\d{5}").all()
    assert table["latitude"].between(-90, 90).all()
    assert table["longitude"].between(-180, 180).all()
    assert table.loc["98101"].tolist() == pytest.approx([47.61, -122.33], abs=0.02)


@pytest.mark.parametrize("code", ["98101", "98101-1234", "981011234", " 98101 "])
@pytest.mark.parametrize("country", [None, "US", "usa", "United States", ""])
def test_blank_places_are_filled(code, country):
    """ZIP and ZIP+4 of the United States, or of no country, give the centroid."""
    result = placed(NONE, NONE, code, country)
    assert result.filled.tolist() == [True]
    assert result.latitude[0] == pytest.approx(47.61, abs=0.02)


def test_what_is_given_stays():
    """Coordinates go before the code; half of a place is left for the checks of the rows."""
    assert placed(1.0, 2.0, "98101").filled.tolist() == [False]
    assert placed(1.0, NONE, "98101").latitude.tolist() == [1.0]
    assert placed(0.0, 0.0, "98101").filled.tolist() == [True]


@pytest.mark.parametrize(
    ("code", "country", "unknown"), [("98101", "FR", False), ("00000", "US", True), (None, "US", False)]
)
def test_no_place(code, country, unknown):
    """Other countries, unknown codes and none stay without; only unknown codes of the US are told."""
    result = placed(NONE, NONE, code, country)
    assert np.isnan(result.latitude[0])
    assert result.unknown.tolist() == [unknown]
