"""New customers: the worksheets that create them, where each value comes from, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .customers import Code
from .layouts import COUNTRIES, COUNTRY_NAMES, LAYOUTS, Sheet
from .settings import PeopleSoftSettings
from .worksheets import Row

Source = tuple[str, str]
"""A value and where it comes from."""
STREETS = 4
SOURCE_COLUMNS = ("ACCOUNT", "CUST_ID", "WORKSHEET", "PROPERTY", "VALUE", "SOURCE")
MISSING_COLUMNS = ("ACCOUNT", "CUST_ID", "WORKSHEET", "PROPERTY", "WHAT")


@dataclass(slots=True)
class Profiles:
    """Rows of the worksheets that create customers.

    Parameters
    ----------
    rows
        Worksheet -> its rows.
    sources
        Where each value comes from.
    missing
        What a complete profile needs besides, and what was cut.
    """

    rows: dict[Sheet, list[Row]] = field(default_factory=dict)
    sources: list[Row] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)


def add_profile(
    profiles: Profiles,
    account: str,
    record: Mapping[str, str],
    *,
    customer: str,
    code: Code | None,
    day: date,
    settings: PeopleSoftSettings,
) -> None:
    """Add the rows that create a customer.

    Parameters
    ----------
    profiles
        Filled.
    account
        As the plan calls it.
    record
        Its Salesforce record; empty where the export has none.
    customer
        Its customer id, "" where it has none.
    code
        Its territory, None where it has none.
    day
        Effective date.
    settings
        SETID, team, dates.
    """
    written = day.strftime(settings.date_format)
    number = "Salesforce Account.AccountNumber" if record.get("AccountNumber") == customer else "plan: account"
    key = {"SETID": (settings.setid, "settings: setid"), "CUST_ID": (customer, number)}
    dated = {"EFFDT": (written, "settings: effective_date"), "EFF_STATUS": ("A", "always active")}
    _add(profiles, account, Sheet.CUSTOMER, {**key, **_customer(record, written)})
    for values in _addresses(record):
        _add(profiles, account, Sheet.ADDRESS, {**key, **dated, **values})
    region = ("", "") if code is None else (code.region, "settings: codes or region")
    territory = ("", "") if code is None else (code.code, "plan: territory, by its code")
    _add(profiles, account, Sheet.REGION, {**key, **dated, "PM_REGION": region, "PM_TERRITORY": territory})
    member = ("", "") if code is None else (code.team_member, "plan: rep, by settings: codes")
    team = {"SUPPORT_TEAM_CD": (settings.team, "settings: team"), "SUPPORT_TEAM_MBR": member}
    _add(profiles, account, Sheet.TEAM, {**key, **dated, **team})


def _customer(record: Mapping[str, str], written: str) -> dict[str, Source]:
    name, day = record.get("Name", ""), (written, "settings: effective_date")
    return {
        "CUST_STATUS": ("A", "always active"),
        "CUST_STATUS_DT": day,
        "SINCE_DT": day,
        "NAME1": (name, "Salesforce Account.Name"),
        "NAMESHORT": (name[:10].strip(), "Salesforce Account.Name, its first ten characters"),
        "PHONE": (record.get("Phone", ""), "Salesforce Account.Phone"),
    }


def _addresses(record: Mapping[str, str]) -> Iterator[dict[str, Source]]:
    """The billing address as sequence 1; the shipping address as sequence 2 where it is another."""
    billing, shipping = (dict(_address(record, kind)) for kind in ("Billing", "Shipping"))
    plain_billing, plain_shipping = ({name: value for name, (value, _) in a.items()} for a in (billing, shipping))
    yield {"ADDRESS_SEQ_NUM": ("1", "billing address"), "DESCR": ("Billing", "billing address"), **billing}
    if any(plain_shipping.values()) and plain_shipping != plain_billing:
        yield {"ADDRESS_SEQ_NUM": ("2", "shipping address"), "DESCR": ("Shipping", "shipping address"), **shipping}


def _address(record: Mapping[str, str], kind: str) -> Iterator[tuple[str, Source]]:
    country = record.get(f"{kind}CountryCode") or record.get(f"{kind}Country", "")
    two = COUNTRY_NAMES.get(country.upper(), country.upper())
    known = COUNTRIES.get(two, two if two in COUNTRIES.values() else "")
    yield "COUNTRY", (known, f"Salesforce Account.{kind}Country{'Code' if record.get(f'{kind}CountryCode') else ''}")
    lines = [line.strip() for line in record.get(f"{kind}Street", "").splitlines() if line.strip()]
    if len(lines) > STREETS:
        lines = [*lines[: STREETS - 1], ", ".join(lines[STREETS - 1 :])]
    for number in range(STREETS):
        line = lines[number] if number < len(lines) else ""
        yield f"ADDRESS{number + 1}", (line, f"Salesforce Account.{kind}Street, line {number + 1}")
    yield "CITY", (record.get(f"{kind}City", ""), f"Salesforce Account.{kind}City")
    coded = record.get(f"{kind}StateCode", "")
    state = coded or record.get(f"{kind}State", "")
    yield "STATE", (state, f"Salesforce Account.{kind}State{'Code' if coded else ''}")
    yield "POSTAL", (record.get(f"{kind}PostalCode", ""), f"Salesforce Account.{kind}PostalCode")


def _add(profiles: Profiles, account: str, sheet: Sheet, values: Mapping[str, Source]) -> None:
    """Add a row; values that are missing or too long are listed, the latter cut."""
    row: dict[str, str] = {}
    about = {"ACCOUNT": account, "CUST_ID": values["CUST_ID"][0], "WORKSHEET": sheet.value}
    for item in LAYOUTS[sheet]:
        value, source = values[item.name]
        what = ""
        if item.longest and len(value) > item.longest:
            what = f"cut from {len(value)} to {item.longest} characters: {value}"
            value = value[: item.longest].rstrip()
        elif not value and item.needed:
            what = f"missing; it would come from {source}" if source else "missing: the account has no territory"
        if what:
            profiles.missing.append({**about, "PROPERTY": item.name, "WHAT": what})
        if value:
            profiles.sources.append({**about, "PROPERTY": item.name, "VALUE": value, "SOURCE": source})
        row[item.name] = value
    profiles.rows.setdefault(sheet, []).append(row)
