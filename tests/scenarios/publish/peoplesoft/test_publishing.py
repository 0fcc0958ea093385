"""A plan goes into PeopleSoft by difference, effective-dated; new customers come with their sources and gaps."""

import csv
import re
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from optimizer.exceptions import InputError
from scenarios.publish.difference import Verb
from scenarios.publish.folder import ResultFolder
from scenarios.publish.peoplesoft import PeopleSoftSettings, publish_peoplesoft
from scenarios.publish.peoplesoft.settings import CustomerFrom

SETTINGS = PeopleSoftSettings(setid="US001", codes="codes.csv", region="WEST")
CODES = """territory,code,region,parent,team_member
North-West,NW,,,00017
North West,CAL,WEST,,00021
7 =Lakes,LAKES,MID,,00033
"""
RECORDS = {
    "CUST_HIERARCHY": ("SETID", "CUST_ID", "EFFDT", "EFF_STATUS", "PM_REGION", "PM_TERRITORY"),
    "TEAM_MEMBER": ("SETID", "CUST_ID", "EFFDT", "EFF_STATUS", "SUPPORT_TEAM_CD", "SUPPORT_TEAM_MBR"),
    "CUSTOMER": None,
    "CUST_ADDRESS": None,
}
LENGTHS = {
    "SETID": 5,
    "CUST_ID": 15,
    "EFF_STATUS": 1,
    "PM_REGION": 10,
    "PM_TERRITORY": 10,
    "SUPPORT_TEAM_CD": 6,
    "SUPPORT_TEAM_MBR": 8,
    "NAME1": 40,
    "NAMESHORT": 10,
    "ADDRESS1": 55,
    "CITY": 30,
    "STATE": 6,
    "POSTAL": 12,
}


def sheets(path):
    """Sheet -> rows as dictionaries; every cell must be text."""
    book = CalamineWorkbook.from_path(path)
    found = {}
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        assert len(header) <= 252
        assert len(rows) < 65_000
        assert all(isinstance(cell, str) for row in rows for cell in row)
        found[name] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


