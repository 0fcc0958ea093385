"""Prices near the top of the dual: smoothed, ascended, cooled.

The temperature of the smoothed dual falls from stage to stage (Nesterov, 2005, "Smooth minimization of non-smooth
functions"; for transport: Cuturi and Peyre, 2018). In each, L-BFGS-B does the first steps; far imbalances, which it
levels out slowly, are left to projected Newton steps (Bertsekas, 1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import splu

from optimizer.formulation.fixed_centres import Program
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .prices import Prices, starting_prices
from .smoothed import Scale, SmoothedDual

WARM = (0.3, 0.1, 0.03, 0.01)
COLD = (0.003, 0.001, 0.0003, 0.0001)
"""Temperatures, falling, as shares of the scale's spread of each item."""
NEWTON_FROM = 0.03
"""Temperature from which Newton steps are taken; warmer, the Hessian has too many entries."""
NEWTON_SIZE = 4_000
"""Most prices for which Newton steps are taken."""


@dataclass(frozen=True, slots=True)
class PriceSearch:
    """Ascends the dual.

    Parameters
    ----------
    temperatures
        See ``WARM`` and ``COLD``.
    steps
        L-BFGS-B iterations at each temperature.
    newton_steps
        Most Newton steps after them; once it is near, few are needed.
    most
        Largest price, in units of the scale.
    box
        Largest change of prices that were given, in the same units: a territory that lacks open pairs must not send its
        price to infinity before pricing has opened some (Marsten, Hogan and Blankenship, 1975, "The Boxstep method").
    """

    temperatures: tuple[float, ...] = WARM + COLD
    steps: int = 20
    newton_steps: int = 60
    most: float = 50.0
    box: float = 1.0

    def run(
        self, program: Program, scale: Scale, start: Prices | None = None, *, monitor: Monitor | None = None
    ) -> Prices:
        """Prices near the top of the dual, from those given or from zero; fewer temperatures where time runs out."""
        prices = start or starting_prices(program)
        if not prices.balance.size and not prices.moved.size:
            return prices
        at = SmoothedDual(program, scale, 1.0).pack(prices)
        given = at
        for temperature in self.temperatures:
            if monitor is not None and monitor.limit() is not None:
                break
            dual = SmoothedDual(program, scale, temperature)
            low, high = dual.bounds(self.most)
            if start is not None:
                given = np.clip(given, low, high)
                low, high = np.maximum(low, given - self.box), np.minimum(high, given + self.box)
            options = {"maxiter": self.steps, "maxfun": self.steps + 10, "maxcor": 12, "ftol": 1e-10, "gtol": 1e-6}
            at = minimize(
                dual, at, jac=True, method="L-BFGS-B", bounds=list(zip(low, high, strict=True)), options=options
            ).x
            if temperature <= NEWTON_FROM and len(at) <= NEWTON_SIZE:
                at = self._newton(dual, at, low=low, high=high)
        return SmoothedDual(program, scale, 1.0).prices(at)

    def _newton(self, dual: SmoothedDual, at: Floats, *, low: Floats, high: Floats) -> Floats:
        value, gradient = dual(at)
        for _ in range(self.newton_steps):
            free = ~(((at <= low) & (gradient > 0)) | ((at >= high) & (gradient < 0)))
            if np.abs(gradient[free]).sum() < CONVERGED:
                break
            step = np.clip(
                _newton_step(dual, at, gradient, free), -LONGEST * dual.temperature, LONGEST * dual.temperature
            )
            length = 1.0
            while length > 1e-3:
                trial = np.clip(at + length * step, low, high)
                trial_value, trial_gradient = dual(trial)
                if trial_value <= value + 1e-4 * gradient @ (trial - at):
                    break
                length *= 0.4
            else:
                break
            at, value, gradient = trial, trial_value, trial_gradient
        return at


LONGEST = 20.0
"""Most a price changes in one Newton step, in temperatures: where no item is undecided the model knows no bound."""
CONVERGED = 1e-4
"""Newton ends when the prices' imbalances together are below this share of the whole."""


def _newton_step(dual: SmoothedDual, at: Floats, gradient: Floats, free: np.ndarray) -> Floats:
    hessian = dual.hessian(at)[np.ix_(free, free)]
    diagonal = hessian.diagonal()
    hessian[np.diag_indices(len(hessian))] += 1e-9 * max(float(diagonal.max(initial=0.0)), 1e-12) + 1e-6 * diagonal
    step = np.zeros_like(at)
    # Sparse and sequential: a threaded dense solver would round differently on every machine.
    step[free] = -splu(csc_matrix(hessian)).solve(gradient[free])
    return step
