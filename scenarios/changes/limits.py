"""Tighter or wider limits: one of them moved by an amount or a factor, the others as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias, TypedDict, Unpack

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.tables import did_you_mean

from .naming import amount, percent


class Way(Enum):
    """Which way limits move."""

    TIGHTEN = "tighten"
    RELAX = "relax"


class Limit(Enum):
    """A limit of the criteria; the value is the word of the plan file."""

    BALANCE = "balance"
    CAPACITY = "capacity"
    DISRUPTION = "disruption"
    MAX_TRAVEL = "max_travel"
    MIN_COUNT = "min_count"
    MAX_COUNT = "max_count"


@dataclass(frozen=True, slots=True)
class Times:
    """A factor: ``Times(0.5)`` halves a limit.

    Parameters
    ----------
    factor
        Above 0.

    Raises
    ------
    ValueError
        For a factor that is not.
    """

    factor: float

    def __post_init__(self) -> None:
        if not 0 < self.factor < float("inf"):
            raise ValueError(f"times must be finite and above 0 (0.5 is half), given {self.factor}")


Step: TypeAlias = float | Times
"""By how much a limit moves, in its own units and above 0 (0.02 for two points of a share), or times what."""
Limits: TypeAlias = dict[str, float]
"""Measure, "" for none -> limit."""


class LimitFields(TypedDict, total=False):
    """The limits that can move, each optional; see ``MoveLimits``."""

    balance: Mapping[str, Step]
    capacity: Mapping[str, Step]
    disruption: Step | None
    max_travel: Step | None
    min_count: Step | None
    max_count: Step | None


FIELDS = {Limit.DISRUPTION: "disruption_at_most"}
"""Field of ``Criteria`` where it is not called like the limit."""
SHARES = (Limit.BALANCE, Limit.DISRUPTION)
COUNTS = (Limit.MIN_COUNT, Limit.MAX_COUNT)
OPEN = (Limit.CAPACITY, Limit.MAX_TRAVEL)
"""Limits that are shares, that are whole numbers, and that must be above 0."""
WORDS = {
    Limit.BALANCE: "balance",
    Limit.CAPACITY: "capacity",
    Limit.DISRUPTION: "disruption at most",
    Limit.MAX_TRAVEL: "the largest travel",
    Limit.MIN_COUNT: "the fewest accounts",
    Limit.MAX_COUNT: "the most accounts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLimits:
    """Move limits by amounts or factors; ``tighten(balance={"potential": 0.02})`` makes one.

    Parameters
    ----------
    way
        Tighter or wider.
    balance, capacity
        Measure -> how much.
    disruption
        How much; of every measure that has a limit.
    max_travel, min_count, max_count
        How much.

    Raises
    ------
    ValueError
        If nothing is given, or a step is not above 0.
    """

    way: Way
    balance: Mapping[str, Step] | None = None
    capacity: Mapping[str, Step] | None = None
    disruption: Step | None = None
    max_travel: Step | None = None
    min_count: Step | None = None
    max_count: Step | None = None

    def __post_init__(self) -> None:
        for name in ("balance", "capacity"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name) or {}))
        steps = [step for _, _, step in self._steps()]
        if not steps:
            names = ", ".join(limit.value for limit in Limit)
            raise ValueError(f"name at least one limit to {self.way.value}: {names}")
        for step in steps:
            if not isinstance(step, Times) and not 0 < step < float("inf"):
                raise ValueError(f"a limit must move by a finite amount above 0, given {step}")

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``; ``InputError`` where there is no such limit or it cannot move that far."""
        log = ProblemLog()
        moved = self._moved(criteria, log)
        least, most = (_of({**_as_is(criteria), **moved}, limit) for limit in COUNTS)
        if least is not None and most is not None and least > most:
            message = f"the fewest accounts, {least:g}, would be above the most, {most:g}"
            log.add(self.way.value, message, "Move one of them less", column=Limit.MIN_COUNT.value)
        log.raise_if_any()
        values = {FIELDS.get(limit, limit.value): _value(criteria, limit, limits) for limit, limits in moved.items()}
        return instance, replace(criteria, **values)  # type: ignore[arg-type]  # each as the criteria have it

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        verb = "tightens" if self.way is Way.TIGHTEN else "relaxes"
        if criteria is None:
            return "; ".join(f"{verb} {_named(limit, key)} {_told(limit, step)}" for limit, key, step in self._steps())
        _, after = self.apply(instance, criteria)
        before, moved = _as_is(criteria), _as_is(after)
        told = "; ".join(
            f"{verb} {_named(limit, key)} from {_shown(limit, before[limit][key])} to {_shown(limit, value)}"
            for limit in dict.fromkeys(limit for limit, _, _ in self._steps())
            for key, value in moved[limit].items()
            if value != before[limit][key]
        )
        return told or f"{verb} nothing: the limits are at their end"

    def _steps(self) -> Iterator[tuple[Limit, str, Step]]:
        """Limits with the measure they are of, "" for none or all."""
        for limit in Limit:
            given = getattr(self, limit.value)
            if isinstance(given, Mapping):
                yield from ((limit, measure, step) for measure, step in given.items())
            elif given is not None:
                yield limit, "", given

    def _moved(self, criteria: Criteria, log: ProblemLog) -> dict[Limit, Limits]:
        """Limit -> all its values after the move, for the limits that move."""
        before = _as_is(criteria)
        moved: dict[Limit, Limits] = {}
        for limit, measure, step in self._steps():
            limits = moved.setdefault(limit, dict(before[limit]))
            known = list(before[limit])
            keys = [measure] if measure else known
            if not known or keys[0] not in known:
                self._log_missing(limit, measure, known, log)
                continue
            limits.update({key: self._one(limit, key, before[limit][key], step=step, log=log) for key in keys})
        return moved

    def _one(self, limit: Limit, measure: str, old: float, *, step: Step, log: ProblemLog) -> float:
        """Give one limit after its step; what is no tighter or wider, or no limit any more, is noted."""
        wider = (self.way is Way.RELAX) != (limit is Limit.MIN_COUNT)
        new = _within(limit, old * step.factor if isinstance(step, Times) else old + (step if wider else -step))
        if not _possible(limit, new):
            message = f"{_named(limit, measure)} is {_shown(limit, old)} and cannot be tightened that far"
            remedy = "Take a smaller step"
        elif new != old and (new > old) != wider:
            message = (
                f"{_named(limit, measure)} would go from {_shown(limit, old)} to {_shown(limit, new)}, the other way"
            )
            remedy = f"Write it under {(Way.RELAX if self.way is Way.TIGHTEN else Way.TIGHTEN).value}"
        else:
            return new
        column = f"{limit.value}.{measure}" if measure and limit is not Limit.DISRUPTION else limit.value
        log.add(self.way.value, message, remedy, column=column, value=_told(limit, step))
        return old

    def _log_missing(self, limit: Limit, measure: str, known: list[str], log: ProblemLog) -> None:
        message = f"there is no limit of {_named(limit, measure)} to {self.way.value}"
        others = f"{did_you_mean(measure, known)}Limits there are: {', '.join(known)}" if measure and known else ""
        remedy = others or f"Set one under criteria, `{limit.value}`"
        column = f"{limit.value}.{measure}" if measure else limit.value
        log.add(self.way.value, message, remedy, column=column)


