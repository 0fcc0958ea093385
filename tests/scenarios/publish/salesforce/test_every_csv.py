"""Every CSV that is published keeps the vendor's rules, whatever accounts, territories and reps are called."""

import csv
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.exceptions import InputError
from optimizer.stop import MaxRuntime
from scenarios.comparison import compare
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord, read_record
from scenarios.publish.salesforce import SalesforceSettings, publish_salesforce
from scenarios.runner import run
from tests.scenarios.publish.salesforce.file_rules import check_folder
from tests.scenarios.publish.salesforce.validator import FakeOrg

SETTINGS = SalesforceSettings(account_key="AccountNumber", forecasting_type="Revenue", currency="USD")
DIRTY = [
    *("Zürich – Süd", "東京", "Łódź", "🚲", "naïve  café", "e\u0301", "é"),
    *("275", "1st", "__x__", "a__b", "a_b", "a b", "a-b", "A_B", "_", "__"),
    *("=cmd|' /C calc'!A0", "+49 30", "-1+1", "@home", "'=x", "\t=x", "a\x00b", "two\nlines", "a\r\nb", "bell\x07"),
    *('say "x"', "a,b", "a;b", " blank ", "x" * 200, "x" * 199 + "y", "#N/A", "NULL", "None", "true", "0"),
    *("Territory", "Territory_275", "null\u2028line", "\u202eright to left", "\ufeffmark"),
]


def record_of(names, accounts=None, reps=None):
    """A plan of these territories, a rep and a quota each, with an account each unless others are given."""
    people = [f"Rep {place}" for place in range(len(names))] if reps is None else reps
    where = {f"A{place}": name for place, name in enumerate(names)} if accounts is None else accounts
    alignment = pd.DataFrame(
        [("s", account, account, name, "", "", "") for account, name in where.items()],
        columns=["scenario", "account", "name", "territory", "rep", "was", "reason"],
    )
    territories = pd.DataFrame({"scenario": "s", "territory": names, "rep": people})
    quotas = territories.assign(period="2027-01", amount=pd.array([100_05] * len(names), dtype="Int64"))
    tables = {"alignment": alignment, "territories": territories, "quotas": quotas}
    return RunRecord("FY27", "s", ("s",), tables, ())


def org_of(record, *, most_territories=1000):
    """An org with the accounts and users of a plan."""
    org = FakeOrg(most_territories=most_territories)
    for account in record.tables["alignment"]["account"]:
        org.add("Account", AccountNumber=account, IsExcludedFromRealign="false")
    for rep in record.tables["territories"]["rep"].unique():
        if rep:
            org.add("User", Name=rep, IsActive="true")
    org.add("ForecastingType", DeveloperName="Revenue")
    return org


def publish_and_check(record, folder, scenario="s", *, org=None, choices=SETTINGS):
    """Publish without an export, then round by round until the org has it; every folder is checked."""
    org = org_of(record) if org is None else org
    first = ResultFolder(folder / "first")
    publish_salesforce(record, scenario, first, settings=choices)
    counted = check_folder(first.path)
    for _ in range(5):
        org.export(folder / "export")
        out = ResultFolder(folder / "load")
        difference = publish_salesforce(record, scenario, out, settings=choices, current=folder / "export")
        check_folder(out.path)
        if not org.load_folder(out.path):
            break
    assert difference.empty
    return org, counted


def test_resellers(tmp_path):
    """701 accounts of thirteen territories, and their quotas by month."""
    plan = read_plan(example_path(Example.RESELLERS))
    outcomes = run(plan.instance, plan.scenarios[:1], MaxRuntime(1), quotas=plan.quotas)
    write_files(compare(outcomes), ResultFolder(tmp_path), title=plan.name, split=plan.quotas.split)
    org, counted = publish_and_check(read_record(tmp_path), tmp_path / "published", "today")
    assert counted["ObjectTerritory2Association", "insert"] == 701
    assert counted["ForecastingQuota", "insert"] == len(org.records["ForecastingQuota"]) == 156


