"""Every territory with its figures and its accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.instance import COUNT

from .case import ReportCase
from .page import sentences
from .tables import Column, figures, table, words
from .words import NONE, amount, called, counted, is_known, money, share


def appendix(case: ReportCase) -> Html:
    """List the accounts of every territory, and those that have none."""
    parts = [_territory(case, row) for _, row in case.territories.iterrows()]
    nobody = case.accounts[case.accounts["territory"] == ""]
    if len(nobody):
        heading = element("h3", f"Without a territory: {counted(len(nobody), 'account')}")
        parts.append(joined([heading, account_table(case, nobody)]))
    return joined(parts)


def _territory(case: ReportCase, row: pd.Series[Any]) -> Html:
    mine = case.accounts[case.accounts["territory"] == row["territory"]]
    territory = "" if row["label"] == row["territory"] else f", territory {row['territory']}"
    return element(
        "div",
        element("h3", f"{row['label']}{territory}"),
        sentences(list(_told(case, row)), "small"),
        account_table(case, mine),
        id=anchor(case, str(row["territory"])),
    )


def _told(case: ReportCase, row: pd.Series[Any]) -> Iterator[str]:
    moved = f", {row['moved_in']:,.0f} of them from others; {row['moved_out']:,.0f} leave" if case.incumbents else ""
    yield f"{counted(int(row['accounts']), 'account')}{moved}"
    told = [
        f"{called(measure)} {amount(row[f'total_{measure}'])} "
        f"({share(row[f'deviation_{measure}'], signed=True)} of target)"
        for measure in case.measures
    ]
    if told:
        yield "; ".join(told)
    if "quota" in row.index and is_known(row["quota"]):
        yield f"quota {money(row['quota'])}"


def account_table(case: ReportCase, rows: pd.DataFrame, *, today: bool = True) -> Html:
    """List accounts, the largest first.

    Parameters
    ----------
    case
        What they are of.
    rows
        Of ``case.accounts``.
    today
        Whether it is told who has them today.
    """
    today = today and case.incumbents
    lead = case.lead if case.lead in rows else COUNT
    columns: list[Column] = [
        *words("account", "name"),
        *figures(*map(called, case.measures)),
        *words(*(["today"] if today else []), "why"),
    ]
    order = rows.sort_values([lead, "account"], ascending=[False, True], kind="stable")
    lines = [
        (
            row["account"],
            row["name"],
            *(amount(row[measure]) for measure in case.measures),
            *([_before(row)] if today else []),
            row["reason"],
        )
        for row in order.to_dict("records")
    ]
    return table(columns, lines, class_="small")


def anchor(case: ReportCase, territory: str) -> str:
    """Name the place of a territory within the page; labels may hold anything, their position does not."""
    return f"territory-{list(case.territories['territory']).index(territory) + 1}"


def _before(row: dict[Any, Any]) -> str:
    if row["moves?"]:
        return str(row["was_rep"]) or str(row["was"])
    return "new" if row["new?"] else "same" if row["was"] else NONE
