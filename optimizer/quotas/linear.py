"""Levels of difficulty that are straight lines: shares, growth, and growth by unrealised potential."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.travel import Floats

IN_CENTS = 100.0
"""Cents of a currency unit."""


def checked_amounts(amounts: Floats, name: str) -> Floats:
    """(k,) read-only copy of amounts that are finite and not negative.

    Raises
    ------
    ValueError
        For any other shape or value; it names the territory by index.
    """
    array = np.array(amounts, dtype=np.float64)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} need one number per territory, given shape {array.shape}")
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(wrong):
        raise ValueError(f"{name} must be finite and not negative, given {array[wrong[0]]} for territory {wrong[0]}")
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Proportional:
    """Every quota the same multiple of its weight: ``g_i(level) = level * w_i``, the level cents for a unit of weight.

    Equal weights are an even split; potential, workload, capacity or an index of several measures are shares of it.

    Parameters
    ----------
    weights
        (k,) relative weights, not negative; only their ratios count.

    Raises
    ------
    ValueError
        For weights that are negative or not finite.
    """

    weights: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", checked_amounts(self.weights, "weights"))

    @property
    def size(self) -> int:
        """See ``Difficulty``."""
        return len(self.weights)

    @property
    def range(self) -> tuple[float, float]:
        """From nothing to no end."""
        return 0.0, np.inf

    def amounts(self, levels: Floats) -> Floats:
        """See ``Difficulty``."""
        return levels * self.weights


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Everybody grows by the same share: ``g_i(level) = (1 + level) * h_i``, the level a share (0.08 is +8 %).

    Parameters
    ----------
    history
        (k,) restated history h: that of the accounts a territory has in the plan, currency units.

    Raises
    ------
    ValueError
        For history that is negative or not finite.
    """

    history: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "history", checked_amounts(self.history, "history"))

    @property
    def size(self) -> int:
        """See ``Difficulty``."""
        return len(self.history)

    @property
    def range(self) -> tuple[float, float]:
        """From the loss of everything (-1) to no end."""
        return -1.0, np.inf

    def amounts(self, levels: Floats) -> Floats:
        """See ``Difficulty``."""
        return (1.0 + levels) * (self.history * IN_CENTS)


@dataclass(frozen=True, slots=True, eq=False)
class UnrealisedPotential:
    """A baseline, and the same part of what lies above it: ``g_i(level) = b_i + level * max(p_i - b_i, 0)``.

    The level is the share of the unrealised potential that is asked for. Below 0, where not even the baselines are
    asked for, all shrink alike: ``(1 + level) * b_i``, down to nothing at -1. Source: the quota of "baseline plus a
    share of unrealised potential" of Zoltners, Sinha and Lorimer, 2006, "The Complete Guide to Sales Force Incentive
    Compensation", AMACOM, chapter on goals.

    Parameters
    ----------
    baseline
        (k,) what comes without growth, such as history times the share of it that is kept; currency units.
    potential
        (k,) what could be sold, currency units.

    Raises
    ------
    ValueError
        For amounts that are negative, not finite or of different length.
    """

    baseline: Floats
    potential: Floats

    def __post_init__(self) -> None:
        for name in ("baseline", "potential"):
            object.__setattr__(self, name, checked_amounts(getattr(self, name), name))
        if len(self.baseline) != len(self.potential):
            raise ValueError(f"{len(self.baseline)} baselines need as many potentials, given {len(self.potential)}")

    @property
    def size(self) -> int:
        """See ``Difficulty``."""
        return len(self.baseline)

    @property
    def range(self) -> tuple[float, float]:
        """From nothing (-1) over the baselines (0) and all potential (1) to no end."""
        return -1.0, np.inf

    def amounts(self, levels: Floats) -> Floats:
        """See ``Difficulty``."""
        gap = np.maximum(self.potential - self.baseline, 0.0)
        kept = (1.0 + np.minimum(levels, 0.0)) * self.baseline
        return np.asarray((kept + np.maximum(levels, 0.0) * gap) * IN_CENTS)
