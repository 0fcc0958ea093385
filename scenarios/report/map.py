"""The map of a plan as SVG: accounts in the colour of their territory, centres with the names of their reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.display import Html, element, joined
from optimizer.plotting.colours import UNSERVED, territory_colours
from optimizer.plotting.placement import place_names

from .case import ReportCase
from .drawing import GRID, INK, WIDTH, beside, cut, dots, drawing, group, rect
from .ground import ground
from .panels import Sheet, find_sheets
from .words import amount, called, counted

TALLEST = 640.0
"""Height of the first sheet at most."""
BESIDE, GAP, SMALL = 4, 12.0, 250.0
"""Small sheets in a row at most, the white between them, and their height at most."""
CLOSE = 2.0
"""How much larger marks are on the map of one territory, which is half a page wide."""
OTHERS = "#D5D2CA"
"""Colour of accounts of other territories."""
MOST_NAMES = 70
"""Beyond this many centres a map has no names."""


@dataclass(frozen=True, slots=True)
class MapView:
    """What is drawn of a plan.

    Parameters
    ----------
    territory
        (n,) label of each account, empty for none.
    centres
        Whether centres are drawn and named.
    ringed
        Whether accounts that change hands have a dark ring.
    only
        Territory that alone has a colour, None for all.
    """

    territory: pd.Series[str]
    centres: bool = True
    ringed: bool = True
    only: str | None = None

    def coloured(self, territory: str) -> bool:
        """Whether the accounts of a territory have its colour."""
        return territory != "" and self.only in (None, territory)


def plan_map(case: ReportCase) -> Html:
    """Draw the plan; nothing where no account has a place."""
    return _map(case, MapView(case.accounts["territory"]), "Map of the plan")


def today_map(case: ReportCase) -> Html:
    """Draw who serves the accounts today; nothing where nobody does."""
    if not case.incumbents:
        return Html("")
    was = case.accounts["was"].where(case.accounts["was"].isin(case.territories["territory"]), "")
    return _map(case, MapView(was, ringed=False), "Map of today")


def territory_map(case: ReportCase, territory: str) -> Html:
    """Draw one territory with its surroundings in grey."""
    return _map(case, MapView(case.accounts["territory"], only=territory), f"Map of {case.reps[territory]}")


def _map(case: ReportCase, view: MapView, described: str) -> Html:
    planar = "x" in case.record.tables["accounts"].columns
    places = case.accounts[["place_x", "place_y"]].to_numpy(dtype=np.float64)
    if view.only is not None:
        places = np.where((view.territory == view.only).to_numpy()[:, None], places, np.nan)
    sheets = find_sheets(places, planar=planar)
    if not sheets:
        return Html("")
    colours = {str(label): colour for label, colour in territory_colours(case.alignment).items()}
    papers = _papers(sheets)
    drawn = [_sheet(case, view, sheet, paper, colours=colours) for sheet, paper in zip(sheets, papers, strict=True)]
    key = _key(case, view, len(sheets))
    height = max(paper.top + paper.height for paper in papers) + 1
    return element("figure", drawing(height, *drawn, described=described), element("figcaption", key))


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where a sheet lies on the drawing."""

    left: float
    top: float
    width: float
    height: float


def _papers(sheets: list[Sheet]) -> list[_Paper]:
    """Lay out sheets: the first as large as fits, the others below it in rows of one height."""
    width = min(WIDTH - 2, TALLEST / sheets[0].proportion)
    papers = [_Paper((WIDTH - width) / 2, 1.0, width, width * sheets[0].proportion)]
    top = papers[0].height + GAP
    for start in range(1, len(sheets), BESIDE):
        row = sheets[start : start + BESIDE]
        room = WIDTH - 2 - GAP * (len(row) - 1)
        height = min(SMALL, room / sum(1 / sheet.proportion for sheet in row))
        left = papers[0].left
        for sheet in row:
            papers.append(_Paper(left, top, height / sheet.proportion, height))
            left += height / sheet.proportion + GAP
        # A row wider than the first sheet begins at the edge.
        over = left - GAP - (WIDTH - 1)
        if over > 0:
            papers[-len(row) :] = [replace(paper, left=paper.left - over) for paper in papers[-len(row) :]]
        top += height + GAP
    return papers


