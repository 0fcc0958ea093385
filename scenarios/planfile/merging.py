"""Criteria of a scenario: those of the plan, with what the scenario says again put in their place."""

from __future__ import annotations

from typing import Any, TypeVar

from .schema.words import EACH, Section

AnySection = TypeVar("AnySection", bound=Section)


def merged(base: AnySection, override: AnySection) -> AnySection:
    """Keys the override names replace those of the base; mappings are merged key by key.

    Parameters
    ----------
    base
        What holds otherwise.
    override
        Only the keys written in the file count.
    """
    changes = {name: _value(getattr(base, name), getattr(override, name)) for name in override.model_fields_set}
    return base.model_copy(update=changes)


def _value(old: Any, new: Any) -> Any:
    if isinstance(old, Section) and isinstance(new, type(old)) and not _is_choice(new):
        return merged(old, new)
    mapped = isinstance(old, dict) and isinstance(new, dict) and EACH not in {*old, *new}
    return {**old, **new} if mapped else new


def _is_choice(section: Section) -> bool:
    """Whether one of its keys stands for the whole, so that two of them cannot be merged."""
    return all(field.default is None for field in type(section).model_fields.values())
