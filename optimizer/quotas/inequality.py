"""How unequal: ratios of quota to potential, and quota shares against what was sold in the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioSpread:
    """How far the ratios of quotas to a base (potential, expected revenue) lie apart; 0 and 1 mean: all the same.

    Parameters
    ----------
    count
        Territories with a base above 0; the others have no ratio.
    baseless_share
        Share of all quotas carried by territories without a base, 0..1.
    variation
        Standard deviation over mean of the ratios, each territory alike.
    p90_p10
        90th over 10th percentile; None where the 10th is 0.
    gini
        Gini coefficient of the ratios, each territory alike.
    weighted_gini
        The same with every unit of the base alike: how unequally the quota lies over all potential, small
        territories counting little.
    """

    count: int
    baseless_share: float
    variation: float
    p90_p10: float | None
    gini: float
    weighted_gini: float


def ratio_spread(quotas: ArrayLike, base: ArrayLike) -> RatioSpread | None:
    """Measure how unequal quotas are for their base; None where no territory with a base has a quota.

    Parameters
    ----------
    quotas
        (k,) not negative.
    base
        (k,) what they are held against, any unit; territories at 0 or below have no ratio.

    Raises
    ------
    ValueError
        For different lengths, negative quotas or numbers that are not finite.
    """
    amounts, bases = _amounts(quotas, "quotas"), np.asarray(base, dtype=np.float64)
    if bases.shape != amounts.shape or not np.isfinite(bases).all():
        raise ValueError(f"the base needs {len(amounts)} finite numbers, given shape {bases.shape}")
    based = bases > 0
    if not amounts[based].any():
        return None
    values = amounts[based] / bases[based]
    low, high = np.quantile(values, (0.1, 0.9))
    return RatioSpread(
        count=int(based.sum()),
        baseless_share=float(amounts[~based].sum() / amounts.sum()),
        variation=float(values.std() / values.mean()),
        p90_p10=float(high / low) if low > 0 else None,
        gini=gini(values),
        weighted_gini=gini(values, bases[based]),
    )


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient: mean absolute difference of two members over twice the mean, 0 (all alike) to 1.

    With weights w that add up to 1 and values x in ascending order ``sum_i w_i x_i (2 F_i - 1) / sum_i w_i x_i``,
    ``F_i`` the weight before i and half its own (Gini, 1912, "Variabilità e mutabilità"; for weights Lerman and
    Yitzhaki, 1989, "Improving the accuracy of estimates of Gini coefficients", Journal of Econometrics 42(1)). It is
    that of the members themselves, not corrected upwards as for a sample; for n equal members and one who has all
    it is (n - 1) / n.

    Parameters
    ----------
    values
        (n,) not negative, with a sum above 0 where they have weight.
    weights
        (n,) not negative; None for equal ones.

    Raises
    ------
    ValueError
        For different lengths, negative or infinite numbers, or nothing to share.
    """
    amounts = _amounts(values, "values")
    parts = np.ones(len(amounts)) if weights is None else _amounts(weights, "weights")
    if parts.shape != amounts.shape:
        raise ValueError(f"{len(parts)} weights for {len(amounts)} values: give one for each")
    if not (parts * amounts).any():
        raise ValueError("no value above 0 has a weight above 0: there is nothing to share")
    order = np.argsort(amounts, kind="stable")
    ordered, share = amounts[order], parts[order] / parts.sum()
    middle = np.cumsum(share) - share / 2
    return max(0.0, float((share * ordered * (2 * middle - 1)).sum() / (share * ordered).sum()))


def quota_share_error(quotas: ArrayLike, actuals: ArrayLike) -> float:
    """Share of the quota that stood in the wrong territories: half the sum of ``|q_i / sum q - a_i / sum a|``, 0..1.

    The index of dissimilarity (Duncan and Duncan, 1955, American Sociological Review 20(2)). It does not ask whether
    the target as a whole was right, only how it was shared.

    Parameters
    ----------
    quotas
        (k,) not negative, with a sum above 0.
    actuals
        (k,) revenue in the end, with a sum above 0; territories below 0 (returns) count as 0.

    Raises
    ------
    ValueError
        For different lengths, negative quotas, numbers that are not finite, or nothing to share.
    """
    amounts, sold = _amounts(quotas, "quotas"), np.asarray(actuals, dtype=np.float64)
    if sold.shape != amounts.shape or not np.isfinite(sold).all():
        raise ValueError(f"actuals need {len(amounts)} finite amounts, given shape {sold.shape}")
    sold = np.maximum(sold, 0.0)
    if not amounts.any() or not sold.any():
        raise ValueError("quotas and actuals need a sum above 0: there are no shares to compare")
    return float(np.abs(amounts / amounts.sum() - sold / sold.sum()).sum() / 2)


def _amounts(given: ArrayLike, name: str) -> Floats:
    amounts = np.asarray(given, dtype=np.float64)
    if amounts.ndim != 1 or not len(amounts) or not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError(f"{name} need one finite number per territory, none negative, given {given!r}")
    return amounts
