"""Whether quotas are easier for some kind of rep: attainment against territory size, potential, tenure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from optimizer.travel import Floats

TOO_FEW = 10
"""Up to so many reps nothing is said."""
PERMUTATIONS = 9_999
LEVEL = 0.05
"""A bias is told where chance alone shows as much in fewer than one plan of twenty."""
MATERIAL = 0.02
"""A difference of less than two points is not worth a finding, however sure."""
TENTH_TO_NINETIETH = 0.8
NUMBERS_AT_ONCE = 4_000_000


class Finding(Enum):
    """What the reps allow to say about one trait."""

    EASIER = "easier for more"
    """Who has more of the trait attains more."""
    HARDER = "harder for more"
    """Who has more of the trait attains less."""
    SLIGHT = "too slight to matter"
    """There is a connection, smaller than what is called material."""
    NO_SIGN = "no sign"
    """Nothing that chance would not show as well; how much is excluded is told by the interval."""
    ALL_ALIKE = "all alike"
    """All have the same of the trait, or all attain the same."""
    TOO_FEW = "too few"
    """Ten reps or fewer: no verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """Attainment against one trait; the figures are None where there is no verdict.

    Parameters
    ----------
    trait
        Name of the trait.
    count
        Reps with a quota of whom the trait is known.
    finding
        What can be said.
    correlation
        Spearman's rank correlation of attainment and trait, -1..1.
    low, high
        95 % interval of the correlation.
    p_value
        Of the permutation test, two-sided, for this trait alone.
    difference
        By how much attainment rises from the tenth to the ninetieth percentile of the trait, on a straight line
        through its ranks; a share: 0.05 is five points.
    """

    trait: str
    count: int
    finding: Finding
    correlation: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    difference: float | None = None


def find_biases(
    attainment: ArrayLike,
    traits: Mapping[str, ArrayLike],
    *,
    seed: int = 0,
    material: float = MATERIAL,
    permutations: int = PERMUTATIONS,
) -> tuple[Bias, ...]:
    """Test whether attainment goes with any trait of reps or territories.

    Spearman's rank correlation with a permutation test (all reps as likely to have had any other's trait; the
    observed order counts as one of the permutations, Phipson and Smyth, 2010, Statistical Applications in Genetics
    and Molecular Biology 9(1)) and the interval of Bonett and Wright (2000, Psychometrika 65(1)),
    ``tanh(atanh r +- z sqrt((1 + r^2 / 2) / (n - 3)))``. A finding must hold when all traits are looked at together
    (Holm, 1979, Scandinavian Journal of Statistics 6(2)) and be material.

    Parameters
    ----------
    attainment
        (k,) chance to make quota before the year, or revenue / quota after it; NaN where there is no quota.
    traits
        Name -> (k,) numbers such as accounts, potential or months of tenure; NaN where unknown.
    seed
        Of the permutations; the same seed gives the same report.
    material
        Least difference of attainment between the tenth and the ninetieth percentile that is a finding, a share.
    permutations
        Number of random orders.

    Raises
    ------
    ValueError
        For shapes that do not fit, infinite numbers, or no permutations.
    """
    outcome = np.asarray(attainment, dtype=np.float64)
    if outcome.ndim != 1 or np.isinf(outcome).any():
        raise ValueError(f"attainment needs one finite number or NaN per territory, given shape {outcome.shape}")
    if permutations < 1 or not material >= 0:
        raise ValueError(f"permutations must be at least 1 and material not negative: {permutations}, {material}")
    biases = [
        _bias(
            name,
            outcome,
            _trait(name, given, len(outcome)),
            permutations=permutations,
            generator=np.random.default_rng([seed, place]),
        )
        for place, (name, given) in enumerate(traits.items())
    ]
    return tuple(
        replace(bias, finding=_finding(bias, adjusted, material))
        for bias, adjusted in zip(biases, _holm(biases), strict=True)
    )


def _trait(name: str, given: ArrayLike, size: int) -> Floats:
    trait = np.asarray(given, dtype=np.float64)
    if trait.shape != (size,) or np.isinf(trait).any():
        raise ValueError(f"trait {name!r} needs {size} finite numbers or NaN, given shape {trait.shape}")
    return trait


def _bias(name: str, outcome: Floats, trait: Floats, *, permutations: int, generator: np.random.Generator) -> Bias:
    """Correlate one trait; the finding is only said where there are no figures."""
    known = ~(np.isnan(outcome) | np.isnan(trait))
    values, ranks, count = outcome[known], _ranks(trait[known]), int(known.sum())
    if count <= TOO_FEW:
        return Bias(trait=name, count=count, finding=Finding.TOO_FEW)
    if np.ptp(values) == 0 or np.ptp(ranks) == 0:
        return Bias(trait=name, count=count, finding=Finding.ALL_ALIKE)
    ours, theirs = _standard(_ranks(values)), _standard(ranks)
    correlation = float(np.clip(ours @ theirs, -1.0, 1.0))
    low, high = _interval(correlation, count)
    percentile = (ranks - 1) / (count - 1)
    slope = np.polynomial.polynomial.polyfit(percentile, values, 1)[1]
    return Bias(
        trait=name,
        count=count,
        finding=Finding.NO_SIGN,
        correlation=correlation,
        low=low,
        high=high,
        p_value=_p_value(ours, theirs, permutations=permutations, generator=generator),
        difference=float(TENTH_TO_NINETIETH * slope),
    )


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, those of equal values their mean. Not by scipy.stats, which takes a second to load."""
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _p_value(ours: Floats, theirs: Floats, *, permutations: int, generator: np.random.Generator) -> float:
    """Twice the smaller share of the orders, the observed one among them, that correlate as much or as little."""
    observed, margin = float(ours @ theirs), 1e-12  # the same sum in another order differs by rounding
    higher = lower = 1
    rows = max(1, NUMBERS_AT_ONCE // len(ours))
    for first in range(0, permutations, rows):
        orders = np.tile(ours, (min(rows, permutations - first), 1))
        sums = generator.permuted(orders, axis=1, out=orders) @ theirs
        higher += int((sums >= observed - margin).sum())
        lower += int((sums <= observed + margin).sum())
    return min(1.0, 2.0 * min(higher, lower) / (permutations + 1))


def _standard(ranks: Floats) -> Floats:
    """Ranks with mean 0 and length 1, so that their product is Spearman's correlation."""
    centred = ranks - ranks.mean()
    return np.asarray(centred / np.sqrt((centred**2).sum()))


def _interval(correlation: float, count: int) -> tuple[float, float]:
    reach = ndtri(1 - LEVEL / 2) * np.sqrt((1 + correlation**2 / 2) / (count - 3))
    with np.errstate(divide="ignore"):
        middle = np.arctanh(correlation)
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _holm(biases: list[Bias]) -> list[float]:
    """P-values of all traits together: the smallest times their number, the next times one fewer, never falling."""
    tested = sorted((bias.p_value, place) for place, bias in enumerate(biases) if bias.p_value is not None)
    adjusted, largest = [1.0] * len(biases), 0.0
    for rank, (p_value, place) in enumerate(tested):
        largest = max(largest, min(1.0, (len(tested) - rank) * p_value))
        adjusted[place] = largest
    return adjusted


def _finding(bias: Bias, p_value: float, material: float) -> Finding:
    if bias.correlation is None or bias.difference is None or p_value > LEVEL:
        return bias.finding
    if abs(bias.difference) < material or bias.difference * bias.correlation <= 0:
        return Finding.SLIGHT
    return Finding.EASIER if bias.correlation > 0 else Finding.HARDER
