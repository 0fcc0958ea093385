"""Files of commercial territory design instances, and the best values known for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .areas import Areas
from .known import Known, Proof, best_of_each

SUFFIX, EDITED = ".dat", "-edited"
MEASURES = ("customers", "demand", "workload")
"""Names given to the three activity measures, in the order of the files."""
NODE_NUMBERS, CLOSING_NUMBERS = 7, 6


def find_files(folder: Path) -> list[Path]:
    """List the instance files in a folder and those below it (or the one file), small instances first."""
    found = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    found = [path for path in found if path.suffix == SUFFIX]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


def name_of(file: Path) -> str:
    """Name in the literature: that of the file without what was added to it."""
    return file.stem.removesuffix(EDITED)


def parse(text: str, name: str) -> Areas:
    """Read n; ``id x y w1 w2 w3 0`` a unit; m; two units an edge; ``p p t1 t2 t3 t4``. What follows does not count.

    Raises
    ------
    ValueError
        If numbers are missing or are no such instance, or the measures have different tolerances.
    """
    try:
        numbers = np.array(text.split(), dtype=np.float64)
        n = int(numbers[0])
        nodes = numbers[1 : 1 + NODE_NUMBERS * n].reshape(n, NODE_NUMBERS)
        rest = numbers[1 + nodes.size :]
        edges = rest[1 : 1 + 2 * int(rest[0])].reshape(int(rest[0]), 2)
        _, k, *tolerances = rest[1 + edges.size :][:CLOSING_NUMBERS].reshape(CLOSING_NUMBERS).tolist()
    except (ValueError, IndexError) as error:
        raise ValueError(f"{name}: no file of a commercial territory design instance: {error}") from None
    whole = nodes[:, 3:6].astype(np.int64)
    if nodes[:, 0].tolist() != list(range(n)) or (whole != nodes[:, 3:6]).any():
        raise ValueError(f"{name}: expected units 0 to {n - 1} in this order, with whole amounts")
    if len(set(tolerances[: len(MEASURES)])) != 1:
        raise ValueError(f"{name}: tolerances {tolerances} differ between measures, one for all is needed")
    return Areas(
        name=name,
        k=int(k),
        places=np.ascontiguousarray(nodes[:, 1:3]),
        edges=edges.astype(np.int64),
        amounts=dict(zip(MEASURES, whole.T, strict=True)),
        tolerance=tolerances[0],
    )


def read_best_known(table: Path) -> dict[str, Known]:
    """Instance -> the best of what is known of it, of a CSV table."""
    rows = pd.read_csv(table)
    answers = zip(rows["k"].tolist(), rows["value"].tolist(), rows["status"].tolist(), strict=True)
    known = [Known.of(k, value, status, proved=status == Proof.OPTIMAL.value) for k, value, status in answers]
    return best_of_each(rows["instance"].tolist(), known)
