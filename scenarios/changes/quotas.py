"""Other quotas: target, method, bounds, over-assignment, ramp. The plan stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.quotas import PotentialShare, QuotaBounds, QuotaMethod, Relief, WorkloadShare
from scenarios.quotas import QuotaRule

from .naming import amount, counted, percent


class QuotaFields(TypedDict, total=False):
    """What can be changed of quotas, each optional; see ``QuotaRule``."""

    target: float
    method: QuotaMethod
    bounds: QuotaBounds
    history: str | None
    over_assignment: float
    round_to: float
    relief: Relief
    ramp: tuple[float, ...]


@dataclass(frozen=True, slots=True, init=False)
class ChangeQuotas:
    """Other values for some fields of the quota rule: ``ChangeQuotas(target=40_000_000, over_assignment=0.05)``.

    Parameters
    ----------
    values
        Field of ``QuotaRule`` -> its new value. ``ramp`` is that of new reps, see ``optimizer.capacity.PlanYear``; with
        it or ``relief`` quotas take part time, dates, ramp and leave into account. ``over_assignment`` is that of the
        company where there are levels.

    Raises
    ------
    ValueError
        If no field is given, one that cannot be changed, or a value that can never make sense.
    """

    values: Mapping[str, object]

    def __init__(self, **values: Unpack[QuotaFields]) -> None:
        known = QuotaFields.__annotations__
        unknown = sorted(set(values) - set(known))
        if unknown or not values:
            given = ", ".join(unknown) or "none"
            raise ValueError(f"give at least one of {', '.join(known)}, given {given}")
        if not 0 < values.get("target", 1.0) < float("inf"):
            raise ValueError(f"target must be finite and above 0, given {values.get('target')}")
        if not 0 <= values.get("over_assignment", 0.0) < float("inf"):
            raise ValueError(f"over_assignment must be a share of at least 0, given {values.get('over_assignment')}")
        if not all(0 <= share < float("inf") for share in values.get("ramp", ())):
            raise ValueError(f"ramp must hold finite shares, none negative, given {values.get('ramp')}")
        object.__setattr__(self, "values", FrozenMapping(dict(values)))

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:  # noqa: ARG002 -- the same for all facts
        """See ``QuotaChange.apply_quotas``; ValueError for a ramp or relief without a plan year."""
        values = dict(self.values)
        ramp = values.pop("ramp", None)
        on_top = values.get("over_assignment")
        if rule.levels is not None and isinstance(on_top, float):
            own = (on_top, *rule.levels.over_assignment[1:])
            values = {**values, "over_assignment": 0.0, "levels": replace(rule.levels, over_assignment=own)}
        rule = replace(rule, **values)  # type: ignore[arg-type]  # checked by __init__
        if ramp is None and "relief" not in values:
            return rule
        rule.dated("ramp and relief are counted in months")
        attendance = rule.attendance
        if attendance is None:
            return rule
        return rule.with_attendance(attendance.with_ramp(ramp) if isinstance(ramp, tuple) else attendance)

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- always the same
        """See ``Change.sentence``."""
        return "; ".join(f"sets {_told(name, value)}" for name, value in self.values.items())


@dataclass(frozen=True, slots=True)
class ScaleTarget:
    """A target that is higher or lower by a factor: ``ScaleTarget(1.05)`` asks for 5 % more.

    Parameters
    ----------
    times
        Factor, above 0.

    Raises
    ------
    ValueError
        For a factor that is not.
    """

    times: float

    def __post_init__(self) -> None:
        if not 0 < self.times < float("inf"):
            raise ValueError(f"times must be finite and above 0 (1.05 is 5 % more), given {self.times}")

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:  # noqa: ARG002 -- the same for all facts
        """See ``QuotaChange.apply_quotas``."""
        return replace(rule, target=max(round(rule.target * self.times, 2), 0.01))

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- always the same
        """See ``Change.sentence``."""
        return f"{'raises' if self.times >= 1 else 'lowers'} the target by {percent(abs(self.times - 1))}"


def method_name(method: QuotaMethod) -> str:
    """Name of a method in words: ``equal probability``, ``potential share``."""
    if isinstance(method, PotentialShare | WorkloadShare):
        return f"{method.measure} share"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(method).__name__).lower()


def _told(name: str, value: object) -> str:
    match name, value:
        case "method", _:
            text = f"the quota method to {method_name(value)}"  # type: ignore[arg-type]  # nothing else has this name
        case "bounds", QuotaBounds():
            text = f"the bounds of quotas to {_bounds(value)}"
        case "ramp", tuple():
            text = f"the ramp of quotas to {', '.join(percent(share) for share in value) or 'none'}"
        case "relief", Relief():
            text = f"relief to be carried by {'nobody' if value is Relief.POOL else 'the others'}"
        case "over_assignment", float():
            text = f"over-assignment to {percent(value)}"
        case _, float() | int():
            text = f"{'rounding' if name == 'round_to' else 'the ' + name} of quotas to {amount(value)}"
        case _:
            text = f"the {name} of quotas to {value or 'none'}"
    return text.replace("the target of quotas", "the target")


def _bounds(bounds: QuotaBounds) -> str:
    """Tell the bounds there are in a few words."""
    told = []
    for name in QuotaBounds.__dataclass_fields__:
        value = getattr(bounds, name)
        words = name.replace("_", " ")
        if isinstance(value, Mapping):
            told.append(f"{words} of {counted(len(value), 'territory', 'territories')}")
        elif isinstance(value, str):
            told.append(f"{words} {value}")
        elif value is not None:
            told.append(f"{words} {percent(value) if name.startswith(('growth', 'share')) else amount(float(value))}")
    return ", ".join(told) or "none"
