"""Labels as text, the same from every format: ``00501`` keeps its zeros, Excel's ``17.0`` is ``17``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.tables import label_of

from .forms import Doubt
from .patterns import holds, matches, replaced, words_of

UNSEEN = "[\u200b\u200c\u200d\u2060\ufeff\u00ad]"
"""Characters that are not seen and make two labels differ: zero-width spaces, soft hyphens."""
CUT = r"\d\.\d+[eE]\+\d{2}"
"""A long number as a spreadsheet writes it: ``4.01E+15``."""
TWICE_ENCODED = "Ã[\u0080-\u00bf]|â€"
"""UTF-8 that was taken for Windows-1252 and saved again."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelReading:
    """Labels, with what was repaired in them and what cannot be."""

    cells: pd.Series
    doubt: Doubt | None
    notes: tuple[str, ...]


def as_text(cells: pd.Series) -> pd.Series:
    """Cells as trimmed text; missing where there is nothing.

    Parameters
    ----------
    cells
        A column of any type.
    """
    if isinstance(cells.dtype, pd.StringDtype):
        text = cells.str.strip()
        return text.astype(object).where((text.notna() & (text != "")).to_numpy(dtype=bool), None)
    missing = cells.isna().tolist()
    labels = [None if gone else label_of(cell) or None for cell, gone in zip(cells.tolist(), missing, strict=True)]
    return pd.Series(labels, index=cells.index, name=cells.name, dtype=object)


def as_labels(text: pd.Series) -> LabelReading:
    """Labels without characters nobody sees; a doubt where a spreadsheet cut the digits of an id.

    Parameters
    ----------
    text
        Of ``as_text``.
    """
    words, notes = words_of(text), []
    unseen = holds(words, UNSEEN)
    if unseen.any():
        cleaned = replaced(words, UNSEEN, "").to_numpy(zero_copy_only=False)
        text = text.where(~unseen, pd.Series(cleaned, index=text.index, dtype=object).str.strip().replace("", None))
        notes.append(f"{unseen.sum():,} labels held characters nobody sees, which were dropped")
    twice = np.flatnonzero(holds(words, TWICE_ENCODED))
    if len(twice):
        shown = words[int(twice[0])].as_py()
        notes.append(f"{len(twice):,} labels look encoded twice, such as {shown!r}; they were left as they are")
    cut = np.flatnonzero(matches(words, CUT))
    if not len(cut):
        return LabelReading(text, None, tuple(notes))
    message = "a spreadsheet has cut the digits of this id"
    remedy = "Export again and open the file with this column as text, or do not open it in between"
    doubt = Doubt(int(cut[0]), words[int(cut[0])].as_py(), message, remedy)
    return LabelReading(text, doubt, tuple(notes))
