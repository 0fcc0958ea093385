"""From the sweep of a plan to its scenarios, each named by its values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from optimizer.exceptions import Problem
from optimizer.tables import did_you_mean

from .document import Keys, PlanDocument
from .schema import PlanSchema, ScenarioSection
from .schema.words import TOLD

CRITERIA = "criteria."
MOST_SCENARIOS = 10_000
SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario a plan file asks for.

    Parameters
    ----------
    section
        Its section, as if it stood under ``scenarios``.
    keys
        Where the file says it.
    swept
        True where it comes from a sweep.
    """

    section: ScenarioSection
    keys: Keys
    swept: bool = False


def cases_of(schema: PlanSchema, document: PlanDocument) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """All scenarios of a plan, those listed first, and what is wrong with those of the sweep.

    Parameters
    ----------
    schema, document
        The plan file.
    """
    listed = tuple(Case(section, ("scenarios", at)) for at, section in enumerate(schema.scenarios))
    problems: list[Problem] = []
    swept: list[Case] = []
    alone = isinstance(document.data.get(SWEEP), Mapping)
    for at, grid in enumerate(schema.sweep):
        home: Keys = (SWEEP,) if alone else (SWEEP, at)
        before = len(problems)
        for key in grid:
            problems += _wrong(key, grid, (*home, key), document)
        count = math.prod(map(len, grid.values()))
        if count > MOST_SCENARIOS:
            message = f"these values make {count:,} scenarios"
            problems.append(document.problem(home, message, f"Sweep at most {MOST_SCENARIOS:,} at once"))
        elif len(problems) == before:
            for combination in _combined(grid):
                try:
                    swept.append(Case(ScenarioSection.model_validate(combination), home, swept=True))
                except ValidationError as error:
                    found = error.errors(include_url=False)[0]
                    problems.append(_told(found, home, document, value=combination["name"]))
                    if found["type"] == "missing":
                        break  # every combination lacks it
    problems += _twice(listed, swept, document)
    return (*listed, *swept), tuple(problems)


def _combined(grid: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Give each combination as a file would list it; the last key changes fastest."""
    for values in product(*grid.values()):
        pairs = list(zip(grid, values, strict=True))
        data: dict[str, Any] = {"name": ", ".join(f"{_words(key)} {_shown(value)}" for key, value in pairs)}
        for key, value in pairs:
            _put(data, key, value)
        yield data


def _wrong(key: str, grid: Mapping[str, tuple[Any, ...]], keys: Keys, document: PlanDocument) -> Iterator[Problem]:
    """What a scenario does not accept of a key and its values; a key it does not have is told once."""
    for value in grid[key]:
        data: dict[str, Any] = {"name": SWEEP}
        # Keys beside it may be needed next to it.
        for other, values in {**grid, key: (value,)}.items():
            _put(data, other, values[0])
        try:
            ScenarioSection.model_validate(data)
        except ValidationError as error:
            found = [item for item in error.errors(include_url=False) if _concerns(item, key)]
            if found and found[0]["type"] == "extra_forbidden":
                known = [f"{CRITERIA}balance", f"{CRITERIA}disruption.at_most", *ScenarioSection.model_fields]
                remedy = f"{did_you_mean(key, known)}Sweep any key of a scenario, such as {', '.join(known)}"
                yield document.problem(keys, "a scenario has no such key", remedy)
                return
            if found:
                yield _told(found[0], keys, document, value=value)


def _concerns(error: ErrorDetails, key: str) -> bool:
    """Tell whether an error lies at a key or below it, or above it where a part of the key is not known there."""
    path = key.split(".")
    place = [str(step) for step in error["loc"] if not isinstance(step, int)]
    if error["type"] == "extra_forbidden":
        return path[: len(place)] == place
    return place[: len(path)] == path


def _told(found: ErrorDetails, keys: Keys, document: PlanDocument, *, value: object) -> Problem:
    """Tell what is wrong with a scenario of the sweep."""
    told = found["ctx"] if found["type"] == TOLD else {}
    if found["type"] == "missing":
        name = ".".join(str(step) for step in found["loc"] if not isinstance(step, int))
        return document.problem(
            keys, f"{name!r} is missing", f"Sweep it too, with one value: `{name}: [...]`", value=value
        )
    message = str(told.get("message", found["msg"].replace("Input should be", "it should be")))
    remedy = str(told.get("remedy", "Correct this value of the sweep"))
    return document.problem(keys, message[0].lower() + message[1:], remedy, value=value)


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    *path, last = key.split(".")
    for step in path:
        data = data.setdefault(step, {})
    data[last] = value


def _words(key: str) -> str:
    return key.removeprefix(CRITERIA).replace(".", " ").replace("_", " ")


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{_words(str(key))} {_shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " ".join(map(_shown, value))
    return "none" if value is None else str(value)


def _twice(listed: Sequence[Case], swept: Sequence[Case], document: PlanDocument) -> Iterator[Problem]:
    seen = {case.section.name for case in listed}
    for case in swept:
        name = case.section.name
        if name in seen:
            message = f"the sweep makes a second scenario {name!r}"
            yield document.problem(case.keys, message, "Give each value once, and no scenario such a name")
        seen.add(name)
