"""Outcomes answer by name and position."""

import pytest

from scenarios.outcome import Failure, Outcome, Outcomes, Stage
from scenarios.scenario import Scenario


@pytest.fixture
def outcomes(criteria):
    """Two failed scenarios."""
    failure = Failure(Stage.BUILD, "ValueError", "odd")
    return Outcomes(tuple(Outcome(scenario=Scenario(name, criteria), failure=failure) for name in ("a", "b")))


def test_found_by_name_and_position(outcomes):
    """A sequence that also knows names."""
    assert len(outcomes) == 2
    assert outcomes["b"] is outcomes[1]
    assert outcomes[:1] == (outcomes[0],)
    assert [outcome.name for outcome in outcomes] == ["a", "b"]
    with pytest.raises(ValueError, match="'c'; there are: a, b"):
        outcomes["c"]


def test_what_is_not_reached_is_none(outcomes):
    """A failed outcome has no plan and is not feasible."""
    outcome = outcomes[0]
    assert outcome.alignment is None
    assert outcome.assessment is None
    assert not outcome.feasible
    assert not outcome.interrupted
    assert not outcome.kept
