"""Which header of a system's export is which column of the plan: a small YAML file a system, to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from optimizer.exceptions import InputError, Problem

MAPPINGS = Path(__file__).parent / "mappings"
PARTS = ("columns", "ids", "text", "dates", "needed")


class System(Enum):
    """The systems with a bundled mapping."""

    SALESFORCE = "salesforce"
    PEOPLESOFT = "peoplesoft"


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """How one kind of record becomes rows of the plan.

    Parameters
    ----------
    columns
        Column of the plan -> headers it may have, those first that go before the others.
    ids
        Columns that hold record ids.
    text
        Columns that hold labels.
    dates
        Columns that hold dates.
    needed
        Columns without which the rows are of no use.
    """

    columns: Mapping[str, tuple[str, ...]]
    ids: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def read_mapping(system: System, own: Path | None = None) -> dict[str, ObjectMapping]:
    """Read the bundled mapping of a system, with what the planner's own file says in its place.

    Parameters
    ----------
    system
        Whose exports are read.
    own
        A file of the same form that holds only what differs; headers listed there go before the bundled ones.

    Returns
    -------
    dict[str, ObjectMapping]
        Kind of record -> how it is mapped.

    Raises
    ------
    InputError
        If the file is not there or not of this form.
    """
    objects = _load(MAPPINGS / f"{system.value}.yaml")
    changes = {} if own is None else _load(own)
    strange = [name for name in changes if name not in objects]
    if strange and own is not None:
        known = ", ".join(objects)
        raise InputError([Problem(own.name, "there is no such kind of record", f"Kinds: {known}", value=strange[0])])
    return {name: _merged(part, changes.get(name, {})) for name, part in objects.items()}


def renamed(frame: pd.DataFrame, mapping: ObjectMapping, file: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Put the columns of the plan in place of the headers; others keep theirs.

    Headers are compared without regard to case and spaces. A column that already has the name of one of the plan
    and is not its header steps back behind it.

    Parameters
    ----------
    frame
        Of ``read_cells``.
    mapping
        Of the kind of record.
    file
        Its name, for problems.

    Returns
    -------
    tuple
        The table, and column of the plan -> header.

    Raises
    ------
    InputError
        If a needed column has none of its headers, naming them.
    """
    headers = {_folded(name): str(name) for name in frame.columns}
    found: dict[str, str] = {}
    for ours, aliases in mapping.columns.items():
        theirs = next((headers[key] for alias in aliases if (key := _folded(alias)) in headers), None)
        if theirs is not None and theirs not in found.values():
            found[ours] = theirs
    missing = [name for name in mapping.needed if name not in found]
    if missing:
        raise InputError(
            Problem(
                file,
                f"no column for {name!r} was found",
                f"Export one of {', '.join(mapping.columns[name])}, or add its header to the mapping",
            )
            for name in missing
        )
    hidden = [name for name in found if name in frame.columns and name not in found.values()]
    back = {theirs: ours for ours, theirs in found.items()}
    return frame.drop(columns=hidden).rename(columns=back), found


def _folded(header: str) -> str:
    return "".join(header.casefold().split())


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError([Problem(path.name, "there is no such mapping", "Correct its path in the plan file")])
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError([Problem(path.name, "this is not YAML", "See docs/formats.md for a mapping")]) from error
    rows = data.values() if isinstance(data, dict) else [None]
    if not all(isinstance(part, dict) and set(part) <= set(PARTS) for part in rows):
        remedy = f"Below each kind of record stand only {', '.join(PARTS)}"
        raise InputError([Problem(path.name, "this is not a mapping", remedy)])
    return dict(data)


def _merged(bundled: Mapping[str, Any], own: Mapping[str, Any]) -> ObjectMapping:
    columns = {name: tuple(aliases) for name, aliases in bundled.get("columns", {}).items()}
    for name, aliases in own.get("columns", {}).items():
        first = (aliases,) if isinstance(aliases, str) else tuple(map(str, aliases))
        columns[name] = (*first, *(alias for alias in columns.get(name, ()) if alias not in first))
    lists = {part: tuple(dict.fromkeys([*bundled.get(part, ()), *own.get(part, ())])) for part in PARTS[1:]}
    return ObjectMapping(columns, **lists)
