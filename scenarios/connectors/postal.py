"""Postal codes that lost their zeros in front on the way through a spreadsheet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .patterns import matches, words_of

FIVE_DIGITS = frozenset({
    "us", "usa", "united_states", "de", "deu", "germany", "fr", "fra", "france",
    "es", "esp", "spain", "it", "ita", "italy", "fi", "fin", "finland", "mx", "mex", "mexico",
})  # fmt: skip
"""Countries whose postal codes have five digits and may begin with 0, in lower case."""
US_NAMES = frozenset({"us", "usa", "united_states"})
COUNTRY_WORDS = ("country", "country code", "country name")
ZIP_WORDS = ("zip", "zipcode", "zip code")


def with_zeros(codes: pd.Series, header: str, countries: pd.Series | None) -> tuple[pd.Series, int]:
    """Postal codes with their zeros in front, and how many were repaired.

    Repaired are codes of three or four digits (and, of the United States, of eight: ZIP+4 without its dash) where
    the country has five; a column of ZIP codes without countries is of the United States.

    Parameters
    ----------
    codes
        Text, missing where blank.
    header
        Of the column.
    countries
        Country of each row, None where unknown.
    """
    text = words_of(codes)
    if matches(text, r"\d{5}|\d{5}-\d{4}|").all():
        return codes, 0
    words = header.lower().replace("_", " ").replace("-", " ")
    if countries is None:
        american = np.full(len(codes), words.endswith(ZIP_WORDS))
        five = american
    else:
        names = countries.astype("string").fillna("").str.strip().str.lower().str.replace(" ", "_")
        american = names.isin(US_NAMES).to_numpy(dtype=bool)
        five = names.isin(FIVE_DIGITS).to_numpy(dtype=bool)
    short = matches(text, r"\d{3,4}") & five
    plus_four = matches(text, r"\d{3,4}-\d{4}") & american
    glued = matches(text, r"\d{7,9}") & american
    changed = short | plus_four | glued
    whole = codes[changed].astype(str).str.strip()
    digits = whole.where(~glued[changed], whole.str.zfill(9).str.replace(r"(\d{5})(\d{4})", r"\1-\2", regex=True))
    repaired = digits.where(~short[changed], whole.str.zfill(5)).where(~plus_four[changed], whole.str.zfill(10))
    result = codes.astype(object).copy()
    result[changed] = repaired.astype(object)
    return result, int(changed.sum())


def country_column(headers: list[str], of: str) -> str | None:
    """Header of the countries that go with the postal codes ``of``; None where there is none, or it is unclear."""
    found = [name for name in headers if name.lower().replace("_", " ").endswith(COUNTRY_WORDS)]
    if len(found) > 1:
        found = [name for name in found if name.split()[0].lower()[:4] == of.split(maxsplit=1)[0].lower()[:4]]
    return found[0] if len(found) == 1 else None
