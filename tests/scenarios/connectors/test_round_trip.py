"""The bundled plans go out as exports of Salesforce and PeopleSoft, come in again, and give the same instance."""

import calendar
import csv

import numpy as np
import pandas as pd
import pytest

from scenarios.connectors.record_ids import full_id
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan

API = {
    "account": "Id",
    "name": "Name",
    "number": "AccountNumber",
    "kind": "Type",
    "employees": "NumberOfEmployees",
    "country": "BillingCountryCode",
    "latitude": "BillingLatitude",
    "longitude": "BillingLongitude",
    "owner": "OwnerId",
    "beds": "Staffed_Beds__c",
    "payments": "Medicare_Payments__c",
    "of_account": "AccountId",
    "day": "CloseDate",
    "amount": "Amount",
    "stage": "StageName",
    "user": "Id",
    "rep": "Name",
    "active": "IsActive",
    "serves": "CountryCode",
}
LABELS = {
    "account": "Account ID",
    "name": "Account Name",
    "number": "Account Number",
    "kind": "Account Type",
    "employees": "Employees",
    "country": "Billing Country",
    "latitude": "Billing Latitude",
    "longitude": "Billing Longitude",
    "owner": "Account Owner ID",
    "beds": "Staffed Beds",
    "payments": "Medicare Payments",
    "of_account": "Account ID",
    "day": "Close Date",
    "amount": "Amount",
    "stage": "Stage",
    "user": "User ID",
    "rep": "Full Name",
    "active": "Active",
    "serves": "Country",
}
FOOTER = (
    '\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    '"Confidential Information - Do Not Distribute"\n'
)
WAYS = {"api18": (API, False), "api15": (API, True), "label18": (LABELS, False), "label15": (LABELS, True)}


