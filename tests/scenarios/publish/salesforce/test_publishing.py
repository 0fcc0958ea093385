"""A plan goes into an org in load order, all of it, once: the second publication finds nothing to do."""

import csv
from dataclasses import replace

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.difference import Verb
from scenarios.publish.folder import ResultFolder
from scenarios.publish.salesforce import SalesforceSettings, publish_salesforce
from scenarios.publish.salesforce.settings import Level, QuotaIn, QuotaOf
from tests.scenarios.publish.salesforce.validator import FakeOrg, RefusedError

SETTINGS = SalesforceSettings(
    account_key="AccountNumber", forecasting_type="TerritoryRevenue", currency="USD", role="Rep"
)


@pytest.fixture
def org():
    """An org with the accounts and users of the plan, and no territories."""
    org = FakeOrg()
    for number in range(1, 7):
        org.add("Account", AccountNumber=f"A{number}", Name=f"Account {number}", IsExcludedFromRealign="false")
    for name in ("Ann Ray", "Bob Ox", "Cy Lee"):
        org.add("User", Name=name, IsActive="true")
    org.add("ForecastingType", DeveloperName="TerritoryRevenue")
    return org


def publish(org, results, tmp_path, *, settings=SETTINGS, scenario="nearest", short=False, owners_only=False):
    """Export the org, publish against the export."""
    org.export(tmp_path / "export", short=short)
    folder = ResultFolder(tmp_path / "load")
    return publish_salesforce(
        results,
        scenario,
        folder,
        settings=settings,
        home=tmp_path,
        current=tmp_path / "export",
        owners_only=owners_only,
    )


def publish_to_the_end(org, results, tmp_path, **choices):
    """Publish and load in turns until nothing is left to load; gives the number of rounds."""
    for round_ in range(1, 9):
        difference = publish(org, results, tmp_path, **choices)
        if not org.load_folder(tmp_path / "load"):
            assert difference.empty, str(difference)
            return round_
    raise AssertionError("never ends")


def assigned(org):
    """Account number -> names of its territories."""
    names = {key: row["Name"] for key, row in org.records["Territory2"].items()}
    found = {}
    for row in org.records["ObjectTerritory2Association"].values():
        number = org.records["Account"][row["ObjectId"]]["AccountNumber"]
        found.setdefault(number, []).append(names[row["Territory2Id"]])
    return found


