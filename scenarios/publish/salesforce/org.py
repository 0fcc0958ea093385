"""The org as its export shows it: what is there, and the ids of what the plan names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog
from scenarios.connectors.record_ids import full_id

from .rows import Cell, Reference, Thing
from .settings import QuotaIn, SalesforceSettings

TRUE = frozenset(["true", "1", "yes"])
ARCHIVED = "Archived"
ACCOUNT_PREFIX = "001"


class Tables(Protocol):
    """Objects of an org as tables of text."""

    @property
    def notes(self) -> list[str]:
        """What was assumed, for people."""

    def table(self, name: str, required: Collection[str], optional: Collection[str] = ()) -> pd.DataFrame:
        """Rows of an object, a column a field; none where it is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Org:
    """Records of the org, ids in 18 characters.

    Parameters
    ----------
    records
        Thing -> its records, a column a field; no rows where the export has none.
    ids
        Thing -> key -> id, where they are known.
    excluded
        Ids of accounts that territory assignment leaves alone (IsExcludedFromRealign).
    owners
        Account id -> OwnerId.
    notes
        What was assumed, for people.
    """

    records: Mapping[Thing, pd.DataFrame]
    ids: Mapping[Thing, Mapping[str, str]]
    excluded: frozenset[str]
    owners: Mapping[str, str]
    notes: tuple[str, ...]

    def find(self, cell: Cell) -> str | None:
        """Id of a reference, None where it is not known yet; any other cell is what it says."""
        if isinstance(cell, str):
            return cell
        return self.ids[cell.thing].get(cell.key)

    def key(self, reference: Reference) -> Cell:
        """Id where it is known, the reference where it is not: two such are equal where they mean the same."""
        return self.find(reference) or reference

    def with_ids(self, thing: Thing, ids: Mapping[str, str]) -> Org:
        """The same org in which the keys of a thing are known by these ids."""
        return replace(self, ids={**self.ids, thing: ids})


def read_org(tables: Tables, settings: SalesforceSettings, *, owners: bool = False) -> Org:
    """Read an export.

    Parameters
    ----------
    tables
        An export, or the org itself.
    settings
        Which fields are keys.
    owners
        Whether the owners of accounts must be known.

    Raises
    ------
    InputError
        For missing columns, ids that are none, and keys that two records share.
    """
    log = ProblemLog()
    records = {thing: tables.table(thing.value, *_fields(thing, settings, owners=owners)) for thing in Thing}
    records = {thing: _with_long_ids(frame, thing, log) for thing, frame in records.items()}
    accounts, users = records[Thing.ACCOUNT], records[Thing.USER]
    keys = {
        Thing.TYPE: (records[Thing.TYPE], "DeveloperName"),
        Thing.MODEL: (records[Thing.MODEL], "DeveloperName"),
        Thing.FORECAST_TYPE: (records[Thing.FORECAST_TYPE], "DeveloperName"),
        Thing.USER: (users[users["IsActive"].map(_maybe).astype(bool)], settings.user_key),
        Thing.ACCOUNT: (accounts, settings.account_key or "Id"),
    }
    ids: dict[Thing, Mapping[str, str]] = {thing: _ids(frame, key, thing, log) for thing, (frame, key) in keys.items()}
    log.raise_if_any()
    excluded = accounts.loc[accounts["IsExcludedFromRealign"].map(_truth).astype(bool), "Id"]
    owner_of = {account: owner for account, owner in zip(accounts["Id"], accounts["OwnerId"], strict=True) if owner}
    return Org(records, {Thing.TERRITORY: {}, **ids}, frozenset(excluded), owner_of, tuple(tables.notes))


def account_references(labels: Iterable[str], settings: SalesforceSettings) -> dict[str, Cell]:
    """Account of the plan -> its id, or a reference to be resolved by the key of the settings.

    Raises
    ------
    InputError
        If the plan's accounts should be Salesforce ids and are not.
    """
    cells: dict[str, Cell] = {}
    for label in labels:
        cells[label] = Reference(Thing.ACCOUNT, label) if settings.account_key else _account_id(label)
    return cells


