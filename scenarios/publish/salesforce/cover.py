"""Nothing is taken away before what comes in its place is there: no account without territory, none without rep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from .org import Org
from .rows import Cell, Operation, Reference, Row, Step, Thing

Subject = tuple[str, ...]
"""What a record is about, which its successor is about too."""


class Cover:
    """Knows what has no successor, and what must stay for it.

    Parameters
    ----------
    org
        As it was before anything was sent.
    """

    def __init__(self, org: Org) -> None:
        self._org = org
        self._lost: dict[Thing, set[Subject]] = defaultdict(set)
        self._records: dict[Thing, Mapping[str, Mapping[str, str]]] = {}
        self._kept: set[str] = set()

    def lose(self, thing: Thing, row: Row, org: Org) -> None:
        """Remember a row to be created that is refused, or cannot be sent: what it is about keeps what it has."""
        subject = _subject(thing, {name: _found(cell, org) for name, cell in row.items()})
        if all(subject):
            self._lost[thing].add(subject)

    def holds(self, step: Step, row: Row) -> str:
        """Why a row of a step must stay for now; blank if it need not.

        A territory stays as long as an account or a member in it or below it stays.
        """
        record = row.get("Id")
        if step.operation is not Operation.DELETE or step.at_once or not isinstance(record, str):
            return ""
        if step.thing is Thing.TERRITORY:
            return "an account or a member in it stays for now" if record in self._kept else ""
        there = self._of(step.thing).get(record)
        if there is None or _subject(step.thing, there) not in self._lost[step.thing]:
            return ""
        self._keep(there.get("Territory2Id", ""))
        return "what comes in its place is not there yet"

    def _keep(self, territory: str) -> None:
        """Keep a territory and those above it."""
        while territory and territory not in self._kept:
            self._kept.add(territory)
            territory = self._of(Thing.TERRITORY).get(territory, {}).get("ParentTerritory2Id", "")

    def _of(self, thing: Thing) -> Mapping[str, Mapping[str, str]]:
        """Id -> record of an object."""
        if thing not in self._records:
            rows = self._org.records[thing].to_dict("records")
            self._records[thing] = {str(row["Id"]): {str(k): str(v) for k, v in row.items()} for row in rows}
        return self._records[thing]


def missing_ids(row: Row, org: Org) -> str:
    """What a row waits for; blank where all ids are known."""
    missing = [cell for cell in row.values() if isinstance(cell, Reference) and org.find(cell) is None]
    return ", ".join(f"{cell.thing.value} {cell.key}" for cell in missing)


def _found(cell: Cell, org: Org) -> str:
    return org.find(cell) or ""


def _subject(thing: Thing, row: Mapping[str, str]) -> Subject:
    """An account has a territory, a territory its members, and a territory (or rep) a quota for the month."""
    if thing is Thing.ASSIGNMENT:
        return (row["ObjectId"],)
    if thing is Thing.MEMBER:
        return (row["Territory2Id"],)
    if thing is Thing.QUOTA:
        return (row.get("Territory2Id") or row["QuotaOwnerId"], row["StartDate"])
    return ("",)
