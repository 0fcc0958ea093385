"""The facts: units, territories, measures and places, columnar, checked once, read-only.

Units and territories are integer indices here; names live in the two ``ids`` indices and come back at the
edges. ``build_instance`` makes an ``Instance`` from tables and tells input problems in the planner's words;
the checks here guard whoever builds one from arrays.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .adjacency import Adjacency
from .display import Html, bullets, element, joined, small_table
from .mapping import FrozenMapping
from .travel import Floats, Geometry, GreatCircle, Integers, Quantity, Travel, TravelMatrix

COUNT = "count"
"""The measure every instance has: 1 for each unit."""
NOBODY = -1
"""Index of no territory."""


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """A property of units (segment, language, country) and the values of it each territory can serve.

    Parameters
    ----------
    values
        The distinct values, in code order.
    of_unit
        (n,) code of each unit, -1 where unknown.
    served
        (k, values) True where a territory serves the value.
    """

    values: tuple[str, ...]
    of_unit: Integers
    served: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The basic units, never split.

    Parameters
    ----------
    ids
        (n,) unique labels.
    places
        (n, 2) latitude and longitude in degrees, or x and y; NaN where unknown.
    activity
        (n, measures) amounts, finite and not negative, in the order of ``Instance.measures``.
    incumbent
        (n,) territory of today, -1 for none.
    family
        (n,) units with the same code belong together; codes are 0..families-1.
    names
        (n,) names to show, None where the ids serve.
    """

    ids: pd.Index[Any]
    places: Floats
    activity: Floats
    incumbent: Integers
    family: Integers
    names: pd.Index[Any] | None = None

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Territories:
    """The territories to be filled.

    Parameters
    ----------
    ids
        (k,) unique labels.
    reps
        (k,) who covers it.
    centres
        (k, 2) rep location, as ``Units.places``; NaN where the centre is free and shall be placed.
    shares
        (k, measures) relative size of the target of each measure; only ratios within a pool count.
    """

    ids: pd.Index[Any]
    reps: tuple[str, ...]
    centres: Floats
    shares: Floats

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Unplaced:
    """A unit that no plan can cover, and why."""

    unit: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Everything a plan is judged from.

    Parameters
    ----------
    units, territories
        See ``Units`` and ``Territories``.
    measures
        Names of the activity measures; ``"count"`` is always there besides.
    tags
        Tag name -> ``Tag``.
    travel
        How far it is.
    unplaced
        Units that cannot be planned, with the reason; they keep their index and stay without a territory.
    notes
        What was assumed while building, for people.
    adjacency
        Who touches whom, None where it does not matter.

    Raises
    ------
    ValueError
        If array shapes disagree or values are impossible.
    """

    units: Units
    territories: Territories
    measures: tuple[str, ...] = ()
    tags: Mapping[str, Tag] = field(default_factory=dict)
    travel: Travel = field(default_factory=GreatCircle)
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = ()
    adjacency: Adjacency | None = None

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_values(self)
        for array in _arrays(self):
            array.flags.writeable = False
        object.__setattr__(self, "tags", FrozenMapping(self.tags))

    @property
    def num_units(self) -> int:
        """Number of units n."""
        return len(self.units)

    @property
    def num_territories(self) -> int:
        """Number of territories k."""
        return len(self.territories)

    def amounts(self, measure: str) -> Floats:
        """(n,) amounts of a measure, ``"count"`` included; ValueError where there is none of that name."""
        if measure == COUNT:
            return np.ones(self.num_units)
        return self.units.activity[:, self._column(measure)]

    def target_shares(self, measure: str) -> Floats:
        """(k,) relative size of each territory's target of a measure; for ``"count"`` the mean over measures."""
        if measure == COUNT:
            if not self.measures:
                return np.ones(self.num_territories)
            shares = self.territories.shares
            totals = shares.sum(axis=0)
            return np.asarray((shares / np.where(totals > 0, totals, 1.0)).mean(axis=1))
        return self.territories.shares[:, self._column(measure)]

    def free_centres(self) -> NDArray[np.bool_]:
        """(k,) True where the territory's centre is to be placed."""
        if isinstance(self.travel, TravelMatrix):
            return np.full(self.num_territories, self.travel.between_units)
        return np.asarray(np.isnan(self.territories.centres).any(axis=1))

    def geometry(self, quantity: Quantity = Quantity.DISTANCE, power: int = 1) -> Geometry:
        """Costs between places: units are places 0..n-1, fixed centres n..n+k-1."""
        return self.travel.geometry(self.units.places, self.territories.centres, quantity, power)

    def _repr_html_(self) -> Html:
        """Size, measures and notes, for notebooks."""
        columns = [self.amounts(measure) for measure in self.measures]
        rows = [
            (name, f"{amount.sum():,.0f}", f"{amount.mean():,.1f}", f"{amount.max():,.0f}", int((amount == 0).sum()))
            for name, amount in zip(self.measures, columns, strict=True)
        ]
        served = int((self.units.incumbent != NOBODY).sum())
        told = [f"{served:,} accounts have a rep today", f"{int(self.free_centres().sum()):,} centres are to be placed"]
        told += [f"{len(self.unplaced):,} accounts cannot be planned"] if self.unplaced else []
        size = f"{self.num_units:,} accounts, {self.num_territories:,} territories"
        table = small_table(("measure", "total", "mean", "largest", "without"), rows) if rows else ""
        return joined([element("b", size), table, bullets([*told, *self.notes])])

    def _column(self, measure: str) -> int:
        if measure not in self.measures:
            known = ", ".join([*self.measures, COUNT])
            raise ValueError(f"no measure {measure!r}; known: {known}")
        return self.measures.index(measure)


