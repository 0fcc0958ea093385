"""PeopleSoft profiles: effective dates, address sequence, SETID."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios import Example, example_path, read_plan
from scenarios.connectors.peoplesoft import peoplesoft_files

DAY = date(2026, 6, 30)


def write(path, header, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(), *(row if isinstance(row, list) else row.split() for row in rows)])
    return path


@pytest.fixture
def notes():
    return []


@pytest.fixture
def files(notes):
    return peoplesoft_files(DAY, note=notes.append)


@pytest.fixture
def customers(tmp_path):
    header = "SETID CUST_ID NAME1 CUST_STATUS"
    return write(tmp_path / "c.csv", header, "SHARE 0001 Acme A", "SHARE 0002 Beta A", "SHARE 0003 Gone I")


HEADER = "SETID CUST_ID ADDRESS_SEQ_NUM EFFDT EFF_STATUS CITY POSTAL COUNTRY"


def test_the_address_in_effect_counts(files, customers, notes, tmp_path):
    """The latest row that is not after the day counts; a future one does not, nor one made inactive since."""
    addresses = write(
        tmp_path / "a.csv",
        HEADER,
        "SHARE 0001 1 2020-01-01 A Old 98101 USA",
        "SHARE 0001 1 2026-06-30 A Now 98102 USA",
        "SHARE 0001 1 2026-07-01 A Future 98103 USA",
        "SHARE 0002 1 2020-01-01 A Closed 98104 USA",
        "SHARE 0002 1 2025-01-01 I Closed 98104 USA",
        "SHARE 0002 2 2020-01-01 A Second 98105 USA",
    )
    frame = files.profiles(customers, addresses=addresses).frame
    assert frame["account"].tolist() == ["0001", "0002"]
    assert frame["city"].tolist() == ["Now", "Second"]
    assert notes == ["c.csv: 1 inactive customers are left out."]


def test_the_use_of_an_address_goes_before_its_number(files, customers, tmp_path):
    """Sold-to before ship-to before bill-to; among alike the lowest number, as a number."""
    addresses = write(
        tmp_path / "a.csv",
        HEADER,
        *(f"SHARE 0001 {number} 01-JAN-2020 A C{number} 98101 USA" for number in (1, 2, 3)),
        *(f"SHARE 0002 {number} 01-JAN-2020 A C{number} 98101 USA" for number in (10, 9)),
    )
    header = "SETID CUST_ID ADDRESS_SEQ_NUM BILL_TO_ADDR SHIP_TO_ADDR SOLD_TO_ADDR"
    sequence = write(tmp_path / "s.csv", header, "SHARE 0001 1 Y N N", "SHARE 0001 2 N Y N", "SHARE 0001 3 N N Y")
    frame = files.profiles(customers, sequence=sequence, addresses=addresses).frame
    assert frame["city"].tolist() == ["C3", "C9"]


def test_todays_territory(files, customers, notes, tmp_path):
    """Region and territory in effect are the owner; customers without are told."""
    header = "SETID CUST_ID EFFDT EFF_STATUS PM_REGION PM_TERRITORY"
    hierarchy = write(tmp_path / "h.csv", header, "SHARE 0001 2025-01-01 A WEST W1", "SHARE 0001 2026-01-01 A WEST W2")
    frame = files.profiles(customers, hierarchy=hierarchy).frame
    assert frame["owner"].tolist()[:1] == ["W2"]
    assert frame["region"].tolist()[:1] == ["WEST"]
    assert "h.csv: 1 customers have no territory on 2026-06-30: 0002." in notes


def test_setids(tmp_path, notes):
    """One customer in two SETIDs needs a choice; the rows of others then do not count."""
    customers = write(tmp_path / "c.csv", "SETID CUST_ID NAME1", "SHARE 1 Acme", "EAST 1 Other")
    with pytest.raises(InputError, match="SETIDs EAST, SHARE"):
        peoplesoft_files(DAY, note=notes.append).profiles(customers)
    assert peoplesoft_files(DAY, setid="EAST").profiles(customers).frame["name"].tolist() == ["Other"]
    with pytest.raises(InputError, match="SETIDs here: SHARE, EAST"):
        peoplesoft_files(DAY, setid="WEST").profiles(customers)


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (HEADER.replace(" EFFDT", ""), "SHARE 1 1 A C 98101 USA", "no column for 'effective'"),
        (HEADER, "SHARE 1 1 soon A C 98101 USA", r"a.csv, row 2, column 'EFFDT': this is no date"),
        (HEADER, "SHARE 1 1 01/02/2020 A C 98101 USA", "day and month cannot be told apart"),
    ],
)
def test_what_is_no_extract(customers, header, row, message):
    """Missing fields and dates that are none are told by file and row."""
    addresses = write(customers.with_name("a.csv"), header, row)
    with pytest.raises(InputError, match=message):
        peoplesoft_files(DAY).profiles(customers, addresses=addresses)


def test_the_hospitals_come_back(tmp_path):
    """Written as PeopleSoft extracts, with places by ZIP code, they are the same accounts and payments."""
    folder = example_path(Example.HOSPITALS).parent
    table = pd.read_csv(folder / "accounts.csv", dtype=str, keep_default_na=False)
    header = "SETID CUST_ID NAME1 CUST_STATUS POSTAL COUNTRY LATITUDE LONGITUDE BEDS PAYMENTS"
    columns = ["account", "name", "zip", "latitude", "longitude", "staffed_beds", "medicare_payments"]
    rows = [["SHARE", a, n, "A", z, "USA", *more] for a, n, z, *more in table[columns].itertuples(index=False)]
    write(tmp_path / "c.csv", header, *rows)
    plan = (folder / "plan.yaml").read_text(encoding="utf-8")
    plan = plan.replace("accounts: accounts.csv", "accounts: {peoplesoft: {customers: c.csv, as_of: 2026-01-01}}")
    plan = plan.replace("column: medicare_payments", "column: PAYMENTS").replace("staffed_beds", "BEDS")
    plan += "columns: {latitude: LATITUDE, longitude: LONGITUDE}\n"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    was, now = read_plan(example_path(Example.HOSPITALS)).instance, read_plan(tmp_path / "plan.yaml").instance
    assert now.units.ids.tolist() == was.units.ids.tolist()
    np.testing.assert_array_equal(now.units.places, was.units.places)
    np.testing.assert_array_equal(now.units.activity, was.units.activity)
