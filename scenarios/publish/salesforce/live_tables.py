"""The org itself in place of an export: the same tables, asked for by query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.connectors.live import BULK_ABOVE, Org
from scenarios.publish.cells import unguarded

from .rows import Thing
from .settings import SalesforceSettings

OWNERS_NEED = frozenset([Thing.USER, Thing.ACCOUNT])
QUOTAS_NEED = frozenset([Thing.QUOTA, Thing.FORECAST_TYPE])


@dataclass(frozen=True, slots=True, eq=False)
class LiveTables:
    """Tables of an org as they are now.

    Parameters
    ----------
    org
        The connection.
    asked
        Objects that matter; the others are taken as empty, since an org may not even have them.
    notes
        Filled with what was assumed, for people.
    """

    org: Org
    asked: frozenset[str]
    notes: list[str] = field(default_factory=list)

    def table(self, name: str, required: Collection[str], optional: Collection[str] = ()) -> pd.DataFrame:
        """Read an object as text, a column a field.

        Parameters
        ----------
        name
            Of the object.
        required, optional
            Fields; those asked for come in this order, optional ones the object does not have are blank.

        Raises
        ------
        InputError
            If a required field is missing, or the org refuses.
        """
        columns = [*required, *optional]
        if name not in self.asked:
            return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
        known = {str(entry["name"]).casefold(): str(entry["name"]) for entry in self.org.fields(name)}
        missing = [column for column in required if column.casefold() not in known]
        if missing:
            remedy = "Give the user access to it, or correct the settings"
            message = "there is no such field, or this user may not read it"
            raise InputError([Problem(f"Salesforce {name}", message, remedy, column=column) for column in missing])
        fields = {column: known[column.casefold()] for column in columns if column.casefold() in known}
        rows = self._rows(name, dict.fromkeys(fields.values()))
        texts = {
            column: [_text(row.get(fields[column])) for row in rows] if column in fields else [""] * len(rows)
            for column in columns
        }
        return pd.DataFrame({column: unguarded(pd.Series(cells, dtype=object)) for column, cells in texts.items()})

    def _rows(self, name: str, fields: Iterable[str]) -> list[Mapping[str, Any]]:
        soql = f"SELECT {', '.join(fields)} FROM {name}"  # noqa: S608 -- names checked against describe()
        if self.org.count(name, "") > BULK_ABOVE:
            try:
                return list(self.org.bulk_rows(name, soql))
            except InputError:
                # Not every object takes jobs; pages it has, and they tell what else may be wrong.
                self.notes.append(f"{name} was read page by page, since a job was refused.")
        return list(self.org.rows(soql))


def asked_of(settings: SalesforceSettings, *, owners: bool) -> frozenset[str]:
    """Objects that matter for a publication."""
    things = OWNERS_NEED if owners else frozenset(Thing)
    if not settings.forecasting_type:
        things -= QUOTAS_NEED
    return frozenset(thing.value for thing in things)


def _text(value: object) -> str:
    """A value as an export has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
