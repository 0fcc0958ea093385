"""Limits of an org, checked before anything is written."""

from __future__ import annotations

from optimizer.exceptions import InputError, Problem

from .hierarchy_steps import Case
from .rows import Thing

BULK_BYTES = 150 * 1024 * 1024
"""Largest file of a bulk job, as it is sent (Salesforce Bulk API 2.0)."""
FILE_BYTES = BULK_BYTES * 3 // 4
"""Largest file written: sent in base 64 it is a third larger."""


def check_limits(case: Case) -> None:
    """Tell what the org would refuse: too many models of its edition, too many territories of a model.

    Raises
    ------
    InputError
        Naming by how much.
    """
    problems = []
    models = set(case.org.records[Thing.MODEL]["DeveloperName"]) | {case.wanted.model}
    edition, most = case.settings.edition, case.settings.edition.most_models
    if len(models) > most:
        message = f"{len(models)} territory models are {len(models) - most} more than {edition.value} edition has"
        remedy = f"Delete one of {', '.join(sorted(models - {case.wanted.model}))}, or name it as `model` to reuse it"
        problems.append(Problem("Territory2Model.csv", message, remedy))
    # Territories are deleted last, so that those to go still count when the new ones come.
    names = {node.developer_name for node in case.wanted.nodes.values()} | set(case.territories["DeveloperName"])
    territories, limit = len(names), case.settings.most_territories
    if territories > limit:
        gone = territories - len(case.wanted.nodes)
        message = f"{territories:,} territories are {territories - limit:,} more than a model can have"
        beside = f" ({gone:,} of them are there and not in the plan)" if gone else ""
        remedy = "Ask Salesforce for a higher limit and set `most_territories`, or delete territories first"
        problems.append(Problem("Territory2", f"{message}{beside}", remedy, value=limit))
    if problems:
        raise InputError(problems)
