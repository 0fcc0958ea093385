"""Levels of the sales hierarchy: which territory adds up to what, bounds and over-assignment of it, numbers by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.exceptions import QuotaError
from optimizer.instance import Instance
from optimizer.money import UNLIMITED, Cents, to_cents
from optimizer.quotas import Adjustment, SalesTree, build_tree
from optimizer.quotas.laminar import Factors, find_node_limits
from optimizer.tables import did_you_mean
from scenarios.quotas import LevelRule
from scenarios.quotas.levels import COMPANY

from .document import Keys
from .schema import PlanSchema, QuotaSection
from .schema.levels import on_top_of
from .schema.quotas import ReliefWord
from .schema.words import EACH
from .sources import Sources

ADDING = ("add_territories", "hires", "split")
"""Keys of scenarios that make new territories."""


def adds_territories(schema: PlanSchema) -> bool:
    """Whether a scenario or the sweep makes new territories."""
    steps = (step for scenario in schema.scenarios for step in scenario.steps)
    named = any(getattr(step, key) for step in steps for key in ADDING)
    return named or any(key.startswith(ADDING) for grid in schema.sweep for key in grid)


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
    # What moves quotas at the end does so below the nodes of a hierarchy, were it the company alone.
    if not (section.levels or section.adjust or section.reconcile or section.side_constraints):
        return None
    before = len(sources.log.problems)
    labels = [str(label) for label in instance.territories.ids]
    columns = _columns(section, len(labels), sources)
    if len(sources.log.problems) > before:
        return None
    try:
        tree = build_tree([*columns, labels], COMPANY)
    except ValueError as error:
        sources.problem(("quotas", "levels"), str(error), "Give nodes of different levels and parents different names")
        return None
    _check_nodes(section, [str(label) for label in tree.labels if label != COMPANY], sources)
    if len(sources.log.problems) > before:
        return None
    _check_bounds(schema, section, tree, sources)
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
            sources.problem(
                ("quotas", "levels"), "there is no table of reps to look them up in", "Drop them, or give `inputs.reps`"
            )
        return []
    found: list[list[str]] = []
    for position, column in enumerate(section.levels):
        if not table.has(column):
            remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the reps"
            sources.problem(("quotas", "levels", position), "reps have no such column", remedy, value=column)
            continue
        names = table.labels(column)
        table.note_rows(names.isna().to_numpy(dtype=bool), column, f"there is no {column}", "Fill it in every row")
        found.append(["" if pd.isna(name) else str(name) for name in names.head(num_territories)])
    return found


def _check_bounds(schema: PlanSchema, section: QuotaSection, tree: SalesTree, sources: Sources) -> None:
    """Note bounds of levels that leave no room for the target, which no alignment can mend."""
    # What goes to the pool need not find room below.
    if not section.level_bounds or section.relief is ReliefWord.POOL:
        return
    floor, cap = _node_bounds(schema, section, tree)
    factors = Factors(on_top_of(section.levels, section.over_assignment), tree.depth)
    try:
        find_node_limits(to_cents(section.target, "target"), tree, factors, floor=floor, cap=cap)
    except QuotaError as error:
        message, _, remedy = str(error).rpartition(". ")
        sources.problem(("quotas", "level_bounds"), message, remedy)


def _node_bounds(schema: PlanSchema, section: QuotaSection, tree: SalesTree) -> tuple[Cents, Cents]:
    """(n,) floor and cap of every node in money, cents; of territories only where no scenario adds any."""
    floor, cap = np.zeros(len(tree), dtype=np.int64), np.full(len(tree), UNLIMITED)
    for leaf in [] if adds_territories(schema) else tree.leaves.tolist():
        label = str(tree.labels[leaf])
        for given, side in ((section.floor or {}, floor), (section.cap or {}, cap)):
            amount = given.get(label, given.get(EACH))
            side[leaf] = side[leaf] if amount is None else to_cents(amount, label)
    for label, bound in section.level_bounds.items():
        node = tree.index_of(label)
        floor[node] = max(int(floor[node]), to_cents(bound.floor or 0, label))
        cap[node] = cap[node] if bound.cap is None else min(int(cap[node]), to_cents(bound.cap, label))
    return floor, cap


def _check_known(keys: Keys, name: str, nodes: list[str], sources: Sources) -> None:
    if name not in nodes:
        remedy = f"{did_you_mean(name, nodes)}Known: {', '.join(nodes)}"
        sources.problem(("quotas", *keys), "there is no such territory or node of a level", remedy, value=name)


def _check_nodes(section: QuotaSection, nodes: list[str], sources: Sources) -> None:
    """Note bounds and numbers by hand of nodes that are none, or of one node twice."""
    for label in section.level_bounds:
        _check_known(("level_bounds", label), label, nodes, sources)
    for position, entry in enumerate(section.adjust):
        _check_known(("adjust", position, "territory"), entry.territory, nodes, sources)
    if len({entry.territory for entry in section.adjust}) < len(section.adjust):
        sources.problem(("quotas", "adjust"), "a number is set twice by hand", "Keep the last of them")
