"""Remedies of the model builder, which speak to a programmer, said again for who writes a plan file."""

from __future__ import annotations

import re

PHRASES = (
    (re.compile(r"name yours (?:in|with) Columns\((\w+)=\.\.\.\)"), r"name yours with `columns: {\1: ...}`"),
    (re.compile(r"name yours in Columns\(\.\.\.\)"), "name yours under `columns:`"),
    (re.compile(r"name yours with incumbent=\.\.\."), "name yours with `columns: {owner: ...}`"),
    (re.compile(r"name yours with family=\.\.\."), "name yours with `keep_together:`"),
    (
        re.compile(r"name the columns there are with measures=\[\.\.\.\]"),
        "name the columns there are under `measures:`",
    ),
    (re.compile(r"list such accounts as unplaced \(MissingPlace\.LIST\)"), "write `missing_place: list`"),
    (re.compile(r"leave '(\w+)' out of tags"), r"leave '\1' out of `eligibility:`"),
)


def in_plan_words(remedy: str) -> str:
    """Remedy that names keys of the plan file where it named parameters of ``build_instance``."""
    for pattern, phrase in PHRASES:
        remedy = pattern.sub(phrase, remedy)
    return remedy
