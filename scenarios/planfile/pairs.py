"""Pairs of account and territory: pins by a column or a file, forbidden pairs by a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.instance import NOBODY, Instance
from optimizer.tables import Labels, Table, did_you_mean

from .document import Keys
from .schema import ColumnsSection, TableInput
from .sources import Sources

YES = frozenset({"1", "true", "yes", "y", "x"})
NO = frozenset({"0", "false", "no", "n", "-"})


@dataclass(frozen=True, slots=True)
class PairReader:
    """Reads pairs for one instance; what is wrong goes to the log of its sources.

    Parameters
    ----------
    sources
        The tables read so far; files of pairs are added.
    instance
        Tells which accounts and territories there are.
    columns
        What the id columns are called.
    """

    sources: Sources
    instance: Instance
    columns: ColumnsSection

    def pins_of_column(self, column: str, keys: Keys) -> dict[str, str]:
        """Account -> its territory of today, for accounts marked in a column."""
        table = self.sources.table("accounts")
        if table is None:
            return {}
        if not table.has(column):
            remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the accounts"
            problem = self.sources.document.problem(keys, "accounts have no such column", remedy, value=column)
            self.sources.log.problems.append(problem)
            return {}
        words = table.labels(column).str.lower()
        pinned = words.isin(YES).to_numpy()
        strange = ~pinned & ~words.isin(NO).to_numpy() & words.notna().to_numpy()
        table.note_rows(strange, column, "it is neither yes nor no", "Write yes, true, 1 or x; leave blank for no")
        incumbent = self.instance.units.incumbent
        remedy = "Give it an owner, or pin it by a file with account and territory"
        table.note_rows(pinned & (incumbent == NOBODY), column, "it is pinned and nobody serves it today", remedy)
        chosen = np.flatnonzero(pinned & (incumbent != NOBODY))
        ids, territories = self.instance.units.ids, self.instance.territories.ids
        return {str(ids[unit]): str(territories[incumbent[unit]]) for unit in chosen.tolist()}

    def pairs_of_file(self, file: str, keys: Keys) -> list[tuple[str, str]]:
        """(account, territory) of each row whose account and territory there are."""
        self.read_file(file, keys)
        table = self.sources.table(file)
        if table is None:
            return []
        account, territory = self.columns.account, self.columns.territory
        needed = [
            table.require(name, f"A file of pairs needs {account} and {territory}") for name in (account, territory)
        ]
        if not all(needed):
            return []
        accounts, territories = table.labels(account), table.labels(territory)
        unit = self._find(table, accounts, self.instance.units.ids, account)
        rows = self._find(table, self._ids_of_reps(territories), self.instance.territories.ids, territory)
        good = np.flatnonzero((unit >= 0) & (rows >= 0)).tolist()
        return [(str(accounts[row]), str(self.instance.territories.ids[rows[row]])) for row in good]

    def pins_of_file(self, file: str, keys: Keys) -> dict[str, str]:
        """Account -> territory, each account once."""
        pins: dict[str, str] = {}
        for account, territory in self.pairs_of_file(file, keys):
            first = pins.setdefault(account, territory)
            if first != territory:
                message = f"the account is pinned to {first} and to {territory}"
                row = self.row_of(file, account)
                self.sources.log.add(file, message, "Keep one of the rows", row=row, value=account)
        return pins

    def read_file(self, file: str, keys: Keys) -> None:
        """Read a file of pairs unless that has been tried."""
        if file not in self.sources.tried:
            text = {self.columns.account, self.columns.territory}
            self.sources.read(file, keys, TableInput(file=file), text=text)

    def row_of(self, table_name: str, account: str) -> int | None:
        """Row of an account in a table, counted from 0."""
        table = self.sources.table(table_name)
        if table is None or not table.has(self.columns.account):
            return None
        found = np.flatnonzero((table.labels(self.columns.account) == account).to_numpy(dtype=bool))
        return int(found[0]) if len(found) else None

    def _ids_of_reps(self, labels: Labels) -> Labels:
        """Ids of territories where the name of a rep is given in their place."""
        territories = self.instance.territories
        reps = pd.Series([str(label) for label in territories.ids], index=list(territories.reps))
        by_rep = reps[~reps.index.duplicated(keep=False)]
        known = labels.isin([str(label) for label in territories.ids])
        return labels.where(known | ~labels.isin(by_rep.index), labels.map(by_rep))

    def _find(self, table: Table, labels: Labels, ids: pd.Index, column: str) -> np.ndarray:
        """(rows,) position among ids, -1 and a problem where there is none."""
        known = pd.Index([str(label) for label in ids])
        position = known.get_indexer(pd.Index(labels))
        table.note_rows(
            position < 0,
            column,
            f"there is no such {column}",
            lambda value: f"{did_you_mean(value, known)}Correct it or drop the row",
        )
        return position
