"""Repairs within the year: who leaves and who joins, the plan at work, and the smallest change that mends it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem, ProblemLog
from optimizer.instance import NOBODY, Instance, rows_of

from .changes import AddTerritories
from .changes.closing import close
from .changes.naming import counted, find_territories, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """Who leaves and who joins on one day.

    Parameters
    ----------
    leavers
        Names of reps, who leave all their territories, or labels of territories.
    hires
        Territories that open, None for none.

    Raises
    ------
    ValueError
        If nobody leaves or joins.
    """

    leavers: tuple[str, ...] = ()
    hires: AddTerritories | None = None

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """Facts and choices from the day on; accounts of who leaves have no territory in them.

        Raises
        ------
        InputError
            If a leaver is not there, nobody would be left, or hires do not fit the instance.
        """
        rows = self.rows(instance)
        if self.hires is not None:
            instance, criteria = self.hires.apply(instance, criteria)
        return close(instance, criteria, rows) if rows else (instance, criteria)

    def rows(self, instance: Instance) -> list[int]:
        """Indices of the territories that close."""
        log = ProblemLog()
        found = find_territories(instance, self.leavers, log, table="--leaver")
        if len(found) == instance.num_territories and self.hires is None:
            log.add("--leaver", "nobody would be left", "Keep a rep, or hire one")
        log.raise_if_any()
        return found

    def sentence(self, instance: Instance, current: Alignment) -> str:
        """Say who leaves with how many accounts and who joins, for people."""
        told = []
        for row in self.rows(instance):
            rep, label = instance.territories.reps[row], instance.territories.ids[row]
            count = int((current.territory_of == row).sum())
            who = str(rep) if str(rep) == str(label) else f"{rep} ({label})"
            told.append(f"{who} leaves {counted(count, 'account')}")
        if self.hires is not None:
            told.append(self.hires.sentence(instance).replace("adds", "opens", 1))
        return "; ".join(told) or "nobody leaves or joins"


def plan_at_work(instance: Instance, table: pd.DataFrame, name: str) -> Alignment:
    """Read the plan at work from a table with the columns account and territory.

    Parameters
    ----------
    instance
        The facts before anybody leaves.
    table
        One row an account, as ``alignment.csv`` and the store have it; a blank territory is none.
    name
        What the table is called in problems.

    Raises
    ------
    InputError
        For missing columns, accounts or territories that are not in the plan, and accounts told twice.
    """
    missing = [column for column in ("account", "territory") if column not in table.columns]
    if missing:
        message = f"there is no column {' and no column '.join(missing)}"
        raise InputError([Problem(name, message, "Give an alignment.csv of this plan, or the number of a run")])
    log = ProblemLog()
    accounts = [_bare(label) for label in table["account"]]
    homes = [None if pd.isna(label) or str(label) == "" else _bare(label) for label in table["territory"]]
    by_text = {str(label): label for label in instance.units.ids}
    territory_by_text = {str(label): label for label in instance.territories.ids}
    _tell_unknown(log, name, "account", [label for label in accounts if label not in by_text])
    unknown = [label for label in homes if label is not None and label not in territory_by_text]
    _tell_unknown(log, name, "territory", list(dict.fromkeys(unknown)))
    twice = pd.Index(accounts)[pd.Index(accounts).duplicated()].unique().tolist()
    if twice:
        log.add(name, f"{listed(twice)} stand in several rows", "Leave one row for each", column="account")
    log.raise_if_any()
    unit = rows_of(instance.units.ids, [by_text[label] for label in accounts])
    home = rows_of(instance.territories.ids, [territory_by_text.get(label or "") for label in homes])
    territory_of = np.full(instance.num_units, NOBODY, dtype=np.int32)
    territory_of[unit] = home
    return Alignment(instance, territory_of, np.full(instance.num_territories, NOBODY, dtype=np.int32))


def _bare(label: object) -> str:
    """Text of a cell without the apostrophe that guards it against spreadsheets."""
    text = str(label)
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r\n" else text


def _tell_unknown(log: ProblemLog, name: str, what: str, labels: Sequence[Hashable]) -> None:
    if labels:
        remedy = "Give a table of this plan"
        if what == "territory":
            remedy += "; where a scenario opened them, name it with --scenario"
        log.add(name, f"the plan has no {what} {listed(labels)}", remedy, column=what)
