"""The nearest eligible territory agrees with looking at every pair."""

import numpy as np
import pandas as pd
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.instance import Instance, Tag, Territories, Units
from optimizer.travel import GreatCircle, TravelMatrix
from scenarios.nearest import nearest_territories


@pytest.mark.parametrize("matrix", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_every_pair(matrix, seed):
    """Tags, forbidden pairs, unserved units and missing centres included."""
    generator = np.random.default_rng(seed)
    n, k = 60, 7
    units = Units(
        ids=pd.Index(np.arange(n)),
        places=np.column_stack([generator.uniform(30, 45, n), generator.uniform(-120, -75, n)]),
        activity=np.ones((n, 1)),
        incumbent=np.full(n, -1, dtype=np.int32),
        family=np.arange(n, dtype=np.int32),
    )
    centres = np.column_stack([generator.uniform(30, 45, k), generator.uniform(-120, -75, k)])
    centres[k - 1] = np.nan
    ids = pd.Index([f"t{j}" for j in range(k)])
    served = generator.random((k, 3)) < 0.6
    tag = Tag(("a", "b", "c"), generator.integers(-1, 3, n).astype(np.int32), served)
    travel = TravelMatrix(generator.uniform(1, 9, (n, k))) if matrix else GreatCircle()
    instance = Instance(units, Territories(ids, tuple(ids), centres, np.ones((k, 1))), ("size",), {"t": tag}, travel)
    pairs = {
        (int(unit), f"t{int(j)}")
        for unit, j in zip(generator.integers(0, n, 40), generator.integers(0, k, 40), strict=True)
    }
    criteria = Criteria(forbidden=frozenset(pairs))
    eligibility = find_eligibility(instance, criteria)
    places = n + np.arange(k)
    if not matrix:
        places[k - 1] = -1
    nearest, choices = nearest_territories(instance, eligibility, instance.geometry(), places.astype(np.int32))

    xyz = GreatCircle().positions(np.vstack([units.places, centres]))
    for unit in range(n):
        code = tag.of_unit[unit]
        open_ = [j for j in range(k) if code >= 0 and served[j, code] and (unit, f"t{j}") not in pairs]
        if eligibility.family_of[unit] < 0:
            assert nearest[unit] == -1
            continue
        assert choices[unit] == len(open_)
        way = travel.distance[unit] if matrix else np.linalg.norm(xyz[n:] - xyz[unit], axis=1)
        located = [j for j in open_ if matrix or j != k - 1]
        assert nearest[unit] == (min(located, key=lambda j: way[j]) if located else -1)
