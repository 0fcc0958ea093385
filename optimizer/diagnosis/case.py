"""One question to the diagnosis: facts, choices, and what follows from both, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.rules import PRECISION
from optimizer.targets import find_limits, find_targets
from optimizer.travel import Floats, Integers, costs_to_places
from optimizer.validation import check_criteria

MOST_PAIRS = 5_000_000
"""Units times territories up to which a diagnosis is made."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The facts under all choices; targets, pools and units left out stay those of all choices throughout.

    Parameters
    ----------
    instance, criteria, eligibility
        Facts, choices, and who may serve whom under them.
    placed
        (m,) units a plan covers.
    measures
        The r measures with limits.
    targets
        (k, r) what each territory should hold.
    slack
        (r,) amount by which a limit may be missed through rounding.
    reach
        (m, k) kilometres or hours to each centre where these are fixed and travel has a limit, else None.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility
    placed: NDArray[np.intp]
    measures: tuple[str, ...]
    targets: Floats
    slack: Floats
    reach: Floats | None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of placed units and of territories."""
        return len(self.placed), self.instance.num_territories

    def amounts(self, measure: str) -> Floats:
        """(m,) amounts of the placed units."""
        return self.instance.amounts(measure)[self.placed]

    def moving_shares(self, measure: str) -> Floats:
        """(m,) share of a measure that changes hands with each placed unit."""
        counted = self.incumbent != NOBODY
        amounts = np.where(counted, self.amounts(measure), 0.0)
        whole = float(amounts.sum())
        return amounts / whole if whole > 0 else np.zeros_like(amounts)

    @property
    def incumbent(self) -> Integers:
        """(m,) today's territory of the placed units, -1 for none."""
        return self.instance.units.incumbent[self.placed]


def case_of(instance: Instance, criteria: Criteria) -> Case:
    """Work out what all choices together ask.

    Raises
    ------
    InputError
        If the criteria name what the instance does not have.
    """
    _check_names(instance, criteria)
    eligibility = find_eligibility(instance, criteria)
    placed = np.flatnonzero(eligibility.family_of >= 0)
    measures = find_limits(instance, criteria, eligibility).measures
    targets = [find_targets(instance, eligibility, name) for name in measures]
    table = np.array(targets).reshape(len(measures), instance.num_territories).T
    return Case(
        instance=instance,
        criteria=criteria,
        eligibility=eligibility,
        placed=placed,
        measures=measures,
        targets=table,
        slack=PRECISION * np.maximum(1.0, table.max(axis=0, initial=0.0)),
        reach=_reach(instance, criteria, placed),
    )


def _check_names(instance: Instance, criteria: Criteria) -> None:
    """Refuse unknown names; choices that contradict each other are what a diagnosis is about."""
    names_only = replace(
        criteria,
        balance={**criteria.balance, **dict.fromkeys(criteria.capacity, 1.0)},
        capacity={},
        forbidden=criteria.forbidden | set(criteria.pins.items()),
        pins={},
        min_count=None,
        max_count=None,
    )
    check_criteria(instance, names_only)


def _reach(instance: Instance, criteria: Criteria, placed: NDArray[np.intp]) -> Floats | None:
    n, k = instance.num_units, instance.num_territories
    if criteria.max_travel is None or instance.free_centres().any() or len(placed) * k > MOST_PAIRS:
        return None
    geometry = instance.geometry(criteria.travel.quantity)
    units = np.repeat(placed, k).astype(np.int32)
    centres = np.tile(n + np.arange(k, dtype=np.int32), len(placed))
    return np.asarray(costs_to_places(geometry, units, centres)).reshape(len(placed), k)


@dataclass(slots=True)
class Draft:
    """The rules of a set of choices while they are written down, one choice after the other.

    Parameters
    ----------
    case
        What it is about.
    open
        (m, k) True where a placed unit may have a territory.
    lower, upper
        (k, r) limits in units of the measures.
    together
        (m,) units with the same code share a territory.
    caps
        Measure -> largest share that may change hands.
    contiguous
        Whether territories must be connected.
    radius
        Farthest a unit may be from a free centre, None for any distance.
    """

    case: Case
    open: NDArray[np.bool_] = field(init=False)
    lower: Floats = field(init=False)
    upper: Floats = field(init=False)
    together: NDArray[np.intp] = field(init=False)
    caps: dict[str, float] = field(default_factory=dict)
    contiguous: bool = False
    radius: float | None = None

    def __post_init__(self) -> None:
        m, k = self.case.shape
        self.open = np.ones((m, k), dtype=bool)
        self.lower = np.zeros((k, len(self.case.measures)))
        self.upper = np.full((k, len(self.case.measures)), np.inf)
        self.together = np.arange(m)

    def rows(self, units: NDArray[np.integer]) -> NDArray[np.intp]:
        """Rows of those of the units that are placed."""
        row = np.searchsorted(self.case.placed, units)
        row = np.minimum(row, len(self.case.placed) - 1)
        return row[self.case.placed[row] == units] if len(self.case.placed) else row[:0]
