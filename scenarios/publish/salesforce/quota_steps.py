"""What to load for quotas: amounts change in place; type, family, territory, owner and month by delete and insert."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

import pandas as pd

from optimizer.exceptions import InputError, Problem

from .hierarchy_steps import Case
from .rows import Cell, Operation, Reference, Row, Step, Thing, ToldRows, step_of
from .settings import QuotaIn, QuotaOf
from .wanted import Quota

Key = tuple[Cell, Cell, str]
"""Owner, territory ("" by user) and first day of the month; type and family are the same for all."""


def quota_steps(case: Case) -> list[Step]:
    """Compare the quotas of the forecast type, months and territories (or owners) of the plan with what is there."""
    if not case.wanted.quotas:
        return []
    quotas = dict(_keyed(case))
    wanted = {key: quota.amount for key, quota in quotas.items()}
    told = {key: _told(case, quota) for key, quota in quotas.items()}
    amount = "QuotaAmount" if case.settings.quota_in is QuotaIn.AMOUNT else "QuotaQuantity"
    kept: set[Key] = set()
    gone: ToldRows = []
    changed: ToldRows = []
    for row in _in_scope(case, wanted).to_dict("records"):
        key = (row["QuotaOwnerId"], row["Territory2Id"], row["StartDate"])
        if key not in wanted or key in kept:
            gone.append((f"delete quota {row['Id']} of {row['StartDate'][:7]}", {"Id": row["Id"]}))
            continue
        kept.add(key)
        if _number(row[amount]) != Decimal(wanted[key]) or _other_currency(case, row["CurrencyIsoCode"]):
            values = {"QuotaOwnerId": key[0], amount: wanted[key], **_currency(case)}
            changed.append((f"change quota of {told[key]} (was {row[amount]})", {"Id": row["Id"], **values}))
    created: ToldRows = [
        (f"create quota of {told[key]}", _new(case, key, {amount: wanted[key]})) for key in wanted if key not in kept
    ]
    return [
        step_of(
            Thing.QUOTA,
            Operation.DELETE,
            gone,
            "quotas the plan does not have, and those whose owner or territory changes",
        ),
        step_of(Thing.QUOTA, Operation.INSERT, created, "quotas"),
        step_of(Thing.QUOTA, Operation.UPDATE, changed, "amounts that differ"),
    ]


def _keyed(case: Case) -> Iterator[tuple[Key, Quota]]:
    for quota in case.wanted.quotas:
        territory = "" if quota.territory is None else case.territory(quota.territory)
        yield (case.user(quota.rep), territory, quota.start), quota


def _told(case: Case, quota: Quota) -> str:
    where = "" if quota.territory is None else f" for {case.wanted.nodes[quota.territory].name}"
    return f"{quota.rep}{where}, {quota.start[:7]}: {quota.amount}"


def _new(case: Case, key: Key, amount: Mapping[str, str]) -> Row:
    owner, territory, start = key
    family = {"ProductFamily": case.settings.product_family} if case.settings.product_family else {}
    by = {"Territory2Id": territory} if case.settings.quota_of is QuotaOf.TERRITORY else {}
    type_id = Reference(Thing.FORECAST_TYPE, case.settings.forecasting_type)
    return {
        "QuotaOwnerId": owner,
        "ForecastingTypeId": type_id,
        "StartDate": start,
        **amount,
        **_currency(case),
        **family,
        **by,
    }


def _in_scope(case: Case, wanted: Mapping[Key, str]) -> pd.DataFrame:
    """Quotas there are of the same type and months, for territories of the model, or for the owners of the plan."""
    current = case.org.records[Thing.QUOTA]
    starts = current["StartDate"].str[:10]
    strange = [text for text in starts if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)]
    if strange:
        problem = Problem(
            "ForecastingQuota.csv",
            "this is no date such as 2027-01-01",
            "Export dates as the loader writes them",
            column="StartDate",
            value=strange[0],
        )
        raise InputError([problem])
    current = current.assign(StartDate=starts)
    months = {start for _, _, start in wanted}
    same_type = current["ForecastingTypeId"] == case.org.ids[Thing.FORECAST_TYPE].get(case.settings.forecasting_type)
    # Quotas of another family are another plan's.
    same_family = current["ProductFamily"] == case.settings.product_family
    scope = current[same_type & same_family & current["StartDate"].isin(months)]
    if case.settings.quota_of is QuotaOf.TERRITORY:
        return scope[scope["Territory2Id"].isin(case.territories["Id"])]
    owners = {owner for owner, _, _ in wanted if isinstance(owner, str)}
    return scope[scope["QuotaOwnerId"].isin(owners) & (scope["Territory2Id"] == "")]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _currency(case: Case) -> dict[str, str]:
    return {"CurrencyIsoCode": case.settings.currency} if case.settings.currency else {}


def _other_currency(case: Case, current: str) -> bool:
    return bool(case.settings.currency and current and current != case.settings.currency)
