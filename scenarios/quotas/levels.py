"""Levels of the sales hierarchy above the territories of an alignment, with bounds and numbers set by hand."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from optimizer.alignment import Alignment
from optimizer.mapping import FrozenMapping
from optimizer.money import Money
from optimizer.quotas import Adjustment, QuotaLevels, build_tree
from scenarios.origin import served_from

COMPANY = "company"
"""The node at the top."""
Chain = tuple[str, ...]
"""Names of the nodes above a territory, from the top down."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LevelRule:
    """The hierarchy of a plan file; called with an alignment, it gives that of its territories.

    Parameters
    ----------
    levels
        What the levels are called, from the top down; none where territories lie below the company.
    chains
        Territory -> names of the nodes above it, one a level.
    floor, cap
        Node -> least and most it carries, currency units.
    over_assignment
        Share on top, one a generation below the company.
    adjustments
        Numbers set by hand.
    """

    levels: tuple[str, ...]
    chains: Mapping[str, Chain]
    floor: Mapping[Hashable, Money]
    cap: Mapping[Hashable, Money]
    over_assignment: tuple[float, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        for name in ("chains", "floor", "cap"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))

    def __call__(self, alignment: Alignment) -> QuotaLevels:
        """Hierarchy of the territories; a new one lies where most of its accounts are served from today."""
        labels = [str(label) for label in alignment.instance.territories.ids]
        chains = [self.chains.get(label) for label in labels]
        found = [
            served_from(alignment, territory, chains) if chain is None else chain
            for territory, chain in enumerate(chains)
        ]
        columns = [[chain[level] for chain in found] for level in range(len(self.levels))]
        tree = build_tree([*columns, labels], COMPANY)
        # A scenario may close all territories of a node, and with them go its bounds and its number by hand.
        there = set(tree.labels)
        return QuotaLevels(
            tree=tree,
            floor={node: amount for node, amount in self.floor.items() if node in there},
            cap={node: amount for node, amount in self.cap.items() if node in there},
            over_assignment=self.over_assignment,
            adjustments=tuple(adjustment for adjustment in self.adjustments if adjustment.node in there),
        )

    def beside(self, label: str, names: Iterable[str]) -> LevelRule:
        """Put territories where another one lies; the rule as it is where nothing is known of that one.

        Parameters
        ----------
        label
            The territory that is there.
        names
            Labels of the new ones.
        """
        chain = self.chains.get(label)
        return self if chain is None else replace(self, chains={**self.chains, **dict.fromkeys(names, chain)})
