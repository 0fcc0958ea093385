"""Facts of the bundled plans, and a look at every plan of a tiny instance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.case import Case
from optimizer.diagnosis.choice import Choice
from optimizer.diagnosis.radius import centred
from optimizer.instance import Instance
from optimizer.metrics import with_best_centres
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan

Facts = tuple[Instance, Criteria]


@pytest.fixture(scope="session")
def resellers() -> Facts:
    """701 resellers and 13 reps with homes, and the criteria of their plan."""
    plan = read_plan(example_path(Example.RESELLERS))
    return plan.instance, plan.criteria


@pytest.fixture(scope="session")
def hospitals() -> Facts:
    """2,789 hospitals and 40 territories to be placed, and the criteria of their plan."""
    plan = read_plan(example_path(Example.HOSPITALS))
    return plan.instance, plan.criteria


@pytest.fixture(scope="session")
def path(make) -> Callable[..., Instance]:
    """Make accounts in a row, each touching the next, but for the gaps after the given ones."""

    def _path(*amounts: float, gaps: Collection[int] = (), **more: object) -> Instance:
        n = len(amounts)
        instance = make(range(n), [0.0, float(n)], measures={"potential": amounts}, **more)
        pairs = [(i, i + 1) for i in range(n - 1) if i not in gaps]
        return replace(instance, adjacency=adjacency_from_pairs(n, pairs))

    return _path


def every_plan(case: Case) -> Iterator[Alignment]:
    """All plans of a tiny instance, free centres where they keep the radius or travel least."""
    instance, k = case.instance, case.shape[1]
    for territories in product(range(k), repeat=len(case.placed)):
        territory_of = np.full(instance.num_units, -1)
        territory_of[case.placed] = territories
        plan = Alignment(instance, territory_of, np.full(k, -1))
        if case.criteria.max_travel is not None:
            yield centred(plan, case.criteria.max_travel, case)
        else:
            yield with_best_centres(plan, case.criteria.travel)


@pytest.fixture(scope="session")
def some_plan_keeps() -> Callable[[Case, Collection[Choice]], bool]:
    """Tell by looking at every plan whether one keeps all the choices."""
    return lambda case, choices: any(all(choice.kept_by(plan, case) for choice in choices) for plan in every_plan(case))


@pytest.fixture(scope="session")
def broken_by_plans() -> Callable[[Case, Collection[Choice]], list[set[Choice]]]:
    """Tell of every plan which of the choices it breaks."""

    def _broken(case: Case, choices: Collection[Choice]) -> list[set[Choice]]:
        return [{choice for choice in choices if not choice.kept_by(plan, case)} for plan in every_plan(case)]

    return _broken
