"""A desk over the line of eight accounts, and others a little larger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import Instance, Tag, Territories, Units
from optimizer.quotas import PotentialShare, QuotaBounds
from optimizer.stop import MaxIterations
from optimizer.travel import Planar
from scenarios.app.desk import Desk
from scenarios.planfile.plan import Plan
from scenarios.planfile.quotas import QuotaRule
from scenarios.scenario import Scenario


def plan_of(instance: Instance, criteria: Criteria, *scenarios: Scenario, quotas: QuotaRule | None = None) -> Plan:
    """A plan with no file behind it."""
    return Plan(
        name="a plan",
        instance=instance,
        criteria=criteria,
        scenarios=scenarios,
        quotas=quotas,
        fairness=None,
        stop=MaxIterations(50),
        seed=1,
        files=(),
        notes=(),
    )


def quota_rule(target: float = 1000.0, **bounds) -> QuotaRule:
    """Shares of potential, whole units."""
    return QuotaRule(
        target=target,
        method=PotentialShare("potential"),
        bounds=QuotaBounds(**bounds),
        history=None,
        over_assignment=0.0,
        round_to=1.0,
        periods=("01",),
        profile=(1.0,),
    )


def made_up(seed: int, *, free: bool = False, families: bool = False) -> Instance:
    """Thirty accounts and four reps on a plane; the last speaks French only, a fifth of the accounts English only."""
    generator = np.random.default_rng(seed)
    n, k = 30, 4
    units = Units(
        ids=pd.Index([f"a{i}" for i in range(n)]),
        places=generator.uniform(0, 100, (n, 2)),
        activity=generator.integers(1, 50, (n, 2)).astype(np.float64),
        incumbent=generator.integers(-1, k - 1, n).astype(np.int32),
        family=(np.arange(n) // 2 if families else np.arange(n)).astype(np.int32),
    )
    centres = np.full((k, 2), np.nan) if free else generator.uniform(0, 100, (k, 2))
    territories = Territories(pd.Index([f"t{j}" for j in range(k)]), tuple("WXYZ"), centres, np.ones((k, 2)))
    served = np.array([[True, True], [True, True], [True, True], [False, True]])
    language = Tag(("en", "fr"), np.array([i % 5 != 0 for i in range(n)], dtype=np.int32), served)
    return Instance(units, territories, ("potential", "workload"), {"language": language}, Planar())


def strict_criteria(*, families: bool = False) -> Criteria:
    """Every kind of rule that needs no neighbours."""
    return Criteria(
        balance={"potential": 0.2, "workload": 0.5},
        travel=TravelCriterion(by="workload"),
        disruption_weight=0.7,
        disruption_at_most=0.3,
        keep_together=families,
        max_travel=60.0,
        max_count=12,
        forbidden=frozenset({("a7", "t2")}),
        pins={"a11": "t1"},
    )


@pytest.fixture
def clock():
    """A clock that goes on by a minute whenever somebody looks."""
    minutes = count()
    return lambda: datetime(2027, 1, 4, 9, tzinfo=UTC) + timedelta(minutes=next(minutes))


@pytest.fixture
def line_plan(line, criteria) -> Plan:
    """The line with quotas of 1,000 in all."""
    return plan_of(line, criteria, Scenario("rebalanced", criteria), quotas=quota_rule())


@pytest.fixture
def desk(line_plan, clock) -> Desk:
    """Today's alignment of the line: Ann has the first six accounts, Bob the last two."""
    return Desk(line_plan, who="Pat", clock=clock)


@pytest.fixture
def middle(line) -> Alignment:
    """Half of the line each."""
    return Alignment(line, np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=np.int32), np.full(2, -1, dtype=np.int32))
