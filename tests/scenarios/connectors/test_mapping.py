"""Headers of exports and columns of the plan."""

from __future__ import annotations

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.mapping import ObjectMapping, System, read_mapping, renamed

MAPPING = ObjectMapping({"account": ("Id", "Account ID"), "name": ("Name",)}, needed=("account",))


@pytest.mark.parametrize("system", System)
def test_bundled_mappings_are_whole(system):
    """Every id, label, date and needed column of a bundled mapping is one of its columns, with headers."""
    for part in read_mapping(system).values():
        named = {*part.ids, *part.text, *part.dates, *part.needed}
        assert named <= set(part.columns)
        assert all(part.columns.values())


def test_headers_without_regard_to_case_and_spaces():
    """The first header that is there counts; others keep their name; a column in the way steps back."""
    frame = pd.DataFrame([["1", "2", "x", "y"]], columns=["ACCOUNT  id", "id", "Region", "account"])
    mapped, columns = renamed(frame, MAPPING, "a.csv")
    assert columns == {"account": "id"}
    assert list(mapped.columns) == ["ACCOUNT  id", "account", "Region"]
    assert mapped["account"].tolist() == ["2"]


def test_a_needed_column():
    """It is told with the headers that would do."""
    with pytest.raises(InputError, match="Export one of Id, Account ID, or add its header to the mapping"):
        renamed(pd.DataFrame({"x": [1]}), MAPPING, "a.csv")


def test_own_headers_go_first(tmp_path):
    """A file of one's own holds what differs; the bundled headers come after."""
    path = tmp_path / "own.yaml"
    path.write_text("accounts: {columns: {owner: Rep__c, size: [Beds__c]}, text: [segment2]}\n")
    accounts = read_mapping(System.SALESFORCE, path)["accounts"]
    assert accounts.columns["owner"][:2] == ("Rep__c", "Owner.Name")
    assert accounts.columns["size"] == ("Beds__c",)
    assert "segment2" in accounts.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accounts: [", "not YAML"),
        ("- a", "not a mapping"),
        ("accounts: {colums: {}}", "not a mapping"),
        ("leads: {}", "no such kind"),
    ],
)
def test_what_is_no_mapping(tmp_path, text, message):
    """Other files are told for what they are."""
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_mapping(System.SALESFORCE, path)
