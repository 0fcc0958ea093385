"""Tiny instances made from lists, and the plans the tests of the core are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.instance import Instance, Tag, Territories, Units, Unplaced
from optimizer.travel import Planar, Travel

Place = float | tuple[float, float] | None
"""A point, a point on the x axis, or none."""
Maker = Callable[..., Instance]
Planner = Callable[..., Alignment]


def _points(places: Sequence[Place]) -> np.ndarray:
    rows = [
        (np.nan, np.nan) if place is None else place if isinstance(place, tuple) else (place, 0.0) for place in places
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def make_instance(
    places: Sequence[Place],
    centres: Sequence[Place],
    *,
    measures: Mapping[str, Sequence[float]] | None = None,
    incumbent: Sequence[int] | None = None,
    family: Sequence[int] | None = None,
    shares: Sequence[float] | None = None,
    tags: Mapping[str, tuple[Sequence[int], Sequence[str]]] | None = None,
    travel: Travel | None = None,
    unplaced: Sequence[int] = (),
) -> Instance:
    """Accounts a0, a1, ... and territories t0, t1, ... of reps r0, r1, ...; potential 1 unless measures are given.

    A tag is the code of each account and, for each territory, the codes it serves as text: ``([0, 1], ["0", "01"])``.
    """
    n, k = len(places), len(centres)
    amounts = {"potential": [1.0] * n} if measures is None else measures
    columns = [np.asarray(column, dtype=np.float64) for column in amounts.values()]
    share = np.ones(k) if shares is None else np.asarray(shares, dtype=np.float64)
    units = Units(
        ids=pd.Index([f"a{i}" for i in range(n)], dtype=object),
        places=_points(places),
        activity=np.column_stack(columns) if columns else np.empty((n, 0)),
        incumbent=np.array([-1] * n if incumbent is None else incumbent, dtype=np.int32),
        family=np.array(range(n) if family is None else family, dtype=np.int32),
    )
    territories = Territories(
        ids=pd.Index([f"t{j}" for j in range(k)], dtype=object),
        reps=tuple(f"r{j}" for j in range(k)),
        centres=_points(centres),
        shares=np.tile(share[:, None], (1, len(columns))),
    )
    kinds = {}
    for name, (codes, served) in (tags or {}).items():
        values = [str(code) for code in range(1 + max(*codes, *map(int, "".join(served)), 0))]
        table = np.array([[value in text for value in values] for text in served], dtype=bool)
        kinds[name] = Tag(tuple(values), np.array(codes, dtype=np.int32), table.reshape(k, len(values)))
    lost = tuple(Unplaced(unit, "no place") for unit in unplaced)
    return Instance(units, territories, tuple(amounts), kinds, travel or Planar(), lost)


@pytest.fixture(scope="session")
def make() -> Maker:
    """Make an instance from lists, see ``make_instance``."""
    return make_instance


@pytest.fixture(scope="session")
def plan() -> Planner:
    """Make a plan: the instance, territory of each unit, unit of each free centre."""

    def _plan(instance: Instance, territory_of: Sequence[int], centre_unit: Sequence[int] | None = None) -> Alignment:
        centre = [-1] * instance.num_territories if centre_unit is None else centre_unit
        return Alignment(instance, np.array(territory_of, dtype=np.int32), np.array(centre, dtype=np.int32))

    return _plan


@pytest.fixture
def line() -> Instance:
    """Six accounts at x = 0, 10, ..., 50 km between the homes of t0 at 0 and t1 at 50; t0 has the first four today."""
    measures = {"potential": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "workload": [2.0, 2.0, 2.0, 1.0, 1.0, 1.0]}
    places = [10.0 * i for i in range(6)]
    return make_instance(places, [0.0, 50.0], measures=measures, incumbent=[0, 0, 0, 0, 1, 1])


@pytest.fixture
def free_line(line: Instance) -> Instance:
    """Make the same accounts all new, under two territories whose centres are to be placed."""
    measures = {name: line.amounts(name).tolist() for name in line.measures}
    return make_instance([10.0 * i for i in range(6)], [None, None], measures=measures)


@pytest.fixture
def islands() -> Instance:
    """Two islands 1,000 km apart, a tag each: t0 and t1 serve accounts 0 to 3, t2 alone serves 4 and 5."""
    return make_instance(
        [0.0, 10.0, 20.0, 30.0, 1000.0, 1010.0],
        [0.0, 30.0, 1000.0],
        measures={"potential": [4.0, 2.0, 1.0, 1.0, 50.0, 50.0]},
        incumbent=[0, 0, 1, 1, 2, 2],
        tags={"island": ([0, 0, 0, 0, 1, 1], ["0", "0", "1"])},
    )
