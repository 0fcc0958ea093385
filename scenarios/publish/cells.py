"""Text that stays text: no cell of a published file can be run as a formula, whatever an account is called."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from .folder import without_formulas

GUARDED = re.compile(r"^'(?=[=+\-@\t\r\n])")
"""What ``without_formulas`` puts in front."""


BREAKS = frozenset(["Cc", "Zl", "Zp"])
"""Control characters, and what ends a line or paragraph in Unicode: some readers of CSV end a row there."""


def plain(text: str) -> str:
    """Put a blank where a control character or an end of a line stands, and nothing around the text."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(" " if unicodedata.category(letter) in BREAKS else letter for letter in text).strip()


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a table of text safe for CSV: control characters become blanks, formulas get an apostrophe."""
    cells = {column: [plain(str(cell)) for cell in frame[column]] for column in frame.columns}
    return without_formulas(pd.DataFrame(cells, index=frame.index, dtype=object))


def unguarded(cells: pd.Series[str]) -> pd.Series[str]:
    """Take off the apostrophes that ``without_formulas`` put in front."""
    return cells.str.replace(GUARDED, "", regex=True)
