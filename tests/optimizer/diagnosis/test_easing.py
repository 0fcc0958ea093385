"""What was loosened is named, priced, and carried over to other criteria."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.easing import EasingWeights, easings_between, loosened, with_cap

BEFORE = Criteria(
    balance={"potential": 0.1},
    capacity={"workload": 10.0},
    disruption_at_most={"potential": 0.2},
    pins={"a0": "t0"},
    forbidden=frozenset({("a1", "t1")}),
    keep_together=True,
    max_travel=50.0,
    min_count=4,
    max_count=10,
)
LOOSER = {
    "balance of potential": {"balance": {"potential": 0.15}},
    "capacity of workload": {"capacity": {"workload": 10.5}},
    "disruption of potential": {"disruption_at_most": {"potential": 0.25}},
    "pins": {"pins": {}},
    "forbidden pairs": {"forbidden": frozenset()},
    "families": {"keep_together": False},
    "max_travel": {"max_travel": 52.5},
    "min_count": {"min_count": 3},
    "max_count": {"max_count": 11},
}
COST = dict.fromkeys(LOOSER, 5.0) | {
    "pins": 1.0,
    "forbidden pairs": 1.0,
    "families": 50.0,
    "min_count": 25.0,
    "max_count": 10.0,
}


@pytest.mark.parametrize("kind", LOOSER)
def test_each_change_is_named_and_priced(kind, line):
    """One easing of its kind at the price of the default weights."""
    (easing,) = easings_between(line, BEFORE, replace(BEFORE, **LOOSER[kind]), EasingWeights())
    assert str(easing.kind) == kind
    assert easing.cost == pytest.approx(COST[kind])
    assert easing.words


@pytest.mark.parametrize("kind", LOOSER)
def test_changes_carry_over_and_the_rest_stays(kind):
    """Applied to the criteria themselves they give the looser ones; a further rule is left as it is."""
    after = replace(BEFORE, **LOOSER[kind])
    assert loosened(BEFORE, BEFORE, after) == after
    other = replace(BEFORE, disruption_weight=2.0)
    assert loosened(other, BEFORE, after) == replace(after, disruption_weight=2.0)


def test_caps_keep_their_form():
    """A number stays a number, a mapping a mapping."""
    assert with_cap(Criteria(disruption_at_most=0.1), "potential", 0.2).disruption_at_most == 0.2
    assert with_cap(BEFORE, "potential", 0.3).disruption_at_most == {"potential": 0.3}
