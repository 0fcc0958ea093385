"""Quotas by difference: amounts in place, all else by delete and insert, what is another plan's not at all."""

from dataclasses import replace

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.hierarchy_steps import make_case
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.quota_steps import quota_steps
from scenarios.publish.salesforce.settings import QuotaOf, SalesforceSettings
from scenarios.publish.salesforce.wanted import read_wanted
from tests.scenarios.publish.salesforce.validator import FakeOrg

SETTINGS = SalesforceSettings(
    account_key="AccountNumber", forecasting_type="Revenue", quota_of=QuotaOf.USER, currency="USD"
)


@pytest.fixture
def org(results):
    """An org that has the quotas of the plan by user already."""
    org = FakeOrg()
    types = [org.add("ForecastingType", DeveloperName=name) for name in ("Revenue", "Other")]
    users = {name: org.add("User", Name=name, IsActive="true") for name in ("Ann Ray", "Bob Ox", "Cy Lee")}
    for row in results.rows("quotas", "nearest").to_dict("records"):
        org.add(
            "ForecastingQuota",
            QuotaOwnerId=users[row["rep"]],
            ForecastingTypeId=types[0],
            StartDate=f"{row['period']}-01",
            QuotaAmount=f"{row['amount'] / 100:.2f}",
            CurrencyIsoCode="USD",
        )
    return org


def steps(org, results, tmp_path, settings=SETTINGS):
    """Numbers of deletes, inserts and updates."""
    org.export(tmp_path / "export")
    found = read_org(TargetExport(tmp_path / "export"), settings)
    wanted = read_wanted(results, "nearest", settings, home=None, taken=frozenset())
    return [len(step.rows) for step in quota_steps(make_case(wanted, found, settings))]


def test_what_is_there_stays(org, results, tmp_path):
    """The same amounts in other writing are the same."""
    for row in org.records["ForecastingQuota"].values():
        row["QuotaAmount"] = f"{float(row['QuotaAmount']):.4f}"
        row["StartDate"] += "T00:00:00.000Z"
    assert steps(org, results, tmp_path) == [0, 0, 0]


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"QuotaAmount": "1"}, [0, 0, 1]),
        ({"QuotaAmount": ""}, [0, 0, 1]),
        ({"CurrencyIsoCode": "EUR"}, [0, 0, 1]),
        ({"ProductFamily": "Bikes"}, [0, 1, 0]),
        ({"StartDate": "2026-12-01"}, [0, 1, 0]),
    ],
)
def test_one_that_differs(org, results, tmp_path, change, counts):
    """An amount or currency is changed in place; one of another family or month is not ours, so ours is created."""
    next(iter(org.records["ForecastingQuota"].values())).update(change)
    assert steps(org, results, tmp_path) == counts


def test_doubles_and_strangers(org, results, tmp_path):
    """A second quota of the same key goes; one of another type or of another user stays."""
    first = next(iter(org.records["ForecastingQuota"].values()))
    other = list(org.records["ForecastingType"])[1]
    org.add("ForecastingQuota", **first)
    org.add("ForecastingQuota", **{**first, "ForecastingTypeId": other})
    org.add("ForecastingQuota", **{**first, "QuotaOwnerId": org.add("User", Name="X", IsActive="true")})
    assert steps(org, results, tmp_path) == [1, 0, 0]


def test_a_plan_without_quotas(org, results, tmp_path):
    """Nothing is asked for, nothing is touched."""
    assert steps(org, results, tmp_path, replace(SETTINGS, forecasting_type="")) == []


def test_dates_that_excel_changed(org, results, tmp_path):
    """A date in another form is told."""
    next(iter(org.records["ForecastingQuota"].values()))["StartDate"] = "1/1/2027"
    with pytest.raises(InputError, match="no date such as"):
        steps(org, results, tmp_path)
