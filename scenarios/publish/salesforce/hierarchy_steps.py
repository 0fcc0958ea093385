"""What to load for the type, the model and its territories: parents before children, and the other way to delete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from optimizer.exceptions import InputError, Problem

from .org import ARCHIVED, Org
from .rows import Cell, Operation, Reference, Row, Step, Thing, ToldRows, step_of
from .settings import Level, SalesforceSettings
from .wanted import Node, Wanted

EMPTY = "#N/A"
"""What empties a field: a blank cell leaves it as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A plan, the org it goes to, and the choices.

    Parameters
    ----------
    wanted, org, settings
        See their classes; ``org`` knows the territories of the model by their DeveloperName.
    territories
        Those of the model as they are now.
    """

    wanted: Wanted
    org: Org
    settings: SalesforceSettings
    territories: pd.DataFrame

    def territory(self, label: str) -> Cell:
        """Territory of the plan: its id, or a reference."""
        return self.org.key(Reference(Thing.TERRITORY, self.wanted.nodes[label].developer_name))

    def user(self, rep: str) -> Cell:
        """Rep of the plan: the id of the user, or a reference."""
        return self.org.key(Reference(Thing.USER, rep))


def make_case(wanted: Wanted, org: Org, settings: SalesforceSettings) -> Case:
    """Find the model among those of the org, with its territories."""
    every = org.records[Thing.TERRITORY]
    model = org.ids[Thing.MODEL].get(wanted.model)
    mine = every[every["Territory2ModelId"] == model] if model else every.iloc[:0]
    known = dict(zip(mine["DeveloperName"], mine["Id"], strict=True))
    return Case(wanted, org.with_ids(Thing.TERRITORY, known), settings, mine)


def type_steps(case: Case) -> list[Step]:
    """Create or correct the territory type; its priority must be no other type's."""
    settings, types = case.settings, case.org.records[Thing.TYPE]
    row = {"MasterLabel": settings.type_label, "Priority": str(settings.type_priority)}
    others = types[types["DeveloperName"] != settings.type_name]
    clash = others[pd.to_numeric(others["Priority"], errors="coerce") == settings.type_priority]
    if len(clash):
        message = f"the territory type {clash['DeveloperName'].iloc[0]!r} has this priority already"
        problem = Problem("settings", message, "Give another", column="type_priority", value=settings.type_priority)
        raise InputError([problem])
    same = types[types["DeveloperName"] == settings.type_name]
    if same.empty:
        first: Row = {"DeveloperName": settings.type_name, **row}
        return [
            step_of(Thing.TYPE, Operation.INSERT, [(f"create type {settings.type_name}", first)], "the territory type")
        ]
    current = same.iloc[0]
    alike = (
        current["MasterLabel"] == row["MasterLabel"]
        and pd.to_numeric(current["Priority"], errors="coerce") == settings.type_priority
    )
    changed: ToldRows = [] if alike else [(f"change type {settings.type_name}", {"Id": current["Id"], **row})]
    return [step_of(Thing.TYPE, Operation.UPDATE, changed, "label and priority of the type")]


def model_steps(case: Case) -> list[Step]:
    """Create the model, which starts in planning, or correct its name; one that is archived cannot be used."""
    wanted, models = case.wanted, case.org.records[Thing.MODEL]
    same = models[models["DeveloperName"] == wanted.model]
    if same.empty:
        row: Row = {"DeveloperName": wanted.model, "Name": wanted.model_name}
        told = [(f"create model {wanted.model_name}", row)]
        return [step_of(Thing.MODEL, Operation.INSERT, told, "the territory model, which starts in Planning")]
    current = same.iloc[0]
    if current["State"].startswith(ARCHIVED):
        message = "this territory model is archived"
        raise InputError([Problem("Territory2Model.csv", message, "Name another `model`", value=wanted.model)])
    changed: ToldRows = []
    if current["Name"] != wanted.model_name:
        row = {"Id": current["Id"], "Name": wanted.model_name}
        changed.append((f"rename model {current['Name']} to {wanted.model_name}", row))
    return [step_of(Thing.MODEL, Operation.UPDATE, changed, "name of the model")]


def territory_steps(case: Case) -> list[Step]:
    """Create territories level by level and change those that differ."""
    created: dict[int, ToldRows] = defaultdict(list)
    changed: ToldRows = []
    current = {str(row["DeveloperName"]): row for row in case.territories.to_dict("records")}
    model = Reference(Thing.MODEL, case.wanted.model)
    for node in case.wanted.nodes.values():
        fields = _fields(case, node)
        there = current.get(node.developer_name)
        if there is None:
            row = {"DeveloperName": node.developer_name, "Territory2ModelId": model, **fields}
            created[node.level].append((f"create territory {node.name}", row))
        elif different := [name for name, cell in fields.items() if case.org.find(cell) != there[name]]:
            values = {name: cell or (EMPTY if there[name] else "") for name, cell in fields.items()}
            changed.append((f"change territory {node.name}: {', '.join(different)}", {"Id": there["Id"], **values}))
    steps = [
        step_of(Thing.TERRITORY, Operation.INSERT, rows, f"territories of level {level}, below those before")
        for level, rows in sorted(created.items())
    ]
    return [*steps, step_of(Thing.TERRITORY, Operation.UPDATE, changed, "territories that differ")]


def territory_delete_steps(case: Case) -> list[Step]:
    """Delete territories of the model the plan does not have, children before parents."""
    wanted = {node.developer_name for node in case.wanted.nodes.values()}
    parents = dict(zip(case.territories["Id"], case.territories["ParentTerritory2Id"], strict=True))
    gone: dict[int, ToldRows] = defaultdict(list)
    for row in case.territories.to_dict("records"):
        if row["DeveloperName"] not in wanted:
            gone[_depth(row["Id"], parents)].append((f"delete territory {row['Name']}", {"Id": row["Id"]}))
    why = "territories of level {} the plan does not have"
    return [
        step_of(Thing.TERRITORY, Operation.DELETE, rows, why.format(level))
        for level, rows in sorted(gone.items(), reverse=True)
    ]


def _fields(case: Case, node: Node) -> dict[str, Cell]:
    settings = case.settings
    levels = {
        "AccountAccessLevel": settings.account_access,
        "CaseAccessLevel": settings.case_access,
        "OpportunityAccessLevel": settings.opportunity_access,
    }
    return {
        "Name": node.name,
        "Territory2TypeId": Reference(Thing.TYPE, settings.type_name),
        "ParentTerritory2Id": "" if node.parent is None else case.territory(node.parent),
        **{field: level.value for field, level in levels.items() if level is not Level.UNSENT},
    }


def _depth(territory: str, parents: Mapping[str, str]) -> int:
    depth = 1
    while (territory := parents.get(territory, "")) and depth <= len(parents):
        depth += 1
    return depth
