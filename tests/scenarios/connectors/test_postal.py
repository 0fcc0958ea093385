"""Postal codes that lost their zeros."""

from __future__ import annotations

import pandas as pd
import pytest

from scenarios.connectors.postal import country_column, with_zeros


@pytest.mark.parametrize(
    ("code", "header", "country", "repaired"),
    [
        ("501", "zip", None, "00501"),
        ("2108", "Zip", None, "02108"),
        ("2108-1234", "zip", None, "02108-1234"),
        ("21081234", "zip", None, "02108-1234"),
        ("021081234", "zip", None, "02108-1234"),
        ("2108", "postal_code", "US", "02108"),
        ("1067", "postal_code", "DE", "01067"),
        ("1000", "postal_code", "AU", "1000"),
        ("2108", "postal_code", None, "2108"),
        ("02108", "zip", None, "02108"),
        ("SW1A 1AA", "zip", None, "SW1A 1AA"),
        ("7", "zip", None, "7"),
    ],
)
def test_one_code(code, header, country, repaired):
    """Zeros come back where the country has five digits, and nowhere else."""
    countries = None if country is None else pd.Series([country])
    codes, count = with_zeros(pd.Series([code, None], dtype=object)[:1], header, countries)
    assert codes.tolist() == [repaired]
    assert count == (repaired != code)


def test_the_column_of_countries():
    """The one there is, or of several the one that begins alike."""
    assert country_column(["zip", "Country"], "zip") == "Country"
    assert country_column(["Billing Country", "Shipping Country"], "Billing Zip/Postal Code") == "Billing Country"
    assert country_column(["Billing Country", "Shipping Country"], "zip") is None
    assert country_column(["zip"], "zip") is None