class FakePeopleSoft:
    """Effective-dated tables that take worksheets as the component interface does; no code of the writer."""

    def __init__(self, customers):
        self.tables = {"CUST_HIERARCHY": {}, "TEAM_MEMBER": {}}
        self.customers = dict(customers)

    def load(self, path):
        """Load a workbook: keys filled, codes no longer than the fields, customers known, dates as the operator's."""
        count = 0
        for name, rows in sheets(path).items():
            thing = re.sub(r" \d+$", "", name)
            if thing not in RECORDS:
                continue
            for row in rows:
                count += 1
                assert row["SETID"] == "US001"
                assert row["CUST_ID"]
                for field, longest in LENGTHS.items():
                    assert len(row.get(field, "")) <= longest
                if thing == "CUSTOMER":
                    assert row["CUST_ID"] not in self.customers
                    self.customers[row["CUST_ID"]] = row["NAME1"]
                    continue
                assert row["CUST_ID"] in self.customers
                month, day_of_month, year = map(int, row["EFFDT"].split("/"))
                day = date(year, month, day_of_month)
                if RECORDS[thing] is not None:
                    assert tuple(row) == RECORDS[thing]
                    assert row["EFF_STATUS"] in "AI"
                    self.tables[thing][row["SETID"], row["CUST_ID"], day.isoformat()] = row
        return count

    def export(self, folder):
        """Write the extracts."""
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            with (folder / f"{name}.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(RECORDS[name])
                for (setid, customer, day), row in rows.items():
                    writer.writerow([setid, customer, day, *list(row.values())[3:]])
        with (folder / "PS_CUSTOMER.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["SETID", "CUST_ID", "NAME1"])
            writer.writerows(["US001", customer, name] for customer, name in self.customers.items())


@pytest.fixture
def target():
    """Customers of all accounts of the plan, nobody in a territory yet."""
    return FakePeopleSoft({f"A{number}": f"Account {number}" for number in range(1, 7)})


def publish(target, results, tmp_path, *, scenario="nearest", settings=SETTINGS):
    """Extract what is there, publish against it."""
    target.export(tmp_path / "export")
    (tmp_path / "codes.csv").write_text(CODES)
    folder = ResultFolder(tmp_path / "load")
    return publish_peoplesoft(results, scenario, folder, settings=settings, home=tmp_path, current=tmp_path / "export")


def load(target, tmp_path):
    """Load what was published; gives the number of rows."""
    return sum(
        target.load(tmp_path / "load" / name)
        for name in ("new_customers.xlsx", "customers.xlsx")
        if (tmp_path / "load" / name).exists()
    )


def test_published_twice_nothing_is_left(target, results, tmp_path):
    """One round brings the customers to the plan; the next has an empty difference and no worksheet of changes."""
    difference = publish(target, results, tmp_path)
    assert difference.counts()["CUST_HIERARCHY"][Verb.CREATE] == 5
    assert load(target, tmp_path) == 10
    row = target.tables["CUST_HIERARCHY"]["US001", "A5", "2027-01-01"]
    assert (row["PM_REGION"], row["PM_TERRITORY"]) == ("MID", "LAKES")
    assert target.tables["TEAM_MEMBER"]["US001", "A1", "2027-01-01"]["SUPPORT_TEAM_MBR"] == "00017"
    assert publish(target, results, tmp_path).empty
    assert not (tmp_path / "load" / "customers.xlsx").exists()


def test_another_plan_changes_only_what_differs(target, results, tmp_path):
    """A later plan writes a new effective row for those who move; one it does not cover any more ends."""
    target.tables["CUST_HIERARCHY"]["US001", "A6", "2020-05-01"] = dict(
        zip(RECORDS["CUST_HIERARCHY"], ("US001", "A6", "", "A", "MID", "LAKES"), strict=True)
    )
    publish(target, results, tmp_path, scenario="today")
    load(target, tmp_path)
    later = replace(SETTINGS, effective_date="2027-07-01")
    counts = publish(target, results, tmp_path, settings=later).counts()
    assert counts["CUST_HIERARCHY"] == {Verb.CREATE: 0, Verb.CHANGE: 2, Verb.REMOVE: 0}
    rows = sheets(tmp_path / "load" / "customers.xlsx")["CUST_HIERARCHY"]
    assert {row["EFFDT"] for row in rows} == {"07/01/2027"}
    assert target.tables["CUST_HIERARCHY"]["US001", "A6", "2027-01-01"]["EFF_STATUS"] == "I"


def test_new_customers_come_with_sources_and_gaps(target, results, tmp_path):
    """An account without customer gets customer, addresses, region and team; each value says where it is from."""
    del target.customers["A2"], target.customers["A3"]
    (tmp_path / "export").mkdir()
    fields = ["Id", "AccountNumber", "Name", "BillingStreet", "BillingCity", "BillingStateCode", "BillingPostalCode"]
    fields += ["BillingCountryCode", "ShippingStreet", "ShippingCity", "ShippingCountryCode"]
    rows = [
        ["001000000000001", "A2", "=HYPERLINK(1)" + "x" * 40, "1 Main St\nFloor 2", "Renton", "WA", "98055", "US"],
        ["001000000000002", "A3", "Gamma", "", "Los Angeles", "CA", "90001", "XX"],
    ]
    with (tmp_path / "export" / "Account.csv").open("w", newline="") as file:
        csv.writer(file).writerows([fields, [*rows[0], "2 Dock Rd", "Kent", "US"], [*rows[1], "", "", ""]])
    settings = replace(SETTINGS, account_field="AccountNumber", customer_from=CustomerFrom.ACCOUNT_NUMBER)
    for number in (1, 4, 5):  # the others stand in Salesforce too
        with (tmp_path / "export" / "Account.csv").open("a", newline="") as file:
            csv.writer(file).writerow([f"00100000000001{number}", f"A{number}", "x", *[""] * 8])
    difference = publish(target, results, tmp_path, settings=settings)
    assert difference.counts()["CUSTOMER"][Verb.CREATE] == 2
    new = sheets(tmp_path / "load" / "new_customers.xlsx")
    assert [row["CUST_ID"] for row in new["CUSTOMER"] if row["CUST_ID"]] == ["A2", "A3"]
    assert new["CUSTOMER"][0]["NAME1"].startswith("=HYPERLINK(1)x")
    assert [(row["CUST_ID"], row["ADDRESS_SEQ_NUM"], row["COUNTRY"]) for row in new["CUST_ADDRESS"]][:3] == [
        ("A2", "1", "USA"),
        ("A2", "2", "USA"),
        ("A3", "1", ""),
    ]
    city = next(row for row in new["SOURCES"] if row["PROPERTY"] == "CITY")
    assert (city["VALUE"], city["SOURCE"]) == ("Renton", "Salesforce Account.BillingCity")
    gaps = {(row["CUST_ID"], row["PROPERTY"]) for row in new["MISSING"]}
    assert {("A2", "NAME1"), ("A3", "ADDRESS1"), ("A3", "COUNTRY")} <= gaps
    load(target, tmp_path)
    assert "A2" in target.customers
    assert not [
        change for change in publish(target, results, tmp_path, settings=settings).changes if "A2" in change.told
    ]


def test_the_tree_has_parents_first(target, results, tmp_path):
    """Every node's parent stands above it, and every covered customer is a criterion once."""
    publish(target, results, tmp_path)
    rows = sheets(tmp_path / "load" / "territory_tree.xlsx")["TERRITORY_TREE"]
    seen = {""}
    for row in rows:
        assert row["PARENT_NODE"] in seen
        seen.add(row["TREE_NODE"])
    assert sorted(row["VALUE"] for row in rows if row["CRITERION"]) == ["A1", "A2", "A3", "A4", "A5"]
    assert {row["TREE_NODE"]: row["REP"] for row in rows if row["REP"]} == {
        "NW": "Ann Ray",
        "CAL": "Bob Ox",
        "LAKES": "Cy Lee",
    }


def test_what_does_not_fit_is_told(target, results, tmp_path):
    """Codes given twice, dates nobody can read and a missing date are named."""
    (tmp_path / "twice.csv").write_text("territory,code\nNorth-West,X\nNorth West,X\n")
    twice = replace(SETTINGS, codes="twice.csv")
    with pytest.raises(InputError, match="two territories have this code"):
        publish(target, results, tmp_path, settings=twice)
    bare = replace(results, tables={name: table for name, table in results.tables.items() if name != "quotas"})
    with pytest.raises(InputError, match="when it takes effect"):
        publish(target, bare, tmp_path)
    day = date(2020, 1, 1)
    target.tables["CUST_HIERARCHY"]["US001", "A1", f"{day:%Y}"] = dict.fromkeys(RECORDS["CUST_HIERARCHY"], "")
    with pytest.raises(InputError, match="dates cannot be read"):
        publish(target, results, tmp_path)
