"""What was asked of a run is read again as it was noted."""

import json
from pathlib import Path

import pytest

from scenarios.asked import DEFAULT_OUT, Asked


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(seconds=2.5, seed=7, workers=3, cold=True),
        Asked(seed=0, scheduler="tcp://host:8786"),
    ],
)
def test_nothing_is_lost(asked, tmp_path):
    """Notes outlast the process as JSON, with the folder of the results wherever one stands."""
    out, again = Asked.read(json.loads(json.dumps(asked.noted(tmp_path / "out"))))
    assert again == asked
    assert out == tmp_path / "out"
    assert Asked.read(asked.noted(Path("here")))[0] == Path.cwd() / "here"


def test_older_notes_are_read():
    """A run of before there was a choice has what was always done."""
    assert Asked.read({}) == (DEFAULT_OUT, Asked())
