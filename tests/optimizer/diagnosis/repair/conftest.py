"""A year in which Cem leaves: eight accounts on a line, three reps before, two after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import RepairCase, case_of
from optimizer.instance import Instance


@pytest.fixture
def after(make) -> Instance:
    """Accounts at x = 0, 10, ..., 70 km of potential 5, 1, 4, 2, 3, 6, 1, 2; Ann at 0 and Bob at 70 are left."""
    potential = [5.0, 1.0, 4.0, 2.0, 3.0, 6.0, 1.0, 2.0]
    return make([10.0 * i for i in range(8)], [0.0, 70.0], measures={"potential": potential})


@pytest.fixture
def current(make, after) -> Alignment:
    """Ann has a0 to a4, Bob a5, and Cem, whose label is none of the instance, a6 and a7."""
    before = make([10.0 * i for i in range(8)], [0.0, 70.0, 60.0], measures={"potential": after.amounts("potential")})
    return Alignment(before, np.array([0, 0, 0, 0, 0, 1, 2, 2]), np.full(3, -1))


@pytest.fixture
def balanced() -> Criteria:
    """Twelve of potential each, give or take one."""
    return Criteria(balance={"potential": 1 / 12})


@pytest.fixture
def case(after, current, balanced) -> RepairCase:
    """The year of the line, counted by accounts."""
    return case_of(after, balanced, current, None)


@pytest.fixture
def free_case(make, after, current) -> RepairCase:
    """The same with both centres to be placed and nobody farther than 30 km from one."""
    potential = after.amounts("potential").tolist()
    free = make([10.0 * i for i in range(8)], [None, None], measures={"potential": potential})
    return case_of(free, Criteria(max_travel=30.0), current, None)


@pytest.fixture
def by_potential(case) -> RepairCase:
    """The year of the line, counted by potential."""
    return replace(case, by="potential", worth=case.instance.amounts("potential"))
