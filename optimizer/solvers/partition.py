"""The best partition of the items into territories met before, by HiGHS (Huangfu and Hall, 2018).

Minimise the cost of the columns taken, such that every item is in one, every territory has at most one (all together k
where they are alike), and disruption rows are kept (set partitioning: Balas and Padberg, 1976; over columns left by a
local search: Rochat and Taillard, 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.travel import Floats, Integers

from .backends.backend import cost_scale
from .backends.highs import QuietHighs, has_point, linear_program
from .ground import Ground, moved_by
from .pool import Column, Pool


@dataclass(frozen=True, slots=True)
class Partition:
    """Set partitioning over a pool.

    Parameters
    ----------
    most_columns
        Columns looked at, those of the cheapest plans first.
    nodes
        Most nodes of the tree.
    """

    most_columns: int = 20_000
    nodes: int = 200

    def run(self, pool: Pool, best: float, seconds: float) -> tuple[Integers, Integers] | None:
        """(F,) territory of each item and (k,) centres of the best partition; None without one below ``best``."""
        columns = pool.best(self.most_columns)
        if not columns or seconds <= 0.0:
            return None
        taken = self._solve(pool, columns, best, seconds)
        if taken is None:
            return None
        return _plan(pool, [columns[at] for at in taken])

    def _solve(self, pool: Pool, columns: list[Column], best: float, seconds: float) -> NDArray[np.intp] | None:
        program = BinaryProgram(np.array([column.cost for column in columns]), _rows(pool, columns))
        scale = cost_scale(program.cost)
        highs: Any = QuietHighs()  # type: ignore[no-untyped-call]  # highspy ships no types
        for name, option in {
            "threads": 1,
            "time_limit": seconds,
            "mip_max_nodes": self.nodes,
            "mip_rel_gap": 1e-7,
            "objective_bound": best * scale * (1 - 1e-9),
        }.items():
            highs.setOptionValue(name, option)
        highs.passModel(linear_program(program, scale))
        highs.run()
        return np.flatnonzero(np.array(highs.getSolution().col_value) > 0.5) if has_point(highs) else None


def _rows(pool: Pool, columns: list[Column]) -> Rows:
    """Every item once, every territory at most once, disruption."""
    ground = pool.ground
    count, k = len(pool.word), len(ground.free)
    size = np.array([len(column.items) for column in columns])
    item = np.concatenate([column.items for column in columns])
    at = np.repeat(np.arange(len(columns)), size)
    covers = csr_matrix((np.ones(len(item)), (item, at)), shape=(count, len(columns)))
    whose = np.array([0 if pool.alike else column.territory for column in columns])
    groups = 1 if pool.alike else k
    limits = csr_matrix((np.ones(len(columns)), (whose, np.arange(len(columns)))), shape=(groups, len(columns)))
    # A territory that must have something cannot be left without a column.
    must = (ground.lower > 0.0).any(axis=1)
    least = np.array([float(must.sum())]) if pool.alike else must.astype(np.float64)
    most = np.array([float(k)]) if pool.alike else np.ones(k)
    moved = csr_matrix(_moved(ground, columns))
    matrix = vstack([covers, limits, moved]).tocsr()
    lower = np.concatenate([np.ones(count), least, np.full(moved.shape[0], -np.inf)])
    return Rows(matrix, lower, np.concatenate([np.ones(count), most, ground.most_moved]))


def _moved(ground: Ground, columns: list[Column]) -> Floats:
    """(d, columns) what each adds to the disruption rows."""
    rows = range(len(ground.most_moved))
    moved = [
        [sum(moved_by(ground, item, each.territory, row) for item in each.items) for each in columns] for row in rows
    ]
    return np.array(moved).reshape(len(rows), len(columns))


def _plan(pool: Pool, taken: list[Column]) -> tuple[Integers, Integers] | None:
    """The columns as a plan; None where an item has none or two, which the solver's word does not exclude."""
    k = len(pool.ground.free)
    territory = np.full(len(pool.word), -1, dtype=np.int32)
    centre = np.full(k, -1, dtype=np.int32)
    if sum(len(column.items) for column in taken) != len(territory) or len(taken) > k:
        return None
    for number, column in enumerate(taken):
        name = number if pool.alike else column.territory
        territory[column.items] = name
        centre[name] = column.centre
    return None if (territory < 0).any() else (territory, centre)
