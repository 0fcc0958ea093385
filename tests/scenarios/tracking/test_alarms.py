"""Thresholds are shares."""

import pytest

from scenarios.tracking import Thresholds


@pytest.mark.parametrize("name", ["out_of_reach", "nothing_to_reach", "big_account", "unplanned"])
@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_thresholds_are_shares(name, value):
    """Percent given as whole numbers are refused by name."""
    with pytest.raises(ValueError, match=f"{name} must be a share"):
        Thresholds(**{name: value})
