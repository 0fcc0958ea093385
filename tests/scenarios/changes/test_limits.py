"""One limit moves, the others stay."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import Times, relax, tighten

GIVEN = Criteria(
    balance={"potential": 0.1, "hours": 0.2},
    capacity={"hours": 40.0},
    disruption_at_most=0.2,
    max_travel=100.0,
    min_count=2,
    max_count=5,
)


def test_one_tolerance_moves(trio):
    """The others are not named and stay."""
    change = tighten(balance={"potential": 0.02})
    assert change.apply(trio, GIVEN)[1].balance == {"potential": 0.08, "hours": 0.2}
    assert change.sentence(trio, GIVEN) == "tightens balance of potential from 10% to 8%"
    assert change.sentence(trio) == "tightens balance of potential by 2 points"


@pytest.mark.parametrize(
    ("change", "field", "expected", "told"),
    [
        (relax(disruption=0.1), "disruption_at_most", 0.3, "relaxes disruption at most from 20% to 30%"),
        (relax(disruption=2.0), "disruption_at_most", 1.0, "relaxes disruption at most from 20% to 100%"),
        (tighten(disruption=Times(0.5)), "disruption_at_most", 0.1, "tightens disruption at most from 20% to 10%"),
        (tighten(max_travel=30), "max_travel", 70.0, "tightens the largest travel from 100 to 70"),
        (relax(min_count=1), "min_count", 1, "relaxes the fewest accounts from 2 to 1"),
        (relax(min_count=9), "min_count", 0, "relaxes the fewest accounts from 2 to 0"),
        (tighten(min_count=1, max_count=1), "min_count", 3, "tightens the fewest accounts from 2 to 3; "),
        (relax(capacity={"hours": Times(1.5)}), "capacity", {"hours": 60.0}, "relaxes capacity of hours from 40 to 60"),
    ],
)
def test_each_limit_knows_its_way(trio, change, field, expected, told):
    """Tighter is less of everything but of the fewest."""
    after = change.apply(trio, GIVEN)[1]
    assert getattr(after, field) == pytest.approx(expected)
    assert change.sentence(trio, GIVEN).startswith(told)


def test_a_limit_at_its_end(trio):
    """All may change hands already."""
    given = Criteria(disruption_at_most=1.0)
    assert relax(disruption=0.1).apply(trio, given)[1] == given
    assert relax(disruption=0.1).sentence(trio, given) == "relaxes nothing: the limits are at their end"


def test_disruption_by_measure_moves_together(trio):
    """Every measure that has a limit."""
    given = Criteria(disruption_at_most={"potential": 0.1, "hours": 0.3})
    change = relax(disruption=0.05)
    assert change.apply(trio, given)[1].disruption_at_most == pytest.approx({"potential": 0.15, "hours": 0.35})
    assert change.sentence(trio, given).count("relaxes disruption at most of") == 2


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.floats(0.001, 0.099), travel=st.floats(0.1, 99.0))
def test_there_and_back_again(trio, step, travel):
    """Tightened and relaxed by the same amounts, limits are what they were."""
    moved = {"balance": {"hours": step}, "disruption": step, "max_travel": travel, "capacity": {"hours": step}}
    tighter = tighten(**moved).apply(trio, GIVEN)[1]
    again = relax(**moved).apply(trio, tighter)[1]
    assert again.balance == pytest.approx(dict(GIVEN.balance))
    assert again.disruption_at_most == pytest.approx(0.2)
    assert again.max_travel == pytest.approx(100.0)
    assert tighter.balance["hours"] < 0.2


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        (tighten(balance={"potential": 0.2}), "balance.potential", "cannot be tightened that far"),
        (tighten(max_travel=100), "max_travel", "cannot be tightened that far"),
        (tighten(balance={"potental": 0.01}), "balance.potental", "no limit of balance of potental"),
        (relax(capacity={"potential": 1.0}), "capacity.potential", "no limit of capacity of potential"),
        (tighten(balance={"hours": Times(2)}), "balance.hours", "the other way"),
        (relax(min_count=Times(3)), "min_count", "the other way"),
        (tighten(min_count=2, max_count=2), "min_count", "would be above the most"),
    ],
)
def test_what_cannot_move_is_told(trio, change, column, message):
    """Limits that are not there, or cannot move that far or that way."""
    with pytest.raises(InputError) as caught:
        change.apply(trio, GIVEN)
    (problem,) = caught.value.problems
    assert problem.column == column
    assert message in problem.message


def test_all_misfits_at_once(trio):
    """Not only the first."""
    with pytest.raises(InputError) as caught:
        tighten(balance={"potential": 1.0}, disruption=0.1, max_travel=1).apply(
            trio, Criteria(balance={"potential": 0.1})
        )
    assert [problem.column for problem in caught.value.problems] == ["balance.potential", "disruption", "max_travel"]


@pytest.mark.parametrize("wrong", [{}, {"disruption": 0.0}, {"balance": {"hours": -0.1}}, {"max_travel": float("nan")}])
def test_nonsense_is_refused(wrong):
    """No limit at all, or a step that is none."""
    with pytest.raises(ValueError, match=r"at least one limit|finite amount above 0"):
        tighten(**wrong)
    with pytest.raises(ValueError, match="times must be finite"):
        Times(0)
