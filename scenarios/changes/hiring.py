"""Hires: a new rep with a territory of his own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from optimizer.capacity import PlanYear
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from scenarios.capacity import Team
from scenarios.quotas import QuotaRule
from scenarios.quotas.attendance import NEVER

from .adding import AddTerritories
from .naming import amount

TABLE = "hires"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """A rep who is hired gets a new territory; see ``AddTerritories``.

    Parameters
    ----------
    rep
        Name.
    on
        First day; None for the start of the plan year. Where quotas take dates into account, a hire carries them from
        that day on and ramps up.
    territory
        Label of the territory; the name of the rep by default.
    serves
        Tag -> values the rep can serve; a tag not named is served in all its values.
    share
        Size of the target, relative to the mean of the territories that serve the same units; None for the part of
        the year that ``on`` and the ramp of ``year`` leave, all of it where either is missing.
    year
        The plan year that part is of.
    centre
        Home, as ``Units.places``; None to let the solver place it.

    Raises
    ------
    ValueError
        For a share that is not above 0, or a day after the plan year.
    """

    rep: str
    on: date | None = None
    territory: str | None = None
    serves: Mapping[str, Iterable[str]] = field(default_factory=dict)
    share: float | None = None
    year: PlanYear | None = None
    centre: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "serves", FrozenMapping(AddTerritories(1, self.serves).serves or {}))
        if self.share is None and not self.size > 0:
            raise ValueError(f"{self.rep} has no capacity in the plan year when starting on {self.on}")
        _ = self._territory

    @property
    def label(self) -> str:
        """What the territory is called."""
        return self.rep if self.territory is None else self.territory

    @property
    def size(self) -> float:
        """Size of the target, relative to the mean."""
        if self.share is not None or self.on is None or self.year is None:
            return 1.0 if self.share is None else self.share
        start, end = (np.array([day], dtype="datetime64[D]") for day in (self.on, NEVER))
        return float(self.year.capacity(start, end).mean())

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        try:
            wider, criteria = self._territory.apply(instance, criteria)
        except InputError as error:
            raise _as_hire(error) from error
        reps = (*wider.territories.reps[:-1], self.rep)
        return replace(wider, territories=replace(wider.territories, reps=reps)), criteria

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:  # noqa: ARG002 -- the same for all facts
        """Let the hire start on the day where quotas take dates into account; else the smaller territory is enough."""
        if self.on is None or rule.capacity is None or rule.attendance is None:
            return rule
        return rule.with_attendance(rule.attendance.joining(self.label, self.on))

    def apply_team(self, team: Team, instance: Instance) -> Team:  # noqa: ARG002 -- the same for all facts
        """Let the person start on the day."""
        return team if self.on is None else team.expecting(self.label, self.on)

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        try:
            self._territory.sentence(instance, criteria)
        except InputError as error:
            raise _as_hire(error) from error
        when = "" if self.on is None else f" on {self.on}"
        served = [f"{tag} {', '.join(values)}" for tag, values in self.serves.items()]
        serving = f" serving {' and '.join(served)}" if served else ""
        size = "a mean target" if self.size == 1.0 else f"{amount(self.size)} of a mean target"
        return f"hires {self.rep}{when}: territory {self.label}{serving} with {size}"

    @property
    def _territory(self) -> AddTerritories:
        return AddTerritories(1, self.serves, share=self.size, centre=self.centre, names=(self.label,))


def _as_hire(error: InputError) -> InputError:
    """Tell the same problems of a hire."""
    names = {"names": "territory"}
    return InputError(
        replace(problem, table=TABLE, column=names.get(problem.column or "", problem.column))
        for problem in error.problems
    )
