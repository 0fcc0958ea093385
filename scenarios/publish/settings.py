"""Settings of a target: a small YAML file whose keys are the fields of a dataclass."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from optimizer.exceptions import InputError, Problem, ProblemLog
from optimizer.tables import did_you_mean
from scenarios.planfile.document import read_document

Settings = TypeVar("Settings")


def read_settings(defaults: Settings, path: Path | None) -> Settings:
    """Put the values of a settings file in place of the defaults.

    Parameters
    ----------
    defaults
        A dataclass of texts, whole numbers, booleans and enums.
    path
        The file; None for none.

    Raises
    ------
    InputError
        For keys that are unknown and values of another kind, all at once.
    """
    if path is None:
        return defaults
    data = read_document(path).data
    kinds = get_type_hints(type(defaults))
    names = [item.name for item in fields(defaults) if item.default is not MISSING]  # type: ignore[arg-type]
    log = ProblemLog()
    values: dict[str, Any] = {}
    for key, given in data.items():
        if key not in names:
            log.add(path.name, "there is no such setting", f"{did_you_mean(key, names)}Drop it", column=key)
            continue
        try:
            values[key] = _value(kinds[key], given)
        except ValueError as error:
            log.add(path.name, str(error), "Correct the value", column=key, value=given)
    log.raise_if_any()
    try:
        return replace(defaults, **values)  # type: ignore[type-var]
    except ValueError as error:
        raise InputError([Problem(path.name, str(error), "Correct the value")]) from error


def _value(kind: Any, given: object) -> object:
    """Read a value as the kind its field has."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _word(kind, str(given))
    if kind is bool:
        if not isinstance(given, bool):
            raise ValueError("this must be true or false")
        return given
    if kind is int:
        if isinstance(given, bool) or not isinstance(given, int):
            raise ValueError("this must be a whole number")
        return given
    if given is None or isinstance(given, dict | list):
        raise ValueError("this must be a text")
    return str(given).strip()


def _word(kind: type[Enum], given: str) -> Enum:
    words = [str(item.value) for item in kind]
    if given not in words:
        raise ValueError(f"this must be one of {', '.join(word or 'blank' for word in words)}")
    return kind(given)
