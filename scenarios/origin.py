"""Where the accounts of a new territory come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY

Group = TypeVar("Group")


def served_from(alignment: Alignment, territory: int, groups: Sequence[Group | None]) -> Group:
    """Group most accounts of a territory are served from today; ties, and no such accounts, go to the first group.

    Parameters
    ----------
    alignment
        The plan.
    territory
        Index of the territory.
    groups
        (k,) group of each territory of the plan, such as its region; None for those that have none yet.

    Raises
    ------
    ValueError
        If no territory has a group.
    """
    known = [group for group in groups if group is not None]
    if not known:
        raise ValueError("at least one territory needs a group")
    today = alignment.instance.units.incumbent[alignment.units_in(territory)].tolist()
    votes = Counter(groups[owner] for owner in today if owner != NOBODY)
    return max(dict.fromkeys(known), key=lambda group: votes[group])
