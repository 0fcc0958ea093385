"""A plan on disk that is small enough to be looked through, with a name that would break out of careless HTML."""

from __future__ import annotations

from pathlib import Path

import geopandas
from shapely.geometry import box

PLAN = """\
plan: Two <b>coasts</b>
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 30%}, disruption: {at_most: 50%}}
quotas: {target: 1_000_000, history: potential, method: potential_share, round_to: 100}
scenarios:
  - {name: today, keep: incumbent}
  - {name: rebalanced}
effort: {seconds: 3, gap: 1%}
seed: 3
"""
EVIL = '<img src=x onerror="window.broken=1"><b>Eve</b>'
REPS = [("R1", "Ann", 45.5, -100.0), ("R2", "Bob", 38.0, -100.0), ("R3", "Cid", 41.0, -93.5)]


def small_plan(folder: Path) -> Path:
    """Thirty accounts on a grid, three reps; today Ann has most of them."""
    rows = ["account,name,latitude,longitude,owner,sales"]
    for place in range(30):
        name = EVIL if place == 0 else f"Account {place}"
        owner = "R1" if place < 18 else "R2" if place < 24 else "R3"
        quoted = name.replace('"', '""')
        rows.append(f'A{place},"{quoted}",{38 + place % 6 * 1.5},{-104 + place // 6 * 3},{owner},{10 + place % 4}')
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n")
    reps = [f"{label},{rep},{latitude},{longitude}" for label, rep, latitude, longitude in REPS]
    (folder / "reps.csv").write_text("\n".join(["territory,rep,latitude,longitude", *reps]) + "\n")
    (folder / "plan.yaml").write_text(PLAN)
    return folder / "plan.yaml"


def area_plan(folder: Path) -> Path:
    """The same accounts, each with a square of its own that touches the next; territories stay in one piece."""
    path = small_plan(folder)
    squares = [
        box(
            -104 + place // 6 * 3 - 1.5,
            38 + place % 6 * 1.5 - 0.75,
            -104 + place // 6 * 3 + 1.5,
            38.75 + place % 6 * 1.5,
        )
        for place in range(30)
    ]
    shapes = geopandas.GeoDataFrame({"id": [f"A{place}" for place in range(30)]}, geometry=squares, crs="EPSG:4326")
    shapes.to_file(folder / "areas.gpkg", driver="GPKG")
    text = path.read_text().replace("reps: reps.csv}", "reps: reps.csv, areas: {file: areas.gpkg, id: id}}")
    path.write_text(text.replace("disruption: {at_most: 50%}", "contiguous: true, disruption: {at_most: 50%}"))
    return path