def listed(path):
    """Rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("short", [False, True])
def test_published_twice_nothing_is_left(org, results, tmp_path, short):
    """Three rounds bring an empty org to the plan; the fourth has an empty difference, and no files."""
    assert publish_to_the_end(org, results, tmp_path, short=short) == 4
    assert assigned(org) == {
        "A1": ["North-West"],
        "A2": ["North-West"],
        "A3": ["North West"],
        "A4": ["North West"],
        "A5": ["7 =Lakes"],
    }
    managers = {
        row["Name"]: org.records["User"][row["ForecastUserId"]]["Name"] for row in org.records["Territory2"].values()
    }
    assert managers == {"North-West": "Ann Ray", "North West": "Bob Ox", "7 =Lakes": "Cy Lee"}
    cents = [int(row["QuotaAmount"].replace(".", "")) for row in org.records["ForecastingQuota"].values()]
    assert (len(cents), sum(cents)) == (6, 100_001)
    assert publish(org, results, tmp_path, short=short).empty
    assert sorted(path.name for path in (tmp_path / "load").iterdir()) == [
        "difference.csv",
        "difference.txt",
        "left_alone.csv",
        "load_order.csv",
    ]


def test_without_an_export_only_what_needs_no_id_is_ready(results, tmp_path):
    """Files exist before any record does: type and model at the top, all else in waiting with keys for ids."""
    difference = publish_salesforce(results, "nearest", ResultFolder(tmp_path / "load"), settings=SETTINGS)
    top = sorted(path.name for path in (tmp_path / "load").glob("0*.csv"))
    assert top == ["01_Territory2Type_insert.csv", "02_Territory2Model_insert.csv"]
    waiting = listed(tmp_path / "load" / "waiting" / "05_ObjectTerritory2Association_insert.csv")
    assert waiting[0]["ObjectId or key of Account"] == "A1"
    assert difference.counts()["ObjectTerritory2Association"][Verb.CREATE] == 5
    assert "wait for ids" in str(difference)


def test_another_plan_moves_by_difference(org, results, tmp_path):
    """Going over to another scenario touches only what differs: accounts by insert and delete, amounts in place."""
    publish_to_the_end(org, results, tmp_path, scenario="today")
    before = set(org.records["ObjectTerritory2Association"])
    org.loaded.clear()
    assert publish_to_the_end(org, results, tmp_path) == 2
    operations = {pair: org.loaded.count(pair) for pair in dict.fromkeys(org.loaded)}
    assert (
        operations["ObjectTerritory2Association", "insert"] == operations["ObjectTerritory2Association", "delete"] == 2
    )
    assert len(before & set(org.records["ObjectTerritory2Association"])) == 3
    assert ("ForecastingQuota", "insert") not in operations
    assert ("Territory2", "update") not in operations


def test_excluded_accounts_are_left_alone(org, results, tmp_path):
    """An account excluded from realignment is neither assigned nor unassigned, and is listed."""
    publish_to_the_end(org, results, tmp_path, scenario="today")
    account = next(row for row in org.records["Account"].values() if row["AccountNumber"] == "A4")
    account["IsExcludedFromRealign"] = "true"
    publish_to_the_end(org, results, tmp_path)
    assert assigned(org)["A4"] == ["North-West"]
    left = listed(tmp_path / "load" / "left_alone.csv")
    assert [row["account"] for row in left] == ["A4"]
    assert "IsExcludedFromRealign" in left[0]["reason"]


def test_assignments_by_rule_stay_and_doubles_go(org, results, tmp_path):
    """A double is removed, one by rule in the right place will do, one by rule elsewhere is listed, not deleted."""
    publish_to_the_end(org, results, tmp_path)
    places = {row["Name"]: key for key, row in org.records["Territory2"].items()}
    accounts = {row["AccountNumber"]: key for key, row in org.records["Account"].items()}
    rule = "Territory2AssignmentRule"
    org.add(
        "ObjectTerritory2Association", ObjectId=accounts["A1"], Territory2Id=places["North-West"], AssociationCause=rule
    )
    org.add(
        "ObjectTerritory2Association", ObjectId=accounts["A2"], Territory2Id=places["7 =Lakes"], AssociationCause=rule
    )
    difference = publish(org, results, tmp_path)
    assert [change.told for change in difference.changes] == ["unassign A1 from North-West"]
    assert [row["account"] for row in listed(tmp_path / "load" / "left_alone.csv")] == ["A2"]
    org.load_folder(tmp_path / "load")
    assert publish(org, results, tmp_path).empty


def test_reps_change_hands(org, results, tmp_path):
    """Another rep, another role: members by delete and insert, forecast manager and quotas after them."""
    publish_to_the_end(org, results, tmp_path)
    user = org.add("User", Name="Dee New", IsActive="true")
    territories = results.tables["territories"].assign(rep=lambda f: f["rep"].replace("Bob Ox", "Dee New"))
    quotas = results.tables["quotas"].assign(rep=lambda f: f["rep"].replace("Bob Ox", "Dee New"))
    other = replace(results, tables={**results.tables, "territories": territories, "quotas": quotas})
    publish_to_the_end(org, other, tmp_path, settings=replace(SETTINGS, role="Owner"))
    place = next(row for row in org.records["Territory2"].values() if row["Name"] == "North West")
    assert place["ForecastUserId"] == user
    assert {row["RoleInTerritory2"] for row in org.records["UserTerritory2Association"].values()} == {"Owner"}
    assert len(org.records["UserTerritory2Association"]) == 3
    assert ("ForecastingQuota", "delete") in org.loaded


def test_parents_come_before_children(org, results, tmp_path):
    """A hierarchy is created level by level, and taken away children first."""
    rows = ["territory,parent", "North-West,West", "North West,West", "West,All", "7 =Lakes,All", "All,"]
    (tmp_path / "tree.csv").write_text("\n".join(rows))
    # The first cell of a territory that is named like a formula stays text; the plan's own label finds it.
    deep = replace(SETTINGS, hierarchy="tree.csv")
    publish_to_the_end(org, results, tmp_path, settings=deep)
    parents = {row["Name"]: row.get("ParentTerritory2Id") for row in org.records["Territory2"].values()}
    names = {key: row["Name"] for key, row in org.records["Territory2"].items()}
    assert {name: names.get(parent) for name, parent in parents.items()} == {
        "All": None,
        "West": "All",
        "7 =Lakes": "All",
        "North-West": "West",
        "North West": "West",
    }
    publish_to_the_end(org, results, tmp_path)
    assert sorted(row["Name"] for row in org.records["Territory2"].values()) == ["7 =Lakes", "North West", "North-West"]
    assert not any(row.get("ParentTerritory2Id") for row in org.records["Territory2"].values())


def test_names_of_other_models_are_not_taken(org, results, tmp_path):
    """Territories of last year's model keep their names; the new ones get others."""
    model = org.add("Territory2Model", DeveloperName="FY26", Name="FY26", State="Active")
    kind = org.add("Territory2Type", DeveloperName="Old", MasterLabel="Old", Priority="7")
    fields = {"AccountAccessLevel": "Edit", "CaseAccessLevel": "Read", "OpportunityAccessLevel": "Edit"}
    org.add(
        "Territory2",
        **fields,
        Name="Lakes",
        DeveloperName="Territory_7_Lakes",
        Territory2ModelId=model,
        Territory2TypeId=kind,
    )
    publish_to_the_end(org, results, tmp_path)
    assert sum(row["Territory2ModelId"] == model for row in org.records["Territory2"].values()) == 1
    assert publish(org, results, tmp_path).empty


