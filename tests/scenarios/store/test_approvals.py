"""Steps follow one another as the picture says, and hashes tell plans apart and nothing else."""

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from scenarios.store.approvals import (
    NEXT,
    State,
    Step,
    content_hash,
    frame_hash,
    objection,
    plan_hash,
    read_steps,
    state_after,
    write_step,
)
from scenarios.store.migrations import migrate

ALLOWED = {
    ("draft", "proposed"),
    ("proposed", "approved"),
    ("proposed", "superseded"),
    ("approved", "published"),
    ("approved", "superseded"),
    ("published", "published"),
    ("published", "superseded"),
    ("superseded", "proposed"),
}


def step(state, *, number=1, run=1, position=0, address="a"):
    """One step by Ana."""
    return Step(
        run=run,
        position=position,
        number=number,
        state=state,
        who="Ana",
        at="2026-03-01T09:30:12.000001+00:00",
        note="as discussed",
        address=address,
        plan="p",
        content="c",
    )


@pytest.mark.parametrize(("now", "wanted"), list(itertools.product(State, State)))
def test_only_what_the_picture_shows_may_follow(now, wanted):
    """Of all 25 pairs of states 8 are steps; what is refused says where it stands and which commands go on."""
    against = objection([] if now is State.DRAFT else [step(now)], wanted)
    assert (against is None) == ((now.value, wanted.value) in ALLOWED)
    if against is not None:
        message, remedy = against
        assert ("nobody has proposed it" if now is State.DRAFT else "Ana on 2026-03-01 09:30 UTC") in message
        assert all(f"`territory {word}`" in remedy for word in [_word(state) for state in NEXT[now]])


def _word(state):
    return {"PROPOSED": "propose", "APPROVED": "approve", "PUBLISHED": "published", "SUPERSEDED": "supersede"}[
        state.name
    ]


def test_the_last_step_counts():
    """Without steps it is a draft."""
    assert state_after([]) is State.DRAFT
    assert state_after([step(State.PROPOSED), step(State.APPROVED, number=2)]) is State.APPROVED
    assert str(step(State.APPROVED)) == "approved by Ana on 2026-03-01 09:30 UTC: as discussed"


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.text(min_size=1)), max_size=6), st.randoms())
def test_order_does_not_matter_to_the_hash_of_a_plan(served, random):
    """The same accounts in the same territories are the same plan; one that moves makes another."""
    pairs = list(served.items())
    shuffled = random.sample(pairs, len(pairs))
    assert plan_hash(*_columns(pairs)) == plan_hash(*_columns(shuffled))
    for account in served:
        moved = {**served, account: f"{served[account]} and more"}
        assert plan_hash(*_columns(moved.items())) != plan_hash(*_columns(pairs))


def _columns(pairs):
    return [account for account, _ in pairs], [territory for _, territory in pairs]


def test_missing_territories_are_one_thing():
    """Missing as in a table, as in Python and as a blank cell; labels that are numbers count as their text."""
    frame = pd.DataFrame({"account": [1, 2], "territory": ["T1", float("nan")]})
    assert frame_hash(frame) == plan_hash(["2", "1"], [None, "T1"]) == plan_hash(["1", "2"], ["T1", ""])


def test_content_is_figures_and_quotas():
    """Order of figures does not matter; a cent does."""
    first = content_hash({"gap": 0.1, "status": "optimal"}, [("T1", "Ana", "100.00")])
    assert first == content_hash({"status": "optimal", "gap": 0.1}, (["T1", "Ana", "100.00"],))
    assert first != content_hash({"status": "optimal", "gap": 0.1}, [("T1", "Ana", "100.01")])
    assert content_hash(None, None) != first


def test_steps_are_read_as_written():
    """By run or by address, in order; the same number is never taken twice."""
    one, two = step(State.PROPOSED), step(State.APPROVED, number=2)
    other = step(State.PROPOSED, run=2, position=3, address="b")
    with create_engine("sqlite://").begin() as connection:
        migrate(connection)
        for item in (other, two, one):
            write_step(connection, item)
        assert read_steps(connection) == (one, two, other)
        assert read_steps(connection, 2) == read_steps(connection, address="b") == (other,)
        with pytest.raises(IntegrityError):
            write_step(connection, two)
