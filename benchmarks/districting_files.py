"""Files of districting instances, one graph a state, and the best values published for them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from .areas import Areas
from .check import Floats, euclid
from .known import CENT, Known, Proof, best_of_each

NODES, EDGES = "_nodes.csv", "_edges.csv"
POPULATION = "population"
METRES_A_KILOMETRE, PER_MILLION = 1_000.0, 1e-6
OBJECTIVE = "MOI(contiguous)"
"""How the table of best values calls the objective that is meant here."""
COUNTRY = "US48"
"""The graph of all counties of the contiguous United States; a study of its own, not of a legislature."""

# Seats in the House of Representatives by the census of 2010 (US Census Bureau, 2010 Apportionment Results).
_SEATS = """
AL 7 AK 1 AZ 9 AR 4 CA 53 CO 7 CT 5 DE 1 FL 27 GA 14 HI 2 ID 2 IL 18 IN 9 IA 4 KS 4 KY 6 LA 6 ME 2 MD 8 MA 9 MI 14 MN 8
MS 4 MO 8 MT 1 NE 3 NV 4 NH 2 NJ 12 NM 3 NY 27 NC 13 ND 1 OH 16 OK 5 OR 5 PA 18 RI 2 SC 7 SD 1 TN 9 TX 36 UT 4 VT 1
VA 11 WA 10 WV 3 WI 8 WY 1
"""
SEATS = {state: int(seats) for state, seats in re.findall(r"(\w+) (\d+)", _SEATS)}
"""State -> number of districts."""
TERRITORIES = {**SEATS, COUNTRY: 25}
TOLERANCE, COUNTRY_TOLERANCE = 0.005, 0.05


def rounded_km_squared(start: Floats, end: Floats) -> Floats:
    """Square of the straight distance rounded to whole kilometres; places in kilometres."""
    return np.asarray(np.rint(euclid(start, end)) ** 2)


def find_graphs(folder: Path) -> list[Path]:
    """List the node files in a folder and those below it (or the one file), small graphs first."""
    found = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    found = [path for path in found if path.name.endswith(NODES)]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


def name_of(nodes: Path) -> str:
    """State and level: the name of the file without its ending, such as ``IA_county``."""
    return nodes.name.removesuffix(NODES)


def state_of(name: str) -> str:
    """State of an instance: what stands before the level."""
    return name.partition("_")[0]


def tolerance_of(name: str, asked: float | None) -> float:
    """Tolerance as asked for, else that of the literature: 0.5 % for a state, 5 % for the country."""
    if asked is not None:
        return asked
    return COUNTRY_TOLERANCE if state_of(name) == COUNTRY else TOLERANCE


def read_graph(nodes: Path, k: int, tolerance: float) -> Areas:
    """Read the nodes of a state and, from the file beside, its edges.

    Raises
    ------
    ValueError
        If the nodes are not numbered from 0 in their order, or the numbers make no instance.
    """
    name = name_of(nodes)
    table = pd.read_csv(nodes, usecols=["idx", "pop", "x_m", "y_m"])
    if table["idx"].tolist() != list(range(len(table))):
        raise ValueError(f"{name}: expected idx 0 to {len(table) - 1} in this order")
    pairs = pd.read_csv(nodes.with_name(f"{name}{EDGES}"), usecols=["u", "v"])
    return Areas(
        name=name,
        k=k,
        places=table[["x_m", "y_m"]].to_numpy(dtype=np.float64) / METRES_A_KILOMETRE,
        edges=pairs[["u", "v"]].to_numpy(dtype=np.int64),
        amounts={POPULATION: table["pop"].to_numpy(dtype=np.int64)},
        tolerance=tolerance,
        cost=rounded_km_squared,
        weighed_by=POPULATION,
        scale=PER_MILLION,
    )


def read_best_known(table: Path) -> dict[str, Known]:
    """Instance (``IA_county``) -> what is published of it.

    A value counts as evaluated on the graphs at hand. It is proved best for these only where that is also the value
    as published: some states' graphs differ.
    """
    rows = pd.read_csv(table)
    rows = rows[rows["objective_name"].str.startswith(OBJECTIVE)]
    level = np.where(rows["set"].str.contains("county"), "county", "tract")
    names = [f"{state}_{of}" for state, of in zip(rows["instance"], level, strict=True)]
    here, published = rows["value_on_these_graphs"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float)
    proved = (rows["status"] == Proof.OPTIMAL.value) & (np.abs(here - published) < CENT)
    answers = zip(rows["k"].tolist(), here.tolist(), rows["status"].tolist(), proved.tolist(), strict=True)
    return best_of_each(names, [Known.of(k, value, status, proved=sure) for k, value, status, sure in answers])
