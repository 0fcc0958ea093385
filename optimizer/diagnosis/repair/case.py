"""What a repair starts from: the plan at work, put under the territories there are from now on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.formulation.items import Items, group_items
from optimizer.instance import NOBODY, Instance, rows_of
from optimizer.travel import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class RepairCase:
    """Facts and choices after the change, and where every unit is now.

    Parameters
    ----------
    instance
        The facts after the change; their incumbent is the plan at work.
    criteria, eligibility, items
        The choices and what follows from them.
    by
        Measure that counts what moves, None for the number of units.
    worth
        (n,) what it counts when a unit changes hands.
    gone
        (n,) True where the territory of a unit is no more and another can have it.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility
    items: Items
    by: str | None
    worth: Floats
    gone: NDArray[np.bool_]

    @property
    def placed(self) -> NDArray[np.bool_]:
        """(n,) units a plan covers."""
        return np.asarray(self.eligibility.family_of >= 0)

    @property
    def gone_amount(self) -> float:
        """What changes hands because its territory is no more."""
        return float(self.worth[self.gone].sum())

    @property
    def staying_worth(self) -> Floats:
        """(n,) what it counts when a unit leaves a territory that is still there; 0 for the others."""
        return np.where(self.instance.units.incumbent != NOBODY, self.worth, 0.0)

    def moved(self, alignment: Alignment) -> NDArray[np.bool_]:
        """(n,) True where a unit changes hands, the ones whose territory is no more included."""
        return np.asarray((alignment.moved() | self.gone) & self.placed)

    def amount(self, alignment: Alignment) -> float:
        """What changes hands in a plan."""
        return float(self.worth[self.moved(alignment)].sum())


def case_of(instance: Instance, criteria: Criteria, current: Alignment, by: str | None) -> RepairCase:
    """Put the plan at work under the facts after the change; territories are known by their labels.

    Raises
    ------
    ValueError
        If the plan is of other units, or there is no such measure.
    """
    if not current.instance.units.ids.equals(instance.units.ids):
        raise ValueError("the current alignment is of other units; give a plan of the accounts of the instance")
    home = _homes(instance, current)
    facts = replace(instance, units=replace(instance.units, incumbent=home))
    eligibility = find_eligibility(facts, criteria)
    return RepairCase(
        instance=facts,
        criteria=criteria,
        eligibility=eligibility,
        items=group_items(facts, criteria, eligibility),
        by=by,
        worth=np.ones(instance.num_units) if by is None else instance.amounts(by),
        gone=(current.territory_of != NOBODY) & (home == NOBODY) & (eligibility.family_of >= 0),
    )


def _homes(instance: Instance, current: Alignment) -> Integers:
    """(n,) territory of each unit now, by its index after the change; -1 where it had none or it is no more."""
    row = rows_of(instance.territories.ids, current.instance.territories.ids)
    # The entry behind the last is that of no territory, which -1 picks.
    return np.append(row, np.int32(NOBODY))[current.territory_of].astype(np.int32)
