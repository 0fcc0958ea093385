"""Seven accounts and three reps under every rule there is, one named case each, small enough to try all plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.solvers.transport import TransportCase
from optimizer.stop import MaxRuntime
from optimizer.travel import GreatCircle, Quantity, Travel, TravelMatrix

PLACES = [(0.0, 0.0), (10.0, 5.0), (20.0, 0.0), (30.0, 10.0), (40.0, 0.0), (25.0, 20.0), (35.0, 25.0)]
HOMES = [(5.0, 5.0), (35.0, 5.0), (25.0, 25.0)]
MATRIX = np.array([[3, 9, 8], [4, 6, 5], [7, 5, 6], [9, 2, 4], [9, 1, 7], [6, 5, 1], [8, 4, 2]], dtype=np.float64)
EVEN = {"potential": 0.25, "workload": 0.4}

CASES = {
    "nothing asked": ("plain", Criteria()),
    "balance": ("plain", Criteria(balance={"potential": 0.15})),
    "balance on two measures": ("plain", Criteria(balance=EVEN)),
    "balance of count": ("plain", Criteria(balance={"count": 0.3})),
    "shares of part-timers": ("part time", Criteria(balance={"potential": 0.25})),
    "capacity": ("plain", Criteria(capacity={"potential": 10.0, "workload": 5.0})),
    "counts": ("plain", Criteria(min_count=2, max_count=3)),
    "disruption cap": ("plain", Criteria(balance=EVEN, disruption_at_most=0.35)),
    "disruption caps on two measures": (
        "plain",
        Criteria(balance={"potential": 0.3}, disruption_at_most={"workload": 0.4, "count": 0.35}),
    ),
    "disruption weight": ("plain", Criteria(balance={"potential": 0.4}, disruption_weight=1.5)),
    "pins": ("plain", Criteria(balance=EVEN, pins={"a0": "t2", "a4": "t1"})),
    "forbidden pairs": ("plain", Criteria(balance=EVEN, forbidden=frozenset({("a0", "t0"), ("a6", "t2")}))),
    "tags": ("tagged", Criteria(balance={"workload": 0.5})),
    "tags not asked for": ("tagged", Criteria(balance=EVEN, eligibility=())),
    "pools": ("pools", Criteria(balance={"potential": 0.5})),
    "families": ("plain", Criteria(balance={"potential": 0.4}, keep_together=True)),
    "pinned families": ("plain", Criteria(max_count=4, keep_together=True, pins={"a3": "t0"})),
    "radius": ("plain", Criteria(max_travel=22.0, balance={"potential": 0.5})),
    "radius of families": ("plain", Criteria(max_travel=26.0, keep_together=True, max_count=4)),
    "travel by potential": ("plain", Criteria(balance=EVEN, travel=TravelCriterion(by="potential", weight=2.0))),
    "squares": ("plain", Criteria(balance=EVEN, travel=TravelCriterion(power=2))),
    "squares within a radius": ("plain", Criteria(max_travel=24.0, travel=TravelCriterion(power=2), min_count=2)),
    "hours on the globe": (
        "globe",
        Criteria(balance=EVEN, travel=TravelCriterion(quantity=Quantity.TIME, by="workload")),
    ),
    "matrix": ("matrix", Criteria(balance=EVEN, max_travel=8.0, disruption_weight=0.5)),
    "hours of a matrix": ("matrix", Criteria(min_count=2, travel=TravelCriterion(quantity=Quantity.TIME, power=2))),
    "travel that weighs nothing": ("plain", Criteria(balance=EVEN, travel=TravelCriterion(weight=0.0))),
    "everything": (
        "tagged",
        Criteria(
            balance={"potential": 0.6},
            capacity={"workload": 7.0},
            travel=TravelCriterion(by="workload", power=2),
            disruption_weight=0.3,
            disruption_at_most={"potential": 0.7},
            pins={"a5": "t2"},
            forbidden=frozenset({("a1", "t1")}),
            keep_together=True,
            max_travel=36.0,
            min_count=1,
            max_count=5,
        ),
    ),
}


class Case(NamedTuple):
    """What is solved."""

    instance: Instance
    criteria: Criteria


@pytest.fixture(scope="session")
def seven(make) -> Callable[[str], Instance]:
    """Seven accounts in one of several worlds; a0 and a1 are a family, a3 and a4 another; a6 is new."""

    def _seven(world: str) -> Instance:
        travel: dict[str, Travel] = {"globe": GreatCircle(), "matrix": TravelMatrix(MATRIX, MATRIX**2 / 50)}
        tags = {
            "tagged": {
                "kind": ([0, 0, 0, 1, 1, 2, 2], ["012", "01", "02"]),
                "size": ([0] * 6 + [1], ["01", "01", "0"]),
            },
            "pools": {"island": ([0, 0, 0, 0, 1, 1, 1], ["0", "0", "1"])},
        }
        return make(
            PLACES,
            HOMES,
            measures={"potential": [4, 3, 5, 2, 6, 3, 4], "workload": [1, 2, 1, 3, 1, 2, 2]},
            incumbent=[0, 0, 1, 1, 1, 2, -1],
            family=[0, 0, 1, 2, 2, 3, 4],
            shares=[0.5, 1.0, 0.75] if world == "part time" else None,
            tags=tags.get(world),
            travel=travel.get(world),
        )

    return _seven


@pytest.fixture(params=list(CASES))
def case(request, seven) -> Case:
    """Each of the cases in turn."""
    world, criteria = CASES[request.param]
    return Case(seven(world), criteria)


@pytest.fixture(scope="session")
def transport_case() -> Callable[[Instance, Criteria], TransportCase]:
    """Make what prices are sought for, all centres fixed."""

    def _transport_case(instance: Instance, criteria: Criteria) -> TransportCase:
        eligibility = find_eligibility(instance, criteria)
        centres = (instance.num_units + np.arange(instance.num_territories)).astype(np.int32)
        return TransportCase(instance, criteria, eligibility, group_items(instance, criteria, eligibility), centres)

    return _transport_case


@pytest.fixture
def monitor() -> Monitor:
    """Watch a search that may take its time."""
    return Monitor(MaxRuntime(60))
