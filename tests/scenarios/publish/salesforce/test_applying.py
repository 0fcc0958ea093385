"""A plan goes into an org over a real connection, whatever goes wrong: complete, or gone on with, never in silence."""

import copy
from dataclasses import replace

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.retrying import Patience
from scenarios.publish.salesforce import Ending, sending
from scenarios.publish.salesforce.journal import JOURNAL, Journal, JournalError
from scenarios.publish.salesforce.rows import Thing
from tests.scenarios.publish.salesforce.conftest import LIVE, journal
from tests.scenarios.publish.salesforce.fake_org.faults import Fault, Kind
from tests.scenarios.publish.salesforce.fake_org.plans import what_is_held, what_is_planned
from tests.scenarios.publish.salesforce.fake_org.server import PASSWORD, TOKEN

CHANGES = "^(POST|PATCH|PUT|DELETE) (composite|jobs/ingest)"
GOOD = (Ending.COMPLETE, Ending.NOTHING)


def test_an_empty_org_comes_to_hold_the_plan(publish, served, results, tmp_path):
    """One run creates all of it, in load order; the second finds nothing to do and changes nothing."""
    applied = publish()
    assert applied.ending is Ending.COMPLETE
    assert applied.rest.empty
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert applied.tally.done == 1 + 1 + 3 + 3 + 5 + 3 + 6
    assert journal(tmp_path)["state"] == "complete"
    before = len(served.changes())
    assert publish().ending is Ending.NOTHING
    assert len(served.changes()) == before


def test_another_plan_by_difference(publish, served, results):
    """Only what differs is sent, and what is replaced goes last."""
    publish("today")
    first = len(served.changes())
    assert publish().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert [call.split()[0] for call in served.changes()[first:]] == ["POST", "DELETE", "PATCH"]


def test_without_a_yes_nothing_is_sent(publish, served, tmp_path):
    """The load files and the dry run are there, and the org is as it was."""
    applied = publish(answer=False)
    assert applied.ending is Ending.DECLINED
    assert not applied.rest.empty
    assert not served.changes()
    assert (tmp_path / "load" / "01_Territory2Type_insert.csv").is_file()
    assert not (tmp_path / "load" / JOURNAL).exists()


@pytest.fixture
def messy(publish, served):
    """An org that holds another plan, with whatever people do to one: something to create, change and delete."""
    publish("today")
    org = served.org
    accounts = {row["AccountNumber"]: key for key, row in org.records["Account"].items()}
    users = {row["Name"]: key for key, row in org.records["User"].items()}
    first = next(iter(org.records["Territory2"].values()))
    shared = {name: cell for name, cell in first.items() if name not in ("Name", "DeveloperName", "ForecastUserId")}
    old = org.add("Territory2", Name="Old", DeveloperName="Old", **shared)
    first["CaseAccessLevel"], first["ForecastUserId"] = "Edit", ""
    org.add("UserTerritory2Association", UserId=users["Zed"], Territory2Id=old, RoleInTerritory2="Rep")
    for name in ("A1", "A6"):
        org.add(
            "ObjectTerritory2Association",
            ObjectId=accounts[name],
            Territory2Id=old,
            AssociationCause="Territory2Manual",
        )
    next(iter(org.records["UserTerritory2Association"].values()))["RoleInTerritory2"] = "Boss"
    next(iter(org.records["ForecastingQuota"].values()))["QuotaOwnerId"] = users["Zed"]
    return org


