"""Profiles of new customers: values with their sources, gaps told, nothing cut in silence."""

from datetime import date

import pytest

from scenarios.publish.peoplesoft.customers import Code
from scenarios.publish.peoplesoft.layouts import LAYOUTS, Sheet
from scenarios.publish.peoplesoft.profiles import Profiles, add_profile
from scenarios.publish.peoplesoft.settings import PeopleSoftSettings

FULL = {
    "AccountNumber": "7",
    "Name": "Alpha",
    "BillingStreet": "1 Main St",
    "BillingCity": "Renton",
    "BillingStateCode": "WA",
    "BillingPostalCode": "98055",
    "BillingCountryCode": "US",
}
CODE = Code("NW", "WEST", "WEST", "00017")


def profile(record, customer="7", code=CODE):
    """The profile of one account."""
    profiles = Profiles()
    day = date(2027, 1, 1)
    add_profile(profiles, "A", record, customer=customer, code=code, day=day, settings=PeopleSoftSettings())
    return profiles


def test_a_full_account_lacks_nothing():
    """One address, every value with a source, nothing missing."""
    profiles = profile(FULL)
    assert profiles.missing == []
    assert {sheet: len(rows) for sheet, rows in profiles.rows.items()} == {
        Sheet.CUSTOMER: 1,
        Sheet.ADDRESS: 1,
        Sheet.REGION: 1,
        Sheet.TEAM: 1,
    }
    values = sum(bool(value) for rows in profiles.rows.values() for row in rows for value in row.values())
    assert len(profiles.sources) == values
    assert all(row["SOURCE"] for row in profiles.sources)
    assert profiles.rows[Sheet.ADDRESS][0]["COUNTRY"] == "USA"


@pytest.mark.parametrize(("given", "known"), [("Germany", "DEU"), ("GBR", "GBR"), ("us", "USA"), ("Elbonia", "")])
def test_countries(given, known):
    """Names and codes of two or three letters; an unknown one is missing."""
    record = {key: value for key, value in FULL.items() if key != "BillingCountryCode"}
    profiles = profile({**record, "BillingCountry": given})
    assert profiles.rows[Sheet.ADDRESS][0]["COUNTRY"] == known
    assert bool(profiles.missing) == (not known)


def test_a_long_street_and_a_long_name():
    """Lines beyond the fourth join it; a name is cut, and the whole of it told."""
    name = "x" * 41
    profiles = profile({**FULL, "Name": name, "BillingStreet": "a\nb\n\nc\nd\ne"})
    address = profiles.rows[Sheet.ADDRESS][0]
    assert [address[f"ADDRESS{i}"] for i in range(1, 5)] == ["a", "b", "c", "d, e"]
    assert [(row["PROPERTY"], name in row["WHAT"]) for row in profiles.missing] == [("NAME1", True)]


def test_an_account_with_nothing():
    """All a profile needs is listed; rows have every property of their layout."""
    profiles = profile({}, customer="", code=None)
    gaps = {(row["WORKSHEET"], row["PROPERTY"]) for row in profiles.missing}
    assert {("CUSTOMER", "CUST_ID"), ("CUST_ADDRESS", "CITY"), ("CUST_HIERARCHY", "PM_TERRITORY")} <= gaps
    assert ("TEAM_MEMBER", "SUPPORT_TEAM_MBR") in gaps
    for sheet, rows in profiles.rows.items():
        assert list(rows[0]) == [item.name for item in LAYOUTS[sheet]]
