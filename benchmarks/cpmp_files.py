"""Files of capacitated p-median instances, and the best values published for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .check import Distance, Floats, euclid, floored_euclid

SUFFIXES = (".txt", ".dat")
FLOORED = re.compile(r"cpmp\d+$")
"""Names of the pmedcap1 set, whose distances are rounded down."""


@dataclass(frozen=True, slots=True, eq=False)
class Cpmp:
    """An instance.

    Parameters
    ----------
    name
        Its name in the literature, and of its file.
    p
        Number of medians.
    places
        (n, 2) nodes in the plane.
    capacity, demand
        (n,) what a node can give as a median, and what it asks for.
    """

    name: str
    p: int
    places: Floats
    capacity: Floats
    demand: Floats

    @property
    def floored(self) -> bool:
        """True if each distance is rounded down to a whole number."""
        return FLOORED.match(self.name) is not None

    @property
    def distance(self) -> Distance:
        """How far it is."""
        return floored_euclid if self.floored else euclid


def parse(text: str, name: str) -> Cpmp:
    """Read ``n p``, then ``x y capacity demand`` a node, blanks and line ends between them as they come.

    Raises
    ------
    ValueError
        If the numbers are not as many as announced, or are no such instance.
    """
    try:
        numbers = np.array(text.split(), dtype=np.float64)
    except ValueError as error:
        raise ValueError(f"{name}: not all are numbers: {error}") from None
    if len(numbers) < 2 or len(numbers) != 2 + 4 * int(numbers[0]):
        raise ValueError(f"{name}: expected 'n p' and 4 numbers a node, found {len(numbers)} numbers")
    nodes = numbers[2:].reshape(-1, 4)
    p = int(numbers[1])
    if not 1 <= p <= len(nodes) or (nodes[:, 2:] < 0).any():
        raise ValueError(f"{name}: expected 1 <= p <= n and no negative capacity or demand")
    return Cpmp(name, p, np.ascontiguousarray(nodes[:, :2]), nodes[:, 2].copy(), nodes[:, 3].copy())


def find_files(folder: Path) -> list[Path]:
    """List the instance files in a folder and those below it (or the one file), small instances first."""
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(files, key=lambda path: (announced_size(path) or (0, 0), path.stem))


def announced_size(path: Path) -> tuple[int, int] | None:
    """Read n and p from the first line of a file; None where they are not there."""
    with path.open(encoding="ascii") as lines:
        first = next(lines, "").split()
    return (int(first[0]), int(first[1])) if len(first) == 2 and all(word.isdigit() for word in first) else None


def read_best_known(table: Path) -> dict[str, float]:
    """Instance -> best value, of a CSV table with the columns ``instance`` and ``value``; without a value: left out."""
    rows = pd.read_csv(table, usecols=["instance", "value"]).dropna()
    return dict(zip(rows["instance"].astype(str), rows["value"].astype(float), strict=True))