@pytest.fixture(params=["empty", "messy"])
def start(request, served):
    """An org to begin with, as it is each time."""
    if request.param == "messy":
        request.getfixturevalue("messy")
    kept = copy.deepcopy(served.org)

    def again(tmp_path):
        served.org, served.faults, served.calls = copy.deepcopy(kept), [], []
        served.jobs.clear()
        (tmp_path / "load" / JOURNAL).unlink(missing_ok=True)

    return again


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.CUT_BEFORE, Kind.CUT_AFTER])
def test_a_fault_at_any_change(publish, served, results, tmp_path, *, start, kind):
    """Whichever call fails, the publication says so and stops; the same command goes on, and the org holds the plan."""
    start(tmp_path)
    publish("nearest")
    planned = what_is_planned(results, "nearest")
    assert what_is_held(served.org) == planned
    points = len(served.changes())
    assert points >= 7
    for point in range(points):
        start(tmp_path)
        served.faults = [Fault(kind, CHANGES, at=point)]
        first = publish()
        # To set the same values again does no harm, so a change in place is sent again where nobody answered.
        assert first.ending is Ending.STOPPED or (first.ending is Ending.COMPLETE and kind is not Kind.BROKEN)
        if first.ending is Ending.STOPPED:
            assert first.reason
            assert journal(tmp_path)["state"] == "stopped"
            told = []
            second = publish(told=told)
            assert second.ending in GOOD
            assert told[0].startswith("Going on with a publication that is unfinished: ")
        assert what_is_held(served.org) == planned, point
        assert journal(tmp_path)["state"] == "complete"


@pytest.mark.parametrize("kind", [Kind.BUSY, Kind.UNAVAILABLE])
def test_a_busy_org_is_waited_for(publish, served, results, slept, *, start, kind, tmp_path):
    """Turned away at every single call, as long as it asks for, the publication is complete all the same."""
    start(tmp_path)
    served.faults = [Fault(kind, at=2 * point, after="7") for point in range(200)]
    assert publish().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert len(slept) > 50
    assert set(slept) == {7.0}


def test_an_org_that_stays_busy(publish, served, tmp_path):
    """What asks for too long a wait, or turns away again and again, stops the publication and is told."""
    served.faults = [Fault(Kind.BUSY, "^POST composite", at=2, after="86400")]
    stopped = publish()
    assert stopped.ending is Ending.STOPPED
    told = "at step 3 (Territory2 insert): the org refused POST composite/sobjects (HTTP 429, REQUEST_LIMIT_EXCEEDED)"
    assert stopped.reason == told
    served.faults = [Fault(Kind.UNAVAILABLE, "^POST composite", times=1 + Patience().tries)]
    assert publish().ending is Ending.STOPPED
    served.faults = []
    assert publish().ending is Ending.COMPLETE
    assert [run["state"] for run in journal(tmp_path)["before"]] == ["stopped", "stopped"]


def test_a_session_that_expires(publish, served, results):
    """The publication logs in again and goes on, at whatever call."""
    served.faults = [Fault(Kind.EXPIRED, at=point) for point in range(5, 200, 4)]
    assert publish().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert served.logins > 5


def test_a_login_that_is_no_longer_good(publish, served, monkeypatch, tmp_path):
    """A session that expires and cannot be renewed stops the publication; nothing of the login is told."""
    served.faults = [Fault(Kind.EXPIRED, "^POST composite", at=2), Fault(Kind.BROKEN, "Soap", at=1)]
    stopped = publish()
    assert stopped.ending is Ending.STOPPED
    told = "the session expired, and the login was refused (SalesforceAuthenticationFailed)"
    assert stopped.reason == f"at step 3 (Territory2 insert): {told}"
    served.faults = []
    assert publish().ending is Ending.COMPLETE
    monkeypatch.setenv("SALESFORCE_PASSWORD", "wrong")
    with pytest.raises(InputError, match="the login was refused"):
        publish()
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "load").rglob("*") if path.is_file())
    assert not [secret for secret in (PASSWORD, TOKEN, "00Dsession", "wrong") if secret in written]


def test_rows_in_other_hands_are_sent_again(publish, served, results, slept):
    """Rows somebody else has locked are tried again; those that stay locked are told, and nothing is taken away."""
    served.faults = [Fault(Kind.LOCKED, "^POST composite", at=2)]
    assert publish("today").ending is Ending.COMPLETE
    assert slept == [1.0]
    held = what_is_held(served.org)
    served.faults = [Fault(Kind.LOCKED, "^POST composite", times=3)]
    applied = publish()
    assert applied.ending is Ending.INCOMPLETE
    assert (applied.tally.refused, applied.tally.waiting) == (2, 2)
    assert what_is_held(served.org)["accounts"] == held["accounts"]
    assert publish().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")


