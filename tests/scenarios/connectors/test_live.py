"""Records of an org, without one: the calls are recorded."""

from __future__ import annotations

import sys

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.live import BULK_ABOVE, LiveRecords, connect
from scenarios.connectors.record_ids import full_id
from scenarios.connectors.salesforce import salesforce_files

A, U = full_id("001000000000001"), full_id("005000000000001")
FIELDS = {
    "Account": ["Id", "Name", "OwnerId", "BillingLatitude", "BillingLongitude", "Potential__c", "Secret__c"],
    "User": ["Id", "Name", "IsActive"],
    "Opportunity": ["Id", "AccountId", "CloseDate", "Amount", "StageName", "IsWon"],
}


class FakeOrg:
    """An org of one account, as often as asked for."""

    def __init__(self, count=1):
        self.size, self.asked = count, []

    def fields(self, record):
        related = {"OwnerId": "Owner", "AccountId": "Account"}
        return [{"name": name, "relationshipName": related.get(name)} for name in FIELDS[record]]

    def count(self, record, where):
        self.asked.append(f"count {record}{where}")
        return self.size

    def rows(self, soql):
        self.asked.append(soql)
        if "FROM Account" in soql:
            return [{"Id": A, "Name": "Acme", "Owner": {"Name": "Ann"}, "OwnerId": U, "Potential__c": 5.0}]
        if "FROM User" in soql:
            return [{"Id": U, "Name": "Ann", "IsActive": True}]
        return [{"AccountId": A, "CloseDate": "2026-03-31", "Amount": 7.0, "IsWon": True, "Id": "006000000000001"}]

    def bulk_rows(self, record, soql):
        self.asked.append(f"bulk {record}")
        return [{"Id": A, "Name": "Acme", "Owner.Name": "Ann", "OwnerId": U}] if "Account" in soql else []


def files(org, *wanted):
    return salesforce_files().with_records(LiveRecords(org, wanted))


def test_only_the_needed_fields_are_asked_for():
    """Fields come from describe(): those of the mapping that are there, and those wanted; no others."""
    org = FakeOrg()
    frame = files(org, "Potential__c").accounts(None).frame
    fields = "Id, Name, Owner.Name, OwnerId, BillingLatitude, BillingLongitude, Potential__c"
    assert org.asked[0] == "count Account"
    assert org.asked[1].split(" FROM ") == [f"SELECT {fields}", "Account"]
    assert frame[["account", "owner", "Potential__c"]].to_numpy().tolist() == [[A, U, 5.0]]


def test_many_rows_go_by_bulk():
    """Above two thousand rows the query is a bulk job."""
    org = FakeOrg(BULK_ABOVE + 1)
    assert files(org).accounts(None).frame["owner"].tolist() == [U]
    assert org.asked[1] == "bulk Account"
    assert FakeOrg(BULK_ABOVE).size == BULK_ABOVE


def test_bookings_and_users():
    """Only won opportunities and active users are asked for."""
    org = FakeOrg()
    assert files(org).opportunities(None).frame.to_numpy().tolist() == [[A, "2026-03-31", 7.0]]
    assert files(org).users(None).frame["rep"].tolist() == ["Ann"]
    assert "count Opportunity WHERE IsWon = true" in org.asked
    assert any(soql.endswith("FROM User WHERE IsActive = true") for soql in org.asked)


def test_a_field_that_is_not_there():
    """It is told with the one that comes close, before anything is read."""
    org = FakeOrg()
    with pytest.raises(InputError, match="Did you mean 'Potential__c'"):
        files(org, "Potental__c").accounts(None)
    assert not any(soql.startswith("SELECT") for soql in org.asked)


def test_without_the_extra(monkeypatch):
    """Where the client is not installed, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "simple_salesforce", None)
    with pytest.raises(InputError, match=r"territory-optimizer\[salesforce\]"):
        connect("CRM")
