"""Which accounts a change is about: by tag, by today's territory, or one by one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from optimizer.exceptions import ProblemLog
from optimizer.instance import NOBODY, Instance, rows_of
from optimizer.mapping import FrozenMapping
from optimizer.tables import Mask, did_you_mean

from .naming import counted, find_territories, listed, mask_of

FEW = 5
"""Accounts that are named one by one in a sentence, if there are no more."""
MOST_TOLD = 20
"""Unknown accounts told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Accounts that meet all that is given; with nothing given, every account.

    Parameters
    ----------
    tags
        Tag -> values, of which an account has one.
    territories
        Labels or reps of territories; accounts served by one of them today.
    accounts
        Ids of accounts; None for any.
    name
        What the accounts are called in sentences, such as "state TX" where they were looked up by a column.
    """

    tags: Mapping[str, Iterable[str]] = field(default_factory=dict)
    territories: Iterable[Hashable] = ()
    accounts: Iterable[Hashable] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        # One value may be written as plain text; a text is not a list of its letters.
        tags = {tag: _several(values) for tag, values in self.tags.items()}
        object.__setattr__(self, "tags", FrozenMapping(tags))
        object.__setattr__(self, "territories", _several(self.territories))
        if self.accounts is not None:
            object.__setattr__(self, "accounts", _several(self.accounts))

    @property
    def everything(self) -> bool:
        """True if it holds every account."""
        return not self.tags and not self.territories and self.accounts is None

    def units(self, instance: Instance) -> Mask:
        """(n,) True for its accounts; names that are not there pick none."""
        chosen = np.ones(instance.num_units, dtype=bool)
        for tag, values in self.tags.items():
            known = instance.tags.get(tag)
            codes = [] if known is None else [known.values.index(value) for value in values if value in known.values]
            chosen &= False if known is None else np.isin(known.of_unit, codes)
        if self.territories:
            rows = find_territories(instance, self.territories, ProblemLog(), table="")
            chosen &= np.append(mask_of(instance, rows), False)[instance.units.incumbent]
        if self.accounts is not None:
            there = np.zeros(instance.num_units + 1, dtype=bool)
            there[rows_of(instance.units.ids, self.accounts)] = True
            chosen &= there[:-1]
        return chosen

    def check(self, instance: Instance, log: ProblemLog, table: str) -> Mask:
        """Note tags, values, territories and accounts that are not there, and that nothing is left.

        Parameters
        ----------
        instance
            The facts.
        log
            Where problems go.
        table
            What the change is called there.

        Returns
        -------
        NDArray
            (n,) as ``units``.
        """
        before = len(log.problems)
        for tag, values in self.tags.items():
            _check_tag(instance, tag, values, log, table=table)
        find_territories(instance, self.territories, log, table=table, column="territories")
        if self.accounts is not None:
            _check_accounts(instance, self.accounts, log, table=table)
        chosen = self.units(instance)
        if len(log.problems) == before and not chosen.any():
            log.add(table, "no account is meant", "Correct or widen what is said of the accounts", value=str(self))
        return chosen

    def counted(self, count: int) -> str:
        """Tell how many accounts are meant, and which: ``3 accounts (area south)``."""
        told, which = counted(count, "account"), str(self)
        return told if which == told else f"{told} ({which})"

    def __str__(self) -> str:
        told = [f"{tag} {', '.join(values)}" for tag, values in self.tags.items()]
        if self.territories:
            told.append(f"accounts of {listed(list(self.territories))}")
        if self.name:
            told.append(self.name)
        elif self.accounts is not None:
            accounts = list(self.accounts)
            told.append(listed(accounts) if len(accounts) <= FEW else counted(len(accounts), "account"))
        return " and ".join(told) or "all accounts"


def owned(instance: Instance, chosen: Mask) -> Mask:
    """(n,) True for the chosen accounts that somebody serves today."""
    return np.asarray(chosen & (instance.units.incumbent != NOBODY))


def _several(values: Iterable[Hashable]) -> tuple[Hashable, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _check_tag(instance: Instance, tag: str, values: Iterable[str], log: ProblemLog, *, table: str) -> None:
    if tag not in instance.tags:
        known = ", ".join(instance.tags) or "none was read; list the column under `eligibility`"
        log.add(table, "there is no such tag", f"Known tags: {known}", column="where", value=tag)
        return
    known_values = instance.tags[tag].values
    for value in values:
        if value not in known_values:
            remedy = f"{did_you_mean(value, known_values)}Known values: {listed(known_values, most=30)}"
            log.add(table, "no account has this value", remedy, column=f"where.{tag}", value=value)


def _check_accounts(instance: Instance, accounts: Iterable[Hashable], log: ProblemLog, *, table: str) -> None:
    wanted = list(accounts)
    missing = np.flatnonzero(rows_of(instance.units.ids, wanted) < 0).tolist()
    for row in missing[:MOST_TOLD]:
        remedy = f"{did_you_mean(str(wanted[row]), instance.units.ids)}Correct it or take it out"
        log.add(table, "there is no such account", remedy, column="accounts", value=wanted[row])
    if len(missing) > MOST_TOLD:
        more = len(missing) - MOST_TOLD
        log.add(table, f"{more:,} more accounts are not there", "Correct them or take them out", column="accounts")