def test_quotas_by_user_and_in_pieces(org, results, tmp_path):
    """A forecast type by user has no territory on its quotas; quantities are sent as such."""
    settings = replace(SETTINGS, quota_of=QuotaOf.USER, quota_in=QuotaIn.QUANTITY, product_family="Bikes", currency="")
    publish_to_the_end(org, results, tmp_path, settings=settings)
    quotas = list(org.records["ForecastingQuota"].values())
    assert all("Territory2Id" not in row and row["ProductFamily"] == "Bikes" for row in quotas)
    assert all("QuotaAmount" not in row and row["QuotaQuantity"] for row in quotas)
    # Another family has quotas of its own beside these.
    publish_to_the_end(org, results, tmp_path, settings=replace(settings, product_family="Parts"))
    assert len(org.records["ForecastingQuota"]) == 2 * len(quotas)


def test_owners_instead(org, results, tmp_path):
    """Without territory management, one file changes the owners that differ, and no more."""
    org.records["Account"][next(iter(org.records["Account"]))]["OwnerId"] = next(iter(org.records["User"]))
    difference = publish(org, results, tmp_path, owners_only=True)
    assert difference.counts() == {"Account": {Verb.CREATE: 0, Verb.CHANGE: 4, Verb.REMOVE: 0}}
    org.load_folder(tmp_path / "load")
    assert publish(org, results, tmp_path, owners_only=True).empty


def test_owners_ask_for_accounts_and_users_alone(org, results, tmp_path):
    """Objects of territory management that no export has are not missed where only owners change."""
    export = tmp_path / "export"
    org.export(export)
    for file in export.iterdir():
        if file.name not in ("Account.csv", "User.csv"):
            file.unlink()
    folder = ResultFolder(tmp_path / "load")
    choices = {"settings": SETTINGS, "home": tmp_path, "current": export}
    owners = publish_salesforce(results, "nearest", folder, owners_only=True, **choices)
    assert not any("taken as empty" in note for note in owners.notes)
    territories = publish_salesforce(results, "nearest", folder, **choices)
    assert any("Territory2Model.csv: taken as empty" in note for note in territories.notes)


def test_limits_are_told_before_anything_is_written(org, results, tmp_path):
    """Too many territories and models are named with by how much; no file appears."""
    for year in (25, 26):
        org.add("Territory2Model", DeveloperName=f"FY{year}", Name=f"FY{year}", State="Active")
    with pytest.raises(
        InputError, match=r"3 territory models are 1 more than Enterprise(.|\n)*3 territories are 1 more"
    ):
        publish(org, results, tmp_path, settings=replace(SETTINGS, most_territories=2))
    assert not list((tmp_path / "load").iterdir())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type_priority": 7}, "has this priority already"),
        ({"account_key": ""}, "no Salesforce ids"),
        ({"user_key": "Email"}, "this column is missing"),
        ({"hierarchy": "circle.csv"}, "above themselves"),
    ],
)
def test_what_does_not_fit_is_told(org, results, tmp_path, change, message):
    """Settings that contradict the org or the plan name what is wrong."""
    org.add("Territory2Type", DeveloperName="Old", MasterLabel="Old", Priority="7")
    (tmp_path / "circle.csv").write_text("territory,parent\nNorth-West,A\nA,B\nB,A\n")
    with pytest.raises(InputError, match=message):
        publish(org, results, tmp_path, settings=replace(SETTINGS, **change))


