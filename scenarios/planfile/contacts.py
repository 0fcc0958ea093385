"""Who touches whom: borders of the areas a plan names, or neighbourhood of its accounts; barriers and bridges."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.adjacency import Adjacency, components, without_contacts
from optimizer.contact import adjacency_of_areas, bridged, flat, gabriel_adjacency
from optimizer.exceptions import InputError
from optimizer.instance import Instance
from optimizer.tables import Table
from optimizer.travel import Floats
from scenarios.connectors.geographic import read_shapes

from .schema import ColumnsSection, PlanSchema
from .schema.facts import AreasSection, ContactsSection
from .sources import Sources

HERE = ("inputs", "areas")
CONTIGUOUS = "criteria.contiguous"
TOLD = 5
"""Units or bridges named in a note or a message."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """The areas of a plan: ids, and shapes in degrees, in the order of the file."""

    file: str
    labels: pd.Index
    shapes: geopandas.GeoDataFrame


def read_areas(schema: PlanSchema, sources: Sources) -> Areas | None:
    """Areas of the plan, None where it names none or they cannot be read; problems go to the log."""
    section = schema.inputs.areas
    if section is None:
        return None
    path = sources.document.path.parent / section.file
    if not path.is_file():
        remedy = "Correct the name; it is relative to the plan file"
        sources.problem(HERE, "there is no such file", remedy, value=section.file)
        return None
    try:
        shapes = read_shapes(path, section.layer, sources.notes.append)
    except InputError as error:
        sources.log.problems += error.problems
        return None
    sources.files.append(path)
    column = section.id or schema.columns.account
    if column not in shapes.columns:
        known = ", ".join(map(str, shapes.columns.drop(shapes.geometry.name))) or "none"
        remedy = f"Write `areas: {{file: {section.file}, id: COLUMN}}`; columns here: {known}"
        sources.log.add(path.name, f"the areas have no column {column!r}", remedy)
        return None
    labels = pd.Index(Table(path.name, pd.DataFrame(shapes), sources.log).labels(column))
    twice = labels[labels.duplicated()].unique()
    if len(twice):
        shown = ", ".join(map(str, twice[:TOLD]))
        sources.log.add(
            path.name, f"{len(twice):,} ids stand for several areas", "Dissolve them", column=column, value=shown
        )
        return None
    return Areas(path.name, labels, shapes)


def place_by_areas(areas: Areas | None, sources: Sources, columns: ColumnsSection) -> None:
    """Put accounts without coordinates at a point inside their area."""
    source = sources.tables.get("accounts")
    if areas is None or source is None or columns.account not in source.frame:
        return
    frame = source.frame
    blank = pd.Series(np.nan, index=frame.index)
    latitude, longitude = (frame.get(name, blank) for name in (columns.latitude, columns.longitude))
    at = areas.labels.get_indexer(pd.Index(Table("accounts", frame, sources.log).labels(columns.account)))
    bare = np.asarray(latitude.isna() & longitude.isna()) & (at >= 0)
    if not bare.any():
        return
    inside = areas.shapes.geometry.representative_point()
    filled = {
        columns.latitude: latitude.where(~bare, pd.Series(inside.y.to_numpy()[at], index=frame.index)),
        columns.longitude: longitude.where(~bare, pd.Series(inside.x.to_numpy()[at], index=frame.index)),
    }
    sources.replace("accounts", frame.assign(**filled), {})
    sources.notes.append(f"{source.file}: {bare.sum():,} accounts stand at a point inside their area of {areas.file}.")


def shapes_of(instance: Instance, areas: Areas | None) -> NDArray[np.object_] | None:
    """(n,) shape of each account's area, longitude first, None for one without; None where the plan names no areas."""
    if areas is None:
        return None
    at = areas.labels.get_indexer(pd.Index(instance.units.ids.astype(str)))
    shapes: NDArray[np.object_] = np.full(instance.num_units, None, dtype=object)
    shapes[at >= 0] = areas.shapes.geometry.to_numpy()[at[at >= 0]]
    shapes.flags.writeable = False
    return shapes


