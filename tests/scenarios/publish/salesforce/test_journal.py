"""The journal says what is done before anything else is, in one move, and what it cannot say for sure it refuses."""

import json

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.salesforce.calling import RowOutcome
from scenarios.publish.salesforce.journal import JOURNAL, Journal, JournalError, State, Tally, Target
from scenarios.publish.salesforce.rows import Operation, Thing, step_of

HERE = Target("acme.my.salesforce.com", "FY27", "nearest")
STEP = step_of(Thing.TERRITORY, Operation.INSERT, [(name, {}) for name in ("a", "b", "c")], "why")


@pytest.fixture
def journal(tmp_path):
    """A journal with a row done, one refused, one that waits, and a job."""
    journal = Journal(tmp_path, HERE)
    journal.step(1, STEP, 3)
    journal.job_opened("750")
    journal.rows(["a", "b"], [RowOutcome("0MI1"), RowOutcome("", "DUPLICATE_VALUE", "there already")])
    journal.waiting([("c", "Territory2 West")])
    return journal


def test_it_is_on_disk_at_once(journal, tmp_path):
    """Every entry is in the file when the call returns, and no half of a file beside it."""
    told = json.loads((tmp_path / JOURNAL).read_text(encoding="utf-8"))
    assert told["state"] == "sending"
    assert told["steps"][0]["done"] == [["a", "0MI1"]]
    assert told["steps"][0]["refused"] == [["b", "DUPLICATE_VALUE", "there already"]]
    assert [path.name for path in tmp_path.iterdir()] == [JOURNAL]
    assert journal.tally == Tally(1, 1, 1)
    assert journal.not_sent() == [
        ("Territory2", "insert", "b", "DUPLICATE_VALUE", "there already"),
        ("Territory2", "insert", "c", "WAITING", "Territory2 West"),
    ]


def test_the_next_one_goes_on(journal, tmp_path):
    """It knows the jobs that are open and what was done; once complete, there is nothing to go on with."""
    journal.ended(State.STOPPED, "no answer")
    following = Journal(tmp_path, HERE)
    assert following.open_jobs == ("750",)
    assert (
        following.telling() == "Going on with a publication that is unfinished: 1 rows were done then, and no answer."
    )
    following.step(1, STEP, 3)
    following.jobs_ended()
    following.ended(State.COMPLETE)
    assert json.loads((tmp_path / JOURNAL).read_text())["before"] == [
        {
            "plan": "FY27",
            "scenario": "nearest",
            "state": "stopped",
            "reason": "no answer",
            "done": 1,
            "refused": 1,
            "waiting": 1,
        }
    ]
    last = Journal(tmp_path, Target("other.my.salesforce.com", "FY27", "nearest"))
    assert (last.former, last.open_jobs, last.telling()) == (None, (), "")


def test_jobs_that_ended_are_not_asked_after(journal, tmp_path):
    """Only those whose end was not seen."""
    journal.jobs_ended()
    journal.ended(State.INCOMPLETE, "1 rows were refused or wait")
    assert Journal(tmp_path, HERE).open_jobs == ()


@pytest.mark.usefixtures("journal")
def test_another_plan_is_told(tmp_path):
    """One that was interrupted is gone on with by another scenario: the org is what counts, and it is said."""
    told = Journal(tmp_path, Target(HERE.org, "FY27", "today")).telling()
    assert told == "Going on with a publication that was interrupted: 1 rows were done then. It was FY27, nearest."


@pytest.mark.usefixtures("journal")
def test_another_org_is_refused(tmp_path):
    """What is unfinished in one org is no business of another."""
    with pytest.raises(InputError, match=r"unfinished publication to acme\.my\.salesforce\.com"):
        Journal(tmp_path, Target("acme--test.sandbox.my.salesforce.com", "FY27", "nearest"))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', '{"version": 9, "state": "sending", "steps": [], "before": []}']
)
def test_one_that_cannot_be_read(tmp_path, text):
    """Nothing is sent on top of what cannot be known."""
    (tmp_path / JOURNAL).write_text(text)
    with pytest.raises(InputError, match="cannot be read"):
        Journal(tmp_path, HERE)


def test_one_that_cannot_be_written(journal, tmp_path):
    """Where nothing can be written down, nothing more is sent; the old one stays."""
    before = (tmp_path / JOURNAL).read_text()
    (tmp_path / f".{JOURNAL}.part").mkdir()
    with pytest.raises(JournalError, match="so nothing more is sent"):
        journal.ended(State.COMPLETE)
    assert (tmp_path / JOURNAL).read_text() == before
