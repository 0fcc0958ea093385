"""The search with fixed centres, rule by rule, against every plan there is."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.progress import Monitor
from optimizer.result import Status
from optimizer.rules import Rule
from optimizer.solvers.exact import Highs
from optimizer.solvers.fixed import FixedCentreSearch, keeps_limits
from optimizer.solvers.transport import solve_transport
from optimizer.stop import Limit, MaxRuntime, TargetGap

ROUNDING = 1e-9


def search(instance, criteria, solver=None, stop=None, seed=7):
    monitor = Monitor(stop or MaxRuntime(20))
    return (solver or FixedCentreSearch()).solve(instance, criteria, monitor, seed)


def test_every_rule_against_all_plans(case, best_plan):
    """Bound <= optimum <= objective, and with the exact search all three are one."""
    optimum, _ = best_plan(*case)
    result = search(*case)
    assert result.status is Status.OPTIMAL
    assert result.lower_bound <= optimum * (1 + ROUNDING) + ROUNDING
    assert result.objective == pytest.approx(optimum, rel=1e-6)
    assert result.gap <= 1e-6


def test_every_rule_without_the_exact_search(case, best_plan):
    """Prices and exchanges alone: no bound above the optimum, no feasible plan below it, nothing proved impossible."""
    optimum, _ = best_plan(*case)
    result = search(*case, solver=FixedCentreSearch(exact=None), stop=MaxRuntime(5))
    assert result.lower_bound <= optimum * (1 + ROUNDING) + ROUNDING
    assert result.status is not Status.INFEASIBLE
    assert not result.feasible or optimum <= result.objective * (1 + ROUNDING) + ROUNDING


@pytest.mark.parametrize(
    ("rules", "rule"),
    [
        (Criteria(balance={"count": 0.2}), Rule.BALANCE),
        (Criteria(capacity={"potential": 9.5}, balance={"workload": 0.1}), None),
        (Criteria(balance={"potential": 0.2}, disruption_at_most=0.1), None),
        (Criteria(balance={"workload": 0.2}, pins={"a0": "t0", "a1": "t0", "a3": "t0"}), Rule.BALANCE),
        (Criteria(max_travel=22.0, min_count=2, max_count=2), Rule.COUNT),
        (Criteria(keep_together=True, pins={"a0": "t0", "a3": "t0"}, max_count=3), Rule.COUNT),
    ],
)
def test_what_cannot_be_is_proved(seven, best_plan, rules, rule):
    """Where no plan keeps the rules this is said, with a whole plan and the rules it breaks, and no bound."""
    instance = seven("plain")
    assert best_plan(instance, rules) is None
    result = search(instance, rules)
    assert result.status is Status.INFEASIBLE
    assert (result.lower_bound, result.objective, result.gap) == (None, None, None)
    assert (result.alignment.territory_of >= 0).all()
    assert result.assessment.violations
    assert rule is None or rule in {violation.rule for violation in result.assessment.violations}


def test_without_a_proof_a_broken_plan_is_told_as_such(make):
    """No two of five accounts of 3 make 7.5: prices alone cannot see it, so the plan counts as broken, not as proof."""
    instance = make([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 4.0], measures={"potential": [3.0] * 5})
    criteria = Criteria(balance={"potential": 0.1})
    result = search(instance, criteria, solver=FixedCentreSearch(exact=None), stop=MaxRuntime(1))
    assert result.status is Status.VIOLATED
    assert search(instance, criteria).status is Status.INFEASIBLE


def test_a_pin_too_far_to_be_kept(line):
    """A pin beyond the radius: the plan keeps the pin, breaks the radius, and no plan can do better."""
    result = search(line, Criteria(max_travel=30.0, pins={"a0": "t1"}))
    assert [violation.rule for violation in result.assessment.violations] == [Rule.MAX_TRAVEL]
    assert result.alignment.territory_of[0] == 1
    assert result.status is Status.INFEASIBLE


def test_nobody_can_be_placed(make):
    """All accounts beyond the radius: an empty plan that keeps every rule, each account listed with the reason."""
    result = search(make([100.0, 200.0], [0.0, 1.0]), Criteria(max_travel=50.0))
    assert result.status is Status.OPTIMAL
    assert (result.objective, result.lower_bound) == (0.0, 0.0)
    assert result.alignment.territory_of.tolist() == [-1, -1]
    assert len(result.assessment.unplaced) == 2


def test_some_cannot_be_placed(make, best_plan):
    """Those that can are planned as if the others were not there."""
    instance = make(
        [0.0, None, 2.0, 90.0, 3.0], [0.0, 3.0], measures={"potential": [1.0, 99.0, 1.0, 99.0, 1.0]}, unplaced=[1]
    )
    criteria = Criteria(max_travel=10.0, balance={"potential": 0.5})
    result = search(instance, criteria)
    assert result.alignment.territory_of.tolist() == [0, -1, 1, -1, 1]
    assert result.objective == pytest.approx(best_plan(instance, criteria)[0])


def test_more_territories_than_accounts(make):
    """Two accounts for four reps: the nearest get them; the others stay empty."""
    result = search(make([0.0, 30.0], [0.0, 10.0, 20.0, 30.0]), Criteria())
    assert result.alignment.territory_of.tolist() == [0, 3]
    assert result.status is Status.OPTIMAL


def test_one_territory(make):
    """Nothing to decide is decided and proved."""
    result = search(make([1.0, 2.0, 4.0], [0.0]), Criteria(balance={"potential": 0.0}, min_count=3))
    assert (result.status, result.objective, result.lower_bound) == (Status.OPTIMAL, 7.0, 7.0)


def test_a_gap_asked_for_ends_the_search(seven):
    """At half the objective any plan will do, and this is said."""
    criteria = Criteria(balance={"potential": 0.15})
    result = search(seven("plain"), criteria, stop=TargetGap(0.5))
    assert result.limit is Limit.GAP
    assert result.feasible
    assert result.gap <= 0.5


def test_the_result_tells_its_seed(seven):
    """Same seed, same plan; the seed is in the result."""
    criteria = Criteria(balance={"potential": 0.15, "workload": 0.3})
    first, second = (search(seven("plain"), criteria, seed=11) for _ in range(2))
    assert first.seed == 11
    assert first.alignment.territory_of.tolist() == second.alignment.territory_of.tolist()
    assert first.lower_bound == second.lower_bound


def test_whether_pairs_keep_the_limits(seven, transport_case):
    """The optimum keeps them; everybody in one territory does not."""
    transport = solve_transport(transport_case(seven("plain"), Criteria(balance={"potential": 0.15}, max_count=3)))
    program = transport.fixed.program
    assert not keeps_limits(transport, program.start[:-1])
    kept = FixedCentreSearch().polish.run(transport, Monitor(MaxRuntime(5)), seed=1)
    assert keeps_limits(transport, kept)
    assert np.diff(kept).min() > 0


def test_from_a_plan_far_from_the_bound_few_pairs_come_first(make, monitor, transport_case, best_plan):
    """The pairs that a much better plan could have are searched before all that may be in a better one."""
    rng = np.random.default_rng(4)
    homes = [(20.0, 20.0), (80.0, 20.0), (50.0, 80.0)]
    instance = make([tuple(place) for place in rng.uniform(0, 100, (9, 2))], homes)
    criteria = Criteria(balance={"count": 0.4})
    transport = solve_transport(transport_case(instance, criteria))
    asked = []

    class Noting(Highs):
        def run(self, program, kept, **effort):
            asked.append(len(kept))
            return super().run(program, kept, **effort)

    dear = max(
        (np.array(order) for order in permutations(np.repeat(np.arange(3), 3).tolist()) if order[0] == 0),
        key=lambda territory: transport.fixed.program.cost[np.arange(9) * 3 + territory].sum(),
    )
    choice = np.arange(9, dtype=np.int64) * 3 + dear
    assert keeps_limits(transport, choice)
    best, bound = FixedCentreSearch(exact=Noting())._prove(transport, choice, monitor)
    assert len(asked) == 2
    optimum, _ = best_plan(instance, criteria)
    assert transport.fixed.program.cost[best].sum() == pytest.approx(optimum)
    assert bound == pytest.approx(optimum, rel=1e-5)
