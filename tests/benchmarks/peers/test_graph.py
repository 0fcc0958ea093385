"""Edges weigh more the shorter they are."""

import numpy as np

from benchmarks.peers.graph import UNITS, nearness_of


def test_a_short_edge_weighs_more_by_the_square():
    """Twice as long is a quarter; nothing weighs nothing, and no edge without length weighs all."""
    assert nearness_of(np.array([10.0, 20.0, 10.0])).tolist() == [UNITS, round(UNITS / 4), UNITS]
    extremes = nearness_of(np.array([0.0, 10.0, 10.0, 10_000.0]))
    assert extremes.tolist() == [UNITS**3, UNITS, UNITS, 1]
