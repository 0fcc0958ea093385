"""From the names people write to indices, and from numbers to words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from optimizer.exceptions import ProblemLog
from optimizer.instance import NOBODY, Instance
from optimizer.tables import Mask, did_you_mean

SHOWN = 8
"""Labels listed in a sentence; the rest is counted."""


def find_territories(
    instance: Instance, wanted: Iterable[Hashable], log: ProblemLog, *, table: str, column: str | None = None
) -> list[int]:
    """Index of each territory named by its label or its rep, in the order given; what is none of them is noted.

    Parameters
    ----------
    instance
        The facts.
    wanted
        Labels, or names of reps; a rep of several territories stands for all of them.
    log
        Where problems go.
    table, column
        What the change and its key are called there.
    """
    territories = instance.territories
    by_label = {str(label): row for row, label in enumerate(territories.ids)}
    found: list[int] = []
    for name in wanted:
        rows = [row for row, rep in enumerate(territories.reps) if rep == str(name)]
        if str(name) in by_label:
            rows = [by_label[str(name)]]
        if not rows:
            known = dict.fromkeys([*by_label, *territories.reps])
            remedy = f"{did_you_mean(str(name), known)}Known: {listed(list(known), most=30)}"
            log.add(table, "there is no such territory or rep", remedy, column=column, value=name)
        found += [row for row in rows if row not in found]
    return found


def mask_of(instance: Instance, rows: Sequence[int]) -> Mask:
    """(k,) True at the territories of these indices."""
    mask = np.zeros(instance.num_territories, dtype=bool)
    mask[list(rows)] = True
    return mask


def count_today(instance: Instance, gone: Mask) -> int:
    """Accounts that are served today by territories of a mask (k,)."""
    incumbent = instance.units.incumbent
    return int(gone[incumbent[incumbent != NOBODY]].sum())


def labels_of(instance: Instance, rows: Iterable[int]) -> list[str]:
    """Labels of territories."""
    return [str(instance.territories.ids[row]) for row in rows]


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Count things: ``1 account``, ``61 accounts``, ``2 territories``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(names: Sequence[object], *, most: int = SHOWN) -> str:
    """List names, and count those beyond ``most``."""
    rest = len(names) - most
    return ", ".join(map(str, names[:most])) + (f" and {rest:,} more" if rest > 0 else "")


def amount(value: float) -> str:
    """Write a number as people do: thousands apart, decimals where it is small."""
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.3g}"


def percent(share: float) -> str:
    """Write a share in per cent, with as many decimals as it has and two at most."""
    return f"{round(100 * share, 2):g}%"
