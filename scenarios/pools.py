"""Today at a glance: the pools of a plan and how far each is off target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.instance import COUNT, Instance

from .single_run import judge_incumbent


def pools_today(instance: Instance, criteria: Criteria) -> pd.DataFrame:
    """One row a pool, largest first: territories, reps, accounts, deviation_<measure>, worst_<measure>.

    A pool is what can serve the same accounts, directly or along a chain; balance is judged within it. The deviation
    is that of the territory farthest off its target today, ``worst`` its rep; infinite where it has accounts but no
    target, missing where no account has a rep today.

    Parameters
    ----------
    instance
        The facts.
    criteria
        Tell who may serve whom.
    """
    eligibility = find_eligibility(instance, criteria)
    assessment = judge_incumbent(instance, criteria).assessment
    served = bool((instance.units.incumbent >= 0).any())
    placed = eligibility.family_of >= 0
    pool_of_unit = eligibility.pool_of_family[eligibility.family_of[placed]]
    accounts = np.bincount(pool_of_unit, minlength=eligibility.num_pools)

    def row(pool: int) -> Iterator[tuple[str, object]]:
        members = np.flatnonzero(eligibility.pool_of_territory == pool)
        yield "territories", tuple(instance.territories.ids[members])
        yield "reps", tuple(instance.territories.reps[member] for member in members)
        yield "accounts", int(accounts[pool])
        for measure in (*instance.measures, COUNT):
            off = assessment.balance[measure].deviation[members]
            worst = int(np.abs(off).argmax())
            yield f"deviation_{measure}", float(off[worst]) if served else None
            yield f"worst_{measure}", instance.territories.reps[members[worst]] if served else None

    frame = pd.DataFrame([dict(row(pool)) for pool in range(eligibility.num_pools)])
    return frame.sort_values("accounts", ascending=False, kind="stable", ignore_index=True)
