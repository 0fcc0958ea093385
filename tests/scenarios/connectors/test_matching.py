"""Accounts and customers: matched, not matched, nearly matched."""

from __future__ import annotations

import pandas as pd
import pytest

from scenarios.connectors.matching import MatchKind, match_customers

CUSTOMERS = pd.DataFrame(
    [
        ("SHARE", "0001001", "Acme Bikes", "98101"),
        ("SHARE", "B-7", "Beta", "98102"),
        ("EAST", "500", "Gamma East", "10001"),
        ("WEST", "500", "Gamma West", "90001"),
    ],
    columns=["setid", "account", "name", "postal_code"],
)


def report_of(*accounts):
    rows = [(f"S{place}", *row) for place, row in enumerate(accounts)]
    return match_customers(pd.DataFrame(rows, columns=["account", "number", "name", "postal_code"]), CUSTOMERS)


def kinds(report):
    return report.rows["kind"].tolist()


@pytest.mark.parametrize(
    ("number", "customer", "setid"),
    [
        ("0001001", "0001001", "SHARE"),
        (" B-7 ", "B-7", "SHARE"),
        ("SHARE-0001001", "0001001", "SHARE"),
        ("WEST/500", "500", "WEST"),
        ("EAST 500", "500", "EAST"),
    ],
)
def test_exact(number, customer, setid):
    """The number is the CUST_ID, or SETID and CUST_ID."""
    report = report_of((number, "x", None))
    assert report.pairs().to_dict("records") == [{"account": "S0", "customer": customer, "setid": setid}]


def test_every_customer_is_accounted_for():
    """Those without an account are listed, a pair is not listed again."""
    report = report_of(("B-7", "x", None), (None, "y", None))
    assert report.count(MatchKind.MATCHED) == 1
    assert report.count(MatchKind.ONLY_SALESFORCE) == 1
    assert report.count(MatchKind.ONLY_PEOPLESOFT) == 3
    assert report.rows["reason"][1] == "no account number"
    assert report.summary() == (
        "Salesforce and PeopleSoft: 1 matched, 1 account without customer, 3 customer without account."
    )


def test_a_number_of_two_setids_matches_nothing():
    """It is told with what to write before it."""
    report = report_of(("500", "Gamma", None))
    assert report.pairs().empty
    assert "a customer of EAST, WEST: write the SETID before it" in report.rows["reason"][0]


def test_a_number_of_two_accounts_matches_nothing():
    """Both are told, so that neither gets the profile of the other."""
    report = report_of(("B-7", "x", None), ("B-7", "y", None))
    assert kinds(report)[:2] == [MatchKind.TWICE.value] * 2
    assert report.pairs().empty


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (("1001", "x", None), "zeros in front"),
        (("b7", "x", None), "zeros in front, case"),
        ((None, "ACME Bikes, Inc.", "98101-1234"), "the same name and postal code 98101"),
        ((None, "Acme Bike", "98101"), "nearly the same name"),
    ],
)
def test_near_misses_are_told_and_not_applied(account, reason):
    """Numbers that differ in zeros or case, names that are alike in one postal code."""
    report = report_of(account)
    assert report.pairs().empty
    near = report.rows[report.rows["kind"] == MatchKind.NEAR.value]
    assert len(near) == 1
    assert reason in near["reason"].iloc[0]
    assert reason in report.near_misses()[0]


def test_other_names_are_no_near_miss():
    """Another name in the same place, or the same name elsewhere, is nothing."""
    report = report_of((None, "Corner Shop", "98101"), (None, "Acme Bikes", "10001"), (None, "", "98101"))
    assert report.count(MatchKind.NEAR) == 0


def test_nothing_to_match():
    """Empty tables give an empty report."""
    empty = pd.DataFrame({"account": [], "number": []})
    assert match_customers(empty, pd.DataFrame({"account": []})).rows.empty
