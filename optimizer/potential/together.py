"""How much territories vary together: what of a year's variance is a shock that others feel too."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .outlook import Outlook


def shared_covariance(outlook: Outlook, territory_of: ArrayLike, num_territories: int) -> Floats:
    """(k, k) covariance of the territories' years that comes from the shared shocks alone, currency units squared.

    With ``m_jr`` the points of a territory's accounts in a region, and shocks that are log-normal of mean 1::

        C_jl = sum_r sum_q m_jr m_lq (exp(company_sd^2 + [r = q] region_sd^2) - 1)

    It is exact for draws of an ``Outlook`` whose accounts are independent but for ``SharedRisk``. Draws that were
    given jointly (``Outlook.from_draws``) may hold more in common, which is not known here.

    Parameters
    ----------
    outlook
        Of the accounts.
    territory_of
        (n,) territory of each account, 0..k-1, -1 for unplaced ones.
    num_territories
        k.

    Raises
    ------
    ValueError
        As ``Outlook.territory_points``.
    """
    outlook.territory_points(territory_of, num_territories)  # checks what is given
    codes = np.asarray(territory_of)
    placed, risk = codes >= 0, outlook.shared
    region = np.zeros(len(outlook), dtype=np.int64) if risk.region is None else np.asarray(risk.region)
    regions = int(region.max(initial=0)) + 1
    points = np.zeros((num_territories, regions))
    np.add.at(points, (codes[placed], region[placed]), outlook.point[placed])
    # expm1 keeps the small variances that a difference of exponentials would lose.
    between = np.full((regions, regions), np.expm1(risk.company_sd**2))
    np.fill_diagonal(between, np.expm1(risk.company_sd**2 + risk.region_sd**2))
    return np.asarray(points @ between @ points.T)
