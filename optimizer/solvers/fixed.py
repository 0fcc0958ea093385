"""Territories with their centres at given places: prices, polish, proof."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Result, relative_gap
from optimizer.start import WarmStart

from .beginning import given_choice, given_prices, named_prices
from .ending import finish, finish_empty
from .exact import Highs, undominated_pairs
from .exchange import new_state
from .feasibility import proves_infeasible
from .polish import Polish, excess_share
from .retouch import Retouch
from .transport import ALL_OPEN, Transport, TransportCase, raise_transport, resume_transport, solve_transport

EXACT_PAIRS = 60_000
"""Most pairs handed to the exact search."""
NODES_A_SECOND = 30
"""Nodes planned for a second of the time given."""
ROUNDS_A_SECOND = 0.1
"""Further rounds of polish planned for a second."""
FAR, NARROW, NARROW_SHARE = 0.003, 0.2, 0.3
"""A plan with more than this gap is far from the bound; then pairs that lift the bound by at most this share of what
lies between them are searched first, for so much of the time."""
MOST_ROUNDS = 30
LONGEST = 3_600.0
"""Seconds planned for where no time is given."""


@dataclass(frozen=True, slots=True)
class FixedCentreSearch:
    """Prices for a bound, rounding and exchanges for a plan, and a mixed-integer program where it is small enough.

    Parameters
    ----------
    polish
        The exchanges.
    retouch
        Shorter ones, from a plan that is given.
    enough
        Gap to which a plan that is given is retouched under the prices it came with.
    exact
        The exact search, None to do without.
    """

    polish: Polish = field(default_factory=Polish)
    retouch: Retouch = field(default_factory=Retouch)
    exact: Highs | None = field(default_factory=Highs)
    enough: float = 0.01

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """See ``Solver.solve``; every centre must have a place."""
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0:
            return finish_empty(instance, criteria, monitor, seed)
        centres = (instance.num_units + np.arange(instance.num_territories)).astype(np.int32)
        known = None if start is None else start.alignment.territory_of
        case = TransportCase(instance, criteria, eligibility, items, centres, known)
        transport, choice = self._found(case, monitor, seed, start)
        choice, bound = self.improve(transport, choice, monitor, seed, rounds=MOST_ROUNDS if start is None else 0)
        infeasible = (
            transport.fixed.stranded
            or np.isinf(bound)
            or (not keeps_limits(transport, choice) and proves_infeasible(transport, monitor))
        )
        return finish(
            transport.fixed.alignment(choice),
            criteria,
            monitor,
            seed=seed,
            bound=None if infeasible else bound,
            infeasible=infeasible,
            prices=named_prices(case, transport.prices),
        )

    def _found(
        self, case: TransportCase, monitor: Monitor, seed: int, start: WarmStart | None
    ) -> tuple[Transport, NDArray[np.int64]]:
        """Prices and a plan: from scratch, or from a plan at hand, under its own prices where these are good enough."""
        monitor.phase("prices")
        prices = given_prices(case, start)
        resumed = prices is not None and len(case.items) * len(case.centres) > ALL_OPEN
        transport = (
            resume_transport(case, prices)
            if prices is not None and resumed
            else solve_transport(case, prices, monitor=monitor)
        )
        monitor.proved(transport.bound)
        monitor.phase("exchanges")
        choice = given_choice(transport, start)
        if choice is None:
            return transport, self.polish.run(transport, monitor, seed)
        choice = self.retouch.run(transport, choice, monitor, seed)
        if resumed and not self._is_good(transport, choice) and monitor.limit() is None:
            plan = transport.fixed.alignment(choice)
            transport = raise_transport(transport, monitor)
            monitor.proved(transport.bound)
            choice = self.retouch.run(transport, transport.fixed.choice(plan), monitor, seed)
        if not keeps_limits(transport, choice) and monitor.limit() is None:
            choice = self.polish.run(transport, monitor, seed, start=choice)
        return transport, choice

    def _is_good(self, transport: Transport, choice: NDArray[np.int64]) -> bool:
        over, cost = _merit(transport, choice)
        return over == 0.0 and relative_gap(cost, transport.bound) <= self.enough

    def improve(
        self,
        transport: Transport,
        choice: NDArray[np.int64],
        monitor: Monitor,
        seed: int,
        *,
        rounds: int = MOST_ROUNDS,
    ) -> tuple[NDArray[np.int64], float]:
        """Prove or improve a plan of a transport, as far as the effort goes; the best pairs and the best bound."""
        bound = transport.bound
        if monitor.limit() is None and self.exact is not None:
            choice, bound = self._prove(transport, choice, monitor)
        seconds = min(monitor.stop.seconds, LONGEST)
        for number in range(min(rounds, int(seconds * ROUNDS_A_SECOND))):
            if monitor.limit() is not None:
                break
            again = replace(self.polish, heat=self.polish.heat * 1.5)
            other = again.run(transport, monitor, seed + 1 + number, start=choice)
            if _merit(transport, other) < _merit(transport, choice):
                choice = other
        return choice, bound

    def _prove(
        self, transport: Transport, choice: NDArray[np.int64], monitor: Monitor
    ) -> tuple[NDArray[np.int64], float]:
        """The best pairs and the bound of an exact search.

        Where the plan is far from the bound, the few pairs that a much better one could have are searched first: a
        search over all of them may spend its nodes on finding any plan better than the one at hand.
        """
        if self.exact is None or not transport.fixed.complete:
            return choice, transport.bound
        program = transport.fixed.program
        over, cost = _merit(transport, choice)
        if over == 0.0 and relative_gap(cost, transport.bound) > FAR:
            hope = transport.bound + NARROW * (cost - transport.bound)
            kept = undominated_pairs(program, transport.prices, hope)
            choice, _ = self._search(transport, choice, kept, (NARROW_SHARE, monitor))
            over, cost = _merit(transport, choice)
        # Closed pairs may matter to a proof unless pricing shows that they lift the bound above the plan.
        kept = undominated_pairs(program, transport.prices, cost if over == 0.0 else np.inf)
        if monitor.limit() is not None or len(kept) > EXACT_PAIRS:
            return choice, transport.bound
        choice, bound = self._search(transport, choice, kept, (1.0, monitor))
        over, cost = _merit(transport, choice)
        bound = max(transport.bound, min(bound, cost) if over == 0.0 else bound)
        if np.isfinite(bound):
            monitor.proved(bound)
        return choice, bound

    def _search(
        self,
        transport: Transport,
        choice: NDArray[np.int64],
        kept: NDArray[np.int64],
        effort: tuple[float, Monitor],
    ) -> tuple[NDArray[np.int64], float]:
        """The best pairs after a search over some for a share of the time, and the bound of plans of these."""
        share, monitor = effort
        program = transport.fixed.program
        over, cost = _merit(transport, choice)
        if self.exact is None or len(kept) > EXACT_PAIRS:
            return choice, -np.inf
        monitor.phase("exact search")
        proof = replace(self.exact, gap=max(self.exact.gap, monitor.stop.gap)).run(
            program,
            kept,
            seconds=0.8 * share * monitor.remaining,
            nodes=int(NODES_A_SECOND * min(monitor.stop.seconds, LONGEST)) + 1,
            start=choice if over == 0.0 and np.isin(choice, kept).all() else None,
            interrupted=monitor.stop_asked,
        )
        if proof.choice is not None and _merit(transport, proof.choice) < (over, cost):
            choice = proof.choice
            over, cost = _merit(transport, choice)
        if over == 0.0:
            monitor.found(cost, lambda: transport.fixed.alignment(choice))
        return choice, proof.bound


def keeps_limits(transport: Transport, choice: NDArray[np.int64]) -> bool:
    """Whether the pairs keep all limits."""
    return _merit(transport, choice)[0] == 0.0


def _merit(transport: Transport, choice: NDArray[np.int64]) -> tuple[float, float]:
    program = transport.fixed.program
    return excess_share(program, new_state(program, choice)), float(program.cost[choice].sum())