def test_what_is_refused_is_told_row_by_row(publish, served, tmp_path):
    """A user who is gone: the territory has no rep yet, all else is there, and each missing row has its reason."""
    next(row for row in served.org.records["User"].values() if row["Name"] == "Bob Ox")["IsActive"] = "false"
    applied = publish()
    assert applied.ending is Ending.INCOMPLETE
    text = (tmp_path / "load" / "not_sent.csv").read_text(encoding="utf-8-sig")
    assert "UserTerritory2Association,insert,give Bob Ox to North West,WAITING,User Bob Ox" in text
    assert len(text.splitlines()) == 1 + 1 + 1 + 2
    assert len(served.org.records["ForecastingQuota"]) == 4
    assert len(served.org.records["ObjectTerritory2Association"]) == 5
    next(row for row in served.org.records["User"].values() if row["Name"] == "Bob Ox")["IsActive"] = "true"
    assert publish().ending is Ending.COMPLETE


def test_a_territory_the_org_refuses(publish, served, tmp_path):
    """What hangs on it waits, all else is sent; once the org takes it the same command brings the rest."""
    served.org.most_territories = 2
    applied = publish()
    assert applied.ending is Ending.INCOMPLETE
    told = journal(tmp_path)["steps"]
    assert next(len(step["refused"]) for step in told if step["object"] == "Territory2") == 1
    assert applied.tally.waiting == 1 + 2 + 1 + 2
    served.org.most_territories = 3
    assert publish().ending is Ending.COMPLETE


def test_parents_before_children(publish, served, tmp_path):
    """A hierarchy is created level by level in one run, each level with the ids of the one above."""
    rows = ["territory,parent", "North-West,West", "North West,West", "West,All", "7 =Lakes,All", "All,"]
    (tmp_path / "tree.csv").write_text("\n".join(rows))
    assert publish(settings=replace(LIVE, hierarchy="tree.csv"), home=tmp_path).ending is Ending.COMPLETE
    names = {key: row["Name"] for key, row in served.org.records["Territory2"].items()}
    parents = {
        row["Name"]: names.get(row.get("ParentTerritory2Id")) for row in served.org.records["Territory2"].values()
    }
    assert parents == {"All": None, "West": "All", "7 =Lakes": "All", "North-West": "West", "North West": "West"}
    assert publish().ending is Ending.COMPLETE
    assert len(served.org.records["Territory2"]) == 3


def test_an_interrupted_publication(publish, served, results, monkeypatch, tmp_path):
    """Ctrl-C leaves the journal as it was before the call; the same command goes on."""
    original = sending.send_batch

    def interrupted(wire, thing, operation, rows):
        if thing is Thing.QUOTA:
            raise KeyboardInterrupt
        return original(wire, thing, operation, rows)

    monkeypatch.setattr(sending, "send_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish()
    assert journal(tmp_path)["state"] == "sending"
    monkeypatch.setattr(sending, "send_batch", original)
    told = []
    assert publish(told=told).ending is Ending.COMPLETE
    assert told[0] == "Going on with a publication that was interrupted: 16 rows were done then."
    assert what_is_held(served.org) == what_is_planned(results, "nearest")


def test_another_org_has_its_own_journal(publish, served, tmp_path):
    """What is unfinished in one org is not gone on with in another."""
    served.faults = [Fault(Kind.BROKEN, "^POST composite", at=1)]
    assert publish().ending is Ending.STOPPED
    path = tmp_path / "load" / JOURNAL
    path.write_text(path.read_text().replace("127.0.0.1", "other.example.com"))
    with pytest.raises(InputError, match=r"unfinished publication to other\.example\.com.*give another folder"):
        publish()


def test_what_cannot_be_written_down_is_not_sent(publish, served, results, monkeypatch):
    """A full disk stops the publication; what was on its way is found in the org by the next run."""
    write = Journal.write

    def full(self):
        if self.tally.done > 2:
            raise JournalError("journal.json cannot be written (No space left on device), so nothing more is sent")
        write(self)

    monkeypatch.setattr(Journal, "write", full)
    stopped = publish()
    assert stopped.ending is Ending.STOPPED
    assert "No space left" in stopped.reason
    assert len(served.changes()) == 3
    monkeypatch.setattr(Journal, "write", write)
    assert publish().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
