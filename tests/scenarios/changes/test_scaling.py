"""A measure grows or shrinks in a segment."""

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import ScaleMeasure, Segment


def test_one_measure_of_some_accounts(trio):
    """The rest stays."""
    change = ScaleMeasure("potential", 1.1, Segment(tags={"area": "north"}))
    facts, _ = change.apply(trio, Criteria())
    assert facts.amounts("potential").tolist() == pytest.approx([110.0] * 5 + [100.0] * 4)
    np.testing.assert_array_equal(facts.amounts("hours"), trio.amounts("hours"))
    assert change.sentence(trio) == "grows potential of area north (5 accounts) by 10%: 500 becomes 550"


def test_everything(trio):
    """All accounts where none are named; down as well as up."""
    assert ScaleMeasure("hours", 0.5).sentence(trio) == "shrinks hours of all accounts by 50%: 45 becomes 22.5"
    assert ScaleMeasure("hours", 0.0).apply(trio, Criteria())[0].amounts("hours").sum() == 0.0


def test_misfits_are_told(trio):
    """A measure and an account that are not there, at once; a factor that is none."""
    with pytest.raises(InputError) as caught:
        ScaleMeasure("potentail", 2.0, Segment(accounts=("b1",))).apply(trio, Criteria())
    assert [problem.column for problem in caught.value.problems] == ["measure", "accounts"]
    assert "Did you mean 'potential'?" in caught.value.problems[0].remedy
    for wrong in (-0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="times must be finite"):
            ScaleMeasure("hours", wrong)
