"""From the changes a plan file writes to objects, each with the place that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.capacity import PlanYear
from scenarios.changes import (
    AddTerritories,
    AnyChange,
    CloseTerritories,
    FreeAccounts,
    Hire,
    MergeTerritories,
    MoveLimits,
    MovesHome,
    PinAccounts,
    RepLeaves,
    RestrictTo,
    ScaleMeasure,
    SplitTerritory,
    StaysVacant,
    Times,
)
from scenarios.changes.limits import Step, Way
from scenarios.quotas import QuotaRule

from .document import Keys
from .schema import ChangeSection, PlanYearSection
from .schema.changes import (
    NO_PART,
    AddSection,
    HireSection,
    LeaverSection,
    LimitsSection,
    MergeSection,
    MoveHomeSection,
    PinAccountsSection,
    RestrictSection,
    ScaleSection,
    SegmentSection,
    SplitSection,
    StepSection,
    TerritoriesSection,
)
from .schema.words import Section
from .segments import SegmentReader


@dataclass(frozen=True, slots=True)
class Placed:
    """A change, and the keys that say it."""

    change: AnyChange
    keys: Keys


@dataclass(frozen=True, slots=True)
class ChangeReader:
    """Makes changes for one instance; what is wrong goes to the log of its segments' sources.

    Parameters
    ----------
    segments
        Looks accounts and territories up by columns.
    year
        The plan year of the file, None for none.
    rule
        How quotas are set, None for not at all.
    """

    segments: SegmentReader
    year: PlanYearSection | None = None
    rule: QuotaRule | None = None

    def read(self, section: ChangeSection, here: Keys) -> list[Placed]:
        """Changes of a section in the order of its keys, without those that cannot be made.

        Parameters
        ----------
        section
            What the plan file says.
        here
            Where it says it.
        """
        made: list[Placed] = []
        for key in ChangeSection.model_fields:
            for item, keys in self._items(getattr(section, key), (*here, key)):
                try:
                    change = self._made(key, item, keys)
                except ValueError as error:
                    self.log(keys, str(error), "Correct it")
                    continue
                if change is not None:
                    made.append(Placed(change, keys))
        return made

    def log(self, keys: Keys, message: str, remedy: str, *, value: object = None) -> None:
        """Note a problem at a key."""
        problem = self.segments.pairs.sources.document.problem(keys, message, remedy, value=value)
        self.segments.pairs.sources.log.problems.append(problem)

    def _items(self, value: Section | tuple[Section, ...] | None, keys: Keys) -> Iterator[tuple[Section, Keys]]:
        """Sections of a key with their keys; one that stands without a list has no position."""
        if isinstance(value, tuple):
            in_list = (*keys, 0) in self.segments.pairs.sources.document.lines
            yield from ((item, (*keys, at) if in_list else keys) for at, item in enumerate(value))
        elif value is not None:
            yield value, keys

    def _made(self, key: str, section: Section, keys: Keys) -> AnyChange | None:
        """Make one change; None where its accounts, territories or days are not there, which was noted."""
        made: AnyChange | None = None
        match section:
            case AddSection():
                made = _added(section)
            case HireSection():
                made = self._hired(section)
            case SplitSection():
                made = _split(section)
            case MoveHomeSection():
                made = MovesHome(section.rep, (section.latitude, section.longitude))
            case LeaverSection():
                made = self._left(section, keys)
            case LimitsSection():
                made = _moved(section, Way(key))
            case TerritoriesSection():
                made = self._of_territories(section, keys)
            case SegmentSection():
                made = self._of_accounts(section, keys)
        return made

    def _of_territories(self, section: TerritoriesSection, keys: Keys) -> AnyChange | None:
        labels = self.segments.territories(section, keys)
        if not labels:
            return None
        if isinstance(section, MergeSection):
            return MergeTerritories(labels, into=section.into, rep=section.rep)
        return CloseTerritories(*labels)

    def _of_accounts(self, section: SegmentSection, keys: Keys) -> AnyChange | None:
        segment = self.segments.read(section, keys)
        if segment is None:
            return None
        match section:
            case RestrictSection():
                return RestrictTo(segment, target_by=section.target_by)
            case ScaleSection():
                times = 1.0 + (section.by or 0.0) if section.times is None else section.times
                return ScaleMeasure(section.measure, float(f"{times:.12g}"), segment)
            case PinAccountsSection():
                return PinAccounts(segment, to=section.to)
        return FreeAccounts(segment)

    def _left(self, section: LeaverSection, keys: Keys) -> AnyChange | None:
        if section.on is not None and self.rule is not None and self.rule.attendance is None:
            message = "what quotas a leaver carries is counted in months of the plan year"
            remedy = "Add `plan_year: {start: 2027-01-01}` with months that fill the periods, or drop the day"
            self.log((*keys, "on"), message, remedy)
            return None
        if section.on is not None and (section.vacant or section.replaced_on is not None):
            return StaysVacant(section.rep, section.on, replaced_on=section.replaced_on)
        return RepLeaves(section.rep, section.on)

    def _hired(self, section: HireSection) -> Hire:
        year = self.year
        return Hire(
            rep=section.rep,
            on=section.on,
            territory=section.territory,
            serves=section.serves,
            share=section.share,
            year=None if year is None else PlanYear(year.start, year.months, year.ramp),
            centre=_place(section),
        )


def _added(section: AddSection) -> AddTerritories:
    return AddTerritories(
        section.count, section.serves, share=section.share, centre=_place(section), names=section.names
    )


def _place(section: AddSection | HireSection) -> tuple[float, float] | None:
    latitude, longitude = section.latitude, section.longitude
    return None if latitude is None or longitude is None else (latitude, longitude)


def _split(section: SplitSection) -> SplitTerritory:
    whose = section.territory if section.incumbent is None else section.incumbent
    return SplitTerritory(
        section.territory,
        section.into,
        names=section.names,
        shares=section.shares,
        incumbent=None if whose == NO_PART else whose,
    )


def _moved(section: LimitsSection, way: Way) -> MoveLimits:
    return MoveLimits(
        way=way,
        balance={measure: _step(step) for measure, step in section.balance.items()},
        capacity={measure: _step(step) for measure, step in section.capacity.items()},
        disruption=_step_or_none(section.disruption),
        max_travel=_step_or_none(section.max_travel),
        min_count=_step_or_none(section.min_count),
        max_count=_step_or_none(section.max_count),
    )


def _step(section: StepSection) -> Step:
    return Times(section.times) if section.times is not None else section.by or 0.0


def _step_or_none(section: StepSection | None) -> Step | None:
    return None if section is None else _step(section)
