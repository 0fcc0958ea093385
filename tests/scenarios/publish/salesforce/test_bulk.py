"""Jobs: opened, filled, closed, waited for, and each row's end found again; those left behind are brought to theirs."""

import json

import pytest

from scenarios.connectors.retrying import Patience
from scenarios.publish.salesforce import Ending, bulk, sending
from scenarios.publish.salesforce.applying import connected
from scenarios.publish.salesforce.bulk import Jobs, JobState
from scenarios.publish.salesforce.calling import Request, SendingStoppedError, Wire
from scenarios.publish.salesforce.rows import Operation, Thing
from tests.scenarios.publish.salesforce.conftest import journal
from tests.scenarios.publish.salesforce.fake_org.faults import Fault, Kind
from tests.scenarios.publish.salesforce.fake_org.plans import what_is_held, what_is_planned

JOB = "jobs/ingest"


@pytest.fixture
def jobs(served, slept):
    """Runs jobs on the served org."""
    assert not served.jobs
    return Jobs(Wire(connected("SALESFORCE")), Patience(sleep=slept.append))


def users(served):
    """Rows that give the accounts to the users, one after the other."""
    owners = list(served.org.records["User"])
    accounts = list(served.org.records["Account"])
    return [{"Id": account, "OwnerId": owners[place % 4]} for place, account in enumerate(accounts)]


def test_every_row_finds_its_end(jobs, served):
    """The org answers in its own order, with refused rows apart: each outcome stands beside its row."""
    rows = users(served)
    rows[2]["OwnerId"] = rows[0]["Id"]
    job = jobs.open(Thing.ACCOUNT, Operation.UPDATE)
    result = jobs.run(job, Operation.UPDATE, rows)
    assert [outcome.done for outcome in result.outcomes] == [True, True, False, True, True, True]
    assert [outcome.record for outcome in result.outcomes if outcome.done] == [row["Id"] for row in rows[:2] + rows[3:]]
    assert result.outcomes[2].code == "INVALID_CROSS_REFERENCE_KEY"
    assert result.reason == ""
    assert [job] == list(served.jobs)
    assert served.org.records["Account"][rows[1]["Id"]]["OwnerId"] == rows[1]["OwnerId"]


def test_a_job_that_fails_half_way(jobs, served):
    """What was done is known, what was not reached is None, and the reason is told."""
    served.faults = [Fault(Kind.HALF, JOB)]
    served.faults[0].where = f"PATCH {JOB}"
    result = jobs.run(jobs.open(Thing.ACCOUNT, Operation.UPDATE), Operation.UPDATE, users(served))
    assert [outcome is not None for outcome in result.outcomes] == [True] * 3 + [False] * 3
    assert "ended as Failed (InternalServerError)" in result.reason


def test_what_is_gone_already_is_deleted(jobs, served):
    """A record to be deleted that is no longer there is no failure."""
    gone = served.org.add("Account", AccountNumber="X")
    del served.org.records["Account"][gone]
    result = jobs.run(jobs.open(Thing.ACCOUNT, Operation.DELETE), Operation.DELETE, [{"Id": gone}])
    assert [outcome.done for outcome in result.outcomes] == [True]


def test_cells_of_any_kind_come_back(jobs, served):
    """Commas, quotes, line ends and letters of all scripts go there and find their row."""
    names = ["a,b", 'say "x"', "two\nlines", "Zürich 東京", " blank "]
    rows = [{"DeveloperName": f"M{place}", "Name": name} for place, name in enumerate(names)]
    served.org.most_models = 9
    result = jobs.run(jobs.open(Thing.MODEL, Operation.INSERT), Operation.INSERT, rows)
    held = {key: row["Name"] for key, row in served.org.records["Territory2Model"].items()}
    assert [held[outcome.record] for outcome in result.outcomes] == names


