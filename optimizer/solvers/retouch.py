"""A plan at hand, mended and made cheaper in short order: annealed exchanges under slopes of each limit by itself.

A plan of slightly other rules breaks a few limits by a little, and most of it is as good as it was. The slope of every
limit that is broken rises, that of every other one falls (strategic oscillation: Glover, 1989; weights of constraints:
Morris, 1993, "The breakout method"), and while limits are broken only items in reach of those territories are tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.fixed_centres import Program
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .chains import send_surplus
from .chance import chance_of
from .exchange import Cooling, Slopes, State, anneal, excess, new_state
from .polish import ROUNDING, Keeper, curve_of, limit_sizes, slopes_of
from .transport import Transport

LEAST = 0.5
"""No slope falls below this share of the one begun with."""


@dataclass(frozen=True, slots=True)
class Retouch:
    """How much is tried.

    Parameters
    ----------
    rounds
        Most times slopes are adapted.
    patience
        Rounds without a better plan after which it ends, once one keeps its limits.
    steps
        Shifts and swaps tried for each item in a round.
    most_steps
        The same for all items together.
    heat, cooling
        Temperature of a round, as in ``Polish``: first as share of the scale's length, last as share of the first.
    rise, fall
        Factors of the slope of a limit that is broken, and of one that is kept.
    """

    rounds: int = 40
    patience: int = 8
    steps: int = 8
    most_steps: int = 250_000
    heat: float = 0.0003
    cooling: float = 0.3
    rise: float = 2.0
    fall: float = 0.97

    def run(self, transport: Transport, choice: NDArray[np.int64], monitor: Monitor, seed: int) -> NDArray[np.int64]:
        """(F,) best pairs found: feasible if any were, else those that break the limits least.

        Parameters
        ----------
        transport, choice
            Formulation, prices and the pairs to begin with.
        monitor
            Told of improvements, asked whether to go on.
        seed
            Of the exchanges.
        """
        fixed, program = transport.fixed, transport.fixed.program
        curve = curve_of(fixed)
        curve = curve[np.diff(program.start)[curve] > 1]
        keeper, state = Keeper(fixed, monitor, choice), new_state(program, choice)
        keeper.keep(state)
        chance, slopes = chance_of(seed, len(curve)), slopes_of(transport, 1.2)
        heat = self.heat * float(transport.scale.spread.mean())
        steep, steep_moved = np.ones_like(slopes.total), np.ones_like(slopes.moved)
        since = 0
        for _ in range(self.rounds if len(curve) else 0):
            total, moved = _broken(program, state)
            steep, steep_moved = self._adapted(steep, total), self._adapted(steep_moved, moved)
            order = curve[_in_reach(program, state, np.asarray(total.any(axis=1)))[curve]] if total.any() else curve
            steps = min(self.most_steps, self.steps * len(order))
            charged = Slopes(slopes.total * steep, slopes.moved * steep_moved)
            anneal(program, state, charged, order, Cooling(steps, heat, self.cooling * heat), chance)
            state = new_state(program, state.choice)
            since = 0 if keeper.keep(state) else since + 1
            if monitor.limit() is not None or (keeper.feasible and since >= self.patience):
                break
        if not keeper.feasible:
            state = new_state(program, keeper.best)
            send_surplus(program, state, transport.prices)
            keeper.keep(state)
        return keeper.best

    def _adapted(self, steep: Floats, broken: NDArray[np.bool_]) -> Floats:
        return np.where(broken, self.rise * steep, np.maximum(self.fall * steep, LEAST))


def _broken(program: Program, state: State) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(k, r) and (d,) which limits are broken, rounding apart."""
    total, moved = excess(program, state)
    return np.asarray(total > ROUNDING * limit_sizes(program)), np.asarray(moved > ROUNDING)


def _in_reach(program: Program, state: State, broken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(F,) True for items in a territory with a broken limit, or in one to which an item of these may go."""
    now = program.territory[state.choice]
    near = broken.copy()
    near[program.territory[np.repeat(broken[now], np.diff(program.start))]] = True
    return near[now]
