"""What a scenario changes: typed edits to facts or choices, each able to say in a sentence what it did."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Protocol, TypedDict, Unpack, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance, Territories, with_territories
from optimizer.mapping import FrozenMapping
from optimizer.travel import Floats, TravelMatrix

TABLE = "add_territories"


@runtime_checkable
class Change(Protocol):
    """One edit of facts or choices."""

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """Facts and choices after the change; what was given stays as it is."""
        ...

    def sentence(self, instance: Instance) -> str:
        """Say what the change does to ``instance``, for people."""
        ...


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

    def sentence(self, instance: Instance) -> str:  # noqa: ARG002 -- the same for every instance
        """See ``Change.sentence``."""
        return "keeps today's alignment; balance, counts and disruption are only watched"


@dataclass(frozen=True, slots=True)
class AddTerritories:
    """New territories beside those there are.

    Parameters
    ----------
    count
        How many.
    serves
        Tag -> values the new territories can serve; a tag not named is served in all its values.
    share
        Size of the target of each, relative to the mean of the territories that serve the same units.
    centre
        Place of all of them, as ``Units.places``; None to let the solver place each.
    names
        Their labels; by default "New 1", "New 2", ...

    Raises
    ------
    ValueError
        If ``count`` is below 1, ``share`` not above 0, or ``names`` are not ``count`` distinct ones.
    """

    count: int
    serves: Mapping[str, Iterable[str]] | None = None
    share: float = field(default=1.0, kw_only=True)
    centre: tuple[float, float] | None = field(default=None, kw_only=True)
    names: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"add at least 1 territory, given {self.count}")
        if not 0 < self.share < float("inf"):
            raise ValueError(f"share must be above 0 (1 is the mean of the pool), given {self.share}")
        if self.centre is not None and not (len(self.centre) == 2 and np.isfinite(self.centre).all()):
            raise ValueError(f"centre must be two finite coordinates, given {self.centre}")
        if self.names and len(set(self.names)) != self.count:
            raise ValueError(f"{self.count} territories need as many distinct names, given {self.names}")
        # One value may be written as plain text; a text is not a list of its letters.
        serves = {
            tag: (values,) if isinstance(values, str) else tuple(values) for tag, values in (self.serves or {}).items()
        }
        object.__setattr__(self, "serves", FrozenMapping(serves))
        object.__setattr__(self, "names", tuple(self.names))

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``; ``InputError`` where tags, values or names do not fit the instance."""
        self._check(instance)
        labels = self._labels(instance)
        rows = {name: self._row(name, tag.values) for name, tag in instance.tags.items()}
        served = {
            name: np.vstack([tag.served, np.tile(rows[name], (self.count, 1))]) for name, tag in instance.tags.items()
        }
        old = instance.territories
        place = (np.nan, np.nan) if self.centre is None else self.centre
        territories = Territories(
            ids=pd.Index([*old.ids, *labels], dtype=object),
            reps=(*old.reps, *labels),
            centres=np.vstack([old.centres, np.tile(place, (self.count, 1))]),
            shares=np.vstack([old.shares, np.tile(self._shares(instance, rows), (self.count, 1))]),
        )
        return with_territories(instance, territories, served), criteria

    def sentence(self, instance: Instance) -> str:
        """See ``Change.sentence``."""
        what = "1 territory" if self.count == 1 else f"{self.count} territories"
        served = [f"{tag} {', '.join(values)}" for tag, values in (self.serves or {}).items()]
        serving = f" serving {' and '.join(served)}" if served else ""
        size = "" if self.share == 1.0 else f" of {self.share:g} times the mean target"
        return f"adds {what}{serving}{size}: {', '.join(self._labels(instance))}"

    def _check(self, instance: Instance) -> None:
        log = ProblemLog()
        known_tags = ", ".join(instance.tags) or "none was read"
        for name, values in (self.serves or {}).items():
            if name not in instance.tags:
                log.add(TABLE, "there is no such tag", f"Known tags: {known_tags}", column="serves", value=name)
                continue
            known = instance.tags[name].values
            for value in values:
                if value not in known:
                    remedy = f"Known values: {', '.join(known)}"
                    log.add(TABLE, "no account has this value", remedy, column=f"serves.{name}", value=value)
        taken = set(instance.territories.ids) & set(self.names)
        for label in sorted(taken):
            log.add(TABLE, "there is a territory of this name", "Choose another", column="names", value=label)
        if isinstance(instance.travel, TravelMatrix) and not instance.travel.between_units:
            message = "the travel matrix has no column for a new territory"
            log.add(TABLE, message, "Give a matrix between accounts, or plan with coordinates")
        log.raise_if_any()

    def _labels(self, instance: Instance) -> tuple[str, ...]:
        """Names given, or "New i" with the first numbers that are not taken."""
        if self.names:
            return self.names
        taken = {str(label) for label in instance.territories.ids}
        free = (f"New {i}" for i in range(1, len(taken) + self.count + 1) if f"New {i}" not in taken)
        return tuple(label for label, _ in zip(free, range(self.count), strict=False))

    def _row(self, name: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
        """(values,) True where a new territory serves the value of a tag."""
        chosen = (self.serves or {}).get(name)
        return np.ones(len(values), dtype=bool) if chosen is None else np.isin(values, tuple(chosen))

    def _shares(self, instance: Instance, rows: Mapping[str, NDArray[np.bool_]]) -> Floats:
        """(measures,) share of one new territory: ``share`` times the mean of those it shares a pool with."""
        peer = np.ones(instance.num_territories, dtype=bool)
        for name, tag in instance.tags.items():
            peer &= (tag.served & rows[name]).any(axis=1)
        shares = instance.territories.shares
        return np.asarray(self.share * (shares[peer] if peer.any() else shares).mean(axis=0))


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

    def sentence(self, instance: Instance) -> str:  # noqa: ARG002 -- the same for every instance
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
