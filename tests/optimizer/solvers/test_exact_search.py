"""Exact on hundreds of tiny worlds under all rules, whatever the backend: the best of all plans, or none there is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pulp
import pytest

from optimizer import InputError, judge, solve
from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import Instance
from optimizer.result import Status
from optimizer.solvers.backends.backend import Answer, Effort, Verdict
from optimizer.solvers.backends.cpsat import CpSatBackend
from optimizer.solvers.backends.highs import HighsBackend
from optimizer.solvers.backends.pulp import PulpBackend
from optimizer.solvers.exact_search import ExactSearch
from optimizer.solvers.fixed import FixedCentreSearch
from optimizer.solvers.heuristic import HeuristicSearch
from optimizer.stop import Limit, MaxRuntime, TargetGap
from optimizer.travel import GreatCircle, Quantity, TravelMatrix
from optimizer.validation import check_criteria

WORLDS = 120
SLACK = 1e-9
GAP = 2e-6
"""A status of optimal leaves one part in a million, and backends a tenth of that."""


def _cbc() -> PulpBackend:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return PulpBackend(pulp.PULP_CBC_CMD(msg=False, gapRel=1e-9))


BACKENDS = {
    "HiGHS": HighsBackend,
    "CP-SAT": CpSatBackend,
    "PuLP with HiGHS": lambda: PulpBackend(pulp.HiGHS(msg=False, gapRel=1e-7)),
    "PuLP with CBC": _cbc,
}
SHARE = {"PuLP with HiGHS": 3, "PuLP with CBC": 3}
"""Every how many-th world is solved: what PuLP adds is the way there and back, which is the same in all."""


def _criteria(rng: np.random.Generator, n: int, k: int, *, contiguous: bool) -> Criteria:
    """About four of all the rules there are."""

    def sometimes(value, otherwise, share=0.3):
        return value if rng.random() < share else otherwise

    return Criteria(
        balance=sometimes({"potential": float(rng.choice([0.25, 0.5, 0.8]))}, {}, 0.5),
        capacity=sometimes({"workload": float(rng.uniform(2.0, 5.0) * n / k)}, {}),
        travel=TravelCriterion(
            by=sometimes("potential", None), power=int(rng.choice([1, 1, 2])), weight=float(rng.choice([1.0, 2.5]))
        ),
        disruption_weight=sometimes(0.7, 0.0),
        disruption_at_most=sometimes({"potential": 0.5, "count": 0.6}, None),
        pins=sometimes({"a0": f"t{rng.integers(k)}"}, {}),
        forbidden=sometimes(frozenset({("a1", f"t{rng.integers(k)}")}), frozenset(), 0.2),
        keep_together=bool(rng.random() < 0.4),
        contiguous=contiguous,
        max_travel=sometimes(float(rng.uniform(40, 90)), None, 0.2),
        min_count=sometimes(1, None),
        max_count=sometimes(n - 1, None, 0.2),
    )


def world(make, seed: int) -> tuple[Instance, Criteria]:
    """Four to six accounts, one to three territories, centres fixed, free or both; half of them must be connected."""
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(4, 7)), int(rng.integers(1, 4))
    kind = ["fixed", "free", "both", "matrix", "globe"][seed % 5]
    homes = [tuple(place) for place in rng.uniform(0, 60, (k, 2))]
    centres = {"free": [None] * k, "both": [None, *homes[1:]]}.get(kind, homes)
    travel = {"matrix": TravelMatrix(rng.integers(1, 60, (n, n)).astype(float), between_units=True)}
    whole = rng.random() < 0.5
    instance = make(
        [tuple(place) for place in rng.uniform(0, 60, (n, 2))],
        centres,
        measures={
            "potential": rng.integers(1, 5, n).astype(float) if whole else rng.uniform(1, 4, n),
            "workload": rng.uniform(1, 4, n),
        },
        incumbent=rng.integers(-1, k, n),
        family=np.unique(rng.integers(0, n, n), return_inverse=True)[1],
        shares=rng.choice([1.0, 1.0, 0.7], k),
        tags={"kind": (rng.integers(0, 2, n), ["01", "01", "1"][:k])} if rng.random() < 0.3 else None,
        travel=GreatCircle() if kind == "globe" else travel.get(kind),
    )
    # A path through all accounts and a few contacts besides.
    pairs = [(i, i + 1) for i in range(n - 1)] + [tuple(rng.integers(0, n, 2)) for _ in range(2)]
    instance = replace(instance, adjacency=adjacency_from_pairs(n, pairs))
    criteria = _criteria(rng, n, k, contiguous=bool(rng.random() < 0.5))
    if kind == "globe":
        criteria = replace(criteria, travel=replace(criteria.travel, quantity=Quantity.TIME), max_travel=None)
    return instance, criteria


@pytest.fixture(scope="module")
def worlds(make, best_plan):
    """Worlds whose criteria make sense, with the cost of the best plan or None; worked out once for all backends."""

    @cache
    def _worlds() -> list[tuple[int, Instance, Criteria, float | None]]:
        found = []
        for seed in range(WORLDS):
            instance, criteria = world(make, seed)
            try:
                check_criteria(instance, criteria)
            except InputError:
                criteria = replace(
                    criteria, pins={}, forbidden=frozenset(), min_count=None, max_count=None, capacity={}
                )
            best = best_plan(instance, criteria)
            found.append((seed, instance, criteria, None if best is None else best[0]))
        return found

    return _worlds


@pytest.mark.slow
@pytest.mark.parametrize("name", list(BACKENDS))
def test_the_best_of_all_plans(worlds, name):
    """Status, objective and bound against every plan there is, in worlds of all kinds, on each backend."""
    search = ExactSearch(BACKENDS[name](), warm=False)
    for seed, instance, criteria, best in worlds()[:: SHARE.get(name, 1)]:
        result = solve(instance, criteria, MaxRuntime(60), solver=search)
        if best is None:
            assert result.status is Status.INFEASIBLE, seed
            continue
        assert result.status is Status.OPTIMAL, seed
        assert result.objective == pytest.approx(best, rel=GAP, abs=SLACK), seed
        assert result.lower_bound <= best * (1 + SLACK) + SLACK, seed
        assert judge(result.alignment, criteria).feasible, seed


@pytest.mark.slow
def test_worlds_of_all_kinds(worlds):
    """Enough of them have a plan, have none, must be connected, and leave centres to be placed."""
    found = worlds()
    assert sum(best is None for *_, best in found) >= 12
    assert sum(best is not None and criteria.contiguous for _, _, criteria, best in found) >= 30
    assert sum(best is not None and instance.free_centres().any() for _, instance, _, best in found) >= 40


@pytest.mark.slow
def test_the_default_search_never_beats_a_proof(worlds):
    """The plan of the default is no better than the best of all, its bound no higher, on a sample of the worlds."""
    for seed, instance, criteria, best in worlds()[::10]:
        result = solve(instance, criteria, MaxRuntime(1), solver=HeuristicSearch())
        if best is None:
            assert not result.feasible, seed
            continue
        assert not result.feasible or result.objective >= best * (1 - SLACK), seed
        assert result.lower_bound is None or result.lower_bound <= best * (1 + SLACK) + SLACK, seed


@pytest.mark.slow
def test_beginning_with_a_plan_changes_nothing(worlds):
    """With the plan of the default search, and variables closed by it, the same worlds have the same optima."""
    for seed, instance, criteria, best in worlds()[1::15]:
        result = solve(instance, criteria, MaxRuntime(8), solver=ExactSearch(share=0.1))
        assert result.status is (Status.INFEASIBLE if best is None else Status.OPTIMAL), seed
        assert best is None or result.objective == pytest.approx(best, rel=GAP, abs=SLACK), seed


@pytest.mark.parametrize("name", list(BACKENDS))
def test_every_rule_with_fixed_centres(case, best_plan, name):
    """The named cases of the search with fixed centres, one rule each."""
    result = solve(*case, MaxRuntime(60), solver=ExactSearch(BACKENDS[name](), warm=False))
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(best_plan(*case)[0], rel=GAP, abs=SLACK)


@dataclass(frozen=True)
class Scripted:
    """A backend that says what it is told to, whatever it is asked."""

    verdict: Verdict
    bound: float
    points: bool = True

    def solve(self, program, effort: Effort) -> Answer:
        found = HighsBackend().solve(program, effort)
        return Answer(self.verdict, found.point if self.points else None, self.bound)


def test_a_limit_is_never_optimal(line):
    """A backend that ran into a limit has a plan and a bound; what is between them is the gap, not a proof."""
    search = ExactSearch(Scripted(Verdict.STOPPED, 40.0), warm=False)
    result = solve(line, Criteria(), MaxRuntime(60), solver=search)
    assert (result.status, result.objective, result.lower_bound) == (Status.FEASIBLE, 60.0, 40.0)


def test_without_a_point_nothing_is_claimed(line):
    """A backend that found nothing in its time has not shown that there is nothing."""
    search = ExactSearch(Scripted(Verdict.STOPPED, -np.inf, points=False), warm=False)
    result = solve(line, Criteria(balance={"potential": 0.1}), MaxRuntime(60), solver=search)
    assert result.status is Status.VIOLATED
    assert (result.objective, result.lower_bound) == (None, None)


def test_a_point_that_breaks_a_rule_is_no_plan(line):
    """A backend that widens every row is found out, by its plan judged from the facts, and does not go on for ever."""

    @dataclass(frozen=True)
    class Careless:
        def solve(self, program, effort):
            rows = program.rows
            wide = replace(rows, upper=np.where(rows.lower == rows.upper, rows.upper, rows.upper * 1.2 + 0.9))
            return HighsBackend().solve(program._replace(rows=wide), effort)

    search = ExactSearch(Careless(), warm=False)
    result = solve(line, Criteria(capacity={"potential": 10.9}), MaxRuntime(30), solver=search)
    assert result.status is Status.VIOLATED
    assert result.limit is Limit.COMPLETED


def test_limits_kept_only_by_a_tolerance(make):
    """Eight accounts a hair too heavy for their territory: solvers let them pass, a judge does not."""
    n = 8
    instance = make([float(i) for i in range(n)], [0.0, 20.0], measures={"potential": [1.0 + 1e-7] * n})
    criteria = Criteria(capacity={"potential": 5.0})
    for backend in (HighsBackend(tolerance=1e-6), CpSatBackend()):
        result = solve(instance, criteria, MaxRuntime(30), solver=ExactSearch(backend, warm=False))
        assert result.status is Status.OPTIMAL
        assert np.bincount(result.alignment.territory_of).max() == 4


def test_too_many_pairs(make, monkeypatch):
    """Said before anything is searched, with what to do instead."""
    monkeypatch.setattr("optimizer.formulation.mixed_integer.MOST_COLUMNS", 10)
    with pytest.raises(InputError, match="Leave the solver out"):
        solve(make([0.0, 1.0, 2.0, 3.0], [None, None]), Criteria(), MaxRuntime(5), solver=ExactSearch())


def test_nobody_to_place(make):
    """An empty plan, optimal."""
    result = solve(make([None], [None], unplaced=[0]), Criteria(), MaxRuntime(5), solver=ExactSearch())
    assert (result.status, result.objective, result.lower_bound) == (Status.OPTIMAL, 0.0, 0.0)


def test_a_pin_beyond_the_radius(line):
    """No row is needed to say that nothing is open to an account; the plan shown keeps the pin."""
    criteria = Criteria(max_travel=30.0, pins={"a0": "t1"})
    result = solve(line, criteria, MaxRuntime(5), solver=ExactSearch(warm=False))
    assert result.status is Status.INFEASIBLE
    assert result.alignment.territory_of[0] == 1


def test_a_gap_asked_for(seven):
    """At half the objective the search may end, and says why."""
    criteria = Criteria(balance={"potential": 0.15})
    result = solve(seven("plain"), criteria, TargetGap(0.5) | MaxRuntime(30), solver=ExactSearch(warm=False))
    assert result.limit is Limit.GAP
    assert result.gap <= 0.5


def test_figures_of_the_search(line):
    """Variables before and after closing, rounds and cuts; the same plan as the search with prices."""
    criteria = Criteria(balance={"potential": 0.3})
    result = solve(line, criteria, MaxRuntime(10), solver=ExactSearch(share=0.1))
    assert result.statistics["columns"] == 12
    assert result.statistics["columns kept"] <= 12
    assert result.objective == solve(line, criteria, MaxRuntime(5), solver=FixedCentreSearch()).objective


@pytest.mark.parametrize("warm", [True, False])
def test_a_plan_at_hand_is_proved_or_made_better(line, warm):
    """The optimum comes back as it was; a plan that breaks the balance, or is dear, does no harm."""
    criteria = Criteria(balance={"potential": 0.3})
    best = solve(line, criteria, MaxRuntime(10), solver=ExactSearch(share=0.1))
    for territory_of in (best.alignment.territory_of, np.zeros(6, dtype=int), np.array([1, 0, 1, 0, 1, 0])):
        start = replace(best.alignment, territory_of=territory_of)
        again = solve(line, criteria, MaxRuntime(10), solver=ExactSearch(warm=warm, share=0.1), start=start)
        assert again.status is Status.OPTIMAL
        assert again.objective == pytest.approx(best.objective)
