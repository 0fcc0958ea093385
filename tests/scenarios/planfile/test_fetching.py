"""From what a plan file says about a table to its rows."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.record_ids import full_id
from scenarios.planfile.fetching import Request, fetch
from scenarios.planfile.schema import TableInput

A, B = (full_id(f"00100000000000{place}") for place in (1, 2))


def request(folder, name="accounts", notes=None, **given):
    note = (lambda _: None) if notes is None else notes.append
    return Request(name, TableInput.model_validate(given), folder, frozenset(), note)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text(f"Id,Name,AccountNumber\n{A},Acme,0001\n{B},Beta,2\n")
    (tmp_path / "c.csv").write_text("SETID,CUST_ID,NAME1\nSHARE,0001,Acme\nSHARE,0002,Beta\n")
    header = "SETID,CUST_ID,EFFDT,EFF_STATUS,PM_REGION,PM_TERRITORY\n"
    (tmp_path / "h.csv").write_text(header + "SHARE,0001,2020-01-01,A,WEST,W1\nSHARE,0002,2020-01-01,A,EAST,E1\n")
    return tmp_path


def test_profiles_beside_accounts(folder):
    """Matched accounts get region and territory; near misses are told and get nothing."""
    notes = []
    profiles = {"customers": "c.csv", "hierarchy": "h.csv", "as_of": "2026-01-01"}
    fetched = fetch(request(folder, notes=notes, salesforce={"file": "a.csv", "profiles": profiles}))
    frame = fetched.frame.fillna("")
    assert frame[["customer", "setid", "region", "pm_territory"]].to_numpy().tolist() == [
        ["0001", "SHARE", "WEST", "W1"],
        ["", "", "", ""],
    ]
    assert notes[0].startswith("Salesforce and PeopleSoft: 1 matched, 1 near miss, 1 account without customer")
    assert notes[1].startswith("Near miss: account Beta (2), customer Beta (0002)")


def test_profiles_need_a_number(folder):
    """Without account numbers there is nothing to match by."""
    (folder / "a.csv").write_text(f"Id,Name\n{A},Acme\n")
    with pytest.raises(InputError, match="accounts have no number"):
        fetch(request(folder, salesforce={"file": "a.csv", "profiles": "c.csv"}))


def test_today_is_told(folder):
    """Without a day the profiles are of today, and that is a note."""
    notes = []
    fetch(request(folder, notes=notes, peoplesoft="c.csv"))
    assert "write `as_of:` for another day" in notes[0]


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("pins.csv", {"salesforce": "a.csv"}, "Salesforce has no such table"),
        ("bookings", {"peoplesoft": "c.csv"}, "profiles are accounts"),
        ("accounts", {"salesforce": "no.csv"}, "no such file"),
        ("accounts", {"salesforce": {"file": "a.csv", "mapping": "no.yaml"}}, "no such mapping"),
    ],
)
def test_what_cannot_be(folder, name, given, message):
    """Tables a system does not have, and files that are not there, are told."""
    with pytest.raises(InputError, match=message):
        fetch(request(folder, name, **given))