def test_the_validator_refuses():
    """The checks of this file can fail: each rule of the miniature org refuses what breaks it."""
    org = FakeOrg()
    kind, model = (
        org.add("Territory2Type", DeveloperName="T", Priority="1"),
        org.add("Territory2Model", DeveloperName="M"),
    )
    good = {
        "Name": "N",
        "DeveloperName": "N_1",
        "Territory2ModelId": model,
        "Territory2TypeId": kind,
        "AccountAccessLevel": "Edit",
        "CaseAccessLevel": "Read",
        "OpportunityAccessLevel": "Edit",
    }
    bad = [{"DeveloperName": name} for name in ("1a", "a__b", "a_", "a b", "")]
    bad += [{"AccountAccessLevel": "Full"}, {"Territory2ModelId": model[:15]}, {"Colour": "red"}, {"Name": "x" * 81}]
    for change in bad:
        with pytest.raises(RefusedError):
            org.insert("Territory2", {**good, **change})
    org.insert("Territory2", dict(good))
    with pytest.raises(RefusedError):
        org.insert("Territory2", {**good, "DeveloperName": "n_1"})
    key, user = next(iter(org.records["Territory2"])), org.add("User", Name="U")
    with pytest.raises(RefusedError):
        org.update("Territory2", {"Id": key, "ForecastUserId": user})


def test_who_is_not_there_is_named(org, results, tmp_path):
    """A rep who left and an account that was deleted wait by name; all else is loaded and the rest stays told."""
    next(iter(org.records["User"].values()))["IsActive"] = "false"
    del org.records["Account"][next(iter(org.records["Account"]))]
    for _ in range(3):
        difference = publish(org, results, tmp_path)
        org.load_folder(tmp_path / "load")
    told = str(difference)
    assert "1 reps are no active users of the org: Ann Ray." in told
    assert "1 accounts are not in the org: A1." in told
    difference = publish(org, results, tmp_path)
    counts = {thing: counted[Verb.CREATE] for thing, counted in difference.counts().items()}
    assert counts["ObjectTerritory2Association"] == counts["UserTerritory2Association"] == 1
    assert not list((tmp_path / "load").glob("0*.csv"))


def test_a_rep_who_left_by_user(org, results, tmp_path):
    """Quotas by user wait for the one who is no active user; those of the others are loaded."""
    next(iter(org.records["User"].values()))["IsActive"] = "false"
    for _ in range(4):
        publish(org, results, tmp_path, settings=replace(SETTINGS, quota_of=QuotaOf.USER))
        org.load_folder(tmp_path / "load")
    assert len(org.records["ForecastingQuota"]) == 4


def test_accounts_without_territory_lose_theirs(org, results, tmp_path):
    """An account the plan knows and gives to nobody is unassigned; one it does not know stays."""
    publish_to_the_end(org, results, tmp_path)
    places = {row["Name"]: key for key, row in org.records["Territory2"].items()}
    known = next(key for key, row in org.records["Account"].items() if row["AccountNumber"] == "A6")
    strange = org.add("Account", AccountNumber="X", IsExcludedFromRealign="false")
    for account in (known, strange):
        manual = {"ObjectId": account, "Territory2Id": places["North West"], "AssociationCause": "Territory2Manual"}
        org.add("ObjectTerritory2Association", **manual)
    difference = publish(org, results, tmp_path)
    assert [change.told for change in difference.changes] == ["unassign A6 from North West"]


def test_names_like_formulas(org, results, tmp_path):
    """A territory that is called like a formula is guarded in the file, and nothing is left to do afterwards."""
    named = {
        name: table.assign(territory=table["territory"].replace("North-West", "=NW()" + "x" * 90))
        for name, table in results.tables.items()
        if name in ("alignment", "territories", "quotas")
    }
    other = replace(results, title="@home", tables={**results.tables, **named})
    publish_to_the_end(org, other, tmp_path)
    assert sorted(row["Name"][:4] for row in org.records["Territory2"].values()) == ["'=NW", "7 =L", "Nort"]
    assert publish(org, other, tmp_path).empty


def test_levels_left_to_the_org(org, results, tmp_path):
    """A level that is not sent is not compared either."""
    settings = replace(SETTINGS, case_access=Level.UNSENT)
    publish_to_the_end(org, results, tmp_path)
    for row in org.records["Territory2"].values():
        row["CaseAccessLevel"] = "Edit"
    assert publish(org, results, tmp_path, settings=settings).empty
    assert not publish(org, results, tmp_path).empty


def test_owners_must_be_known(org, results, tmp_path):
    """Owners cannot be compared without them."""
    org.export(tmp_path / "export")
    accounts = tmp_path / "export" / "Account.csv"
    accounts.write_text(accounts.read_text().replace("OwnerId", "Owner"))
    with pytest.raises(InputError, match="'OwnerId': this column is missing"):
        publish_salesforce(
            results,
            "nearest",
            ResultFolder(tmp_path / "load"),
            settings=SETTINGS,
            current=tmp_path / "export",
            owners_only=True,
        )
