"""Accounts find their customers, territories their codes."""

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport
from scenarios.publish.peoplesoft.customers import customers_of, read_codes
from scenarios.publish.peoplesoft.settings import CustomerFrom, PeopleSoftSettings

BY_NUMBER = PeopleSoftSettings(customer_from=CustomerFrom.ACCOUNT_NUMBER)


def test_ids_of_salesforce_lead_to_customers(tmp_path):
    """Ids of 15 characters in the plan and 18 in the export are the same account; another set is not asked for."""
    (tmp_path / "Account.csv").write_text("Id,AccountNumber,Name\n001000000000AbCAAU,007,X\n")
    (tmp_path / "PS_CUSTOMER.csv").write_text("SETID,CUST_ID\nSHARE,007\nOTHER,008\n")
    customers = customers_of(["001000000000AbC"], TargetExport(tmp_path), BY_NUMBER)
    assert customers.of_account == {"001000000000AbC": "007"}
    assert customers.profiles == {}


def test_customers_of_another_set_are_new(tmp_path):
    """A customer of another SETID is none of ours; without a Salesforce record nothing can be said of it."""
    (tmp_path / "Account.csv").write_text("Id,AccountNumber,Name\nA,008,X\n")
    (tmp_path / "PS_CUSTOMER.csv").write_text("SETID,CUST_ID\nOTHER,008\n")
    export = TargetExport(tmp_path)
    customers = customers_of(["A", "B"], export, BY_NUMBER)
    assert list(customers.profiles) == ["A"]
    assert customers.strangers == {"B"}
    assert "neither customers nor in Salesforce: B" in export.notes[-1]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [(["7", "7"], "are the same customer"), (["1234567890123456", "8"], "no customer id")],
)
def test_ids_that_cannot_be(tmp_path, numbers, message):
    """Shared and overlong customer ids are told."""
    rows = "".join(f"{name},{number}\n" for name, number in zip("AB", numbers, strict=True))
    (tmp_path / "Account.csv").write_text(f"Id,AccountNumber\n{rows}")
    with pytest.raises(InputError, match=message):
        customers_of(["A", "B"], TargetExport(tmp_path), BY_NUMBER)


def test_without_accounts_numbers_cannot_be_found(tmp_path):
    """Numbers are asked for and there is no export of accounts."""
    with pytest.raises(InputError, match=r"no Account\.csv"):
        customers_of(["A"], TargetExport(tmp_path), BY_NUMBER)


def test_codes_are_made_of_names():
    """Short names stay; long ones and those that come to the same are told apart by themselves, in any order."""
    labels = ["West", "North-West", "North West", "A very long name"]
    made = {label: code.code for label, code in read_codes(frame(labels), PeopleSoftSettings(), None).items()}
    again = read_codes(frame(labels[::-1]), PeopleSoftSettings(), None)
    assert made["West"] == "WEST"
    assert len(set(made.values())) == 4
    assert all(len(code) <= 10 for code in made.values())
    assert {label: code.code for label, code in again.items()} == made


def test_codes_that_do_not_fit(tmp_path):
    """A code longer than its field, and a file without territories."""
    settings = PeopleSoftSettings(codes="codes.csv")
    (tmp_path / "codes.csv").write_text("territory,code\nWest,ABCDEFGHIJKLM\n")
    with pytest.raises(InputError, match="longer than 10"):
        read_codes(frame(["West"]), settings, tmp_path)
    (tmp_path / "codes.csv").write_text("name,code\nWest,A\n")
    with pytest.raises(InputError, match="'territory': this column is missing"):
        read_codes(frame(["West"]), settings, tmp_path)


def frame(labels):
    """Territories of these labels."""
    return pd.DataFrame({"territory": labels, "rep": ""})
