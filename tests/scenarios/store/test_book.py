"""Decisions are taken together or not at all, by somebody, on what was seen; what was decided on stays as it was."""

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import update

from optimizer.exceptions import InputError
from scenarios.store import Origin, State, StoreError, open_store
from scenarios.store.approvals import frame_hash
from scenarios.store.book import ApprovalBook
from scenarios.store.engines import open_sqlite
from scenarios.store.migrations import first
from scenarios.store.run_store import FILE
from scenarios.store.tables import ENTRIES


def save_all(store, made):
    """Save what has ended as one run; gives its number."""
    number = store.begin([item.entry for item in made])
    for position, item in enumerate(made):
        store.save(number, position, entry=item.entry, outcome=item.outcome)
    return number


def elsewhere(outcome):
    """The same scenario with another plan: every account in the other territory."""
    alignment = outcome.alignment
    other = replace(alignment, territory_of=np.array(alignment.territory_of[::-1]))
    return replace(outcome, result=replace(outcome.result, alignment=other))


def test_a_plan_goes_its_way(store, ended):
    """Proposed, approved, published, superseded: by whom, when, with every step kept."""
    number = save_all(store, ended(2))
    book = ApprovalBook(store)
    for state, who in zip(list(State)[1:], ("Ana", "Bob", "Cy", "Ana"), strict=True):
        (step,) = book.decide(store.run(number).outcomes[:1], state, who=f" {who} ", note="fine  by\nme")
        assert (step.who, step.note) == (who, "fine by me")
        assert store.run(number).outcomes[0].state is state
    decided, draft = store.run(number).outcomes
    assert [step.state for step in decided.steps] == list(State)[1:]
    assert [step.number for step in decided.steps] == [1, 2, 3, 4]
    assert sorted(step.at for step in decided.steps) == [step.at for step in decided.steps]
    assert draft.steps == ()
    assert store.run(number).approval == "superseded: s0"
    assert book.unaltered(decided)
    assert book.unaltered(draft)


def test_all_or_none(store, ended):
    """Where one of several may not take the step none does, and every reason is told."""
    number = save_all(store, ended(3))
    book = ApprovalBook(store)
    book.decide(store.run(number).outcomes[:1], State.PROPOSED, who="Ana")
    with pytest.raises(InputError) as told:
        book.decide(store.run(number).outcomes, State.APPROVED, who="Ana")
    assert len(told.value.problems) == 2
    assert "nobody has proposed it" in str(told.value)
    assert [outcome.state for outcome in store.run(number).outcomes] == [State.PROPOSED, State.DRAFT, State.DRAFT]


def test_what_others_decided_meanwhile_counts(store, ended):
    """Outcomes read before another's step do not bring it back."""
    number = save_all(store, ended(1))
    book, read = ApprovalBook(store), store.run(number).outcomes
    book.decide(read, State.PROPOSED, who="Ana")
    with pytest.raises(InputError, match="it is proposed by Ana"):
        book.decide(read, State.PROPOSED, who="Bob")


def test_open_scenarios_and_nobody_decide_nothing(store, ended):
    """A scenario without a plan cannot be proposed, and a decision has a name."""
    made = ended(1)
    number = store.begin([made[0].entry])
    book = ApprovalBook(store)
    with pytest.raises(InputError, match=r"no plan to decide on \(open\)"):
        book.decide(store.run(number).outcomes, State.PROPOSED, who="Ana")
    with pytest.raises(StoreError, match="--by"):
        book.decide(store.run(number).outcomes, State.PROPOSED, who=" ")


def test_a_decided_run_is_not_begun_again(store, ended):
    """Resuming would replace its scenarios: refused, and everything is as it was."""
    made = ended(2)
    number = save_all(store, made)
    ApprovalBook(store).decide(store.run(number).outcomes[:1], State.PROPOSED, who="Ana")
    before = store.run(number)
    again = replace(store, origin=Origin(run=number))
    with pytest.raises(StoreError, match=r"run 1 has a plan that is proposed by Ana.*Run the plan anew"):
        again.begin([item.entry for item in made])
    assert store.run(number) == before


