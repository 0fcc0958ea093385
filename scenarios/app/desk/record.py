"""A desk as JSON and back: the plan it began with and every edit since, by the accounts' own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Integers

from .edits import Action, Edit, HandQuota
from .ground import Ground
from .past import Past
from .state import DeskState


def past_record(past: Past) -> dict[str, Any]:
    """Everything that was done, those edits included that were taken back."""
    first, last = past.first, past.states[-1]
    instance = first.alignment.instance
    return {
        "accounts": [str(label) for label in instance.units.ids],
        "territories": [str(label) for label in instance.territories.ids],
        "territory_of": first.alignment.territory_of.tolist(),
        "centre_unit": first.alignment.centre_unit.tolist(),
        "pins": first.pins.tolist(),
        "edits": [_edit_record(edit) for edit in last.edits],
        "place": past.place,
    }


def _edit_record(edit: Edit) -> dict[str, Any]:
    quota = edit.quota
    return {
        "at": edit.at.isoformat(),
        "who": edit.who,
        "action": edit.action.name,
        "what": edit.what,
        "reason": edit.reason,
        "units": edit.units.tolist(),
        "before": edit.before.tolist(),
        "after": edit.after.tolist(),
        "centres": None if edit.centres is None else edit.centres.tolist(),
        "quota": None if quota is None else [quota.territory, quota.cents, quota.before],
    }


def read_past(record: Mapping[str, Any], ground: Ground) -> tuple[Past, tuple[str, ...]]:
    """Do everything again that was done.

    Where accounts or territories have changed since, those that are still there are taken by their names: new accounts
    lie where they are today, and nobody has accounts of a territory that is gone.

    Parameters
    ----------
    record
        See ``past_record``.
    ground
        Facts and choices as they are now.

    Returns
    -------
    Past
        The states, at the one that was put away.
    tuple
        What has changed since, for people.
    """
    instance = ground.instance
    names = _Names.of(record, instance)
    pins = ground.first_pins()
    territory_of, centre_unit = instance.units.incumbent.copy(), np.full(instance.num_territories, NOBODY, np.int32)
    territory_of[[item.unit for item in instance.unplaced]] = NOBODY
    known = names.units >= 0
    territory_of[names.units[known]] = names.territory(record["territory_of"])[known]
    pins[names.units[known]] = names.territory(record["pins"])[known]
    kept = names.territories >= 0
    centre_unit[names.territories[kept]] = names.unit(record["centre_unit"])[kept]
    states = [DeskState(Alignment(instance, territory_of, centre_unit), pins)]
    for told in record["edits"]:
        edit = _read_edit(told, names, instance, number=len(states))
        states.append(states[-1].after(edit, ground.criteria.travel))
    return Past(tuple(states), int(record["place"])), names.notes


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """Where the accounts and territories of a record are now.

    Parameters
    ----------
    units, territories
        Index now of each index then, -1 where it is gone.
    notes
        What has changed, for people.
    """

    units: Integers
    territories: Integers
    notes: tuple[str, ...]

    @classmethod
    def of(cls, record: Mapping[str, Any], instance: Instance) -> _Names:
        """Find everything by its name."""
        notes: list[str] = []
        found = []
        for word, then, ids in (
            ("accounts", record["accounts"], instance.units.ids),
            ("territories", record["territories"], instance.territories.ids),
        ):
            now = pd.Index([str(label) for label in ids])
            places = now.get_indexer(pd.Index(then, dtype=object)).astype(np.int32)
            gone, new = int((places < 0).sum()), len(now) - int((places >= 0).sum())
            if gone:
                notes.append(f"{gone:,} {word} of this desk are no longer in the plan")
            if new:
                notes.append(f"{new:,} {word} are new since it was put away")
            found.append(places)
        return cls(found[0], found[1], tuple(notes))

    def unit(self, then: list[int]) -> Integers:
        """Index now of accounts, -1 for none."""
        return _looked_up(self.units, then)

    def territory(self, then: list[int]) -> Integers:
        """Index now of territories, -1 for none."""
        return _looked_up(self.territories, then)


def _looked_up(places: Integers, then: list[int]) -> Integers:
    rows = np.array(then, dtype=np.int32)
    return np.where(rows >= 0, np.append(places, NOBODY)[rows], NOBODY).astype(np.int32)


def _read_edit(told: Mapping[str, Any], names: _Names, instance: Instance, *, number: int) -> Edit:
    units = names.unit(told["units"])
    order = np.argsort(units, kind="stable")
    order = order[units[order] >= 0]
    centres = None
    if told["centres"] is not None:
        centres = np.full(instance.num_territories, NOBODY, dtype=np.int32)
        kept = names.territories >= 0
        centres[names.territories[kept]] = names.unit(told["centres"])[kept]
    return Edit(
        number=number,
        at=datetime.fromisoformat(told["at"]),
        who=told["who"],
        action=Action[told["action"]],
        what=told["what"],
        reason=told["reason"],
        units=units[order],
        before=names.territory(told["before"])[order],
        after=names.territory(told["after"])[order],
        centres=centres,
        quota=_read_quota(told["quota"], names),
    )


def _read_quota(told: list[Any] | None, names: _Names) -> HandQuota | None:
    if told is None:
        return None
    territory, cents, before = told
    home = int(names.territories[territory])
    return None if home == NOBODY else HandQuota(home, cents, before)