def _arrays(instance: Instance) -> Iterator[NDArray[Any]]:
    holders: list[Units | Territories | Tag] = [instance.units, instance.territories, *instance.tags.values()]
    for holder in holders:
        for item in fields(holder):
            value = getattr(holder, item.name)
            if isinstance(value, np.ndarray):
                yield value


def _check_shapes(instance: Instance) -> None:
    n, k, m = instance.num_units, instance.num_territories, len(instance.measures)
    units, territories = instance.units, instance.territories
    expected: list[tuple[str, NDArray[Any], tuple[int, ...]]] = [
        ("units.places", units.places, (n, 2)),
        ("units.activity", units.activity, (n, m)),
        ("units.incumbent", units.incumbent, (n,)),
        ("units.family", units.family, (n,)),
        ("territories.centres", territories.centres, (k, 2)),
        ("territories.shares", territories.shares, (k, m)),
    ]
    for name, tag in instance.tags.items():
        expected.append((f"tags[{name!r}].of_unit", tag.of_unit, (n,)))
        expected.append((f"tags[{name!r}].served", tag.served, (k, len(tag.values))))
    for label, array, shape in expected:
        if array.shape != shape:
            raise ValueError(f"{label} has shape {array.shape}, expected {shape}")
    if instance.adjacency is not None and instance.adjacency.num_units != n:
        raise ValueError(f"adjacency is of {instance.adjacency.num_units} units, expected {n}")
    if len(territories.reps) != k:
        raise ValueError(f"territories.reps has {len(territories.reps)} entries, expected {k}")
    if n == 0 or k == 0:
        raise ValueError(f"an instance needs units and territories, given {n} and {k}")


def _check_values(instance: Instance) -> None:
    units, territories = instance.units, instance.territories
    for label, ids in (("units", units.ids), ("territories", territories.ids)):
        if not ids.is_unique:
            raise ValueError(f"{label}.ids repeat: {list(ids[ids.duplicated()][:3])}")
    if COUNT in instance.measures or len(set(instance.measures)) != len(instance.measures):
        raise ValueError(f"measures must be distinct and none may be called {COUNT!r}, given {instance.measures}")
    for label, array in (("units.activity", units.activity), ("territories.shares", territories.shares)):
        if not (np.isfinite(array) & (array >= 0)).all():
            raise ValueError(f"{label} must be finite and not negative")
    _check_codes("units.incumbent", units.incumbent, NOBODY, len(territories))
    _check_codes("units.family", units.family, 0, len(units))
    for name, tag in instance.tags.items():
        _check_codes(f"tags[{name!r}].of_unit", tag.of_unit, NOBODY, len(tag.values))


def _check_codes(label: str, codes: Integers, first: int, end: int) -> None:
    if codes.min() < first or codes.max() >= end:
        raise ValueError(f"{label} must lie within {first} and {end - 1}, given {codes.min()} to {codes.max()}")


def rows_of(ids: pd.Index[Any], labels: Iterable[Hashable]) -> Integers:
    """Index of each label among ``ids``, -1 where it is none of them."""
    wanted = pd.Index(list(labels), tupleize_cols=False)
    return ids.get_indexer(wanted).astype(np.int32)


def with_territories(instance: Instance, territories: Territories, served: Mapping[str, NDArray[np.bool_]]) -> Instance:
    """Put the same units under other territories whose first rows are the old ones (new ones appended).

    Parameters
    ----------
    instance
        What to start from.
    territories
        The new list; indices of the old territories must not change.
    served
        Tag name -> (k, values) as in ``Tag.served``, one row a new territory list entry.
    """
    old = instance.territories.ids
    if not territories.ids[: len(old)].equals(old):
        raise ValueError("the first territories must be those of the instance, in their order")
    tags = {name: replace(tag, served=served[name]) for name, tag in instance.tags.items()}
    return replace(instance, territories=territories, tags=tags)


def without_territories(instance: Instance, gone: NDArray[np.bool_]) -> Instance:
    """Take territories away; their units have no incumbent any more, and the others keep their order.

    Parameters
    ----------
    instance
        What to start from.
    gone
        (k,) True where a territory goes; one at least must stay.
    """
    stay = np.flatnonzero(~gone)
    # The entry behind the last is that of no territory, which -1 picks.
    new_index = np.full(len(gone) + 1, NOBODY, dtype=np.int32)
    new_index[stay] = np.arange(len(stay), dtype=np.int32)
    old, travel = instance.territories, instance.travel
    territories = Territories(
        ids=old.ids[stay],
        reps=tuple(old.reps[row] for row in stay),
        centres=old.centres[stay],
        shares=old.shares[stay],
    )
    if isinstance(travel, TravelMatrix) and not travel.between_units:
        hours = None if travel.hours is None else travel.hours[:, stay]
        travel = replace(travel, distance=travel.distance[:, stay], hours=hours)
    return replace(
        instance,
        units=replace(instance.units, incumbent=new_index[instance.units.incumbent]),
        territories=territories,
        tags={name: replace(tag, served=tag.served[stay]) for name, tag in instance.tags.items()},
        travel=travel,
    )
