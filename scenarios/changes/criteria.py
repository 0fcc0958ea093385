"""Other choices: today's alignment kept as it is, and criteria replaced field by field."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TypedDict, Unpack

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping


@dataclass(frozen=True, slots=True)
class KeepIncumbent:
    """Do not solve: judge today's alignment.

    Balance, capacity, counts, disruption and the largest travel are then watched only, so that today's plan breaks a
    rule where an account is served by nobody, by a rep who may not serve it, against a pin, or apart from its family.
    """

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        watched = replace(
            criteria,
            balance={},
            capacity={},
            disruption_at_most=None,
            max_travel=None,
            min_count=None,
            max_count=None,
        )
        return instance, watched

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- always the same
        """See ``Change.sentence``."""
        return "keeps today's alignment; balance, counts and disruption are only watched"


class CriteriaFields(TypedDict, total=False):
    """The fields of ``Criteria``, each optional."""

    balance: Mapping[str, float]
    capacity: Mapping[str, float]
    travel: TravelCriterion
    disruption_weight: float
    disruption_by: str | None
    disruption_at_most: float | Mapping[str, float] | None
    eligibility: tuple[str, ...] | None
    pins: Mapping[Hashable, Hashable]
    forbidden: frozenset[tuple[Hashable, Hashable]]
    keep_together: bool
    contiguous: bool
    max_travel: float | None
    min_count: int | None
    max_count: int | None


@dataclass(frozen=True, slots=True, init=False)
class ChangeCriteria:
    """Other values for some fields of the criteria: ``ChangeCriteria(balance={"potential": 0.05})``.

    Parameters
    ----------
    values
        Field of ``Criteria`` -> its new value, which replaces the old one whole.

    Raises
    ------
    ValueError
        If no field is given, or one that ``Criteria`` does not have, or a value it never accepts.
    """

    values: Mapping[str, object]

    def __init__(self, **values: Unpack[CriteriaFields]) -> None:
        known = [item.name for item in fields(Criteria)]
        unknown = sorted(set(values) - set(known))
        if unknown or not values:
            given = ", ".join(unknown) or "none"
            raise ValueError(f"give at least one field of Criteria ({', '.join(known)}), given {given}")
        checked = Criteria(**values)
        # Taken back from the criteria, where mappings and sets are already frozen.
        object.__setattr__(self, "values", FrozenMapping({name: getattr(checked, name) for name in values}))

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``; ValueError where the fields do not go together with those kept."""
        return instance, replace(criteria, **self.values)  # type: ignore[arg-type]  # checked by __init__

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- always the same
        """See ``Change.sentence``."""
        return "; ".join(f"sets {name.replace('_', ' ')} to {_told(value)}" for name, value in self.values.items())


def _told(value: object) -> str:
    """Tell a value of the criteria in a few words."""
    match value:
        case None:
            text = "no limit"
        case bool():
            text = "yes" if value else "no"
        case int() | float():
            text = f"{value:g}"
        case Mapping() if len(value) <= 4:
            text = ", ".join(f"{key} {_told(item)}" for key, item in value.items())
        case tuple():
            text = ", ".join(map(str, value))
        case Mapping() | frozenset():
            text = f"{len(value):,} entries" if value else ""
        case TravelCriterion():
            by = "" if value.by is None else f" by {value.by}"
            text = f"{value.quantity.value}{by} with weight {value.weight:g} and power {value.power}"
        case _:
            text = str(value)
    return text or "nothing"
