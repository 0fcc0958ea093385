"""Ranges and grids as a plan file writes them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from scenarios.planfile.schema.sweep import MOST_VALUES, RangeSection, Sweep


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"from": 0, "to": 0.5, "by": 0.1}, (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        ({"from": 1, "to": 3, "by": 1}, (1, 2, 3)),
        ({"from": 0, "to": 1, "by": 0.4}, (0, 0.4, 0.8)),
        ({"from": -1, "to": 1, "count": 3}, (-1, 0, 1)),
    ],
)
def test_both_ends_count(written, expected):
    """A range begins at its first number and ends at its last, if a step meets it; whole numbers are whole."""
    values = RangeSection.model_validate(written).values()
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]


@pytest.mark.parametrize("written", [{"from": 0, "to": 1, "count": 1}, {"from": 0, "to": MOST_VALUES + 2, "by": 1}])
def test_useless_ranges_are_refused(written):
    """One value is no range, and a thousand are enough."""
    with pytest.raises(ValidationError):
        RangeSection.model_validate(written)


def test_one_grid_may_stand_alone():
    """A mapping is a list of one grid; nothing within a grid is refused."""
    adapter = TypeAdapter(Sweep)
    assert (
        adapter.validate_python({"a": [1, None]}) == adapter.validate_python([{"a": [1, None]}]) == ({"a": (1, None)},)
    )
    with pytest.raises(ValidationError):
        adapter.validate_python([{}])
