"""Two reps on a line share a year of four quarters."""

from __future__ import annotations

import pytest

from scenarios.quotas import QuotaRule


@pytest.fixture
def rule(flat_rule) -> QuotaRule:
    """Eight hundred by potential, to the cent."""
    return flat_rule(800.0, ("west", "east"))