def test_hospitals(tmp_path):
    """2,789 hospitals by state, each state of a rep; numbers with zeros in front stay as they are."""
    path = example_path(Example.HOSPITALS).parent / "accounts.csv"
    accounts = pd.read_csv(path, dtype=str, keep_default_na=False)
    record = record_of(
        sorted(accounts["state"].unique()), dict(zip(accounts["account"], accounts["state"], strict=True))
    )
    org, counted = publish_and_check(record, tmp_path)
    assert counted["ObjectTerritory2Association", "insert"] == len(org.records["ObjectTerritory2Association"]) == 2789
    states = {key: row["Name"] for key, row in org.records["Territory2"].items()}
    numbers = {key: row["AccountNumber"] for key, row in org.records["Account"].items()}
    held = {
        numbers[r["ObjectId"]]: states[r["Territory2Id"]] for r in org.records["ObjectTerritory2Association"].values()
    }
    assert held["010001"] == "AL"


def test_dirty_names(tmp_path):
    """Scripts, marks, formulas, control characters, names that come to the same: one territory each."""
    record = record_of(DIRTY, reps=[f"Rep {name!a}" for name in DIRTY])
    org, counted = publish_and_check(record, tmp_path)
    assert counted["Territory2", "insert"] == len(org.records["Territory2"]) == len(DIRTY)
    assert len(org.records["ObjectTerritory2Association"]) == len(DIRTY)


def test_dirty_accounts(tmp_path):
    """Account numbers like formulas and numbers find their records."""
    accounts = dict.fromkeys(["007", "=1+1", "+49", "-5", "@x", "1e5", "a,b", 'say "x"', "ä"], "West")
    org, _ = publish_and_check(record_of(["West"], accounts), tmp_path)
    assert len(org.records["ObjectTerritory2Association"]) == len(accounts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90), unique=True, max_size=12)
)
def test_any_names(names):
    """Whatever territories are called, the files keep the rules."""
    with tempfile.TemporaryDirectory() as folder:
        out = ResultFolder(Path(folder))
        if names:
            publish_salesforce(record_of(names), "s", out, settings=SETTINGS)
            assert check_folder(out.path)["Territory2", "insert"] == len(names)


def test_a_thousand_territories(tmp_path):
    """As many as a model has are written; one more is told, and no file is."""
    names = [f"T{place}" for place in range(1001)]
    counted = publish_and_check(record_of(names[:1000]), tmp_path)[1]
    assert counted["Territory2", "insert"] == 1000
    with pytest.raises(InputError, match="1,001 territories are 1 more than a model can have"):
        publish_salesforce(record_of(names), "s", ResultFolder(tmp_path / "none"), settings=SETTINGS)
    assert not list((tmp_path / "none").iterdir())


def broken(path, change):
    """Write a table again with its rows changed."""
    mark = path.read_bytes().startswith(b"\xef\xbb\xbf")
    encoding = "utf-8-sig" if mark else "utf-8"
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("waiting/03_Territory2_insert.csv", lambda rows: [{**row, "DeveloperName": "a__b"} for row in rows]),
        ("waiting/03_Territory2_insert.csv", lambda rows: [{**row, "DeveloperName": "West"} for row in rows]),
        ("waiting/03_Territory2_insert.csv", lambda rows: [{**row, "Name": "=x"} for row in rows]),
        ("waiting/03_Territory2_insert.csv", lambda rows: rows[:1]),
        ("waiting/03_Territory2_insert.csv", lambda rows: [{**row, "CaseAccessLevel": ""} for row in rows]),
        ("waiting/05_ObjectTerritory2Association_insert.csv", lambda rows: [rows[0], rows[0]]),
        (
            "waiting/05_ObjectTerritory2Association_insert.csv",
            lambda rows: [{**r, "AssociationCause": "X"} for r in rows],
        ),
        ("waiting/07_ForecastingQuota_insert.csv", lambda rows: [{**row, "StartDate": "2027-01-02"} for row in rows]),
        ("waiting/07_ForecastingQuota_insert.csv", lambda rows: [{**row, "Colour": "red"} for row in rows]),
        ("load_order.csv", lambda rows: rows[::-1]),
        ("difference.csv", lambda rows: rows[1:]),
    ],
)
def test_the_rules_can_be_broken(tmp_path, file, change):
    """Each rule fails where a file breaks it."""
    out = ResultFolder(tmp_path)
    publish_salesforce(record_of(["West", "East"]), "s", out, settings=SETTINGS)
    check_folder(tmp_path)
    broken(tmp_path / file, change)
    with pytest.raises(AssertionError):
        check_folder(tmp_path)
