"""Draw the pictures of README.md from a fresh solve of the bundled resellers.

Usage: ``python -m benchmarks.make_pictures [--borders FILE] [--layer NAME] [--out DIR]``

``--borders`` names a file of outlines to draw below the maps, such as the states of us-atlas (ISC License, from the
United States Census Bureau, public domain); without it there are none.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Hashable, Sequence
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from shapely.geometry import box

from optimizer import Alignment, Result, incumbent_alignment, judge, solve
from optimizer.metrics import unit_travel
from optimizer.plotting import plot_alignment, plot_balance, territory_colours
from scenarios import Example, Plan, example_path, read_plan
from scenarios.pools import pools_today

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DEGREES = "EPSG:4326"
MAINLAND = box(-170, 22, -50, 72)
"""What of the outlines is kept: islands far from any account would only be cut at the edge."""
DOTS_PER_INCH = 110


def main() -> None:
    """Solve, draw, and tell the figures that stand beside the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--borders", type=Path, help="outlines to draw below the maps")
    parser.add_argument("--layer", default="states", help="layer of that file")
    parser.add_argument("--out", type=Path, default=IMAGES, help="folder of the pictures")
    asked = parser.parse_args()
    mpl.use("Agg")
    plan = read_plan(example_path(Example.RESELLERS))
    result = solve(plan.instance, plan.criteria, plan.stop, seed=plan.seed)
    print(result.summary())
    pool = pools_today(plan.instance, plan.criteria)["territories"].iloc[0]
    borders = None if asked.borders is None else read_borders(asked.borders, asked.layer)
    asked.out.mkdir(parents=True, exist_ok=True)
    save(draw_maps(plan, result, pool, borders=borders), asked.out / "north_america.png")
    save(draw_balance(plan, result, pool), asked.out / "balance.png")


def read_borders(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read outlines in degrees; TopoJSON says no reference system and has rings that cross themselves."""
    shapes = gpd.read_file(path, layer=layer)
    shapes = shapes.set_crs(DEGREES) if shapes.crs is None else shapes.to_crs(DEGREES)
    mended = gpd.GeoDataFrame(geometry=shapes.make_valid())
    return mended[mended.intersects(MAINLAND)]


def plans(plan: Plan, result: Result) -> tuple[tuple[str, Alignment], ...]:
    """Today's alignment and the solved one, under their titles."""
    return ("Today", incumbent_alignment(plan.instance)), ("Rebalanced", result.alignment)


def draw_maps(
    plan: Plan, result: Result, pool: Sequence[Hashable], *, borders: gpd.GeoDataFrame | None = None
) -> Figure:
    """Today and rebalanced side by side, in the same colours."""
    figure, panels = plt.subplots(1, 2, figsize=(15, 5.4), layout="constrained")
    colours = territory_colours(incumbent_alignment(plan.instance))
    numbers = plan.instance.territories.ids.get_indexer(list(pool))
    for ax, (title, alignment) in zip(panels, plans(plan, result), strict=True):
        plot_alignment(
            alignment, ax, territories=pool, size_by="potential", spokes=True, colours=colours, borders=borders
        )
        hours = unit_travel(alignment, plan.criteria.travel)[np.isin(alignment.territory_of, numbers)].sum()
        ax.set_title(f"{title}: {hours:,.0f} hours from rep to account", loc="left", fontweight="bold")
    return figure


def draw_balance(plan: Plan, result: Result, pool: Sequence[Hashable]) -> Figure:
    """Deviations today and rebalanced, on the same scale."""
    figure, panels = plt.subplots(1, 2, figsize=(11, 4.6), sharex=True, sharey=True, layout="constrained")
    widest = 0.0
    for ax, (title, alignment) in zip(panels, plans(plan, result), strict=True):
        plot_balance(judge(alignment, plan.criteria), plan.instance, ax, territories=pool)
        ax.set_title(title, loc="left", pad=28, fontweight="bold")
        widest = max(widest, ax.get_xlim()[1])
    panels[0].set_xlim(-widest, widest)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a picture with little white around it, in as many colours as a palette holds: a third of the size."""
    whole = io.BytesIO()
    figure.savefig(whole, dpi=DOTS_PER_INCH, bbox_inches="tight", pad_inches=0.1)
    Image.open(whole).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