def tighten(**limits: Unpack[LimitFields]) -> MoveLimits:
    """Make limits tighter: ``tighten(balance={"potential": 0.02}, disruption=Times(0.5))``; see ``MoveLimits``."""
    return MoveLimits(way=Way.TIGHTEN, **limits)


def relax(**limits: Unpack[LimitFields]) -> MoveLimits:
    """Make limits wider: ``relax(max_travel=50)``; see ``MoveLimits``."""
    return MoveLimits(way=Way.RELAX, **limits)


def _as_is(criteria: Criteria) -> dict[Limit, Limits]:
    """Limits of the criteria by measure, "" where they are of none; empty where there is no such limit."""
    found: dict[Limit, Limits] = {}
    for limit in Limit:
        given = getattr(criteria, FIELDS.get(limit, limit.value))
        found[limit] = dict(given) if isinstance(given, Mapping) else {} if given is None else {"": float(given)}
    return found


def _value(criteria: Criteria, limit: Limit, limits: Limits) -> object:
    """Give a limit in the form the criteria have it."""
    if isinstance(getattr(criteria, FIELDS.get(limit, limit.value)), Mapping):
        return limits
    return round(limits[""]) if limit in COUNTS else limits[""]


def _within(limit: Limit, value: float) -> float:
    """Give a value without what binary fractions add, whole and within the range of the limit where it has one."""
    if limit in COUNTS:
        whole = float(round(value))
        return max(whole, 0.0) if limit is Limit.MIN_COUNT else whole
    plain = float(f"{value:.12g}")
    return min(plain, 1.0) if limit is Limit.DISRUPTION else plain


def _possible(limit: Limit, value: float) -> bool:
    return value > 0 if limit in OPEN else value >= 0


def _of(limits: Mapping[Limit, Limits], limit: Limit) -> float | None:
    return limits[limit].get("")


def _named(limit: Limit, measure: str) -> str:
    return f"{WORDS[limit]} of {measure}" if measure else WORDS[limit]


def _shown(limit: Limit, value: float) -> str:
    return percent(value) if limit in SHARES else amount(value)


def _told(limit: Limit, step: Step) -> str:
    if isinstance(step, Times):
        return f"to {percent(step.factor)} of what it is"
    return f"by {100 * step:g} points" if limit in SHARES else f"by {amount(step)}"
