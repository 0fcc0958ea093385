"""Several roles an account: hunter, farmer, engineer, each with an alignment of its own over the same accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import COUNT
from optimizer.travel import Floats, Integers

from .grouping import Grouping


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What one role covers.

    Parameters
    ----------
    role
        What it is called.
    labels, reps
        (k,) territories of the role and who covers them.
    holder_of
        (n,) territory of each account in this role, -1 for none.
    """

    role: str
    labels: tuple[str, ...]
    reps: tuple[str, ...]
    holder_of: Integers

    @classmethod
    def of(cls, role: str, plan: Alignment | Grouping) -> Layer:
        """Take a plan of accounts, or an overlay: who covers a group covers the accounts of its territories."""
        alignment = plan.upper if isinstance(plan, Grouping) else plan
        holder = plan.group_of_unit if isinstance(plan, Grouping) else plan.territory_of
        territories = alignment.instance.territories
        return cls(role, tuple(map(str, territories.ids)), territories.reps, holder)


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Roles over the same accounts.

    Parameters
    ----------
    base
        The alignment whose accounts they are.
    layers
        The roles, the leading one first.

    Raises
    ------
    ValueError
        If there is no role, two share a name, or one is of other accounts.
    """

    base: Alignment
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        roles, n = [layer.role for layer in self.layers], self.base.instance.num_units
        if not roles or len(set(roles)) != len(roles):
            raise ValueError(f"roles must be there and differ, given {roles}")
        wrong = [layer.role for layer in self.layers if len(layer.holder_of) != n]
        if wrong:
            raise ValueError(f"these roles are not of the {n} accounts of the plan: {', '.join(wrong)}")

    def layer(self, role: str) -> Layer:
        """Find a role; ValueError where there is none of that name."""
        found = next((layer for layer in self.layers if layer.role == role), None)
        if found is None:
            raise ValueError(f"no role {role!r}; known: {', '.join(layer.role for layer in self.layers)}")
        return found

    def together(self, one: str, other: str, measure: str = COUNT) -> Floats:
        """(k, l) amount of a measure that each pair of two roles' territories serves together.

        Parameters
        ----------
        one, other
            Roles.
        measure
            Of the accounts.
        """
        first, second = self.layer(one), self.layer(other)
        both = (first.holder_of >= 0) & (second.holder_of >= 0)
        amounts = np.zeros((len(first.labels), len(second.labels)))
        np.add.at(amounts, (first.holder_of[both], second.holder_of[both]), self.base.instance.amounts(measure)[both])
        return amounts

    def partners(self, one: str, other: str) -> NDArray[np.int64]:
        """(k,) with how many of another role each of a role works: few is a team, many a crowd."""
        return np.asarray((self.together(one, other) > 0).sum(axis=1), dtype=np.int64)

    def uncovered(self, role: str) -> NDArray[np.intp]:
        """Find accounts that have the leading role and lack this one."""
        return np.flatnonzero((self.layers[0].holder_of >= 0) & (self.layer(role).holder_of < 0))

    def to_frame(self) -> pd.DataFrame:
        """One row an account: account, then territory and rep of each role (``hunter``, ``hunter_rep``, ...)."""
        columns: dict[str, object] = {"account": self.base.instance.units.ids.to_numpy()}
        for layer in self.layers:
            # The entry behind the last is that of nobody, which -1 picks.
            columns[layer.role] = np.array([*layer.labels, None], dtype=object)[layer.holder_of]
            columns[f"{layer.role}_rep"] = np.array([*layer.reps, None], dtype=object)[layer.holder_of]
        return pd.DataFrame(columns)
