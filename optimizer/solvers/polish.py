"""From prices to a plan that keeps the limits: rounding, annealed exchanges, chains for what is left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.coarsen import morton_code
from optimizer.formulation.fixed_centres import FixedCentres, Program
from optimizer.formulation.pairs import middles
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .chains import send_surplus
from .chance import chance_of
from .exchange import Cooling, Slopes, State, anneal, excess, new_state, state_cost
from .rounding import round_off
from .transport import Transport

BASE = 0.002
"""Slope of limits without a price, in units of the scale."""
ROUNDING = 1e-10
"""Excess below this share of a limit is rounding."""
FEWEST_STEPS, PATIENCE = 3_000_000, 5_000
"""Steps tried at least, but not more for each item than makes sense."""
STAGES = 10
"""Times a search looks up: totals are recomputed, slopes adapted, the best plan kept, the clock read."""


@dataclass(frozen=True, slots=True)
class Polish:
    """Annealed exchanges over the open pairs.

    Parameters
    ----------
    steps
        Shifts and swaps tried for each item that has a choice.
    most_steps
        In one search altogether.
    heat
        Temperature to begin with for ten thousand items, as share of the scale's length; it falls with their root.
    cooling
        Last temperature as share of the first.
    """

    steps: int = 300
    most_steps: int = 30_000_000
    heat: float = 0.001
    cooling: float = 0.1

    def run(
        self, transport: Transport, monitor: Monitor, seed: int, start: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """(F,) best pairs found: feasible if any were, else those that break the limits least.

        Parameters
        ----------
        transport
            Formulation, prices and scale.
        monitor
            Told of improvements, asked whether to go on.
        seed
            Of the exchanges.
        start
            Pairs to begin with, None to round off the prices.
        """
        fixed, program = transport.fixed, transport.fixed.program
        curve = curve_of(fixed)
        order = curve[np.diff(program.start)[curve] > 1]
        choice = round_off(program, transport.prices, transport.scale, curve) if start is None else start
        keeper = Keeper(fixed, monitor, choice)
        state = new_state(program, choice)
        keeper.keep(state)
        if not keeper.feasible:
            send_surplus(program, state, transport.prices)
            keeper.keep(state)
        if len(order):
            self._anneal(transport, state, order, keeper=keeper, monitor=monitor, seed=seed)
        if not keeper.feasible:
            state = new_state(program, keeper.best)
            send_surplus(program, state, transport.prices)
            keeper.keep(state)
        return keeper.best

    def _anneal(
        self,
        transport: Transport,
        state: State,
        order: NDArray[np.int32],
        *,
        keeper: Keeper,
        monitor: Monitor,
        seed: int,
    ) -> None:
        program, scale = transport.fixed.program, transport.scale
        chance = chance_of(seed, len(order))
        steps = min(self.most_steps, max(FEWEST_STEPS, self.steps * len(order)), PATIENCE * len(order)) // STAGES
        unit = float(scale.spread.mean())
        heat = unit * self.heat * float(np.clip(np.sqrt(1e4 / len(order)), 0.1, 4.0))
        steepness = 1.2
        for stage in range(STAGES):
            first, last = (heat * self.cooling ** (at / STAGES) for at in (stage, stage + 1))
            anneal(program, state, slopes_of(transport, steepness), order, Cooling(steps, first, last), chance)
            state = new_state(program, state.choice)
            keeper.keep(state)
            steepness = steepness * 3.0 if _breaks(program, state) else max(1.05, steepness * 0.85)
            if monitor.limit() is not None:
                return


@dataclass(slots=True)
class Keeper:
    """The best plan of a search: feasible before cheap, else least excess."""

    fixed: FixedCentres
    monitor: Monitor
    best: NDArray[np.int64]
    cost: float = np.inf
    over: float = np.inf

    @property
    def feasible(self) -> bool:
        """True if the best plan keeps the limits."""
        return self.over == 0.0

    def keep(self, state: State) -> bool:
        """Look at a state and keep it if it is the best; whether it is."""
        program = self.fixed.program
        over = excess_share(program, state)
        cost = state_cost(program, state)
        if (over, cost) >= (self.over, self.cost):
            return False
        self.best, self.cost, self.over = state.choice.copy(), cost, over
        if over == 0.0:
            self.monitor.found(cost, lambda: self.fixed.alignment(self.best))
        return True


def excess_share(program: Program, state: State) -> float:
    """Sum over limits of the excess as share of the limit, rounding apart."""
    total, moved = excess(program, state)
    shares = np.concatenate([(total / limit_sizes(program)).ravel(), moved])
    return float(shares[shares > ROUNDING].sum())


def limit_sizes(program: Program) -> Floats:
    """(k, r) what an excess is measured by: the limit, or 1 where that is 0, so that it is broken by its amount."""
    limit = np.where(np.isfinite(program.upper), program.upper, program.lower)
    return np.where(limit > 0, limit, 1.0)


def _breaks(program: Program, state: State) -> bool:
    return excess_share(program, state) > 0.0


def slopes_of(transport: Transport, steepness: float) -> Slopes:
    """What an excess costs: its price, and a little where it has none, so many times."""
    prices, scale = transport.prices, transport.scale
    return Slopes(
        steepness * (np.abs(prices.balance) + BASE * scale.balance), steepness * (prices.moved + BASE * scale.moved)
    )


def curve_of(fixed: FixedCentres) -> NDArray[np.int32]:
    """(F,) items along a space-filling curve."""
    middle = middles(fixed.roads.geometry.xyz, fixed.items.members)
    return np.argsort(morton_code(middle), kind="stable").astype(np.int32)