def with_contacts(instance: Instance, areas: Areas | None, schema: PlanSchema, sources: Sources) -> Instance:
    """The facts with who touches whom, where a rule asks for it; problems go to the log."""
    sections = [schema.criteria, *(scenario.criteria for scenario in schema.scenarios)]
    swept = any(CONTIGUOUS in grid for grid in schema.sweep)
    if not swept and not any(section.contiguous for section in sections):
        return instance
    adjacency = None if areas is None else _of_areas(instance, areas, schema, sources)
    if adjacency is None:
        # Also where areas have problems: what else is wrong can be told with them.
        adjacency = _of_points(instance)
    adjacency = _without_barriers(adjacency, instance, schema.contacts, sources)
    adjacency = _in_one_piece(adjacency, instance, schema.contacts, sources)
    return replace(instance, adjacency=adjacency)


def _of_points(instance: Instance) -> Adjacency:
    """Contacts of accounts: neighbours in whose circle no third account lies."""
    placed = _placed(instance)
    found = gabriel_adjacency(flat(instance.units.places[placed]))
    return _for_all(found, placed, instance.num_units)


def _of_areas(instance: Instance, areas: Areas, schema: PlanSchema, sources: Sources) -> Adjacency | None:
    """Contacts of areas, one for each account."""
    section = schema.inputs.areas or AreasSection(file=areas.file)
    at = areas.labels.get_indexer(pd.Index(instance.units.ids.astype(str)))
    missing = np.flatnonzero(at < 0)
    if len(missing):
        shown = ", ".join(str(instance.units.ids[unit]) for unit in missing[:TOLD])
        message = f"{len(missing):,} accounts have no area in {areas.file}"
        remedy = f"Add their areas, or drop `areas` to take neighbouring accounts as contacts: {shown}"
        sources.problem(HERE, message, remedy, value=section.file)
        return None
    try:
        return adjacency_of_areas(areas.shapes.iloc[at], corners=section.corners, snap=section.snap)
    except ValueError as error:
        sources.log.add(areas.file, str(error), "Mend the shapes")
        return None


def _without_barriers(
    adjacency: Adjacency, instance: Instance, section: ContactsSection, sources: Sources
) -> Adjacency:
    """Take out the contacts the plan forbids."""
    if not section.forbid:
        return adjacency
    named = pd.Index([label for pair in section.forbid for label in pair], dtype=object)
    at = instance.units.ids.get_indexer(named).reshape(-1, 2)
    for row, pair in enumerate(section.forbid):
        unknown = [label for label, unit in zip(pair, at[row], strict=True) if unit < 0]
        for label in unknown:
            problem = sources.document.problem(
                ("contacts", "forbid", row), "there is no such account", "Correct its id", value=label
            )
            sources.log.problems.append(problem)
    pairs = [(int(one), int(other)) for one, other in at if one >= 0 and other >= 0]
    return without_contacts(adjacency, pairs)


def _in_one_piece(adjacency: Adjacency, instance: Instance, section: ContactsSection, sources: Sources) -> Adjacency:
    """Bridge the water between pieces, or say which stand alone."""
    placed = _placed(instance)
    pieces = len(np.unique(components(adjacency)[placed]))
    if pieces <= 1:
        return adjacency
    if not section.bridges:
        sources.notes.append(f"Contacts fall into {pieces:,} pieces; without bridges no territory reaches over them.")
        return adjacency
    inner = np.full(instance.num_units, -1)
    inner[placed] = np.arange(len(placed))
    known = Adjacency(
        len(placed), inner[adjacency.pairs].astype(np.int32), adjacency.border.copy(), adjacency.bridge.copy()
    )
    joined = bridged(known, flat(instance.units.places[placed]))
    found = _for_all(joined, placed, instance.num_units)
    ids = instance.units.ids
    named = [f"{ids[one]} - {ids[other]}" for one, other in found.pairs[found.bridge][:TOLD].tolist()]
    more = f" and {found.bridge.sum() - TOLD:,} more" if found.bridge.sum() > TOLD else ""
    sources.notes.append(f"Contacts fell into {pieces:,} pieces; bridges join them: {', '.join(named)}{more}.")
    return found


def _placed(instance: Instance) -> NDArray[np.intp]:
    """Units that have a place."""
    places: Floats = instance.units.places
    return np.flatnonzero(np.isfinite(places).all(axis=1))


def _for_all(found: Adjacency, units: NDArray[np.intp], num_units: int) -> Adjacency:
    """Contacts of some units as contacts of all; units increase, so that pairs stay in order."""
    return Adjacency(
        num_units, units[found.pairs].astype(np.int32).reshape(-1, 2), found.border.copy(), found.bridge.copy()
    )
