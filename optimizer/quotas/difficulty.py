"""How hard a quota is: the amount of every territory at an equal level of difficulty.

The core rule of quota setting is ``Q_i = clip(g_i(level), floor_i, cap_i)`` with one level for all (``levels``); a
method of setting quotas is a choice of the ``g_i``, and this module says what every choice must offer.
"""

from __future__ import annotations

from typing import Protocol

from optimizer.travel import Floats


class Difficulty(Protocol):
    """Amounts by level; the higher the level, the harder the quota."""

    @property
    def size(self) -> int:
        """Number of territories, k."""
        ...

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest level; the highest may be infinite."""
        ...

    def amounts(self, levels: Floats) -> Floats:
        """(k,) cents with fractions, each territory at its own level (k,); never falls as its level rises."""
        ...
