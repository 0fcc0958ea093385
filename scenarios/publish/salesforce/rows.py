"""Rows of load files, in which a record that may not exist yet is named by its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Thing(Enum):
    """An object of Salesforce."""

    TYPE = "Territory2Type"
    MODEL = "Territory2Model"
    TERRITORY = "Territory2"
    MEMBER = "UserTerritory2Association"
    ASSIGNMENT = "ObjectTerritory2Association"
    QUOTA = "ForecastingQuota"
    USER = "User"
    ACCOUNT = "Account"
    FORECAST_TYPE = "ForecastingType"


class Operation(Enum):
    """What the loader does with the rows of a file."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Reference:
    """A record by the key people know it by, whose id the second step finds.

    Parameters
    ----------
    thing
        The object.
    key
        Value of its key.
    """

    thing: Thing
    key: str


Cell = str | Reference
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of one object that are loaded together.

    Parameters
    ----------
    thing, operation
        What is done.
    rows
        All with the same fields.
    why
        For people: what these rows do.
    told
        One sentence a row for the dry run, naming things as people do.
    at_once
        True for deletes whose rows are inserted anew right behind them; others wait until all that is new exists.
    """

    thing: Thing
    operation: Operation
    rows: tuple[Row, ...]
    why: str
    told: tuple[str, ...]
    at_once: bool = False


ToldRows = list[tuple[str, Row]]
"""Rows, each with the sentence that tells what it does."""


def step_of(thing: Thing, operation: Operation, rows: ToldRows, why: str) -> Step:
    """Make a step of told rows."""
    return Step(thing, operation, tuple(row for _, row in rows), why, tuple(told for told, _ in rows))
