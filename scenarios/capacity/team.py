"""Who the people of the territories are: how much they work, from when to when, and in which region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from optimizer.alignment import Alignment
from optimizer.mapping import FrozenMapping
from optimizer.tables import Days, Mask
from optimizer.travel import Floats, Integers
from scenarios.origin import served_from

EVERYWHERE = "all"
"""Region of everybody where regions are not told apart."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Team:
    """The people of some territories, in their order. Nothing changes it.

    Parameters
    ----------
    labels
        (k,) territories.
    fte
        (k,) full-time equivalents.
    start, end
        (k,) first and last day, NaT for there from the beginning and there to stay.
    leave
        (k,) working days away in a year.
    regions
        (k,) region of each.
    joining
        (k,) True for people who must be hired first.
    expected
        Territory that is not there yet -> first day of its rep.
    neighbours
        Territory that is not there yet -> the one whose region it is in.

    Raises
    ------
    ValueError
        If lengths disagree.
    """

    labels: tuple[str, ...]
    fte: Floats
    start: Days
    end: Days
    leave: Floats
    regions: tuple[str, ...]
    joining: Mask
    expected: Mapping[str, date] = field(default_factory=dict)
    neighbours: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("expected", "neighbours"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))
        for name in ("fte", "start", "end", "leave", "joining"):
            array = np.array(getattr(self, name))
            if array.shape != (len(self.labels),):
                raise ValueError(f"{name} has shape {array.shape}, expected ({len(self.labels)},)")
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if len(self.regions) != len(self.labels):
            raise ValueError(f"{len(self.labels)} territories need a region each, given {len(self.regions)}")

    @classmethod
    def of(cls, labels: Sequence[str]) -> Team:
        """People who are all there full time, always, in one region."""
        count = len(labels)
        never = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
        return cls(
            labels=tuple(labels),
            fte=np.ones(count),
            start=never,
            end=never,
            leave=np.zeros(count),
            regions=(EVERYWHERE,) * count,
            joining=np.zeros(count, dtype=bool),
        )

    @property
    def region_names(self) -> tuple[str, ...]:
        """Distinct regions in the order they first appear."""
        return tuple(dict.fromkeys(self.regions))

    @property
    def region_of(self) -> Integers:
        """(k,) index of the region of each among ``region_names``."""
        names = self.region_names
        return np.array([names.index(region) for region in self.regions], dtype=np.int32)

    def expecting(self, label: str, day: date) -> Team:
        """Let the rep of a territory that is not there yet start on a day."""
        return replace(self, expected={**self.expected, label: day})

    def beside(self, label: str, names: Iterable[str]) -> Team:
        """Put territories that are not there yet into the region of another."""
        return replace(self, neighbours={**self.neighbours, **dict.fromkeys(names, label)})

    def on(self, alignment: Alignment, *, joining_day: np.datetime64) -> Team:
        """The people of the territories of an alignment, in its order.

        A territory nobody has yet, which a scenario adds, gets a full-time person who joins and ramps up; its region is
        that of its neighbour, else the one most of its accounts are served from today, the first region where they are
        served from nowhere.

        Parameters
        ----------
        alignment
            The plan.
        joining_day
            First day of those who must be hired and are not expected on a day of their own.
        """
        instance = alignment.instance
        labels = [str(label) for label in instance.territories.ids]
        row = {label: position for position, label in enumerate(self.labels)}
        known = np.array([row.get(label, -1) for label in labels], dtype=np.int32)
        new = known < 0
        beside = [row.get(label, row.get(self.neighbours.get(label, ""), -1)) for label in labels]
        regions = [self.regions[position] if position >= 0 else None for position in beside]
        never = np.datetime64("NaT", "D")
        days = {label: np.datetime64(day, "D") for label, day in self.expected.items()}
        joins = np.array([days.get(label, joining_day) for label in labels], dtype="datetime64[D]")
        return Team(
            labels=tuple(labels),
            fte=np.where(new, 1.0, self.fte[known]),
            start=np.where(new, joins, self.start[known]),
            end=np.where(new, never, self.end[known]),
            leave=np.where(new, 0.0, self.leave[known]),
            regions=tuple(
                served_from(alignment, territory, regions) if region is None else region
                for territory, region in enumerate(regions)
            ),
            joining=new,
        )
