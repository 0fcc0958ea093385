"""Steps in order: ids go from one to the next, nothing is taken away before its successor is there."""

from dataclasses import replace

import pandas as pd
import pytest

from scenarios.connectors.live import BULK_ABOVE
from scenarios.connectors.retrying import Patience
from scenarios.publish.salesforce import sending
from scenarios.publish.salesforce.bulk import JobResult, Jobs
from scenarios.publish.salesforce.calling import RowOutcome
from scenarios.publish.salesforce.journal import Journal, State, Tally, Target
from scenarios.publish.salesforce.org import Org
from scenarios.publish.salesforce.rows import Operation, Reference, Thing, step_of
from scenarios.publish.salesforce.sending import Sender

WEST, OLD = Reference(Thing.TERRITORY, "West"), "0MI9"
RECORDS = {
    Thing.TERRITORY: pd.DataFrame({"Id": [OLD, "0MI8"], "ParentTerritory2Id": ["0MI8", ""]}),
    Thing.MEMBER: pd.DataFrame({"Id": ["0MU8", "0MU9"], "UserId": ["006", "007"], "Territory2Id": ["0MI7", OLD]}),
    Thing.ASSIGNMENT: pd.DataFrame({"Id": ["0MT8", "0MT9"], "ObjectId": ["002", "001"], "Territory2Id": OLD}),
    Thing.QUOTA: pd.DataFrame(
        {"Id": ["0J9"], "Territory2Id": ["0MI7"], "QuotaOwnerId": ["006"], "StartDate": ["2027-01-01"]}
    ),
}


