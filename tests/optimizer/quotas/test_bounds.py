import pytest

from optimizer.quotas import QuotaBounds


def test_bounds_are_frozen_copies():
    """A mapping changed afterwards changes nothing."""
    floor = {"North": 10}
    bounds = QuotaBounds(floor=floor)
    floor["North"] = 99
    assert bounds.floor == {"North": 10}


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"floor": -1}, "floor must not be negative"),
        ({"cap": {"North": "much"}}, "cap of North must be an amount"),
        ({"cap": float("inf")}, "cap must be finite"),
        ({"growth_floor": -1.5}, "growth_floor must be a finite share of at least -1"),
        ({"growth_cap": float("nan")}, "growth_cap must be a finite share"),
        ({"growth_floor": 0.2, "growth_cap": 0.1}, "growth_floor 0.2 is above growth_cap 0.1"),
        ({"share_of": "potential"}, "share_of names the measure of share_floor and share_cap"),
        ({"share_cap": 0.5}, "share_of names the measure"),
        ({"share_of": "potential", "share_floor": -0.1}, "share_floor must be a finite share of at least 0"),
        ({"share_of": "potential", "share_floor": 2, "share_cap": 1}, "share_floor 2 is above share_cap 1"),
        ({"capacity_cap": "much"}, "capacity_cap must be an amount"),
        ({"capacity_floor": -1}, "capacity_floor must not be negative"),
    ],
)
def test_bounds_that_never_make_sense(choices, message):
    """Impossible values are refused at construction."""
    with pytest.raises(ValueError, match=message):
        QuotaBounds(**choices)


def test_history_is_needed_for_growth_only():
    """Only growth limits ask for history."""
    assert not QuotaBounds(floor=1, cap=2).limits_growth
    assert QuotaBounds(growth_cap=0.0).limits_growth
    assert QuotaBounds(growth_floor=-1).limits_growth
