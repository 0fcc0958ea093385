"""The dry run: what publishing would create, change and remove in the target."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

import pandas as pd

from .cells import plain, safe_cells
from .folder import ResultFolder

DIFFERENCE = "difference.csv"
TOLD = "difference.txt"


class Verb(Enum):
    """What becomes of a record."""

    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One record that would be created, changed or removed.

    Parameters
    ----------
    verb
        What becomes of it.
    thing
        Object or record.
    told
        The change in words.
    """

    verb: Verb
    thing: str
    told: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that would change.

    Parameters
    ----------
    changes
        In load order.
    notes
        What a reader should know besides.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True if the target is as the plan wants it."""
        return not self.changes

    def counts(self) -> dict[str, dict[Verb, int]]:
        """Object -> how many records are created, changed, removed."""
        counted = Counter((change.thing, change.verb) for change in self.changes)
        things = dict.fromkeys(change.thing for change in self.changes)
        return {thing: {verb: counted[thing, verb] for verb in Verb} for thing in things}

    def __str__(self) -> str:
        if self.empty:
            return "\n".join(["Nothing to do: the target is as the plan wants it.", *self.notes])
        width = max(map(len, self.counts()))
        lines = [f"{'':{width}}  {'create':>9} {'change':>9} {'remove':>9}"]
        for thing, counted in self.counts().items():
            lines.append(f"{thing:{width}}  " + " ".join(f"{counted[verb]:>9,}" for verb in Verb))
        return "\n".join([*lines, *self.notes])


def write_difference(difference: Difference, folder: ResultFolder) -> Difference:
    """Write the dry run as a table and as text, and give it back."""
    rows = [(change.verb.value, change.thing, change.told) for change in difference.changes]
    folder.write_tables(DIFFERENCE, [safe_cells(pd.DataFrame(rows, columns=["action", "object", "what"]))])
    folder.write_text(
        TOLD, "\n".join(plain(line) if line[:1] != " " else line for line in str(difference).split("\n")) + "\n"
    )
    return difference
