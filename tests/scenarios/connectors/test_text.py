"""Labels are the same text from every format."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.connectors import as_text


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("00501", "00501"),
        (" 17 ", "17"),
        (17.0, "17"),
        (17, "17"),
        (1.5, "1.5"),
        ("", None),
        (" ", None),
        (np.nan, None),
    ],
)
def test_a_label(cell, label):
    """Zeros are kept, blanks are missing, a whole number is written without decimals."""
    assert as_text(pd.Series([cell], dtype=object)).tolist() == [label]
