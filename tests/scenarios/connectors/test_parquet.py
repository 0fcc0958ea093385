"""Parquet files."""

from __future__ import annotations

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.connectors import read_table


def test_types_are_kept(tmp_path):
    """Columns keep their types; ids become text and a named index a column."""
    path = tmp_path / "a.parquet"
    frame = pd.DataFrame({"key": [True, False], "amount": [1, 2]}, index=pd.Index([7, 8], name="account"))
    frame.to_parquet(path)
    table = read_table(path, text={"account"})
    assert table["account"].tolist() == ["7", "8"]
    assert table["key"].dtype == bool
    assert table["amount"].tolist() == [1, 2]


def test_no_parquet(tmp_path):
    """Something else under the suffix is told."""
    path = tmp_path / "a.parquet"
    path.write_text("account,amount")
    with pytest.raises(InputError, match="not a Parquet file"):
        read_table(path)
