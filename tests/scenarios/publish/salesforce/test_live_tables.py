"""The org itself is the same table an export would be."""

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.live import BULK_ABOVE, connect
from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce import SalesforceSettings
from scenarios.publish.salesforce.live_tables import LiveTables, asked_of
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.rows import Thing
from tests.scenarios.publish.salesforce.conftest import LIVE

ALL = asked_of(LIVE, owners=False)


class Fields:
    """An object of two fields and as many rows as said."""

    def __init__(self, count):
        self.size, self.asked = count, []

    def fields(self, _record):
        return [{"name": "Id"}, {"name": "Number__c"}]

    def count(self, _record, _where):
        return self.size

    def rows(self, soql):
        self.asked.append(soql)
        return [{"Id": "1", "Number__c": None}, {"Id": "2", "Number__c": True}, {"Id": "3", "Number__c": 5.5}]

    def bulk_rows(self, record, _soql):
        self.asked.append(f"bulk {record}")
        return [{"Id": "1", "Number__c": "'=x"}]


def test_it_reads_what_an_export_has(served, tmp_path):
    """Pages, numbers, truths and nothings come out as the loader's own export has them."""
    org = served.org
    kind = org.add("Territory2Type", DeveloperName="Sales", MasterLabel="Sales", Priority="1")
    model = org.add("Territory2Model", DeveloperName="M", Name="'=M", State="Planning")
    levels = {"AccountAccessLevel": "Edit", "CaseAccessLevel": "Read", "OpportunityAccessLevel": "Edit"}
    place = org.add("Territory2", Name="N", DeveloperName="N", Territory2ModelId=model, Territory2TypeId=kind, **levels)
    org.add("UserTerritory2Association", UserId=next(iter(org.records["User"])), Territory2Id=place)
    org.export(tmp_path)
    live = read_org(LiveTables(connect("SALESFORCE"), ALL), LIVE)
    exported = read_org(TargetExport(tmp_path), LIVE)
    for thing in Thing:
        pd.testing.assert_frame_equal(live.records[thing], exported.records[thing], check_dtype=False)
    assert live.ids == exported.ids
    assert any("-4" in call for call in served.calls)


def test_many_rows_come_by_a_job(served, monkeypatch):
    """The same by Bulk API 2.0."""
    slow = LiveTables(connect("SALESFORCE"), ALL).table("Account", ["Id", "AccountNumber", "IsExcludedFromRealign"])
    monkeypatch.setattr("scenarios.publish.salesforce.live_tables.BULK_ABOVE", 3)
    fast = LiveTables(connect("SALESFORCE"), ALL).table("Account", ["Id", "AccountNumber", "IsExcludedFromRealign"])
    pd.testing.assert_frame_equal(slow, fast)
    assert "POST jobs/query" in served.calls


def test_values_are_text():
    """Nothing is blank, truths are words; above two thousand rows it is a job, and a guard comes off."""
    few, many = Fields(BULK_ABOVE), Fields(BULK_ABOVE + 1)
    tables = LiveTables(few, frozenset(["X"]))
    assert tables.table("X", ["Id"], ["number__c", "Other"]).to_numpy().tolist() == [
        ["1", "", ""],
        ["2", "true", ""],
        ["3", "5.5", ""],
    ]
    assert few.asked == ["SELECT Id, Number__c FROM X"]
    assert LiveTables(many, frozenset(["X"])).table("X", ["Number__c"]).to_numpy().tolist() == [["=x"]]


def test_a_field_that_is_not_there():
    """A required one is told; an object that does not matter is not asked about."""
    tables = LiveTables(Fields(1), frozenset(["X"]))
    with pytest.raises(InputError, match=r"Salesforce X, column 'Nr': there is no such field"):
        tables.table("X", ["Id", "Nr"])
    assert tables.table("Y", ["Id"], ["Nr"]).columns.tolist() == ["Id", "Nr"]


def test_what_matters():
    """Owners need accounts and users; an org without forecasts is not asked for quotas."""
    assert asked_of(LIVE, owners=True) == {"User", "Account"}
    assert "ForecastingQuota" in ALL
    assert asked_of(SalesforceSettings(), owners=False) == ALL - {"ForecastingQuota", "ForecastingType"}
