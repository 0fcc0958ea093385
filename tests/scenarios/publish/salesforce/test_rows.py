"""Rows name what may not exist yet by its key, and each has its sentence."""

import pytest

from scenarios.publish.salesforce.rows import Operation, Reference, Thing, step_of


def test_a_step_keeps_rows_and_sentences_together():
    """The sentence of a row stands at its place; deletes wait unless they are said not to."""
    reference = Reference(Thing.TERRITORY, "West")
    told = [("give Ann to West", {"UserId": "005", "Territory2Id": reference}), ("give Bob to East", {"UserId": "006"})]
    step = step_of(Thing.MEMBER, Operation.INSERT, told, "reps")
    assert step.told == ("give Ann to West", "give Bob to East")
    assert step.rows[0]["Territory2Id"] == reference
    assert (step.thing.value, step.operation.value, step.why) == ("UserTerritory2Association", "insert", "reps")
    assert not step.at_once


def test_references_are_the_same_where_they_mean_the_same():
    """Two of one key are one, whatever made them; a key of another object is another."""
    assert {Reference(Thing.USER, "Ann"), Reference(Thing.USER, "Ann")} == {Reference(Thing.USER, "Ann")}
    assert Reference(Thing.USER, "Ann") != Reference(Thing.ACCOUNT, "Ann")


def test_a_step_of_nothing():
    """No rows, no sentences."""
    step = step_of(Thing.QUOTA, Operation.DELETE, [], "none")
    assert (step.rows, step.told) == ((), ())


def test_references_do_not_change():
    """What names a record stays as it is."""
    with pytest.raises(AttributeError):
        Reference(Thing.USER, "Ann").key = "Bob"
