"""Postal codes that lost their zeros in front on the way through a spreadsheet."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
    words = header.lower().replace("_", " ").replace("-", " ")
    if countries is None:
        american = np.full(len(codes), words.endswith(ZIP_WORDS))
        five = american
    else:
        names = countries.astype("string").fillna("").str.strip().str.lower().str.replace(" ", "_")
        american = names.isin(US_NAMES).to_numpy(dtype=bool)
        five = names.isin(FIVE_DIGITS).to_numpy(dtype=bool)
    text = codes.astype("string").fillna("")
    short = text.str.fullmatch(r"\d{3,4}").to_numpy(dtype=bool) & five
    plus_four = text.str.fullmatch(r"\d{3,4}-\d{4}").to_numpy(dtype=bool) & american
    glued = text.str.fullmatch(r"\d{7,9}").to_numpy(dtype=bool) & american
    repaired = text.where(~short, text.str.zfill(5)).where(~plus_four, text.str.zfill(10))
    whole = text.str.zfill(9)
    repaired = repaired.where(~glued, whole.str.slice(0, 5) + "-" + whole.str.slice(5))
    changed = (repaired != text).to_numpy(dtype=bool)
    return codes.where(~changed, repaired.astype(object)), int(changed.sum())


def country_column(headers: list[str], of: str) -> str | None:
    """Header of the countries that go with the postal codes ``of``; None where there is none, or it is unclear."""
    found = [name for name in headers if name.lower().replace("_", " ").endswith(COUNTRY_WORDS)]
    if len(found) > 1:
        found = [name for name in found if name.split()[0].lower()[:4] == of.split(maxsplit=1)[0].lower()[:4]]
    return found[0] if len(found) == 1 else None
