"""Methods of setting quotas: each makes, from a plan, the amounts by level of difficulty.

What planners do in spreadsheets (shares of a measure, growth on history) and what is fairest where there is a forecast
(equal probability) are the same rule with other amounts, see ``levels``.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Protocol

import numpy as np

from optimizer.alignment import Alignment
from optimizer.instance import COUNT
from optimizer.mapping import FrozenMapping
from optimizer.metrics import totals
from optimizer.travel import Floats, Integers

from .chances import EqualAttainment
from .difficulty import Difficulty
from .linear import Growth, Proportional, UnrealisedPotential

WHOLE_SHARE = 1e-9
"""How far fixed shares may add up beside 1."""


class QuotaMethod(Protocol):
    """A way to set quotas: it says what is equally hard for the territories of a plan."""

    def difficulty(self, alignment: Alignment) -> Difficulty:
        """Amounts by level for the territories of a plan; ``ValueError`` where it lacks what the method needs."""
        ...


class TerritoryOutlook(Protocol):
    """What the accounts may bring, as equally likely years."""

    def territory_draws(self, assignment: Integers, k: int, /) -> Floats:
        """(d, k) what each of k territories brings in each of d years, currency units.

        Parameters
        ----------
        assignment
            (n,) territory of each unit, -1 for none; units are in the order of the instance.
        k
            Number of territories.
        """
        ...


@dataclass(frozen=True, slots=True)
class EqualSplit:
    """The same quota for everybody."""

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        return Proportional(np.ones(alignment.instance.num_territories))


@dataclass(frozen=True, slots=True)
class WeightedIndex:
    """An index of measures: ``w_i = sum_m weight_m * total_im / sum_j total_jm``; measures nobody has add nothing.

    Parameters
    ----------
    weights
        Measure -> its part, not negative; only ratios count. None for the first measure of the instance (the count
        where it has none).
    """

    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if self.weights is not None:
            object.__setattr__(self, "weights", FrozenMapping(self.weights))

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        return Proportional(blend_weights(alignment, self.weights))


@dataclass(frozen=True, slots=True)
class PotentialShare:
    """In proportion to a measure of what could be sold, such as potential (or to history).

    Parameters
    ----------
    measure
        Its name.
    """

    measure: str

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        return WeightedIndex({self.measure: 1.0}).difficulty(alignment)


@dataclass(frozen=True, slots=True)
class WorkloadShare:
    """In proportion to the work in the accounts: who has more of it to do brings more.

    Parameters
    ----------
    measure
        Measure that holds the hours.
    """

    measure: str

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        return WeightedIndex({self.measure: 1.0}).difficulty(alignment)


@dataclass(frozen=True, slots=True)
class CapacityShare:
    """In proportion to the size of the territories as the facts have it: full-time equivalents, dates and ramp.

    Parameters
    ----------
    measure
        Measure whose target shares are meant; the count takes the mean over all.
    """

    measure: str = COUNT

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        return Proportional(alignment.instance.target_shares(self.measure))


@dataclass(frozen=True, slots=True)
class FlatGrowth:
    """The same growth for everybody on the history of the accounts a territory has in the plan.

    Parameters
    ----------
    history
        Measure that holds it, currency units.
    """

    history: str

    def difficulty(self, alignment: Alignment) -> Growth:
        """See ``QuotaMethod``."""
        return Growth(totals(alignment, self.history))


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineGrowth:
    """What stays of history, and the same part of the potential that lies above it: see ``UnrealisedPotential``.

    Parameters
    ----------
    history, potential
        Measures that hold them, currency units.
    retention
        Share of history that comes again without effort, 0..1.

    Raises
    ------
    ValueError
        For a retention outside 0..1.
    """

    history: str
    potential: str
    retention: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.retention <= 1:
            raise ValueError(f"retention must be a share 0..1 (0.9 keeps 90 %), given {self.retention}")

    def difficulty(self, alignment: Alignment) -> UnrealisedPotential:
        """See ``QuotaMethod``."""
        baseline = self.retention * totals(alignment, self.history)
        return UnrealisedPotential(baseline, totals(alignment, self.potential))


@dataclass(frozen=True, slots=True)
class EqualProbability:
    """The same chance of attainment for everybody: see ``EqualAttainment``. Fairest where the outlook is calibrated.

    Parameters
    ----------
    outlook
        What the accounts may bring.
    """

    outlook: TerritoryOutlook

    def difficulty(self, alignment: Alignment) -> EqualAttainment:
        """See ``QuotaMethod``."""
        k = alignment.instance.num_territories
        return EqualAttainment(self.outlook.territory_draws(alignment.territory_of, k))


@dataclass(frozen=True, slots=True)
class FixedShares:
    """Top down: a share of the target for each territory, decided by people.

    Parameters
    ----------
    shares
        Territory -> its share; they add up to 1.

    Raises
    ------
    ValueError
        For shares that are negative or do not add up to 1.
    """

    shares: Mapping[Hashable, float]

    def __post_init__(self) -> None:
        wrong = {label: share for label, share in self.shares.items() if not 0 <= share <= 1}
        if wrong:
            raise ValueError(f"shares must be 0..1, given {wrong}")
        whole = fsum(self.shares.values())
        if abs(whole - 1.0) > WHOLE_SHARE:
            raise ValueError(f"the shares add up to {whole:.6g}, expected 1; correct them or divide each by that sum")
        object.__setattr__(self, "shares", FrozenMapping(self.shares))

    def difficulty(self, alignment: Alignment) -> Proportional:
        """See ``QuotaMethod``."""
        labels = alignment.instance.territories.ids.tolist()
        missing = [str(label) for label in labels if label not in self.shares]
        unknown = [str(label) for label in self.shares.keys() - set(labels)]
        if missing or unknown:
            told = [f"none for {', '.join(missing)}"] if missing else []
            told += [f"some for unknown {', '.join(sorted(unknown))}"] if unknown else []
            raise ValueError(f"shares need one entry per territory, given {' and '.join(told)}")
        return Proportional(np.array([self.shares[label] for label in labels]))


def blend_weights(alignment: Alignment, weights: Mapping[str, float] | None = None) -> Floats:
    """(k,) ``w_i = sum_m weight_m * total_im / sum_j total_jm`` of a plan; measures nobody has add nothing.

    Parameters
    ----------
    alignment
        Who covers what.
    weights
        Measure -> its part, not negative; None for the first measure of the instance (the count where it has none).

    Raises
    ------
    ValueError
        For an unknown measure, or parts that are negative, not finite or all zero.
    """
    instance = alignment.instance
    if weights is None:
        weights = {instance.measures[0] if instance.measures else COUNT: 1.0}
    wrong = {measure: part for measure, part in weights.items() if not 0 <= part < float("inf")}
    if wrong or not any(weights.values()):
        raise ValueError(f"weights must be finite, not negative and one above 0, given {wrong or dict(weights)}")
    blend = np.zeros(instance.num_territories)
    for measure, part in weights.items():
        amounts = totals(alignment, measure)
        whole = amounts.sum()
        blend += part * (amounts / whole if whole > 0 else amounts)
    return blend