def test_a_decided_outcome_is_not_written_over(store, ended):
    """Not in its run, and not by another run that found another plan under the same address."""
    made = ended(1)
    number = save_all(store, made)
    book = ApprovalBook(store)
    book.decide(store.run(number).outcomes, State.PROPOSED, who="Ana")
    book.decide(store.run(number).outcomes, State.APPROVED, who="Bob")
    before = store.run(number), store.find(made[0].entry), store.alignments.read(made[0].entry.address)
    other = store.begin([made[0].entry])
    for run, outcome in ((number, made[0].outcome), (other, elsewhere(made[0].outcome))):
        with pytest.raises(StoreError, match=r"s0 of run 1 is approved by Bob .* and stays as it is"):
            store.save(run, 0, entry=made[0].entry, outcome=outcome)
    after = store.run(number), store.find(made[0].entry), store.alignments.read(made[0].entry.address)
    assert after[0] == before[0]
    assert after[2] == before[2]
    assert np.array_equal(after[1].found.territory_of, before[1].found.territory_of)


def test_the_same_plan_may_be_found_again(tmp_path, ended):
    """A file that is lost is restored by the same plan, and the approval holds again."""
    store, made = open_store(tmp_path), ended(1)
    number = save_all(store, made)
    book = ApprovalBook(store)
    book.decide(store.run(number).outcomes, State.PROPOSED, who="Ana")
    (file,) = (tmp_path / "alignments").iterdir()
    file.unlink()
    assert not book.unaltered(store.run(number).outcomes[0])
    with pytest.raises(InputError, match="the store was altered"):
        book.decide(store.run(number).outcomes, State.APPROVED, who="Bob")
    save_all(store, made)
    assert book.unaltered(store.run(number).outcomes[0])
    book.decide(store.run(number).outcomes, State.APPROVED, who="Bob")


def test_altered_figures_are_told(store, ended):
    """Figures changed behind the store's back are no longer what was approved; it can still be superseded."""
    number = save_all(store, ended(1))
    book = ApprovalBook(store)
    book.decide(store.run(number).outcomes, State.PROPOSED, who="Ana")
    with store.engine.begin() as connection:
        connection.execute(update(ENTRIES).values(quotas='[["T1", "Ana", "1.00"]]'))
    outcomes = store.run(number).outcomes
    assert not book.unaltered(outcomes[0])
    with pytest.raises(InputError, match="not what was proposed by Ana"):
        book.decide(outcomes, State.APPROVED, who="Bob")
    book.decide(outcomes, State.SUPERSEDED, who="Bob")
    assert not book.unaltered(store.run(number).outcomes[0])


def test_plans_are_found_by_who_serves_whom(store, ended):
    """By name and alignment, the latest run first; the last decision is of whichever run was decided on last."""
    made = ended(2)
    numbers = [save_all(store, made), save_all(store, made)]
    plan = frame_hash(made[0].outcome.alignment.to_frame())
    book = ApprovalBook(store)
    assert [outcome.run for outcome in book.same_plan("s0", plan)] == numbers[::-1]
    assert book.same_plan("s0", "another") == ()
    assert book.last_step("s0", plan) is None
    for number in numbers[::-1]:
        book.decide(store.run(number).outcomes[:1], State.PROPOSED, who="Ana")
    assert book.last_step("s0", plan).run == numbers[0]
    assert book.last_step("s1", plan) is None


def test_a_store_of_the_version_before_gains_the_book(tmp_path, ended):
    """What version 1 kept is there and can be decided on."""
    (tmp_path / "alignments").mkdir()
    open_sqlite(tmp_path / FILE, (first,)).dispose()
    store = open_store(tmp_path)
    number = save_all(store, ended(1))
    ApprovalBook(store).decide(store.run(number).outcomes, State.PROPOSED, who="Ana")
    assert open_store(tmp_path).run(number).outcomes[0].state is State.PROPOSED
