"""What all sessions of a server share: the plan, its map, its places to keep things. Nothing here changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.plotting.colours import PALETTE, territory_colours
from optimizer.travel import Floats
from scenarios.planfile.plan import Plan

from .desk.naming import territory_names
from .map.marks import Marks
from .map.picture import Picture, draw_picture
from .words import amount, plural

MOST_NAMES = 3


@dataclass(frozen=True, eq=False)
class Shared:
    """A plan that is served.

    Parameters
    ----------
    plan
        Facts and choices.
    picture
        Its map; None where no account has a place.
    """

    plan: Plan
    picture: Picture | None

    @cached_property
    def facts(self) -> dict[str, list[str]]:
        """Column -> (m,) texts of the hover, one a mark."""
        return {} if self.picture is None else mark_facts(self.plan.instance, self.picture.marks)

    @cached_property
    def searched(self) -> pd.Series:
        """(n,) what a search looks at: name and id of each account, in small letters."""
        units = self.plan.instance.units
        ids = pd.Series(units.ids.astype(str))
        names = ids if units.names is None else pd.Series(units.names.astype(str)) + " " + ids
        return names.str.casefold()


def make_shared(plan: Plan) -> Shared:
    """Work out what sessions share; a plan without places has no map."""
    known = np.isfinite(plan.instance.units.places).all(axis=1).any()
    return Shared(plan, draw_picture(plan.instance, plan.areas) if known else None)


def colours_of(alignment: Alignment) -> list[str]:
    """(k,) colours of territories; any where nothing has a place."""
    labels = alignment.instance.territories.ids
    try:
        chosen = territory_colours(alignment)
    except ValueError:
        return [PALETTE[row % len(PALETTE)] for row in range(len(labels))]
    return [chosen[label] for label in labels]


def mark_facts(instance: Instance, marks: Marks) -> dict[str, list[str]]:
    """Column -> (m,) texts: the account with its measures, or how many accounts a bin has and what they add up to."""
    if marks.binned:
        counts = [plural(int(size), "account") for size in marks.size]
        sums = {measure: _summed(instance.amounts(measure), marks) for measure in instance.measures}
        return {"account": counts, **{name: [amount(float(x)) for x in total] for name, total in sums.items()}}
    shown = np.argsort(marks.of_unit, kind="stable")[int((marks.of_unit < 0).sum()) :]
    units = instance.units
    ids = units.ids[shown].astype(str).tolist()
    names = ids if units.names is None else units.names[shown].astype(str).tolist()
    columns = {"account": names}
    if units.names is not None:
        columns["id"] = ids
    for name, tag in instance.tags.items():
        columns[name] = np.array([*tag.values, ""], dtype=object)[tag.of_unit[shown]].tolist()
    for measure in instance.measures:
        columns[measure] = [amount(float(x)) for x in instance.amounts(measure)[shown]]
    if (units.incumbent >= 0).any():
        columns["today"] = np.array([*territory_names(instance), "nobody"], dtype=object)[
            units.incumbent[shown]
        ].tolist()
    return columns


def _summed(amounts: Floats, marks: Marks) -> Floats:
    placed = marks.of_unit >= 0
    return np.bincount(marks.of_unit[placed], amounts[placed], minlength=len(marks)).astype(np.float64)
