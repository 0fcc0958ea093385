"""Salesforce records themselves, by simple-salesforce: only the fields that are needed, in bulk where there are many.

Nothing is written to the org from here. Credentials come from environment variables and are in no message.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import pandas as pd

from optimizer.exceptions import InputError, Problem
from optimizer.tables import did_you_mean

from .mapping import ObjectMapping
from .retrying import Patience, patient_session
from .table import checked

BULK_ABOVE = 2_000
"""Rows above which the query goes through Bulk API 2.0; one page of the REST API holds as many."""
OBJECTS = {
    "accounts": "Account",
    "opportunities": "Opportunity",
    "users": "User",
    "territories": "Territory2",
    "associations": "ObjectTerritory2Association",
    "members": "UserTerritory2Association",
}
"""Kind of record -> object of the org."""
WHERE = {"opportunities": " WHERE IsWon = true", "users": " WHERE IsActive = true"}
REMEDY = "See docs/salesforce.md for the variables, and try the same login in a browser"


class Org(Protocol):
    """The calls to an org that are used."""

    def fields(self, record: str) -> Sequence[Mapping[str, Any]]:
        """Fields of an object as ``describe()`` gives them."""

    def count(self, record: str, where: str) -> int:
        """Rows there are."""

    def rows(self, soql: str) -> Iterable[Mapping[str, Any]]:
        """Rows of a query, page by page; records of related objects are mappings inside."""

    def bulk_rows(self, record: str, soql: str) -> Iterable[Mapping[str, Any]]:
        """The same by Bulk API 2.0, related fields as ``Owner.Name``."""


@dataclass(frozen=True, slots=True)
class LiveRecords:
    """Reads kinds of records of one org.

    Parameters
    ----------
    org
        The connection.
    wanted
        API names of further fields of the accounts, custom ones among them.
    """

    org: Org
    wanted: tuple[str, ...] = ()

    def cells(self, kind: str, mapping: ObjectMapping) -> pd.DataFrame:
        """Rows of a kind with the API names as headers, as of ``read_cells``.

        Raises
        ------
        InputError
            If a wanted field is not there or may not be read, or there are no rows.
        """
        record = OBJECTS[kind]
        fields = self._fields(record, mapping, self.wanted if kind == "accounts" else ())
        where = WHERE.get(kind, "")
        soql = f"SELECT {', '.join(fields)} FROM {record}{where}"  # noqa: S608 -- names checked against describe()
        many = self.org.count(record, where) > BULK_ABOVE
        rows = self.org.bulk_rows(record, soql) if many else self.org.rows(soql)
        flat = [[_cell(row, field) for field in fields] for row in rows]
        return checked(pd.DataFrame(flat, columns=fields, dtype=object), f"Salesforce {record}")

    def _fields(self, record: str, mapping: ObjectMapping, wanted: tuple[str, ...]) -> list[str]:
        """Names to ask for: the first header of each column that the object has, and those wanted."""
        known = list(self.org.fields(record))
        names = {str(field["name"]) for field in known}
        related = {str(field["relationshipName"]) for field in known if field.get("relationshipName")}
        strange = [name for name in wanted if name not in names]
        if strange:
            raise InputError(
                Problem(
                    f"Salesforce {record}",
                    "there is no such field, or this user may not read it",
                    f"{did_you_mean(name, names)}Write its API name",
                    value=name,
                )
                for name in strange
            )
        found = []
        for aliases in mapping.columns.values():
            there = (alias for alias in aliases if alias in names or (alias.split(".")[0] in related and "." in alias))
            found += [next(there, None)]
        return list(dict.fromkeys([*filter(None, found), *wanted]))


def connect(prefix: str, patience: Patience | None = None) -> SimpleOrg:
    """Log in with the environment variables that begin with ``prefix``.

    Either ``<prefix>_INSTANCE_URL`` and ``<prefix>_SESSION_ID``, or ``<prefix>_USERNAME``, ``<prefix>_PASSWORD``
    and ``<prefix>_SECURITY_TOKEN``, with ``<prefix>_DOMAIN`` ("test" for a sandbox).

    Parameters
    ----------
    prefix
        First letters of their names.
    patience
        How long to wait for an org that is busy.

    Raises
    ------
    InputError
        If simple-salesforce is not installed, variables are missing, or the org refuses.
    """
    try:
        simple: Any = import_module("simple_salesforce")
    except ImportError as error:
        remedy = "Install the extra: pip install 'territory-optimizer[salesforce]', or use CSV files"
        raise InputError([Problem("Salesforce", "a connection needs simple-salesforce", remedy)]) from error
    # What requests raises where the network fails is an OSError.
    refusals = (simple.exceptions.SalesforceError, simple.exceptions.SalesforceOperationError, OSError)
    given = {name: os.environ.get(f"{prefix}_{name.upper()}", "") for name in ("instance_url", "session_id")}
    if not all(given.values()):
        names = ("username", "password", "security_token")
        given = {name: os.environ.get(f"{prefix}_{name.upper()}", "") for name in names}
        missing = [f"{prefix}_{name.upper()}" for name in names[:2] if not given[name]]
        if missing:
            message = f"the environment variables {' and '.join(missing)} are not set"
            raise InputError([Problem("Salesforce", message, REMEDY)])
        given["domain"] = os.environ.get(f"{prefix}_DOMAIN", "login")
    try:
        return SimpleOrg(simple.Salesforce(**given, session=patient_session(patience or Patience())), refusals)
    except refusals as error:
        raise InputError([Problem("Salesforce", f"the login was refused ({type(error).__name__})", REMEDY)]) from None


@dataclass(frozen=True, slots=True)
class SimpleOrg:
    """An org by simple-salesforce; what it refuses is a problem.

    Parameters
    ----------
    client
        A ``simple_salesforce.Salesforce``.
    refusals
        What it raises where the org refuses.
    """

    client: Any
    refusals: tuple[type[Exception], ...]

    def fields(self, record: str) -> Sequence[Mapping[str, Any]]:
        """Fields of an object."""
        with_problems = self._told(record)
        return list(with_problems(lambda: getattr(self.client, record).describe())["fields"])

    def count(self, record: str, where: str) -> int:
        """Rows there are."""
        soql = f"SELECT COUNT() FROM {record}{where}"  # noqa: S608 -- both are constants of this module
        return int(self._told(record)(lambda: self.client.query(soql))["totalSize"])

    def rows(self, soql: str) -> Iterable[Mapping[str, Any]]:
        """Rows of a query, page by page."""
        return list(self._told("query")(lambda: list(self.client.query_all_iter(soql))))

    def bulk_rows(self, record: str, soql: str) -> Iterator[Mapping[str, Any]]:
        """Rows of a query by a job of Bulk API 2.0."""
        pages = self._told(record)(lambda: list(getattr(self.client.bulk2, record).query(soql, wait=1)))
        for page in pages:
            yield from csv.DictReader(io.StringIO(page))

    def _told(self, what: str) -> Any:
        def call(asked: Any) -> Any:
            try:
                return asked()
            except self.refusals as error:
                codes = getattr(error, "content", None)
                code = codes[0].get("errorCode", "") if isinstance(codes, list) and codes else ""
                message = f"the org refused ({code or type(error).__name__})"
                remedy = "Check that the user may read the object and its fields; log in again if the session expired"
                raise InputError([Problem(f"Salesforce {what}", message, remedy)]) from None

        return call


def _cell(row: Mapping[str, Any], field: str) -> Any:
    """Value of a field, also behind a point; None where there is none."""
    if field in row:
        return row[field]
    value: Any = row
    for name in field.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