def _account_id(label: str) -> str:
    try:
        found = full_id(label)
    except ValueError:
        found = ""
    if not found.startswith(ACCOUNT_PREFIX):
        message = "accounts of the plan are no Salesforce ids"
        remedy = "Say `account_key: AccountNumber` (or the field that holds them) in the settings"
        raise InputError([Problem("settings", message, remedy, column="account_key", value=label)])
    return found


def _fields(thing: Thing, settings: SalesforceSettings, *, owners: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields an export must have, and those it may have: without a required one, nothing can be compared."""
    amount = "QuotaAmount" if settings.quota_in is QuotaIn.AMOUNT else "QuotaQuantity"
    role = ("RoleInTerritory2",)
    keys = tuple(name for name in (settings.account_key,) if name not in ("", "Id"))
    required: dict[Thing, tuple[str, ...]] = {
        Thing.TYPE: ("DeveloperName", "MasterLabel", "Priority"),
        Thing.MODEL: ("DeveloperName", "Name", "State"),
        Thing.TERRITORY: (
            *("DeveloperName", "Name", "Territory2ModelId", "Territory2TypeId", "ParentTerritory2Id"),
            *("AccountAccessLevel", "CaseAccessLevel", "OpportunityAccessLevel", "ForecastUserId"),
        ),
        Thing.MEMBER: ("UserId", "Territory2Id", *(role if settings.role else ())),
        Thing.ASSIGNMENT: ("ObjectId", "Territory2Id", "AssociationCause"),
        Thing.QUOTA: ("QuotaOwnerId", "StartDate", "ForecastingTypeId", amount),
        Thing.USER: tuple(name for name in (settings.user_key,) if name != "Id"),
        Thing.ACCOUNT: (*keys, "IsExcludedFromRealign", *(("OwnerId",) if owners else ())),
        Thing.FORECAST_TYPE: ("DeveloperName",),
    }
    optional: dict[Thing, tuple[str, ...]] = {
        Thing.MEMBER: () if settings.role else role,
        Thing.QUOTA: ("ProductFamily", "Territory2Id", "CurrencyIsoCode"),
        Thing.USER: ("IsActive",),
        Thing.ACCOUNT: () if owners else ("OwnerId",),
    }
    return ("Id", *required[thing]), optional.get(thing, ())


def _truth(text: str) -> bool:
    return text.strip().casefold() in TRUE


def _maybe(text: str) -> bool:
    """True unless it says no: an export without the column says nothing."""
    return not text or _truth(text)


def _with_long_ids(frame: pd.DataFrame, thing: Thing, log: ProblemLog) -> pd.DataFrame:
    named = [column for column in frame.columns if column == "Id" or column.endswith("Id")]
    full: dict[str, list[str]] = {}
    for column in named:
        wrong: list[str] = []
        full[column] = [_full(text, wrong) for text in frame[column]]
        if wrong:
            message = f"{len(wrong)} of the ids are none"
            remedy = "Export ids as text of 15 or 18 characters; Excel may have changed them"
            log.add(f"{thing.value}.csv", message, remedy, column=column, value=wrong[0])
    return frame.assign(**full)


def _full(text: str, wrong: list[str]) -> str:
    try:
        return full_id(text) if text else ""
    except ValueError:
        wrong.append(text)
        return text


def _ids(frame: pd.DataFrame, key: str, thing: Thing, log: ProblemLog) -> dict[str, str]:
    known = frame[frame[key] != ""]
    distinct = known.drop_duplicates([key, "Id"])
    for twice in distinct.loc[distinct[key].duplicated(), key].unique()[:5]:
        message = f"two records have this {key}"
        log.add(f"{thing.value}.csv", message, "Choose a key that is unique, or correct the records", value=twice)
    return dict(zip(distinct[key], distinct["Id"], strict=True))
