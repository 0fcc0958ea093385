"""Runs are proposed, approved, published and superseded from the command line, and lists say so."""

import json
import os

import pytest
from sqlalchemy import update

from scenarios.cli_approvals import note_published, signed_in
from scenarios.store import State, open_store
from scenarios.store.approvals import frame_hash
from scenarios.store.tables import ENTRIES
from tests.scenarios.command_line import call


@pytest.fixture
def ran(small_run):  # noqa: ARG001 -- its folder is where one stands
    """Give where the store of a small plan that was run is."""
    return os.environ["TERRITORY_STORE"]


def test_a_scenario_is_approved_and_shown(ran):
    """Each step is told; the list of runs and the run itself show how it stands, with everything that was said."""
    assert "approval" not in call("runs").stdout
    proposed = call("propose", "1", "-s", "rebalanced", "--by", "Ana", "--note", "better travel")
    assert proposed.exit_code == 0, proposed.stderr
    assert proposed.stdout.startswith("1/rebalanced is proposed by Ana on ")
    assert call("approve", "1/rebalanced", "--by", "Bob").exit_code == 0
    assert "approved: rebalanced" in call("runs").stdout
    shown = call("show", "1").stdout
    assert "rebalanced was proposed by Ana" in shown
    assert ": better travel" in shown
    assert "rebalanced was approved by Bob" in shown
    assert call("published", "1/rebalanced", "--note", "by hand").exit_code == 0
    assert call("supersede", "1/rebalanced", "--by", "Bob").exit_code == 0
    (outcome,) = [outcome for outcome in open_store(ran).run(1).outcomes if outcome.name == "rebalanced"]
    assert [step.state for step in outcome.steps] == list(State)[1:]
    assert outcome.steps[2].who == signed_in()


def test_a_plan_that_breaks_rules_is_told(ran):
    """It may be approved, and whoever does hears of it; superseding it needs no warning."""
    figures = {"status": "violated", "violations": 2.0}
    with open_store(ran).engine.begin() as connection:
        connection.execute(update(ENTRIES).where(ENTRIES.c.name == "rebalanced").values(figures=json.dumps(figures)))
    for command in ("propose", "approve"):
        done = call(command, "1/rebalanced", "--by", "Ana")
        assert done.exit_code == 0, done.stderr
        assert done.stderr == "warning: 1/rebalanced breaks rules: 2\n"
    assert call("supersede", "1/rebalanced", "--by", "Ana").stderr == ""


def test_a_run_is_proposed_whole(ran):
    """Without a scenario every one of the run takes the step."""
    assert call("propose", "1", "--by", "Ana").exit_code == 0
    assert {outcome.state for outcome in open_store(ran).run(1).outcomes} == {State.PROPOSED}
    assert open_store(ran).run(1).approval == "proposed"


def test_what_may_not_follow_is_refused(ran):  # noqa: ARG001
    """Approving a draft, resuming what is decided on, naming a scenario twice."""
    refused = call("approve", "1/rebalanced", "--by", "Ana")
    assert refused.exit_code == 2
    assert "nobody has proposed it" in refused.stderr
    assert "`territory propose`" in refused.stderr
    assert call("propose", "1/rebalanced", "--by", "Ana").exit_code == 0
    resumed = call("resume", "1")
    assert resumed.exit_code == 2
    assert "stays as it is" in resumed.stderr
    assert call("propose", "1/rebalanced", "-s", "today").exit_code == 2


def test_an_altered_plan_is_told(ran):
    """A plan whose file is gone is shown as no longer what was approved."""
    call("propose", "1/rebalanced", "--by", "Ana")
    store = open_store(ran)
    (outcome,) = [outcome for outcome in store.run(1).outcomes if outcome.name == "rebalanced"]
    (store.alignments.path / f"{outcome.address}.parquet").unlink()
    assert "rebalanced is no longer what was decided on" in call("show", "1").stdout


def test_publishing_is_noted_where_it_was_approved(ran, tmp_path):
    """By who serves whom: a plan the store does not have is not noted, one that is not approved neither."""
    store = open_store(ran)
    (outcome,) = [outcome for outcome in store.run(1).outcomes if outcome.name == "rebalanced"]
    plan = frame_hash(store.alignment_frame(outcome))
    assert note_published(str(tmp_path / "nowhere"), "rebalanced", plan, note="sent") == ""
    assert note_published(ran, "rebalanced", "another", note="sent") == ""
    assert "nobody has approved 1/rebalanced" in note_published(ran, "rebalanced", plan, note="sent")
    for word in ("propose", "approve"):
        assert call(word, "1/rebalanced", "--by", "Ana").exit_code == 0
    assert note_published(ran, "rebalanced", plan, note="sent") == "1/rebalanced is noted as published"
    assert "published: rebalanced" in call("runs").stdout


def test_the_folder_of_results_is_the_same_plan(ran, tmp_path):
    """What a run wrote and what the store kept have one hash."""
    from scenarios.publish.record import read_record  # noqa: PLC0415

    store = open_store(ran)
    (outcome,) = [outcome for outcome in store.run(1).outcomes if outcome.name == "rebalanced"]
    written = read_record(tmp_path / "out").rows("alignment", "rebalanced")
    assert frame_hash(written) == frame_hash(store.alignment_frame(outcome))
