"""From a document to a checked schema; what pydantic finds is told in the planner's words, with its line.

What is wrong is taken out and the rest checked again, so that files and rows can be looked at in the same run.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from optimizer.exceptions import Problem
from optimizer.tables import did_you_mean
from scenarios.planfile.document import Keys, PlanDocument

from .plan import PlanSchema
from .words import TOLD, Section

REMEDIES = {
    "float": "Write a number such as 0.1 or 25",
    "int": "Write a whole number such as 12",
    "greater": "Correct the number",
    "less": "Correct the number",
    "finite": "Write a finite number",
    "string": "Write a text",
    "date": "Write a date such as 2027-01-01",
    "model": "Write keys and values below it, each on a line of its own or as {key: value}",
    "dict": "Write keys and values below it, each on a line of its own or as {key: value}",
    "tuple": "Write a list such as [a, b]",
    "multiple": "Write a multiple of it",
}
"""Start of a pydantic error type -> what to do."""


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """What of a plan file can be relied on.

    Parameters
    ----------
    schema
        The keys that are right; None where not even the inputs are.
    problems
        Everything wrong.
    broken
        Keys at the top of the file below which something is wrong: what depends on them is not to be judged.
    """

    schema: PlanSchema | None
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def read_schema(document: PlanDocument) -> SoundPlan:
    """Check a document against the schema."""
    data: dict[str, Any] = deepcopy(dict(document.data))
    problems: list[Problem] = []
    broken: set[str] = set()
    # First without what is wrong, then without the sections that still are wrong, then not at all.
    for prune in (_without_values, _without_sections, _without_sections):
        try:
            return SoundPlan(PlanSchema.model_validate(data), tuple(problems), frozenset(broken))
        except ValidationError as error:
            found = error.errors(include_url=False)
        if not problems:
            problems = [_problem(document, item) for item in found]
        broken |= {str(item["loc"][0]) for item in found if item["loc"]}
        data = prune(data, found)
    return SoundPlan(None, tuple(problems), frozenset(broken))


def _without_values(data: dict[str, Any], found: Sequence[ErrorDetails]) -> dict[str, Any]:
    """Take out each value that is wrong; where it is an item of a list, the list."""
    # The deepest first, so that those above them are still there.
    for keys in sorted((_keys_in(data, item["loc"]) for item in found), key=len, reverse=True):
        _drop(data, keys)
    return data


def _without_sections(data: dict[str, Any], found: Sequence[ErrorDetails]) -> dict[str, Any]:
    for item in found:
        _drop(data, item["loc"][:1])
    data.setdefault("plan", "unnamed")
    return data


def _drop(data: dict[str, Any], keys: Keys) -> None:
    while keys and isinstance(keys[-1], int):
        keys = keys[:-1]
    holder: Any = data
    for key in keys[:-1]:
        if isinstance(holder, list) and isinstance(key, int):
            holder = holder[key]
        elif isinstance(holder, dict):
            holder = holder.get(key)
    if keys and isinstance(holder, dict):
        holder.pop(keys[-1], None)


def _keys_in(data: Any, location: Sequence[Hashable]) -> Keys:
    """Keys of a location that are in the file; pydantic also names what it made of them."""
    keys: list[Hashable] = []
    for key in location:
        if isinstance(data, Mapping) and key in data:
            data = data[str(key)]
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        elif isinstance(data, Mapping) and key == 0:
            # One section stands for a list of it.
            continue
        else:
            break
        keys.append(key)
    return tuple(keys)


def _problem(document: PlanDocument, error: ErrorDetails) -> Problem:
    keys = _keys_in(document.data, error["loc"])
    kind, given = error["type"], error["input"]
    shown = None if isinstance(given, dict | list | Section) else given
    if kind == "extra_forbidden":
        known = _keys_at(error["loc"][:-1])
        remedy = f"{did_you_mean(str(keys[-1]), known)}Keys here: {', '.join(known)}"
        return document.problem(keys, "there is no such key", remedy)
    if kind == "missing":
        name = error["loc"][-1]
        return document.problem(keys, f"{name!r} is missing", f"Add the key `{name}:`")
    if kind == TOLD:
        told = error["ctx"]
        return document.problem(keys, str(told["message"]), str(told["remedy"]), value=shown)
    message = error["msg"].replace("Input should be", "it should be")
    remedy = next((text for start, text in REMEDIES.items() if kind.startswith(start)), "See docs/plan_file.md")
    if "ctx" in error and error["ctx"].get("le") == 1:
        remedy = "Shares are 0..1: write ten per cent as 0.10 or 10%"
    return document.problem(keys, message[0].lower() + message[1:], remedy, value=shown)


def _keys_at(location: Sequence[Hashable]) -> list[str]:
    """Keys a section may have, without those that are not available yet."""
    section: type[Section] = PlanSchema
    steps = iter(location)
    for step in steps:
        if step not in section.model_fields:
            continue
        annotation = section.model_fields[str(step)].annotation
        section = _section_in(annotation) or section
        if get_origin(annotation) in (dict, tuple):
            # The next step is a name or a position, whatever it looks like.
            next(steps, None)
    return [field.alias or name for name, field in section.model_fields.items() if field.annotation is not Any]


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    found = (_section_in(inner) for inner in get_args(annotation))
    return next((section for section in found if section is not None), None)
