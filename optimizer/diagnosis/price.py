"""What a choice costs: the objective with it less the objective without it, between what is proved of both."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import formulate, group_items
from optimizer.instance import Instance, rows_of
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.solve import solve
from optimizer.solvers.prices import priced_costs
from optimizer.solvers.transport import TransportCase, solve_transport
from optimizer.stop import MaxRuntime, StoppingCriterion

from .case import MOST_PAIRS
from .choice import Choice

BASE_SHARE = 0.4
"""Share of the time that goes to the plan with all pins."""
SHORTEST = 1.0
"""Fewest seconds in which a plan is sought without a pin."""
LONGEST = 3_600.0
"""Seconds planned where no time is given."""


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """What a choice costs, in units of the objective.

    Parameters
    ----------
    with_it, without_it
        The plans.
    amount
        Objective of the plan with the choice less that without; None where one of them keeps not all rules.
    at_least, at_most
        What is proved of the difference between the best plans with and without; None where no bound is known.
    """

    with_it: Result
    without_it: Result
    amount: float | None
    at_least: float | None
    at_most: float | None


def price_of(
    instance: Instance,
    criteria: Criteria,
    choice: Choice | Criteria,
    stop: StoppingCriterion,
    *,
    base: Result | None = None,
    seed: int = 0,
) -> Price:
    """Solve with a choice, and from that plan on without it.

    Parameters
    ----------
    instance, criteria
        Facts, and choices with the one in question.
    choice
        What is taken away (``Choice.removed_from`` says what goes with it), or the criteria without it.
    stop
        Effort for each of the two plans.
    base
        The plan with the choice where there is one already.
    seed
        Seed of the searches.

    Raises
    ------
    InputError
        If the criteria do not fit the instance.
    """
    without = choice if isinstance(choice, Criteria) else choice.removed_from(criteria)
    with_it = solve(instance, criteria, stop, seed=seed) if base is None else base
    without_it = solve(instance, without, stop, seed=seed, start=with_it.start)
    # The plan with the choice is one without it, too, unless the targets have changed.
    kept = judge(with_it.alignment, without)
    known = [without_it.objective, kept.objective if kept.feasible else None]
    spared = min((objective for objective in known if objective is not None), default=None)
    at_least = _difference(with_it.lower_bound, spared)
    return Price(
        with_it,
        without_it,
        amount=_difference(with_it.objective, spared),
        at_least=max(0.0, at_least) if at_least is not None and kept.feasible else at_least,
        at_most=_difference(with_it.objective, without_it.lower_bound),
    )


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def price_pins(
    instance: Instance, criteria: Criteria, stop: StoppingCriterion, *, base: Result | None = None, seed: int = 0
) -> pd.DataFrame:
    """Price every pin by itself, the dearest first.

    A bound is worked out for all pins at once where every centre has a place: the reduced cost of the pin at the prices
    of the limits, and the gap of the plan. Then plans are sought without one pin each, the largest bound first, until
    the time is up.

    Parameters
    ----------
    instance, criteria
        Facts and choices.
    stop
        Effort for the whole table; only its time counts.
    base
        The plan with all pins where there is one already.
    seed
        Seed of the searches.

    Returns
    -------
    DataFrame
        Columns account, territory, price (missing where no plan without the pin was sought), at_most.
    """
    monitor = Monitor(stop)
    seconds = min(monitor.remaining, LONGEST)
    if base is None:
        base = solve(instance, criteria, MaxRuntime(BASE_SHARE * seconds), seed=seed)
    at_most = _most(instance, criteria, base)
    order = sorted(criteria.pins, key=lambda unit: -at_most.get(unit, np.inf))
    rows = []
    for position, unit in enumerate(order):
        slice_of_time = min(monitor.remaining, LONGEST) / (len(order) - position)
        price = None
        if base.feasible and monitor.remaining > SHORTEST:
            without = replace(criteria, pins={u: home for u, home in criteria.pins.items() if u != unit})
            effort = MaxRuntime(max(SHORTEST, slice_of_time))
            price = price_of(instance, criteria, without, effort, base=base, seed=seed).amount
        rows.append((unit, criteria.pins[unit], np.nan if price is None else price, at_most.get(unit, np.nan)))
    table = pd.DataFrame(rows, columns=["account", "territory", "price", "at_most"])
    return table.sort_values(["price", "at_most"], ascending=False, kind="stable", ignore_index=True)


def _most(instance: Instance, criteria: Criteria, base: Result) -> dict[Hashable, float]:
    """Most each pin can cost: what its territory costs more than the cheapest at the prices of the limits, and the gap.

    Without a pin the dual ``sum_f min_j priced cost - worth of the limits`` loses just that much of its item.
    """
    k = instance.num_territories
    if base.objective is None or instance.free_centres().any() or instance.num_units * k > MOST_PAIRS:
        return {}
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = (instance.num_units + np.arange(k)).astype(np.int32)
    case = TransportCase(instance, criteria, eligibility, items, centres)
    transport = solve_transport(case, monitor=Monitor(MaxRuntime(LONGEST)))
    unpinned = replace(eligibility, pinned=np.full_like(eligibility.pinned, -1))
    program = formulate(instance, criteria, unpinned, items=items, centres=centres, most=k).program
    cost = priced_costs(program, transport.prices)
    least = np.minimum.reduceat(cost, program.start[:-1])
    gap = base.objective - transport.bound
    most: dict[Hashable, float] = {}
    homes = rows_of(instance.territories.ids, criteria.pins.values()).tolist()
    families = eligibility.family_of[rows_of(instance.units.ids, criteria.pins)].tolist()
    alone = np.bincount([family for family in families if family >= 0], minlength=len(items)) == 1
    for unit, home, family in zip(criteria.pins, homes, families, strict=True):
        # Where kin are pinned as well, the family stays and so does the objective.
        if family < 0 or not alone[family]:
            most[unit] = 0.0 if family < 0 else gap
            continue
        pairs = slice(program.start[family], program.start[family + 1])
        own = cost[pairs][program.territory[pairs] == home]
        most[unit] = float(own[0] - least[family]) + gap if len(own) else np.inf
    return most
