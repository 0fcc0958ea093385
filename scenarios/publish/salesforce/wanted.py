"""What a plan wants the org to hold, in keys that exist before any record does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog
from optimizer.money import from_cents
from optimizer.tables import did_you_mean
from scenarios.connectors.table import read_table
from scenarios.publish.record import RunRecord

from .names import developer_name, developer_names, label
from .settings import QuotaOf, SalesforceSettings

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
BARE_MONTH = re.compile(r"0[1-9]|1[0-2]")


@dataclass(frozen=True, slots=True)
class Node:
    """A territory of the hierarchy.

    Parameters
    ----------
    label
        As the plan or the hierarchy calls it.
    name, developer_name
        As Salesforce will.
    parent
        Label of its parent, None at the top.
    level
        1 at the top.
    rep
        Who covers it, None where nobody does.
    """

    label: str
    name: str
    developer_name: str
    parent: str | None
    level: int
    rep: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota of one month: rep, territory (None by user), first day of the month, amount with two decimals."""

    rep: str
    territory: str | None
    start: str
    amount: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Wanted:
    """A plan as Salesforce should have it.

    Parameters
    ----------
    model_name, model
        Name and DeveloperName of the territory model.
    nodes
        Label -> territory, parents first.
    territory_of
        Account -> label of its territory.
    unserved
        Accounts that no territory serves.
    quotas
        One for each owner and month; empty where none are asked for.
    notes
        For people.
    """

    model_name: str
    model: str
    nodes: Mapping[str, Node]
    territory_of: Mapping[str, str]
    unserved: tuple[str, ...]
    quotas: tuple[Quota, ...]
    notes: tuple[str, ...]


def read_wanted(
    record: RunRecord, scenario: str, settings: SalesforceSettings, *, home: Path | None, taken: frozenset[str]
) -> Wanted:
    """Read a scenario as Salesforce should have it.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan.
    settings
        The choices.
    home
        Folder of the settings file, to which the hierarchy is relative.
    taken
        DeveloperNames of territories of other models: they must be unique in the org.

    Raises
    ------
    InputError
        If the hierarchy does not fit the territories, or a period is no month.
    """
    territories = record.rows("territories", scenario)
    reps = dict(zip(territories["territory"], territories["rep"], strict=True))
    parents = _parents(settings, home, list(reps))
    levels = {name: _level(name, parents) for name in parents}
    names = developer_names(sorted(parents), taken)
    nodes = {
        name: Node(name, label(name), names[name], parents[name], levels[name], reps.get(name) or None)
        for name in sorted(parents, key=lambda name: (levels[name], name))
    }
    alignment = record.rows("alignment", scenario)
    served = alignment[alignment["territory"] != ""]
    model_name = label(settings.model or record.title)
    quotas, notes = _quotas(record.rows("quotas", scenario), settings)
    return Wanted(
        model_name=model_name,
        model=developer_name(model_name, "Model"),
        nodes=nodes,
        territory_of=dict(zip(served["account"], served["territory"], strict=True)),
        unserved=tuple(alignment.loc[alignment["territory"] == "", "account"]),
        quotas=quotas,
        notes=notes,
    )


def _parents(settings: SalesforceSettings, home: Path | None, labels: list[str]) -> dict[str, str | None]:
    """Territory -> parent of every node of the hierarchy."""
    parents: dict[str, str | None] = dict.fromkeys(labels, None)
    if not settings.hierarchy:
        return parents
    path = (home or Path()) / settings.hierarchy
    frame = read_table(path, text=["territory", "parent"])
    log = ProblemLog()
    for column in ("territory", "parent"):
        if column not in frame:
            log.add(path.name, "this column is missing", "Give territory and parent, one row a node", column=column)
    log.raise_if_any()
    above = {str(child): str(up) for child, up in zip(frame["territory"], frame["parent"].fillna(""), strict=True)}
    for child in above:
        if child not in parents and child not in above.values():
            remedy = f"{did_you_mean(child, labels)}Drop the row, or publish the plan that has it"
            log.add(path.name, "the plan has no such territory, and nothing is below it", remedy, value=child)
    log.raise_if_any()
    nodes = dict.fromkeys([*labels, *above, *filter(None, above.values())])
    return {node: above.get(node) or None for node in nodes}


def _level(name: str, parents: Mapping[str, str | None]) -> int:
    seen = [name]
    while (parent := parents[seen[-1]]) is not None:
        if parent in seen:
            message = "territories are above themselves"
            raise InputError([Problem("hierarchy", message, "Break the circle", value=" < ".join([*seen, parent]))])
        seen.append(parent)
    return len(seen)


def _quotas(frame: pd.DataFrame, settings: SalesforceSettings) -> tuple[tuple[Quota, ...], tuple[str, ...]]:
    if frame.empty:
        return (), ()
    if not settings.forecasting_type:
        return (), ("Quotas are not written: the settings name no forecasting_type.",)
    by_territory = settings.quota_of is QuotaOf.TERRITORY
    named = frame[frame["rep"] != ""]
    keys = ["rep", "territory", "period"] if by_territory else ["rep", "period"]
    sums = named.groupby(keys, sort=False)["amount"].sum().reset_index()
    starts = {period: first_of_month(str(period), settings.year) for period in sums["period"].unique()}
    quotas = tuple(
        Quota(
            str(row["rep"]),
            str(row["territory"]) if by_territory else None,
            starts[row["period"]],
            str(from_cents(int(row["amount"]))),
        )
        for row in sums.to_dict("records")
    )
    nobody = len(frame) - len(named)
    return quotas, (f"{nobody:,} quotas of territories without a rep are not written.",) if nobody else ()


def first_of_month(period: str, year: int) -> str:
    """First day of a month, as loaders want it.

    Raises
    ------
    InputError
        If the period is no month, or a bare month while the settings give no year.
    """
    if MONTH.fullmatch(period):
        return f"{period}-01"
    if BARE_MONTH.fullmatch(period) and year:
        return f"{year:04d}-{period}-01"
    remedy = "Give `plan_year: {start: 2027-01-01}` in the plan, or `year: 2027` in the settings"
    raise InputError(
        [Problem("quotas.csv", "this period is no month of a year", remedy, column="period", value=period)]
    )
