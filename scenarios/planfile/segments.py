"""Accounts and territories a scenario is about, looked up by columns of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.tables import Mask, Table, did_you_mean
from scenarios.changes import Segment
from scenarios.changes.naming import listed

from .document import Keys
from .pairs import PairReader
from .schema.changes import SegmentSection, TerritoriesSection

Where = Mapping[str, tuple[str, ...]]
"""Column -> values, of which a row has one."""


@dataclass(frozen=True, slots=True)
class SegmentReader:
    """Makes segments for one instance; what is wrong goes to the log of its pairs' sources.

    Parameters
    ----------
    pairs
        Tables, the instance and where problems go.
    """

    pairs: PairReader

    def read(self, section: SegmentSection, keys: Keys) -> Segment | None:
        """Read the accounts of a section; None where a column or value is not there.

        Parameters
        ----------
        section
            What the plan file says; columns that are tags are matched as such.
        keys
            Where it says it.
        """
        instance = self.pairs.instance
        tags = {name: values for name, values in section.where.items() if name in instance.tags}
        columns = {name: values for name, values in section.where.items() if name not in tags}
        accounts, name = section.accounts, ""
        if columns:
            found = self._rows("accounts", columns, keys)
            if found is None:
                return None
            # Rows of the accounts are the units of the instance, in their order.
            there = [str(label) for label in instance.units.ids[found[: instance.num_units]]]
            accounts = tuple(there if accounts is None else sorted(set(there) & set(accounts)))
            name = " and ".join(f"{column} {listed(values)}" for column, values in columns.items())
        return Segment(tags=tags, territories=section.territories, accounts=accounts, name=name)

    def territories(self, section: TerritoriesSection, keys: Keys) -> tuple[str, ...]:
        """Labels of the territories of a section; none, and a problem, where a column or value is not there."""
        if section.territories:
            return section.territories
        found = self._rows("territories", section.where, keys)
        if found is None:
            return ()
        ids = self.pairs.instance.territories.ids
        return tuple(str(ids[row]) for row in np.flatnonzero(found[: len(ids)]).tolist())

    def _rows(self, name: str, where: Where, keys: Keys) -> Mask | None:
        """(rows,) True where a row has one of the values in each column."""
        table, document = self.pairs.sources.table(name), self.pairs.sources.document
        what = "accounts" if name == "accounts" else "reps"
        if table is None:
            problem = document.problem((*keys, "where"), f"there is no table of {what}", "Name them one by one")
            self.pairs.sources.log.problems.append(problem)
            return None
        before = len(self.pairs.sources.log.problems)
        chosen = np.ones(len(table), dtype=bool)
        for column, values in where.items():
            if table.has(column):
                chosen &= self._matching(table, column, values, keys)
                continue
            remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the {what}"
            problem = document.problem((*keys, "where", column), f"{what} have no such column", remedy)
            self.pairs.sources.log.problems.append(problem)
        if len(self.pairs.sources.log.problems) > before:
            return None
        if not chosen.any():
            problem = document.problem((*keys, "where"), f"none of the {what} is meant", "Correct or widen it")
            self.pairs.sources.log.problems.append(problem)
            return None
        return chosen

    def _matching(self, table: Table, column: str, values: tuple[str, ...], keys: Keys) -> Mask:
        labels = table.labels(column)
        known = labels.dropna().unique().tolist()
        for value in values:
            if value not in known:
                remedy = f"{did_you_mean(value, known)}Values there are: {listed(sorted(known), most=20)}"
                problem = self.pairs.sources.document.problem(
                    (*keys, "where", column), f"no {column} has this value", remedy, value=value
                )
                self.pairs.sources.log.problems.append(problem)
        return labels.isin(values).to_numpy(dtype=bool)