class Export:
    """Writes the tables of an org, by API names or by labels, ids of one length."""

    def __init__(self, folder, headers, *, short):
        self.folder, self.headers, self.short = folder, headers, short
        self.report = headers is LABELS

    def id(self, prefix, number):
        """A record id; capitals and small letters both count."""
        body = f"{prefix}Ax{int(number):07d}QyZ"
        return body if self.short else full_id(body)

    def money(self, text):
        """As a report or a loader writes it."""
        return f"${float(text):,.2f} " if self.report else text

    def day(self, month):
        """Last day of a month."""
        year, number = map(int, month.split("-"))
        last = calendar.monthrange(year, number)[1]
        return f"{number}/{last}/{year}" if self.report else f"{year}-{number:02d}-{last}"

    def write(self, name, rows):
        """Write one table; a report has lines below it."""
        with (self.folder / name).open("w", newline="", encoding="utf-8-sig" if self.report else "utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL if self.report else csv.QUOTE_MINIMAL)
            writer.writerow([self.headers[key] for key in rows[0]])
            writer.writerows(row.values() for row in rows)
            file.write(FOOTER if self.report else "")


def table(example, name):
    """A bundled table as text."""
    return pd.read_csv(example_path(example).parent / name, dtype=str, keep_default_na=False).to_dict("records")


def plan_text(example, **changes):
    """The bundled plan with other words."""
    text = example_path(example).read_text(encoding="utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def facts():
    """What the bundled plans say themselves."""
    return {example: read_plan(example_path(example)) for example in (Example.RESELLERS, Example.HOSPITALS)}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def export(request, tmp_path):
    """Each way an org is exported."""
    headers, short = request.param
    return Export(tmp_path, headers, short=short)


def same(there, here, *, units, territories):
    """Both instances are the same but for the names of accounts and territories, which are told."""
    assert list(here.units.ids) == [units(label) for label in there.units.ids]
    assert list(here.territories.ids) == [territories(label) for label in there.territories.ids]
    assert here.territories.reps == there.territories.reps
    assert here.measures == there.measures
    # Bookings are added up in the order of the accounts' names, so that their sums may differ in the last bit.
    np.testing.assert_allclose(here.units.activity, there.units.activity, rtol=1e-15, atol=0)
    for name in ("places", "incumbent", "family"):
        np.testing.assert_array_equal(getattr(here.units, name), getattr(there.units, name), err_msg=name)
    for name in ("centres", "shares"):
        np.testing.assert_array_equal(getattr(here.territories, name), getattr(there.territories, name), err_msg=name)
    assert list(here.units.names) == list(there.units.names)
    assert here.unplaced == there.unplaced


def test_resellers_by_salesforce(facts, export, tmp_path):
    """701 accounts, their opportunities and thirteen users, in any way an org is exported."""
    accounts = [
        {
            "account": export.id("001", row["account"]),
            "name": row["name"],
            "kind": row["business_type"],
            "employees": row["employees"],
            "country": row["country"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "owner": export.id("005", row["owner"]) if row["owner"] else "",
        }
        for row in table(Example.RESELLERS, "accounts.csv")
    ]
    users = [
        {
            "user": export.id("005", row["territory"]),
            "rep": row["rep"],
            "active": "1",
            "serves": row["country"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
        }
        for row in table(Example.RESELLERS, "reps.csv")
    ]
    won = [
        {
            "of_account": export.id("001", row["account"]),
            "day": export.day(row["month"]),
            "amount": export.money(row["amount"]),
            "stage": "Closed Won",
        }
        for row in table(Example.RESELLERS, "bookings.csv")
    ]
    lost = {**won[-1], "stage": "Closed Lost"}
    export.write("accounts.csv", accounts)
    export.headers = {**export.headers, "latitude": "Latitude", "longitude": "Longitude"}
    export.write("users.csv", users)
    export.write("opportunities.csv", [*won, lost])
    text = plan_text(
        Example.RESELLERS,
        accounts=("accounts: accounts.csv", "accounts: {salesforce: accounts.csv}"),
        reps=("reps: reps.csv", "reps: {salesforce: users.csv}"),
        bookings=("bookings: bookings.csv", "bookings: {salesforce: opportunities.csv}"),
        kind=("business_type", "type"),
    )
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    there, here = facts[Example.RESELLERS], read_plan(tmp_path / "plan.yaml")
    whole = Export(tmp_path, API, short=False)
    same(
        there.instance,
        here.instance,
        units=lambda label: whole.id("001", label),
        territories=lambda label: whole.id("005", label),
    )
    # Whoever may serve whom comes with the countries.
    assert [scenario.criteria for scenario in here.scenarios] == [scenario.criteria for scenario in there.scenarios]


def test_hospitals_by_salesforce(facts, export, tmp_path):
    """2,789 accounts with custom fields, nobody's today."""
    rows = [
        {
            "account": export.id("001", place),
            "name": row["name"],
            "number": row["account"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "beds": row["staffed_beds"],
            "payments": row["medicare_payments"],
        }
        for place, row in enumerate(table(Example.HOSPITALS, "accounts.csv"))
    ]
    export.write("accounts.csv", rows)
    text = plan_text(
        Example.HOSPITALS,
        accounts=("accounts: accounts.csv", "accounts: {salesforce: accounts.csv}"),
        payments=("column: medicare_payments", f"column: {export.headers['payments']}"),
        beds=("column: staffed_beds", f"column: {export.headers['beds']}"),
    )
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    there, here = facts[Example.HOSPITALS].instance, read_plan(tmp_path / "plan.yaml").instance
    whole = Export(tmp_path, API, short=False)
    place_of = {label: place for place, label in enumerate(there.units.ids)}
    same(there, here, units=lambda label: whole.id("001", place_of[label]), territories=lambda label: label)


HEADINGS = {
    "SETID": "Set ID",
    "CUST_ID": "Customer ID",
    "NAME1": "Name 1",
    "CUST_STATUS": "Customer Status",
    "ADDRESS_SEQ_NUM": "Address Sequence Number",
    "SOLD_TO_ADDR": "Sold To",
    "EFFDT": "Effective Date",
    "EFF_STATUS": "Status as of Effective Date",
    "COUNTRY": "Country",
    "PM_REGION": "Region",
    "PM_TERRITORY": "Territory",
}


@pytest.fixture(params=[False, True], ids=["fields", "headings"])
def extract(request, tmp_path):
    """Write a record, by field names or by the headings of a query."""

    def write(name, rows):
        headers = [HEADINGS.get(key, key) if request.param else key for key in rows[0]]
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(row.values() for row in rows)

    return write


def dated(row, *, before, now, after):
    """Rows in effect before, today and later; the one before has gone, the one to come does not count yet."""
    key = {"SETID": "SHARE", "CUST_ID": row["account"]}
    days = (("31-DEC-2010", before), ("2013-06-30", now), ("2099-01-01", after))
    return [{**key, "EFFDT": day, "EFF_STATUS": "A", **cells} for day, cells in days]


def customers(rows, *own):
    """PS_CUSTOMER: those of the plan with its own columns, and some that do not count."""
    kept = [
        {"SETID": "SHARE", "CUST_ID": row["account"], "NAME1": row["name"], "CUST_STATUS": "A"}
        | {name: row[name] for name in own}
        for row in rows
    ]
    gone = {**kept[0], "CUST_ID": "GONE", "CUST_STATUS": "I"}
    return [*kept, gone, {**kept[0], "SETID": "OTHER"}]


def test_resellers_by_peoplesoft(facts, extract, tmp_path):
    """Customers, dated addresses and dated territories of today: the same accounts under their own numbers."""
    rows = table(Example.RESELLERS, "accounts.csv")
    extract("ps_customer.csv", customers(rows, "business_type", "employees", "latitude", "longitude"))
    places = []
    for row in rows:
        here, away = {"COUNTRY": row["country"]}, {"COUNTRY": "ZZ"}
        for number, cells in (("1", away), ("2", here)):
            places += [{"ADDRESS_SEQ_NUM": number, **line} for line in dated(row, before=away, now=cells, after=away)]
    extract("ps_cust_address.csv", places)
    uses = [
        {"SETID": "SHARE", "CUST_ID": row["account"], "ADDRESS_SEQ_NUM": number, "SOLD_TO_ADDR": flag}
        for row in rows
        for number, flag in (("1", "N"), ("2", "Y"))
    ]
    extract("ps_cust_addr_seq.csv", uses)
    lines = []
    for row in rows:
        region = {"PM_REGION": row["country"]}
        was, now = ({**region, "PM_TERRITORY": territory} for territory in ("OLD", row["owner"]))
        lines += dated(row, before=was, now=now, after=was)
    extract("cust_hierarchy.csv", lines)
    for name in ("reps.csv", "bookings.csv"):
        (tmp_path / name).write_bytes((example_path(Example.RESELLERS).parent / name).read_bytes())
    source = (
        "accounts: {peoplesoft: {customers: ps_customer.csv, addresses: ps_cust_address.csv, "
        "sequence: ps_cust_addr_seq.csv, hierarchy: cust_hierarchy.csv, setid: SHARE, as_of: 2013-11-30}}"
    )
    text = plan_text(Example.RESELLERS, accounts=("accounts: accounts.csv", source))
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    there, here = facts[Example.RESELLERS], read_plan(tmp_path / "plan.yaml")
    same(there.instance, here.instance, units=str, territories=str)
    assert [scenario.criteria for scenario in here.scenarios] == [scenario.criteria for scenario in there.scenarios]


def test_hospitals_by_peoplesoft(facts, extract, tmp_path):
    """Customers alone, with zeros in front of their numbers and columns of our own."""
    rows = table(Example.HOSPITALS, "accounts.csv")
    extract("ps_customer.csv", customers(rows, "latitude", "longitude", "staffed_beds", "medicare_payments"))
    source = "accounts: {peoplesoft: {customers: ps_customer.csv, setid: SHARE, as_of: 2026-12-31}}"
    text = plan_text(Example.HOSPITALS, accounts=("accounts: accounts.csv", source))
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    there, here = facts[Example.HOSPITALS].instance, read_plan(tmp_path / "plan.yaml").instance
    same(there, here, units=str, territories=str)
