"""Random numbers of compiled loops: even, repeatable, a stream of its own for each seed."""

from __future__ import annotations

import numpy as np

from optimizer.solvers.chance import chance_of, draw, pick


def test_numbers_are_even():
    """Ten thousand draws lie in [0, 1) and fill ten equal parts alike."""
    chance = chance_of(3, 0)
    numbers = np.array([draw(chance) for _ in range(10_000)])
    assert numbers.min() >= 0
    assert numbers.max() < 1
    counts = np.histogram(numbers, bins=10, range=(0, 1))[0]
    assert ((counts - 1000) ** 2 / 1000).sum() < 28  # chi square, 9 degrees of freedom, one in a thousand


def test_picks_are_rows():
    """Every row of a short list is picked, and nothing else."""
    chance = chance_of(3, 0)
    assert {pick(chance, 3) for _ in range(200)} == {0, 1, 2}
    assert {pick(chance, 1) for _ in range(20)} == {0}


def test_streams():
    """The same seed and stream repeat; another seed or stream does not."""
    first = [draw(chance_of(*which)) for which in ((1, 0), (1, 0), (1, 1), (2, 0))]
    assert first[0] == first[1]
    assert len(set(first)) == 3
