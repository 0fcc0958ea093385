"""Amounts of periods as amounts of months."""

from __future__ import annotations

import numpy as np

from optimizer.travel import Floats


def fits(num_periods: int, months: int) -> bool:
    """Whether periods can be counted in months: each is as many whole months as the others, or several make one."""
    return months % num_periods == 0 or num_periods % months == 0


def in_months(amounts: Floats, months: int) -> Floats:
    """(..., months) amounts of (..., p) periods, the same in all: a longer period is spread evenly over its months.

    Raises
    ------
    ValueError
        For periods that are not whole months, nor whole parts of one.
    """
    count = amounts.shape[-1]
    if not fits(count, months):
        raise ValueError(f"{count} periods cannot be counted in {months} months; use months, quarters or halves")
    if count <= months:
        each = months // count
        return np.asarray(np.repeat(amounts, each, axis=-1) / each, dtype=np.float64)
    return np.asarray(amounts.reshape(*amounts.shape[:-1], months, -1).sum(axis=-1), dtype=np.float64)