class Line:
    """An org that takes every row but those it is told to refuse, and remembers what came."""

    def __init__(self, refused=()):
        self.refused, self.sent = dict(refused), []

    def send(self, _wire, thing, operation, rows):
        """A collection."""
        self.sent.append((thing, operation, list(rows)))
        return [self.outcome(row) for row in rows]

    def outcome(self, row):
        """Of one row, by any of its cells."""
        codes = [self.refused[cell].pop(0) for cell in row.values() if self.refused.get(cell)]
        return RowOutcome(code=codes[0]) if codes else RowOutcome(f"id of {next(iter(row.values()))}")


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Send steps along a line; gives the state, the journal and what was told."""

    def run(line, *steps, known=None):
        monkeypatch.setattr(sending, "send_batch", line.send)
        ids = {thing: {} for thing in Thing}
        ids[Thing.USER] = {"Ann": "005"} if known is None else known
        told = []
        journal = Journal(tmp_path, Target("acme", "P", "S"))
        jobs = Jobs(None, Patience(sleep=lambda _: None))
        state = Sender(jobs, journal, Org(RECORDS, ids, frozenset(), {}, ()), told.append).send(steps)
        return state, journal, told

    return run


def step(thing, operation, *rows):
    """A step of rows, each told by its place."""
    return step_of(thing, operation, [(f"row {place}", row) for place, row in enumerate(rows)], "why")


NEW = step(Thing.TERRITORY, Operation.INSERT, {"DeveloperName": "West", "Name": "W"})
GIVE = step(Thing.ASSIGNMENT, Operation.INSERT, {"ObjectId": "001", "Territory2Id": WEST})
TAKE = step(Thing.ASSIGNMENT, Operation.DELETE, {"Id": "0MT9"}, {"Id": "0MT8"})
DROP = step(Thing.TERRITORY, Operation.DELETE, {"Id": OLD})


def test_ids_go_from_step_to_step(begin):
    """What one step creates is known to the next by its key."""
    line = Line()
    state, journal, told = begin(line, NEW, GIVE, TAKE, DROP)
    assert state is State.COMPLETE
    assert line.sent[1][2] == [{"ObjectId": "001", "Territory2Id": "id of West"}]
    assert [thing for thing, _, _ in line.sent] == [NEW.thing, GIVE.thing, TAKE.thing, DROP.thing]
    assert journal.tally == Tally(5)
    assert told[0] == "  1  Territory2 insert: 1 done"


def test_what_hangs_on_a_refused_row_waits(begin):
    """A refused territory leaves its account waiting, which keeps what it has; others change, the old one stays."""
    top = step(Thing.TERRITORY, Operation.DELETE, {"Id": "0MI8"})
    line = Line({"West": ["LIMIT_EXCEEDED"]})
    state, journal, told = begin(line, NEW, GIVE, TAKE, DROP, top)
    assert state is State.INCOMPLETE
    assert journal.tally == Tally(done=1, refused=1, waiting=4)
    assert journal.reason == "5 rows were refused or wait"
    assert line.sent[-1] == (Thing.ASSIGNMENT, Operation.DELETE, [{"Id": "0MT8"}])
    assert [(thing, what, why) for thing, _, what, code, why in journal.not_sent() if code == "WAITING"] == [
        ("ObjectTerritory2Association", "row 0", "Territory2 West"),
        ("ObjectTerritory2Association", "row 0", "what comes in its place is not there yet"),
        ("Territory2", "row 0", "an account or a member in it stays for now"),
        ("Territory2", "row 0", "an account or a member in it stays for now"),
    ]
    assert told[2] == "  3  ObjectTerritory2Association delete: 1 done, 1 waiting"


def test_a_territory_keeps_its_rep_until_the_next_is_there(begin):
    """Without Bob nobody leaves his territory; another territory has nothing to do with it."""
    join = step(Thing.MEMBER, Operation.INSERT, {"UserId": Reference(Thing.USER, "Bob"), "Territory2Id": "0MI7"})
    leave = step(Thing.MEMBER, Operation.DELETE, {"Id": "0MU8"}, {"Id": "0MU9"})
    line = Line()
    state, journal, _ = begin(line, join, leave, DROP)
    assert state is State.INCOMPLETE
    assert [rows for _, operation, rows in line.sent if operation is Operation.DELETE] == [
        [{"Id": "0MU9"}],
        [{"Id": OLD}],
    ]
    assert [row[2:] for row in journal.not_sent()] == [
        ("row 0", "WAITING", "User Bob"),
        ("row 0", "WAITING", "what comes in its place is not there yet"),
    ]


def test_an_account_the_org_does_not_have_holds_nothing(begin):
    """It has no territory there that it could lose."""
    give = step(Thing.ASSIGNMENT, Operation.INSERT, {"ObjectId": Reference(Thing.ACCOUNT, "A9"), "Territory2Id": OLD})
    line = Line()
    state, journal, _ = begin(line, give, TAKE)
    assert (state, journal.tally) == (State.INCOMPLETE, Tally(done=2, waiting=1))


def test_a_delete_waits_for_what_comes_after_it_too(begin):
    """Quotas are deleted first: not where the new one of the month cannot follow."""
    drop = step(Thing.QUOTA, Operation.DELETE, {"Id": "0J9"})
    bob = Reference(Thing.USER, "Bob")
    new = step(Thing.QUOTA, Operation.INSERT, {"QuotaOwnerId": bob, "Territory2Id": "0MI7", "StartDate": "2027-01-01"})
    line = Line()
    assert begin(line, drop, new)[0] is State.INCOMPLETE
    assert line.sent == []
    assert begin(line, drop, new, known={"Bob": "006"})[0] is State.COMPLETE
    assert [operation for _, operation, _ in line.sent] == [Operation.DELETE, Operation.INSERT]


def test_a_change_of_role_waits_for_nothing(begin):
    """Its delete and its insert belong together."""
    again = step(Thing.MEMBER, Operation.INSERT, {"UserId": "006", "Territory2Id": "0MI7"})
    other = step(Thing.MEMBER, Operation.INSERT, {"UserId": Reference(Thing.USER, "Bob"), "Territory2Id": "0MI7"})
    line = Line()
    at_once = replace(step(Thing.MEMBER, Operation.DELETE, {"Id": "0MU8"}), at_once=True)
    assert begin(line, at_once, again, other)[1].tally == Tally(done=2, waiting=1)


def test_locked_rows_are_tried_three_times(begin):
    """The others are not sent again."""
    rows = [{"ObjectId": "001", "Territory2Id": "1"}, {"ObjectId": "002", "Territory2Id": "1"}]
    line = Line({"002": ["UNABLE_TO_LOCK_ROW"] * 2})
    assert begin(line, step(Thing.ASSIGNMENT, Operation.INSERT, *rows))[0] is State.COMPLETE
    assert [len(sent) for _, _, sent in line.sent] == [2, 1, 1]
    line = Line({"002": ["UNABLE_TO_LOCK_ROW"] * 3})
    state, journal, _ = begin(line, step(Thing.ASSIGNMENT, Operation.INSERT, *rows))
    assert (state, journal.tally) == (State.INCOMPLETE, Tally(done=1, refused=1))


@pytest.mark.parametrize(("count", "by_job"), [(BULK_ABOVE, False), (BULK_ABOVE + 1, True)])
def test_many_rows_are_a_job(begin, monkeypatch, count, by_job):
    """Up to two thousand go by collections of two hundred, more by one job."""
    ran = []

    def run(_self, job, operation, rows):
        ran.append((job, operation, len(rows)))
        return JobResult(tuple(RowOutcome(row["Id"]) for row in rows), "")

    monkeypatch.setattr(Jobs, "open", lambda _self, thing, _operation: f"job of {thing.value}")
    monkeypatch.setattr(Jobs, "run", run)
    line = Line()
    rows = [{"Id": f"{place}", "OwnerId": "005"} for place in range(count)]
    state, journal, _ = begin(line, step(Thing.ACCOUNT, Operation.UPDATE, *rows))
    assert state is State.COMPLETE
    assert journal.tally.done == count
    assert ran == ([("job of Account", Operation.UPDATE, count)] if by_job else [])
    assert [len(sent) for _, _, sent in line.sent] == ([] if by_job else [200] * 10)


def test_more_rows_than_a_job_has(begin, monkeypatch):
    """They are several jobs; where the org takes no more, the rest goes by collections."""
    monkeypatch.setattr(sending, "MOST_OF_A_JOB", 1_500)
    ids = iter(["750", "751"])
    monkeypatch.setattr(Jobs, "open", lambda *_: next(ids, None))
    monkeypatch.setattr(
        Jobs, "run", lambda _self, _job, _operation, rows: JobResult(tuple(RowOutcome(row["Id"]) for row in rows), "")
    )
    line = Line()
    rows = [{"Id": f"{place}", "OwnerId": "005"} for place in range(3_100)]
    state, journal, _ = begin(line, step(Thing.ACCOUNT, Operation.UPDATE, *rows))
    assert (state, journal.tally.done) == (State.COMPLETE, 3_100)
    assert [len(sent) for _, _, sent in line.sent] == [100]


def test_a_job_that_fails_stops_it(begin, monkeypatch):
    """What it did is written down; what comes after is not begun."""
    monkeypatch.setattr(sending, "BULK_ABOVE", 1)
    result = JobResult((RowOutcome("1"), None), "the job 750 ended as Failed")
    monkeypatch.setattr(Jobs, "open", lambda *_: "750")
    monkeypatch.setattr(Jobs, "run", lambda *_: result)
    line = Line()
    rows = [{"Id": "1", "OwnerId": "005"}, {"Id": "2", "OwnerId": "005"}]
    state, journal, _ = begin(line, step(Thing.ACCOUNT, Operation.UPDATE, *rows), TAKE)
    assert (state, journal.tally, journal.reason) == (
        State.STOPPED,
        Tally(1),
        "at step 1 (Account update): the job 750 ended as Failed",
    )
    assert line.sent == []


def test_cells_are_plain(begin):
    """What a formula or a control character would be in a file is text here, on one line."""
    line = Line()
    begin(line, step(Thing.MODEL, Operation.INSERT, {"DeveloperName": "M", "Name": "=a\tb "}))
    assert line.sent[0][2] == [{"DeveloperName": "M", "Name": "=a b"}]
