"""Figures are drawn without a screen, closed after each test, and leave matplotlib as it was."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

mpl.use("Agg")


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    """Fail a test whose drawing changes the settings of matplotlib for everybody."""
    before = dict(mpl.rcParams)
    yield
    plt.close("all")
    assert dict(mpl.rcParams) == before
