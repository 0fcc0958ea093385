"""Random numbers inside compiled loops: a state of one word, handed down, never shared (xorshift64*: Vigna, 2016)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted

Chance = NDArray[np.uint64]
"""(1,) state."""


def chance_of(seed: int, stream: int) -> Chance:
    """A state of its own for each seed and stream."""
    return np.random.SeedSequence(seed, spawn_key=(stream,)).generate_state(1, np.uint64) | np.uint64(1)


@jitted
def draw(chance: Chance) -> float:
    """A number of [0, 1)."""
    word = chance[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    chance[0] = word
    return float((word * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@jittable
def pick(chance: Chance, count: int) -> int:
    """One of 0..count-1."""
    return min(int(draw(chance) * count), count - 1)
