"""The page approves of what the store has, and tells what was decided wherever it was."""

import pytest

from scenarios.app.desk import EditRefused, errand
from scenarios.app.desk.approving import StoreApprover
from scenarios.app.desk.docket import Docket
from scenarios.scenario import Scenario
from scenarios.store import State, open_store
from scenarios.store.book import ApprovalBook

from .conftest import plan_of
from .test_docket import InPlace


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "kept")


@pytest.fixture
def docket(line, criteria, store, monkeypatch):
    """A session in which one scenario was run."""
    monkeypatch.setattr(errand, "Errand", InPlace)
    made = Docket(plan_of(line, criteria, Scenario("rebalanced", criteria)), store, StoreApprover(store), threads=1)
    made.run("rebalanced")
    return made


def test_a_plan_is_approved_and_stays_so(docket, store):
    """It says by whom, in this session and in the store, with the proposal before it; a second yes is refused."""
    assert docket.lines()[0].approval == ""
    line = docket.approve("rebalanced", who="Ana", note="go")
    assert line.approval.startswith("approved by Ana on ")
    assert line.approval.endswith(": go")
    assert [step.state for step in store.run(1).outcomes[0].steps] == [State.PROPOSED, State.APPROVED]
    with pytest.raises(EditRefused, match="it is approved by Ana"):
        docket.approve("rebalanced", who="Bob", note="")


def test_a_proposal_is_answered(docket, store):
    """What somebody proposed is what is approved, and a superseded plan may come back."""
    book = ApprovalBook(store)
    book.decide(store.run(1).outcomes, State.PROPOSED, who="Ana")
    assert docket.lines()[0].approval.startswith("proposed by Ana")
    docket.approve("rebalanced", who="Bob", note="")
    assert [step.who for step in store.run(1).outcomes[0].steps] == ["Ana", "Bob"]
    book.decide(store.run(1).outcomes, State.SUPERSEDED, who="Cy")
    assert docket.approve("rebalanced", who="Bob", note="").approval.startswith("approved by Bob")


def test_what_is_not_kept_is_not_approved(docket, tmp_path):
    """An outcome that the store does not have is refused with what to do."""
    elsewhere = StoreApprover(open_store(tmp_path / "other"))
    with pytest.raises(EditRefused, match="the store has no such plan of 'rebalanced'"):
        elsewhere.approve(docket.outcome("rebalanced"), who="Ana", note="")
    assert elsewhere.standing(docket.outcome("rebalanced")) == ""
