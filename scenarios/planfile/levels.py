"""Levels of the sales hierarchy: which territory adds up to what, bounds and over-assignment of it, numbers by hand."""

from __future__ import annotations

import pandas as pd

from optimizer.instance import Instance
from optimizer.quotas import Adjustment, build_tree
from optimizer.tables import did_you_mean
from scenarios.quotas import LevelRule
from scenarios.quotas.levels import COMPANY

from .document import Keys
from .schema import PlanSchema, QuotaSection
from .schema.levels import on_top_of
from .sources import Sources


def read_levels(schema: PlanSchema, section: QuotaSection, instance: Instance, sources: Sources) -> LevelRule | None:
    """Read the hierarchy; None where none is asked for, or a problem went to the log.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its quotas.
    instance
        The facts; its territories are the rows of the reps table.
    sources
        Tables, and where problems go.
    """
    if not section.levels and not section.adjust:
        return None
    before = len(sources.log.problems)
    labels = [str(label) for label in instance.territories.ids]
    columns = _columns(section, len(labels), sources)
    if len(sources.log.problems) > before:
        return None
    try:
        tree = build_tree([*columns, labels], COMPANY)
    except ValueError as error:
        _log(sources, ("levels",), str(error), "Give nodes of different levels and parents different names")
        return None
    _check_nodes(section, [str(label) for label in tree.labels if label != COMPANY], sources)
    if len(sources.log.problems) > before:
        return None
    day = None if schema.plan_year is None else schema.plan_year.start
    return LevelRule(
        levels=section.levels,
        chains=dict(zip(labels, zip(*columns, strict=True), strict=True)) if columns else dict.fromkeys(labels, ()),
        floor={label: bound.floor for label, bound in section.level_bounds.items() if bound.floor is not None},
        cap={label: bound.cap for label, bound in section.level_bounds.items() if bound.cap is not None},
        over_assignment=on_top_of(section.levels, section.over_assignment),
        adjustments=tuple(
            Adjustment(node=entry.territory, amount=entry.quota, who=entry.who, why=entry.why, on=entry.on or day)
            for entry in section.adjust
        ),
    )


def _columns(section: QuotaSection, num_territories: int, sources: Sources) -> list[list[str]]:
    """Names of the nodes above each territory, one list a level; what is missing is noted."""
    table = sources.table("territories")
    if table is None:
        if section.levels:
            _log(
                sources, ("levels",), "there is no table of reps to look them up in", "Drop them, or give `inputs.reps`"
            )
        return []
    found: list[list[str]] = []
    for position, column in enumerate(section.levels):
        if not table.has(column):
            remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the reps"
            _log(sources, ("levels", position), "reps have no such column", remedy, value=column)
            continue
        names = table.labels(column)
        table.note_rows(names.isna().to_numpy(dtype=bool), column, f"there is no {column}", "Fill it in every row")
        found.append(["" if pd.isna(name) else str(name) for name in names.head(num_territories)])
    return found


def _check_known(keys: Keys, name: str, nodes: list[str], sources: Sources) -> None:
    if name not in nodes:
        remedy = f"{did_you_mean(name, nodes)}Known: {', '.join(nodes)}"
        _log(sources, keys, "there is no such territory or node of a level", remedy, value=name)


def _log(sources: Sources, keys: Keys, message: str, remedy: str, *, value: object = None) -> None:
    sources.log.problems.append(sources.document.problem(("quotas", *keys), message, remedy, value=value))


def _check_nodes(section: QuotaSection, nodes: list[str], sources: Sources) -> None:
    """Note bounds and numbers by hand of nodes that are none, or of one node twice."""
    for label in section.level_bounds:
        _check_known(("level_bounds", label), label, nodes, sources)
    for position, entry in enumerate(section.adjust):
        _check_known(("adjust", position, "territory"), entry.territory, nodes, sources)
    if len({entry.territory for entry in section.adjust}) < len(section.adjust):
        _log(sources, ("adjust",), "a number is set twice by hand", "Keep the last of them")
