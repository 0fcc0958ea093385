"""Labels as text, the same from every format: ``00501`` keeps its zeros, Excel's ``17.0`` is ``17``."""

from __future__ import annotations

import pandas as pd

from optimizer.tables import label_of


def as_text(cells: pd.Series) -> pd.Series:
    """Cells as trimmed text; missing where there is nothing.

    Parameters
    ----------
    cells
        A column of any type.
    """
    missing = cells.isna().tolist()
    labels = [None if gone else label_of(cell) or None for cell, gone in zip(cells.tolist(), missing, strict=True)]
    return pd.Series(labels, index=cells.index, dtype=object)
