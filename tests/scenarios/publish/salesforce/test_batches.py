"""Collections: one outcome a row, blanks left alone, numbers as numbers."""

import pytest

from scenarios.publish.salesforce.applying import connected
from scenarios.publish.salesforce.batches import MOST_AT_ONCE, send_batch
from scenarios.publish.salesforce.calling import SendingStoppedError, Wire
from scenarios.publish.salesforce.rows import Operation, Thing


@pytest.fixture
def wire(served):
    """A line to the served org."""
    assert served.org.records["User"]
    return Wire(connected("SALESFORCE"))


def test_each_row_has_its_outcome(wire, served):
    """One that is refused does not stop the others."""
    rows = [
        {"DeveloperName": name, "MasterLabel": "L", "Priority": str(place)}
        for place, name in enumerate(["A", "1", "B"])
    ]
    outcomes = send_batch(wire, Thing.TYPE, Operation.INSERT, rows)
    assert [outcome.done for outcome in outcomes] == [True, False, True]
    assert [outcome.record for outcome in outcomes if outcome.done] == list(served.org.records["Territory2Type"])
    assert outcomes[1].code == "FIELD_INTEGRITY_EXCEPTION"
    assert "DeveloperName" in outcomes[1].message


def test_blanks_stay_and_what_empties_is_null(wire, served):
    """A blank cell leaves the field, the loader's sign for nothing empties it."""
    kind, model = served.org.add("Territory2Type", DeveloperName="T"), served.org.add("Territory2Model", Name="M")
    levels = {"AccountAccessLevel": "Edit", "CaseAccessLevel": "Read", "OpportunityAccessLevel": "Edit"}
    place = {"Territory2ModelId": model, "Territory2TypeId": kind, **levels}
    parent = served.org.add("Territory2", Name="P", DeveloperName="P", **place)
    key = served.org.add("Territory2", Name="N", DeveloperName="N", ParentTerritory2Id=parent, **place)
    row = {"Id": key, "Name": "", "ParentTerritory2Id": "#N/A"}
    assert send_batch(wire, Thing.TERRITORY, Operation.UPDATE, [row])[0].done
    assert served.org.records["Territory2"][key]["Name"] == "N"
    assert served.org.records["Territory2"][key]["ParentTerritory2Id"] == ""


def test_what_is_gone_is_deleted(wire, served):
    """A record that is no longer there is done; one that may not go is refused."""
    key = served.org.add("Account", AccountNumber="X")
    assert [outcome.done for outcome in send_batch(wire, Thing.ACCOUNT, Operation.DELETE, [{"Id": key}])] == [True]
    assert [outcome.done for outcome in send_batch(wire, Thing.ACCOUNT, Operation.DELETE, [{"Id": key}])] == [True]
    assert key not in served.org.records["Account"]


def test_too_many_are_refused_as_a_whole(wire):
    """What is refused as a whole stops the publication."""
    rows = [{"DeveloperName": f"M{place}", "Name": "M"} for place in range(MOST_AT_ONCE + 1)]
    with pytest.raises(SendingStoppedError, match=r"HTTP 400, INVALID_BATCH"):
        send_batch(wire, Thing.MODEL, Operation.INSERT, rows)


def test_an_answer_for_other_rows_is_none(wire, monkeypatch):
    """As many outcomes as rows, or the publication stops."""
    monkeypatch.setattr(Wire, "json", lambda _self, _request: [{"success": True, "id": "1"}])
    with pytest.raises(SendingStoppedError, match="did not answer for each of 2 rows"):
        send_batch(wire, Thing.MODEL, Operation.INSERT, [{"Name": "A"}, {"Name": "B"}])
