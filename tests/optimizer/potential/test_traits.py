from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from optimizer.exceptions import InputError
from optimizer.potential import AccountTraits

IDS = pd.Index(["1", "2", "3"])


def accounts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": [3, 1, 2, 99],
            "segment": ["shop", "mall", None, "mall"],
            "region": ["W", "E", "E", "N"],
            "employees": [9.0, 0.0, np.nan, 1000.0],
            "since": ["2024-02-10", None, "2023-01-01", None],
        }
    )


def test_columns_follow_the_accounts_of_the_history():
    """Rows are matched by id; a blank is a group of its own."""
    traits = AccountTraits.from_table(accounts(), IDS, segment="segment", region="region", known_from="since")
    assert traits.segment.tolist() == [1, 0, 2]
    assert traits.region.tolist() == [0, 0, 1]
    assert (traits.num_segments, traits.num_regions) == (3, 2)
    assert traits.known_from.astype(str).tolist() == ["NaT", "2023-01", "2024-02"]


def test_numbers_are_logged_scaled_and_filled():
    """Numbers without a negative one count by logarithm; a blank is the mean; unused rows do not matter."""
    traits = AccountTraits.from_table(accounts(), IDS, numbers=["employees"])
    assert traits.features[:, 0] == pytest.approx([-1.0, 0.0, 1.0])


def test_a_constant_or_blank_number_says_nothing():
    """No division by a spread of 0."""
    table = accounts().assign(employees=7.0, blank=np.nan)
    traits = AccountTraits.from_table(table, IDS, numbers=["employees", "blank"])
    assert traits.features.tolist() == [[0, 0]] * 3


def test_only_common_categories_have_a_column():
    """Ten accounts make a column, nine do not; a column of everybody says nothing."""
    kinds = ["x"] * 10 + ["y"] * 9 + ["z"] * 10
    table = pd.DataFrame({"account": range(29), "kind": kinds, "same": "s"})
    ids = pd.Index([str(one) for one in range(29)])
    features = AccountTraits.from_table(table, ids, categories=["kind", "same"]).features
    assert features.shape == (29, 2)
    assert features.mean(axis=0) == pytest.approx([0, 0])
    assert features.std(axis=0) == pytest.approx([1, 1])


def test_missing_rows_and_columns_are_named():
    """Accounts of the history must be there, once, and so must columns."""
    with pytest.raises(ValueError, match=r"no row for 1 accounts with bookings \(7\)"):
        AccountTraits.from_table(accounts(), pd.Index(["1", "7"]))
    with pytest.raises(ValueError, match="'3' has several rows"):
        AccountTraits.from_table(pd.concat([accounts(), accounts().head(1)]), IDS)
    with pytest.raises(InputError, match="no such column"):
        AccountTraits.from_table(accounts(), IDS, segment="industry")
    with pytest.raises(InputError, match="not finite"):
        AccountTraits.from_table(accounts().assign(employees=np.inf), IDS, numbers=["employees"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"segment": np.array([0, -1])}, "segment needs a code"),
        ({"region": np.array([0])}, "region needs a code"),
        ({"features": np.array([[0.0], [np.nan]])}, "features must be finite"),
        ({"known_from": np.array(["2024-01"], dtype="datetime64[M]")}, "1 months for 2 accounts"),
    ],
)
def test_arrays_must_fit(changes, message):
    """Whoever brings arrays is told which is wrong."""
    codes = np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match=message):
        AccountTraits(**{"segment": codes, "region": codes, **changes})


def test_no_account_is_no_trouble():
    """Traits of nobody have one empty group."""
    nobody = AccountTraits.alike(0)
    assert (len(nobody), nobody.num_segments, nobody.num_regions) == (0, 1, 1)
