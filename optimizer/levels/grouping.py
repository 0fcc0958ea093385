"""Bottom-up levels: the territories of a plan are the units of the next one, and any solver groups them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimizer.adjacency import Adjacency, adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import NOBODY, Instance, Territories, Units, Unplaced
from optimizer.metrics import best_centre
from optimizer.result import Result
from optimizer.solve import Solver, solve
from optimizer.stop import StoppingCriterion
from optimizer.travel import Floats, Integers, Travel, TravelMatrix

from .regions import within_regions


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Territories in groups: districts, regions, or what each specialist of an overlay covers.

    Parameters
    ----------
    lower
        The plan whose territories are grouped.
    result
        The search; units of its instance are the territories of ``lower`` in their order.
    """

    lower: Alignment
    result: Result

    @property
    def upper(self) -> Alignment:
        """Group of each territory, as the alignment it is: it can be judged, and grouped again."""
        return self.result.alignment

    @property
    def group_of_unit(self) -> Integers:
        """(n,) group of each basic unit, -1 where its territory has none or it has no territory."""
        # The entry behind the last is that of no territory, which -1 picks.
        groups = np.append(self.upper.territory_of, np.int32(NOBODY))
        return np.asarray(groups[self.lower.territory_of], dtype=np.int32)

    def to_frame(self) -> pd.DataFrame:
        """One row a territory: territory, rep, group, group_rep; missing where it is in no group."""
        frame = self.upper.to_frame()
        return pd.DataFrame(
            {
                "territory": frame["account"],
                "rep": list(self.lower.instance.territories.reps),
                "group": frame["territory"],
                "group_rep": frame["rep"],
            }
        )


def territories_as_units(alignment: Alignment, groups: Territories) -> Instance:
    """Make the facts of the next level: one unit a territory.

    Measures are the sums of its units. Its place is that of its member nearest to all others by count (the discrete
    median), so that it lies inside. Two territories touch where any of their units do, with the length of the border
    of all of these. A territory without units cannot be grouped and is listed as unplaced.

    Parameters
    ----------
    alignment
        The plan below.
    groups
        What its territories are grouped to; shares have the measures of the instance.

    Raises
    ------
    ValueError
        If distances between units are not known: a ``TravelMatrix`` from units to reps alone.
    """
    instance = alignment.instance
    travel = instance.travel
    if isinstance(travel, TravelMatrix) and not travel.between_units:
        raise ValueError(
            "distances between accounts are not known, only to reps; give coordinates or a matrix between accounts"
        )
    k, placed = instance.num_territories, alignment.territory_of >= 0
    medoid = _medoids(alignment)
    activity = np.zeros((k, len(instance.measures)))
    np.add.at(activity, alignment.territory_of[placed], instance.units.activity[placed])
    filled = medoid >= 0
    places = np.where(filled[:, np.newaxis], instance.units.places[medoid], np.nan)
    units = Units(
        ids=instance.territories.ids,
        places=places,
        activity=activity,
        incumbent=np.full(k, NOBODY, dtype=np.int32),
        family=np.arange(k, dtype=np.int32),
        names=pd.Index(instance.territories.reps, dtype=object),
    )
    return Instance(
        units,
        groups,
        instance.measures,
        travel=_between(travel, medoid),
        unplaced=tuple(Unplaced(int(at), "it has no accounts") for at in np.flatnonzero(~filled)),
        adjacency=None if instance.adjacency is None else _touching(instance.adjacency, alignment),
    )


def group_territories(
    alignment: Alignment,
    criteria: Criteria,
    groups: int | Mapping[Hashable, int] | Territories,
    stop: StoppingCriterion,
    *,
    name: str = "group",
    within: Sequence[Hashable] | None = None,
    solver: Solver | None = None,
    seed: int = 0,
) -> Grouping:
    """Group the territories of a plan.

    Parameters
    ----------
    alignment
        The plan; that of a ``Grouping`` (``grouping.upper``) gives the level above it.
    criteria
        Balance of the groups, contiguity (by the contacts of the units below), reach, ... The count is of territories.
    groups
        How many, each at a place of its own and with an equal share; or how many in each parent of ``within``; or who
        they are, with homes and shares, as the specialists of an overlay.
    stop, solver, seed
        As for ``solve``.
    name
        What new groups are called: ``district 1``, ``district 2``, ...
    within
        (k,) parent of each territory, such as its country; no group has territories of two. ``groups`` then tells how
        many each parent has.

    Raises
    ------
    ValueError
        For a number below 1, parents that do not fit the territories or have no number.
    InputError
        If the criteria do not fit.
    """
    instance = alignment.instance
    if within is None:
        if isinstance(groups, Mapping):
            raise ValueError("numbers by parent need within: the parent of each territory")
        made = (
            groups
            if isinstance(groups, Territories)
            else _groups(instance, [f"{name} {i + 1}" for i in range(_checked(groups))])
        )
        facts = territories_as_units(alignment, made)
    else:
        if not isinstance(groups, Mapping) or len(within) != instance.num_territories:
            given = f"{len(within)} parents for {instance.num_territories} territories"
            raise ValueError(
                f"within needs the parent of each territory and groups a number for each parent, given {given}"
            )
        parents = [parent for parent, count in groups.items() for _ in range(_checked(count))]
        labels = [f"{parent} {name} {i + 1}" for parent, count in groups.items() for i in range(count)]
        facts = within_regions(
            territories_as_units(alignment, _groups(instance, labels)), within, parents, tag="parent"
        )
    return Grouping(alignment, solve(facts, criteria, stop, solver=solver, seed=seed))


def _checked(count: int) -> int:
    if count < 1:
        raise ValueError(f"there must be a group at least, given {count}")
    return count


def _groups(instance: Instance, labels: Sequence[str]) -> Territories:
    """Groups with free centres and equal shares."""
    k = len(labels)
    return Territories(
        ids=pd.Index(labels, dtype=object),
        reps=tuple(labels),
        centres=np.full((k, 2), np.nan),
        shares=np.ones((k, len(instance.measures))),
    )


def _medoids(alignment: Alignment) -> Integers:
    """(k,) unit nearest to all others of its territory, -1 where it is empty."""
    instance = alignment.instance
    geometry = instance.geometry()
    weights = np.ones(instance.num_units)
    lost = np.zeros(instance.num_units, dtype=bool)
    lost[[item.unit for item in instance.unplaced]] = True
    found = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    for territory in range(instance.num_territories):
        members = np.flatnonzero((alignment.territory_of == territory) & ~lost).astype(np.int32)
        if len(members):
            found[territory] = best_centre(geometry, weights, members)
    return found


def _between(travel: Travel, medoid: Integers) -> Travel:
    """How far it is between territories; rows of empty ones are those of any unit, as they are not used."""
    if not isinstance(travel, TravelMatrix):
        return travel
    grid = np.ix_(np.maximum(medoid, 0), np.maximum(medoid, 0))
    return replace(travel, distance=travel.distance[grid], hours=None if travel.hours is None else travel.hours[grid])


def _touching(adjacency: Adjacency, alignment: Alignment) -> Adjacency:
    """Contacts between territories, from those of their units."""
    pairs: Integers = alignment.territory_of[adjacency.pairs]
    kept = (pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])
    border: Floats = adjacency.border[kept]
    return adjacency_from_pairs(alignment.instance.num_territories, pairs[kept], border)
