"""Pictures load matplotlib when they are asked for, and say what to install where it is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from optimizer import plotting

WITHOUT = """
import sys
sys.modules["matplotlib"] = None
from optimizer.plotting import territory_colours
from optimizer.plotting.placement import place_names
try:
    from optimizer.plotting import plot_alignment
except ImportError as error:
    print(error)
"""


def test_every_picture_is_there():
    """Each name of the package is a function of its own module."""
    for name in plotting.__all__:
        assert callable(getattr(plotting, name))
    assert {name for name in plotting.__all__ if name.startswith("plot_")} == set(plotting.HOMES)


def test_unknown_names_are_unknown():
    """As for any module."""
    with pytest.raises(AttributeError, match="plot_nothing"):
        _ = plotting.plot_nothing


def test_without_matplotlib_the_extra_is_named():
    """Colours and places of names work; a picture tells what to install."""
    command = [sys.executable, "-c", WITHOUT]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- our own
    assert "territory-optimizer[plot]" in told
    assert "plot_alignment needs matplotlib" in told
