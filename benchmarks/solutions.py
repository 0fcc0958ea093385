"""Plans better than the best published ones, written down so that anybody can check them.

A plan is a CSV table with a row for each unit, in the order of the instance: ``unit`` and ``centre`` (the number of the
unit at which the centre of its territory lies, both counted from 0).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .check import Labels
from .known import CENT


def beats(objective: float | None, best_known: float | None) -> bool:
    """Whether a value is below a published one by more than its rounding."""
    return objective is not None and best_known is not None and objective < best_known - CENT


def write_solution(folder: Path, name: str, *, centre_unit: Labels, territory_of: Labels) -> Path:
    """Write a plan to ``folder/NAME.csv``, under a temporary name first."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    table = pd.DataFrame({"unit": np.arange(len(territory_of)), "centre": np.asarray(centre_unit)[territory_of]})
    new = path.with_suffix(".new")
    table.to_csv(new, index=False)
    new.replace(path)
    return path


def read_solution(path: Path) -> tuple[Labels, Labels]:
    """Give the centres (k,) of a plan, and the territory (n,) of each unit."""
    table = pd.read_csv(path)
    centre, territory = np.unique(table["centre"].to_numpy(), return_inverse=True)
    return centre, territory.ravel()
