"""An export is read as it is: ids of either length, inactive users left out, what cannot be told apart told."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.org import account_references, read_org
from scenarios.publish.salesforce.rows import Reference, Thing
from scenarios.publish.salesforce.settings import SalesforceSettings
from tests.scenarios.publish.salesforce.validator import FakeOrg, checked_id

SETTINGS = SalesforceSettings(account_key="AccountNumber")


@pytest.fixture
def org():
    """Two users, one of them inactive, and an account."""
    org = FakeOrg()
    org.add("User", Name="Ann", IsActive="true")
    org.add("User", Name="Old", IsActive="false")
    org.add("Account", AccountNumber="1", IsExcludedFromRealign="TRUE")
    return org


@pytest.mark.parametrize("short", [False, True])
def test_ids_are_found_by_key(org, tmp_path, short):
    """Keys lead to ids in 18 characters; inactive users to none; excluded accounts are known."""
    org.export(tmp_path, short=short)
    found = read_org(TargetExport(tmp_path), SETTINGS)
    assert found.find(Reference(Thing.USER, "Ann")) == next(iter(org.records["User"]))
    assert found.find(Reference(Thing.USER, "Old")) is None
    assert found.excluded == frozenset(org.records["Account"])
    assert found.key(Reference(Thing.USER, "Old")) == Reference(Thing.USER, "Old")


def test_keys_two_records_share_are_told(org, tmp_path):
    """Two active users of one name cannot be told apart."""
    org.add("User", Name="Ann", IsActive="true")
    org.export(tmp_path)
    with pytest.raises(InputError, match=r"two records have this Name.*'Ann'"):
        read_org(TargetExport(tmp_path), SETTINGS)


def test_ids_that_excel_changed_are_told(org, tmp_path):
    """An id that lost its capitals is restored from its last three letters; one they do not fit is none."""
    org.export(tmp_path)
    text = (tmp_path / "User.csv").read_text().splitlines()
    (tmp_path / "User.csv").write_text("\n".join([text[0], text[1].lower().replace(",ann", ",Ann")]))
    assert set(read_org(TargetExport(tmp_path), SETTINGS).records[Thing.USER]["Id"]) <= set(org.records["User"])
    (tmp_path / "User.csv").write_text("\n".join([text[0], text[1].replace(text[1][15:18], "AA9")]))
    with pytest.raises(InputError, match="ids are none"):
        read_org(TargetExport(tmp_path), SETTINGS)


def test_accounts_by_id_or_key():
    """Ids of accounts in either length are taken as they are; other labels need a key."""
    short = "001000000000AbC"
    assert account_references([short], SalesforceSettings()) == {short: checked_id(short)}
    assert account_references(["7"], SETTINGS) == {"7": Reference(Thing.ACCOUNT, "7")}
    with pytest.raises(InputError, match="account_key"):
        account_references(["005000000000AbC"], SalesforceSettings())
