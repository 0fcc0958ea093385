"""Members and forecast managers by difference."""

import pytest

from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.hierarchy_steps import make_case
from scenarios.publish.salesforce.member_steps import forecast_steps, member_steps
from scenarios.publish.salesforce.names import developer_names
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.settings import SalesforceSettings
from scenarios.publish.salesforce.wanted import read_wanted
from tests.scenarios.publish.salesforce.validator import FakeOrg

SETTINGS = SalesforceSettings(account_key="AccountNumber", model="FY27")


@pytest.fixture
def org():
    """North-West has Ann as member and manager, and Old as a member besides."""
    org = FakeOrg()
    model = org.add("Territory2Model", DeveloperName="FY27", Name="FY27", State="Planning")
    ann, old = (org.add("User", Name=name, IsActive="true") for name in ("Ann Ray", "Old"))
    name = read_name("North-West")
    place = org.add("Territory2", Name="North-West", DeveloperName=name, Territory2ModelId=model, ForecastUserId=ann)
    for user in (ann, old):
        org.add("UserTerritory2Association", UserId=user, Territory2Id=place, RoleInTerritory2="Any")
    return org


def read_name(label):
    """DeveloperName the plan gives a label; it shares its letters with another."""
    return developer_names(["North-West", "North West"])[label]


def find(org, results, tmp_path):
    """Steps against the org."""
    org.export(tmp_path / "export")
    found = read_org(TargetExport(tmp_path / "export"), SETTINGS)
    case = make_case(read_wanted(results, "nearest", SETTINGS, home=None, taken=frozenset()), found, SETTINGS)
    return case, member_steps(case)


def test_members_by_difference(org, results, tmp_path):
    """Without a role in the settings any role will do; who is not in the plan goes last; the others come."""
    case, members = find(org, results, tmp_path)
    changed, joined = members.first
    assert [len(changed.rows), len(joined.rows), len(members.last[0].rows)] == [0, 2, 1]
    assert members.last[0].told == ("take Old from North-West",)
    (managers,) = forecast_steps(case, members.touched)
    assert sorted(managers.told) == ["Bob Ox forecasts North West", "Cy Lee forecasts 7 =Lakes"]


def test_a_member_who_is_there_twice(org, results, tmp_path):
    """The second goes at once, and the manager is not lost by it."""
    row = next(iter(org.records["UserTerritory2Association"].values()))
    org.add("UserTerritory2Association", **row)
    case, members = find(org, results, tmp_path)
    assert len(members.first[0].rows) == 1
    assert members.first[0].at_once
    (managers,) = forecast_steps(case, members.touched)
    assert "Ann Ray forecasts North-West" in managers.told
