"""Levels on top of a plan: districts of its territories, regions of the districts, and so on, each solved by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.criteria import Criteria
from optimizer.levels import Grouping, group_territories
from optimizer.mapping import FrozenMapping
from optimizer.metrics import totals
from optimizer.stop import StoppingCriterion


@dataclass(frozen=True, slots=True)
class Level:
    """One level.

    Parameters
    ----------
    name
        What one of its groups is called: ``district``.
    count
        How many.
    balance
        Measure -> tolerance of its groups; None for those of all levels.
    contiguous
        Whether its groups must be connected, also where those of other levels need not be.

    Raises
    ------
    ValueError
        For a blank name or a number below 1.
    """

    name: str
    count: int
    balance: Mapping[str, float] | None = None
    contiguous: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip() or self.name in ("territory", "rep", "account"):
            raise ValueError(f"a level needs a name of its own, such as district, given {self.name!r}")
        if self.count < 1:
            raise ValueError(f"level {self.name!r} needs a group at least, given {self.count}")
        if self.balance is not None:
            object.__setattr__(self, "balance", FrozenMapping(self.balance))

    def criteria(self, shared: Criteria) -> Criteria:
        """Give the criteria of all levels with what is its own."""
        balance = shared.balance if self.balance is None else self.balance
        return replace(shared, balance=balance, contiguous=shared.contiguous or self.contiguous)


@dataclass(frozen=True, slots=True, eq=False)
class PlanLevels:
    """A plan and the levels on top of it.

    Parameters
    ----------
    base
        The plan.
    levels
        Names and numbers, the lowest first.
    groupings
        One a level.
    """

    base: Alignment
    levels: tuple[Level, ...]
    groupings: tuple[Grouping, ...]

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """How each level is judged."""
        return tuple(grouping.result.assessment for grouping in self.groupings)

    def to_frame(self) -> pd.DataFrame:
        """One row a territory: territory, rep, then its group of each level; missing where it has no accounts."""
        territories = self.base.instance.territories
        frame = pd.DataFrame({"territory": [str(label) for label in territories.ids], "rep": list(territories.reps)})
        below = frame["territory"]
        for level, grouping in zip(self.levels, self.groupings, strict=True):
            rows = grouping.to_frame()
            parent = dict(zip(rows["territory"].astype(str), rows["group"], strict=True))
            below = below.map(parent)
            frame[level.name] = below
        return frame

    def groups_frame(self) -> pd.DataFrame:
        """One row a group.

        Columns: level, group, members (of the level below), then for each measure its total and its deviation from
        the group's target (``potential``, ``potential_deviation``).
        """
        frames = []
        for level, grouping, assessment in zip(self.levels, self.groupings, self.assessments, strict=True):
            upper = grouping.upper
            columns: dict[str, object] = {
                "level": level.name,
                "group": [str(label) for label in upper.instance.territories.ids],
                "members": totals(upper, "count").astype(int),
            }
            for measure in upper.instance.measures:
                columns[measure] = totals(upper, measure)
                columns[f"{measure}_deviation"] = assessment.balance[measure].deviation
            frames.append(pd.DataFrame(columns))
        return pd.concat(frames, ignore_index=True)


def build_levels(
    alignment: Alignment, levels: Sequence[Level], criteria: Criteria, stop: StoppingCriterion, *, seed: int = 0
) -> PlanLevels:
    """Build levels bottom-up: each groups the groups of the one below.

    Parameters
    ----------
    alignment
        The plan.
    levels
        The lowest first; numbers fall.
    criteria
        Of every level, unless it has its own; the count is of groups of the level below.
    stop, seed
        Of every search.

    Raises
    ------
    ValueError
        If there is no level, names repeat, or a level has more groups than the one below has members.
    InputError
        If the criteria do not fit.
    """
    names = [level.name for level in levels]
    if not names or len(set(names)) != len(names):
        raise ValueError(f"levels must be there and have different names, given {names}")
    below, groupings = alignment, []
    members = len(set(alignment.territory_of[alignment.territory_of >= 0].tolist()))
    for level in levels:
        if level.count > members:
            raise ValueError(f"level {level.name!r} asks for {level.count} groups of {members} members: give fewer")
        grouping = group_territories(below, level.criteria(criteria), level.count, stop, name=level.name, seed=seed)
        groupings.append(grouping)
        below, members = grouping.upper, level.count
    return PlanLevels(alignment, tuple(levels), tuple(groupings))
