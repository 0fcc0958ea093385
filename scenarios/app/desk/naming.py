"""What people call accounts and territories: names where there are some, labels of the tables where not."""

from __future__ import annotations

from collections import Counter

from optimizer.diagnosis import Placement
from optimizer.instance import Instance, rows_of


def territory_names(instance: Instance) -> tuple[str, ...]:
    """(k,) name of each territory to show: its rep, with the label where a rep has several."""
    labels = [str(label) for label in instance.territories.ids]
    reps = [rep or label for rep, label in zip(instance.territories.reps, labels, strict=True)]
    often = Counter(reps)
    return tuple(rep if often[rep] == 1 else f"{rep} ({label})" for rep, label in zip(reps, labels, strict=True))


def account_name(instance: Instance, unit: int) -> str:
    """Name of an account with its id, as it stands in the search of the page; the id alone where it has no name."""
    units = instance.units
    label = str(units.ids[unit])
    return label if units.names is None or str(units.names[unit]) == label else f"{units.names[unit]} ({label})"


def partner_names(instance: Instance, placement: Placement) -> dict[object, str]:
    """Id -> name to show of every account that another may be exchanged for."""
    ids = [item.partner for item in placement.swaps if item.partner is not None]
    rows = rows_of(instance.units.ids, ids).tolist()
    return {label: account_name(instance, row) for label, row in zip(ids, rows, strict=True)}
