"""Edits by hand: each one says who changed what, when and why, and holds enough to be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import numpy as np
import pandas as pd

from optimizer.instance import Instance
from optimizer.travel import Integers

LOG_COLUMNS = ("edit", "at", "who", "action", "what", "accounts", "reason")
MOVE_COLUMNS = ("edit", "account", "name", "from", "to", "reason")


class Action(Enum):
    """What an edit does."""

    MOVE = "move"
    """Accounts go to another territory."""
    PIN = "pin"
    """Accounts stay where they are, whatever is solved."""
    FREE = "free"
    """They need not any more."""
    TAKE = "take"
    """A plan that was solved takes the place of the present one."""
    SET_QUOTA = "set quota"
    """A number is set by hand."""
    LET_QUOTA = "let quota"
    """A number set by hand is set by the rule again."""

    @property
    def moves(self) -> bool:
        """True if accounts change territory by it."""
        return self in (Action.MOVE, Action.TAKE)


@dataclass(frozen=True, slots=True)
class HandQuota:
    """A quota set by hand, or no longer.

    Parameters
    ----------
    territory
        Index of the territory.
    cents
        What it carries, None where the rule sets it again.
    before
        What it carried until then, cents.
    """

    territory: int
    cents: int | None
    before: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Edit:
    """One step of a planner.

    Parameters
    ----------
    number
        1 for the first.
    at
        When (UTC).
    who
        Who made it.
    action
        What it does.
    what
        The same in words.
    reason
        Why, empty where nothing was said.
    units
        Accounts it changes, rising; none for quotas.
    before, after
        Beside each: its territory, or the territory it is pinned to; -1 for none.
    centres
        (k,) centres that came with a plan taken; None where they follow from the accounts.
    quota
        The number set; None for other actions.
    """

    number: int
    at: datetime
    who: str
    action: Action
    what: str
    reason: str
    units: Integers
    before: Integers
    after: Integers
    centres: Integers | None = None
    quota: HandQuota | None = None

    def __post_init__(self) -> None:
        for name in ("units", "before", "after"):
            array = np.array(getattr(self, name), dtype=np.int32)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if not len(self.units) == len(self.before) == len(self.after):
            raise ValueError(f"edit {self.number}: {len(self.units)} accounts need as many territories")


def log_frame(edits: Sequence[Edit]) -> pd.DataFrame:
    """One row an edit: edit, at, who, action, what, accounts (how many), reason."""
    rows = [(e.number, e.at, e.who, e.action.value, e.what, len(e.units), e.reason) for e in edits]
    return pd.DataFrame(rows, columns=list(LOG_COLUMNS))


def move_log_frame(edits: Sequence[Edit], instance: Instance) -> pd.DataFrame:
    """One row an edit and account that changed territory by it: edit, account, name, from, to, reason.

    Parameters
    ----------
    edits
        In order.
    instance
        The facts they were made on.
    """
    labels = np.array([*instance.territories.ids, None], dtype=object)
    ids = instance.units.ids
    names = ids if instance.units.names is None else instance.units.names
    parts = [
        pd.DataFrame(
            {
                "edit": edit.number,
                "account": ids[edit.units].to_numpy(),
                "name": names[edit.units].to_numpy(),
                "from": labels[edit.before],
                "to": labels[edit.after],
                "reason": edit.reason,
            }
        )
        for edit in edits
        if edit.action.moves
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(MOVE_COLUMNS))