@pytest.mark.parametrize(("closed", "ended"), [(False, "Aborted"), (True, "JobComplete")])
def test_a_job_left_behind(jobs, served, closed, ended):
    """One that was never closed is aborted and does nothing; one that was closed is waited for."""
    rows = users(served)
    asked = {"object": "Account", "operation": "update"}
    job = jobs.wire.json(Request("POST", JOB, asked))["id"]
    jobs.wire.text(Request("PUT", f"{JOB}/{job}/batches", text=bulk._table(rows)))
    if closed:
        jobs.wire.json(Request("PATCH", f"{JOB}/{job}", {"state": JobState.UPLOADED.value}))
    jobs.settle(job)
    jobs.settle(job)
    assert served.jobs[job].state == ended
    assert len(served.jobs[job].done) == (6 if closed else 0)


def test_a_job_nobody_knows_any_more(jobs):
    """An org forgets jobs after a week; there is nothing to wait for then."""
    jobs.settle("750000000000099")


def test_a_job_that_never_ends(jobs, monkeypatch, slept):
    """Waiting has an end; the journal knows the job."""
    monkeypatch.setattr(bulk, "PATIENCE", 60.0)
    monkeypatch.setattr(Jobs, "_state", lambda _self, _job: (JobState.RUNNING, ""))
    with pytest.raises(SendingStoppedError, match="still running"):
        jobs.settle("750")
    assert 60 <= sum(slept) < 60 + bulk.LONGEST_WAIT
    assert max(slept) <= bulk.LONGEST_WAIT


@pytest.fixture
def by_jobs(publish, monkeypatch):
    """Publish with jobs where there are more than four rows: accounts and quotas."""
    monkeypatch.setattr(sending, "BULK_ABOVE", 4)
    return publish


def test_a_plan_by_jobs(by_jobs, served, results, tmp_path):
    """Many rows go by jobs, the others by collections, and the org holds the plan."""
    assert by_jobs().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert [job.thing for job in served.jobs.values()] == ["ObjectTerritory2Association", "ForecastingQuota"]
    assert [job["ended"] for step in journal(tmp_path)["steps"] for job in step["jobs"]] == [True, True]


def test_an_object_that_takes_no_jobs(by_jobs, served, results, monkeypatch):
    """Its rows are sent and read by collections and pages, many or not."""
    monkeypatch.setattr("scenarios.publish.salesforce.live_tables.BULK_ABOVE", 4)
    served.no_jobs = {"ForecastingQuota"}
    assert by_jobs().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    assert [job.thing for job in served.jobs.values()] == ["ObjectTerritory2Association"]
    nothing = by_jobs()
    assert nothing.ending is Ending.NOTHING
    assert "ForecastingQuota was read page by page, since a job was refused." in nothing.rest.notes


def test_half_of_a_job(by_jobs, served, results):
    """A job that fails half-way stops the publication; the same command sends the other half."""
    served.faults = [Fault(Kind.HALF, f"PATCH {JOB}", at=1)]
    stopped = by_jobs()
    assert stopped.ending is Ending.STOPPED
    assert stopped.tally.done == 1 + 1 + 3 + 3 + 5 + 3 + 3
    assert len(served.org.records["ForecastingQuota"]) == 3
    assert by_jobs().ending is Ending.COMPLETE
    assert what_is_held(served.org) == what_is_planned(results, "nearest")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.CUT_BEFORE, Kind.CUT_AFTER])
def test_a_fault_at_any_call_of_a_job(by_jobs, served, results, tmp_path, kind):
    """Whichever call of a job fails, the same command brings the job to its end, and no row is there twice."""
    planned, point, stops = what_is_planned(results, "nearest"), 0, 0
    kept = json.dumps(served.org.records)
    while True:
        served.org.records, served.calls = json.loads(kept), []
        (tmp_path / "load" / "journal.json").unlink(missing_ok=True)
        served.faults = [Fault(kind, JOB, at=point)]
        ending = by_jobs().ending
        if served.faults[0].seen <= point:
            break
        if ending is Ending.STOPPED:
            stops += 1
            assert by_jobs().ending in (Ending.COMPLETE, Ending.NOTHING)
        assert what_is_held(served.org) == planned, point
        point += 1
    assert point == 14  # seven calls a job
    assert stops >= 4
