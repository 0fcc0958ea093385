"""The YAML of a plan with the line of every key, so that a problem can name the place."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from optimizer.exceptions import InputError, Problem

Keys = tuple[Hashable, ...]
"""Where a value stands: keys of mappings and positions in lists, from the top of the file."""


@dataclass(frozen=True, slots=True)
class PlanProblem(Problem):
    """A problem of the plan file: ``row`` is the line, ``column`` the key with those above it."""

    def __str__(self) -> str:
        where = self.table
        if self.row is not None:
            where += f", line {self.row}"
        if self.column is not None:
            where += f", key {self.column!r}"
        given = "" if self.value is None else f" (given: {self.value!r})"
        return f"{where}: {self.message}{given}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan file before anything is known of its meaning.

    Parameters
    ----------
    path
        The file.
    data
        What it holds.
    lines
        Keys -> line of the file, counted from 1.
    """

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[Keys, int]

    def line(self, keys: Keys) -> int | None:
        """Line of a key; of the nearest one above where it is not in the file."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys)

    def problem(self, keys: Keys, message: str, remedy: str, *, value: object = None) -> PlanProblem:
        """Tell a problem at a key."""
        shown = str(value) if isinstance(value, Mapping | list) else value
        return PlanProblem(self.path.name, message, remedy, self.line(keys), dotted(keys) or None, shown)


def dotted(keys: Keys) -> str:
    """Keys as people write them: ``scenarios[2].criteria.balance``."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def read_document(path: Path) -> PlanDocument:
    """Read a plan file.

    Raises
    ------
    InputError
        If there is no such file, it is not YAML, a key is given twice, or it does not hold keys at all.
    """
    text, walk = _text(path), _Walk(path.name)
    try:
        data = _load(text, walk)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        remedy = "Look at the indents, colons and quotes there and on the line above"
        raise InputError([PlanProblem(path.name, f"this is not YAML: {error.problem}", remedy, line)]) from error
    except ValueError as error:
        # Dates are made while YAML is read: there is no 30 February.
        message, remedy = f"a value cannot be read: {error}", "Look for a date that does not exist; write 2027-01-31"
        raise InputError([PlanProblem(path.name, message, remedy)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        message = "this is not a text file with YAML"
        raise InputError([PlanProblem(path.name, message, "Save the plan as UTF-8 text")]) from error
    if walk.problems:
        raise InputError(walk.problems)
    if not isinstance(data, dict):
        message = "a plan is a list of keys such as `plan:` and `inputs:`"
        raise InputError([PlanProblem(path.name, message, "See docs/plan_file.md for a first plan")])
    return PlanDocument(path, data, walk.lines)


def parse_value(text: str) -> object:
    """Read one value as it would stand in a plan file.

    Raises
    ------
    ValueError
        If it is not YAML.
    """
    try:
        return _load(text, _Walk(""))
    except yaml.YAMLError as error:
        raise ValueError(f"{text!r} is no value") from error


def _load(text: str, walk: _Walk) -> object:
    """Construct what the text says while ``walk`` notes its lines."""
    loader = _PlanLoader(text)
    try:
        node = loader.get_single_node()
        walk.visit(node, ())
        return None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _text(path: Path) -> str:
    if not path.is_file():
        close = sorted(item.name for item in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        remedy = f"Plans in that folder: {', '.join(close)}" if close else "Give the path of a YAML file"
        raise InputError([PlanProblem(path.name, "there is no such plan file", remedy, value=str(path))])
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = "this is not a text file in UTF-8"
        raise InputError([PlanProblem(path.name, message, "Save the plan as UTF-8 text")]) from error


class _PlanLoader(yaml.SafeLoader):
    """YAML 1.2 words: only true and false are booleans, so that ``NO`` stays Norway; 12:30 is no number.

    Keys are text, as written: the territory 275 and the label 1.10 are names.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- as inherited
        self.flatten_mapping(node)
        return {_key(key): self.construct_object(value, deep=deep) for key, value in node.value}


_PlanLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlanLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_PlanLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789")
)


def _key(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else str(node.value)


@dataclass(slots=True)
class _Walk:
    """Notes the line of every key and finds keys given twice.

    Each node is visited once: an alias is told at the line of its key, and a loop of aliases ends.
    """

    file: str
    lines: dict[Keys, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def visit(self, node: yaml.Node | None, keys: Keys) -> None:
        if node is None or id(node) in self.seen:
            return
        self.seen.add(id(node))
        if keys:
            self.lines.setdefault(keys, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            for position, item in enumerate(node.value):
                self.visit(item, (*keys, position))
        elif isinstance(node, yaml.MappingNode):
            entries = self._without_commas(node, keys)
            for key, value in entries:
                self._entry(key, value, keys)

    def _without_commas(self, node: yaml.MappingNode, keys: Keys) -> list[tuple[yaml.Node, yaml.Node]]:
        """Entries of a mapping without those that are the rest of a number: ``{target: 9,000,000}`` has three keys."""
        kept: list[tuple[yaml.Node, yaml.Node]] = []
        groups: list[str] = []
        for key, value in node.value:
            more = kept and node.flow_style and value.value == "" and re.fullmatch(r"\d{3}(\.\d+)?", _key(key))
            first = kept[-1][1].value if kept and isinstance(kept[-1][1], yaml.ScalarNode) else ""
            if more and (groups or re.fullmatch(r"-?\d{1,3}", str(first))):
                groups = [*(groups or [str(first)]), _key(key)]
                continue
            self._tell_commas(kept, groups, keys)
            groups = []
            kept.append((key, value))
        self._tell_commas(kept, groups, keys)
        return kept

    def _tell_commas(self, kept: list[tuple[yaml.Node, yaml.Node]], groups: list[str], keys: Keys) -> None:
        if groups:
            key, value = kept[-1]
            message = f"a comma inside {{ }} ends the value, so this is read as {groups[0]}"
            remedy = f"Write {'_'.join(groups)}, with underscores or nothing between the digits"
            line, given = value.start_mark.line + 1, ",".join(groups)
            self.problems.append(PlanProblem(self.file, message, remedy, line, dotted((*keys, _key(key))), given))

    def _entry(self, key: yaml.Node, value: yaml.Node, keys: Keys) -> None:
        here = (*keys, _key(key))
        line = key.start_mark.line + 1
        if here in self.lines and key.tag != "tag:yaml.org,2002:merge":
            message = f"this key is given twice, first on line {self.lines[here]}"
            self.problems.append(PlanProblem(self.file, message, "Keep one of them", line, dotted(here)))
        self.lines[here] = line
        self.visit(value, here)