def _sheet(case: ReportCase, view: MapView, sheet: Sheet, paper: _Paper, *, colours: Mapping[str, str]) -> Html:
    """Draw one sheet: background, accounts, centres, names."""
    rows = case.accounts
    inside = sheet.rows if view.only is None else _shown(case, sheet)
    places = rows[["place_x", "place_y"]].to_numpy(dtype=np.float64)
    points = sheet.on_paper(places[inside], paper.width)
    here = (points >= 0).all(axis=1) & (points <= (paper.width, paper.height)).all(axis=1)
    points, inside = points[here], inside[here]
    label = view.territory.to_numpy()[inside]
    size = float(np.clip(220 / np.sqrt(max(len(rows), 1)), 3.5, 9.0)) * (1 if view.only is None else CLOSE)
    ringed = rows["moves?"].to_numpy()[inside] & view.ringed
    layers = [
        rect(0, 0, paper.width, paper.height, fill="#FFFFFF"),
        ground(sheet, places[sheet.rows], paper.width),
        rect(0, 0, paper.width, paper.height, fill="none", stroke=GRID),
    ]
    titles = _titles(case, view)
    # Those without a territory lie below all, the one that is told above all.
    for territory in sorted(set(label), key=lambda name: (name == view.only, name)):
        mine = label == territory
        ring = mine & ringed if view.coloured(territory) else np.zeros(len(mine), dtype=bool)
        dark = [dots(points[ring], size + 3, INK)] if ring.any() else []
        colour = colours[territory] if view.coloured(territory) else OTHERS if territory else UNSERVED
        # Whoever reads the map of one territory is told nothing of others.
        title = titles[territory] if view.only in (None, territory) else ""
        layers.append(group([*dark, dots(points[mine], size, colour)], title))
    if view.centres:
        layers.append(_centres(case, view, sheet, paper, colours=colours))
    return group(layers, transform=f"translate({paper.left:.1f} {paper.top:.1f})")


def _shown(case: ReportCase, sheet: Sheet) -> NDArray[np.intp]:
    """Rows of accounts that may lie on a sheet, those of other territories too."""
    places = case.accounts[["place_x", "place_y"]].to_numpy(dtype=np.float64)
    known = np.isfinite(places).all(axis=1)
    if sheet.origin is not None:
        near = np.abs((places[:, 0] - sheet.origin[1] + 180) % 360 - 180) < 100
        known &= near
    return np.flatnonzero(known)


def _centres(case: ReportCase, view: MapView, sheet: Sheet, paper: _Paper, *, colours: Mapping[str, str]) -> Html:
    """Draw the centres that lie on a sheet, with their names."""
    held = case.territories
    places = held[["place_x", "place_y"]].to_numpy(dtype=np.float64)
    points = sheet.on_paper(places, paper.width)
    here = np.isfinite(places).all(axis=1) & (points > 0).all(axis=1)
    here &= (points < (paper.width, paper.height)).all(axis=1)
    shown = {view.only} if view.only is not None else set(view.territory)
    here &= held["territory"].isin(shown).to_numpy()
    rows = np.flatnonzero(here)
    size = float(np.clip(16 - len(held) / 8, 11, 14 if paper.width > WIDTH / 2 else 12))
    names = [cut(str(held["label"].iloc[row]), min(220, 0.75 * paper.width), size) for row in rows]
    half = 6.0 if view.only is None else 6.0 * CLOSE
    marks = []
    for row in rows:
        x, y = points[row]
        marks.append(rect(x - half, y - half, 2 * half, 2 * half, fill="#FFFFFF", stroke=INK, stroke_width="1"))
        inner = 0.58 * half
        marks.append(rect(x - inner, y - inner, 2 * inner, 2 * inner, fill=colours[str(held["territory"].iloc[row])]))
    if len(held) > MOST_NAMES or view.only is not None:
        return joined(marks)
    upwards = np.column_stack([points[rows, 0], paper.height - points[rows, 1]])
    sides = place_names(upwards, names, size=size, inside=np.array([0.0, 0.0, paper.width, paper.height]))
    for row, name, side in zip(rows, names, sides, strict=True):
        x, y = points[row].tolist()
        marks.append(beside((x, y), side, name, size=size, width=paper.width))
    return joined(marks)


def _titles(case: ReportCase, view: MapView) -> dict[str, str]:
    """What appears under the pointer, by territory."""
    sizes = case.accounts.groupby(view.territory.to_numpy())[case.lead].agg(["size", "sum"])
    told = {}
    for territory, count, total in zip(sizes.index, sizes["size"], sizes["sum"], strict=True):
        size = f", {called(case.lead)} {amount(float(total))}" if case.lead in case.measures else ""
        told[str(territory)] = f"{case.reps.get(str(territory), 'nobody')}, {counted(int(count), 'account')}{size}"
    return told


def _key(case: ReportCase, view: MapView, sheets: int) -> str:
    """Say below the map what its marks are."""
    told = ["Each dot is an account in the colour of its territory; a square is where its rep or centre is."]
    if view.only is not None:
        told = ["Coloured dots are my accounts, grey ones those of others; the square is where I am."]
    if view.ringed and case.accounts["moves?"].any():
        told.append("A dark ring: the account changes hands." if view.only is None else "A dark ring: it comes to me.")
    unplaced = int(case.accounts[["place_x", "place_y"]].isna().any(axis=1).sum())
    if unplaced and view.only is None:
        told.append(f"{counted(unplaced, 'account')} without a place cannot be drawn.")
    if sheets > 1:
        told.append("Accounts far from the others are drawn in frames of their own, each at its own scale.")
    return " ".join(told)
