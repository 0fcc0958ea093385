"""Owners change only where another owns, and somebody covers."""

import pytest

from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.hierarchy_steps import make_case
from scenarios.publish.salesforce.member_steps import LeftAlone
from scenarios.publish.salesforce.org import account_references, read_org
from scenarios.publish.salesforce.owner_steps import owner_steps
from scenarios.publish.salesforce.settings import SalesforceSettings
from scenarios.publish.salesforce.wanted import read_wanted
from tests.scenarios.publish.salesforce.validator import FakeOrg

SETTINGS = SalesforceSettings(account_key="AccountNumber")


@pytest.fixture
def org():
    """Accounts of the plan owned by nobody known; A3 is excluded."""
    org = FakeOrg()
    for number in range(1, 7):
        excluded = "true" if number == 3 else "false"
        org.add("Account", AccountNumber=f"A{number}", IsExcludedFromRealign=excluded)
    org.add("User", Name="Ann Ray", IsActive="true")
    return org


def test_who_is_left_alone(org, results, tmp_path):
    """Excluded accounts and those nobody covers are listed; the others get their rep, known to the org or not."""
    org.export(tmp_path / "export")
    found = read_org(TargetExport(tmp_path / "export"), SETTINGS, owners=True)
    wanted = read_wanted(results, "nearest", SETTINGS, home=None, taken=frozenset())
    left = LeftAlone()
    accounts = account_references([f"A{number}" for number in range(1, 7)], SETTINGS)
    (step,) = owner_steps(make_case(wanted, found, SETTINGS), accounts, left)
    assert [account for account, _, _ in left.rows] == ["A3", "A6"]
    assert [told.split(" (")[0] for told in step.told] == [
        "give A1 to Ann Ray",
        "give A2 to Ann Ray",
        "give A4 to Bob Ox",
        "give A5 to Cy Lee",
    ]
