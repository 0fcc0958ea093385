"""Remedies in words of the plan file."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan
from scenarios.planfile.phrases import in_plan_words


@pytest.mark.parametrize(
    ("remedy", "expected"),
    [
        ("Add it, or name yours with Columns(account=...)", "Add it, or name yours with `columns: {account: ...}`"),
        ("Add it, or name yours with incumbent=...", "Add it, or name yours with `columns: {owner: ...}`"),
        ("Give 0 or more", "Give 0 or more"),
    ],
)
def test_a_remedy(remedy, expected):
    """Parameters of Python become keys; all else stays."""
    assert in_plan_words(remedy) == expected


@pytest.mark.parametrize(
    "edits",
    [
        {"accounts.csv": ("account", "id"), "bookings.csv": ("account", "id"), "forbidden.csv": ("account", "id")},
        {"accounts.csv": ("latitude", "lat")},
        {"accounts.csv": ("parent", "mother")},
        {"accounts.csv": ("country", "land")},
        {"reps.csv": ("territory,rep", "nr,person")},
        {"plan.yaml": ("measures:", "columns: {owner: rep}\nmeasures:")},
        {"accounts.csv": ("51.5,-0.1", ","), "plan.yaml": ("seed: 3", "missing_place: error")},
    ],
)
def test_no_remedy_speaks_python(write, edits):
    """Whatever is missing, the planner is told keys of the plan file."""
    with pytest.raises(InputError) as caught:
        read_plan(write(edits))
    assert "=..." not in str(caught.value)
    assert "Columns(" not in str(caught.value)
    assert "MissingPlace" not in str(caught.value)
    assert "tags" not in str(caught.value)
