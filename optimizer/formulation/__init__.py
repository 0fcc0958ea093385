"""The mathematics of a plan as arrays, with no solver in sight.

With centres at given places a plan is a choice of one territory for each item (a family, or a unit by itself)::

    minimise    sum_fj c_fj x_fj                                        objective
    subject to  sum_j x_fj = 1                        for each item f   coverage
                lower_jr <= sum_f a_fr x_fj <= upper_jr                 balance, capacity, counts
                sum_fj m_fjd x_fj <= limit_d                            disruption
                x_fj in {0, 1}, only for open pairs (f, j)              eligibility, pins, radius

a generalized assignment problem with two-sided knapsacks (Martello and Toth, 1990, "Knapsack Problems", chapter 7).
"""

from .fixed_centres import FixedCentres, formulate
from .items import Items, group_items

__all__ = ["FixedCentres", "Items", "formulate", "group_items"]
