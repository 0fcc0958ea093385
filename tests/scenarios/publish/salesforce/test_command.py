"""``territory publish salesforce --apply`` against a served org: asks, sends, tells, and leaves with its status."""

import os

import pytest
from typer.testing import CliRunner

from optimizer.criteria import Criteria
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.cli import app
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import State, open_store
from scenarios.store.book import ApprovalBook
from tests.scenarios.publish.salesforce.fake_org.faults import Fault, Kind
from tests.scenarios.publish.salesforce.fake_org.plans import what_is_held, what_is_planned
from tests.scenarios.publish.salesforce.fake_org.server import PASSWORD, TOKEN

SETTINGS = "account_key: AccountNumber\nforecasting_type: TerritoryRevenue\ncurrency: USD\nrole: Rep\n"
SENT = ("--apply", "--despite-broken-rules")


@pytest.fixture
def call(served, results, tmp_path):
    """Run the command on the small plan."""
    assert results.planned
    assert not served.calls
    (tmp_path / "sf.yaml").write_text(SETTINGS)
    fixed = [
        "publish",
        "salesforce",
        tmp_path / "results",
        "--settings",
        tmp_path / "sf.yaml",
        "--out",
        tmp_path / "load",
    ]

    def run(*options, answer=None):
        return CliRunner().invoke(app, [str(word) for word in (*fixed, *options)], input=answer)

    return run


def test_it_asks_and_sends(call, served, results, tmp_path):
    """The dry run, a question, a line a step, and the end; the second time there is nothing to do."""
    result = call(*SENT, answer="y\n")
    assert result.exit_code == 0, result.stderr
    assert f"nearest, as it will be sent to 127.0.0.1:{served.port}:" in result.stdout
    assert "Send 22 rows to 127.0.0.1" in result.stdout
    assert "  3  Territory2 insert: 3 done" in result.stdout
    assert "22 rows were done; the org is as the plan wants it." in result.stdout
    assert "The territory model is in Planning" in result.stdout
    assert "wait for ids" not in result.stdout
    assert what_is_held(served.org) == what_is_planned(results, "nearest")
    again = call(*SENT)
    assert (again.exit_code, "Nothing to do" in again.stdout) == (0, True)
    everything = result.output + again.output
    everything += "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "load").rglob("*") if path.is_file())
    assert not [secret for secret in (PASSWORD, TOKEN, "00Dsession") if secret in everything]


@pytest.mark.usefixtures("quick_solve")
def test_the_store_notes_it(call, towns):
    """Where the store has this very plan and somebody approved it, it is noted as published once all is there."""
    store, criteria = open_store(os.environ["TERRITORY_STORE"]), Criteria(balance={"potential": 0.1})
    run(
        towns, [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)], MaxRuntime(1), store=store
    )
    book, state = ApprovalBook(store), lambda: store.run(1).outcomes[1].state
    for step in (State.PROPOSED, State.APPROVED):
        book.decide(store.run(1).outcomes[1:], step, who="Ana")
    assert "noted as published" not in call(*SENT, answer="n\n").stdout
    assert state() is State.APPROVED
    assert "1/nearest is noted as published" in call(*SENT, answer="y\n").stdout
    assert state() is State.PUBLISHED
    assert store.run(1).outcomes[1].steps[-1].note == "sent to Salesforce"


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nothing_is_sent(call, served, answer):
    """A no, or nobody there to answer."""
    result = call(*SENT, answer=answer)
    assert result.exit_code == 1
    assert "nothing was sent" in result.stderr
    assert not served.changes()


def test_a_plan_that_breaks_rules(call, served):
    """It is named what it breaks, and not sent without a word more; the org is not even asked."""
    result = call("--apply", "--yes")
    assert result.exit_code == 3
    assert "warning: the plan 'nearest' breaks 2 rules:" in result.stderr
    assert not served.calls


def test_without_apply_nothing_is_sent(call, served, tmp_path):
    """An org that is named is only read; without a name there is no connection at all."""
    result = call("--login", "SALESFORCE")
    assert result.exit_code == 0, result.stderr
    assert "dry run, nothing is sent" in result.stdout
    assert "breaks 2 rules" in result.stderr
    assert served.calls
    assert not served.changes()
    assert (tmp_path / "load" / "03_Territory2_insert.csv").exists() is False
    served.calls.clear()
    assert call().exit_code == 0
    assert not served.calls


def test_it_stops_and_goes_on(call, served, results):
    """What stops leaves with status 4 and says how to go on; the same command does."""
    served.faults = [Fault(Kind.CUT_AFTER, "^POST composite", at=3)]
    stopped = call(*SENT, "--yes")
    assert stopped.exit_code == 4
    assert (
        "stopped: at step 4 (UserTerritory2Association insert): there was no answer to POST composite/sobjects"
        in stopped.stderr
    )
    assert "Run the same command again" in stopped.stderr
    again = call(*SENT, "--yes")
    assert again.exit_code == 0, again.stderr
    assert "Going on with a publication that is unfinished" in again.stdout
    assert what_is_held(served.org) == what_is_planned(results, "nearest")


def test_owners_instead(call, served):
    """Without territory management, owners are changed, and nothing else is asked of the org."""
    result = call(*SENT, "--yes", "--owners")
    assert result.exit_code == 0
    assert "Planning" not in result.stdout
    owners = {row["AccountNumber"]: row.get("OwnerId") for row in served.org.records["Account"].values()}
    user = {row["Name"]: key for key, row in served.org.records["User"].items()}
    assert owners["A1"] == owners["A2"] == user["Ann Ray"]
    assert not [path for path in served.calls if "Territory2" in path]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--apply", "--despite-broken-rules", "--current", "."), "--apply reads the org itself"),
        (("--login", "SALESFORCE", "--current", "."), "--login reads the org itself"),
        (("--apply", "--despite-broken-rules", "--login", "NOBODY"), "NOBODY_USERNAME and NOBODY_PASSWORD are not set"),
    ],
)
def test_what_cannot_be(call, served, tmp_path, options, told):
    """It is told in one line, nothing is sent, and no empty folder is left."""
    result = call(*options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not served.calls
    assert not (tmp_path / "load").exists()


def test_a_wrong_password(call, served, monkeypatch):
    """It is refused without being told."""
    monkeypatch.setenv("SALESFORCE_PASSWORD", "hunter2")
    result = call(*SENT, "--yes")
    assert result.exit_code == 2
    assert "the login was refused" in result.stderr
    assert "hunter2" not in result.output
    assert not served.changes()
