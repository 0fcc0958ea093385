"""Calls: sent once, renewed once, told by code and never by what the org says in words."""

import pytest

from scenarios.publish.salesforce.applying import connected
from scenarios.publish.salesforce.calling import Request, RowOutcome, SendingStoppedError, Wire
from tests.scenarios.publish.salesforce.fake_org.faults import Fault, Kind

ASK = Request("GET", "query/", params={"q": "SELECT COUNT() FROM Account"})


@pytest.fixture
def wire(served):
    """A line to the served org."""
    assert served.logins == 0
    return Wire(connected("SALESFORCE"))


def test_it_logs_in_once_and_again_when_it_must(wire, served):
    """A session that expired is renewed; one that expires at once again is a refusal."""
    assert wire.json(ASK)["totalSize"] == 6
    served.sessions.clear()
    assert wire.json(ASK)["totalSize"] == 6
    assert served.logins == 2
    served.faults = [Fault(Kind.EXPIRED, "query", times=2)]
    with pytest.raises(SendingStoppedError, match=r"refused GET query/ \(HTTP 401, INVALID_SESSION_ID\)") as caught:
        wire.json(ASK)
    assert caught.value.status == 401


def test_a_session_that_was_given_is_not_renewed(served, monkeypatch):
    """With a session id there is nothing to log in with: the second refusal ends it."""
    monkeypatch.setenv("SALESFORCE_INSTANCE_URL", f"https://127.0.0.1:{served.port}")
    monkeypatch.setenv("SALESFORCE_SESSION_ID", served.log_in())
    wire = Wire(connected("SALESFORCE"))
    assert wire.host == f"127.0.0.1:{served.port}"
    assert wire.json(ASK)["totalSize"] == 6
    served.sessions.clear()
    with pytest.raises(SendingStoppedError, match="INVALID_SESSION_ID"):
        wire.json(ASK)


def test_questions_are_put_again_and_changes_are_not(wire, served):
    """A broken line: a question is asked again, a change may have arrived and is not."""
    served.faults = [Fault(Kind.CUT_BEFORE, "query", times=2)]
    assert wire.json(ASK)["totalSize"] == 6
    served.faults = [Fault(Kind.CUT_BEFORE, "query", times=3)]
    with pytest.raises(SendingStoppedError, match=r"no answer to GET query/ \(ConnectionError\)"):
        wire.json(ASK)
    served.calls.clear()
    served.faults = [Fault(Kind.CUT_AFTER, "composite", times=9)]
    with pytest.raises(SendingStoppedError, match="whether it arrived is not known"):
        wire.json(Request("POST", "composite/sobjects", {"allOrNone": False, "records": []}))
    assert len(served.changes()) == 1


def test_answers_that_are_none(wire, monkeypatch):
    """No JSON where there should be is told by the call."""
    monkeypatch.setattr(Wire, "text", lambda _self, _request: "<html>")
    with pytest.raises(SendingStoppedError, match="the answer to GET query/ is no JSON"):
        wire.json(ASK)


def test_what_the_org_says_is_one_line():
    """A reason fits a cell, whatever it is."""
    assert RowOutcome("", "X", "a\n b" + "c" * 500).plainly().message == "a b" + "c" * 297
    assert RowOutcome("001").done
    assert not RowOutcome(code="X").done
