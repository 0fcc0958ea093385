"""A letter to every rep: my accounts, what changed and why, my number and how it was made.

A letter tells its reader nothing of the numbers of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.quotas import Term

from .case import UNPLANNED, ReportCase
from .map import territory_map
from .page import page, paragraphs
from .quotas import HEADINGS, MEANINGS, growth_of
from .tables import figures, table, words
from .waterfall import steps_of, waterfall_chart
from .words import amount, called, counted, is_known, money, share, whole_money

FEW = 60
"""Accounts that are kept together on one sheet of paper."""
BESIDE = 3
"""Periods told in one row."""


def letters_html(case: ReportCase) -> str:
    """Write the letters to all reps into one file, each on a page of its own."""
    territories = [str(territory) for territory in case.territories["territory"]]
    written = [_letter(case, territory, f"letter-{at}") for at, territory in enumerate(territories, start=1)]
    links = [element("a", case.reps[territory], href=f"#letter-{at}") for at, territory in enumerate(territories, 1)]
    return page(f"{case.record.title}: letters", element("nav", *links), *written)


def letter_html(case: ReportCase, territory: str) -> str:
    """Write the letter to the rep of one territory into a file of its own."""
    return page(f"{case.record.title}: {case.reps[territory]}", _letter(case, territory))


def _letter(case: ReportCase, territory: str, identity: str | None = None) -> Html:
    row = case.territories[case.territories["territory"] == territory].iloc[0]
    rep = str(row["rep"]) or territory
    place = "" if rep == territory else f", territory {territory}"
    mine = case.accounts[case.accounts["territory"] == territory]
    ground = joined(
        [
            element("h2", "My territory"),
            paragraphs(list(_territory(case, row, mine))),
            territory_map(case, territory),
            _periods(case, territory),
        ]
    )
    number = _number(case, territory)
    halves = [element("div", ground), element("div", number)] if number else [element("div", ground)]
    return element(
        "article",
        element("h1", rep),
        element("p", f"{case.record.title}{place}", class_="lede"),
        element("div", *halves, class_="halves" if number else "alone"),
        element("h2", "What changed, and why"),
        _changes(case, territory, mine),
        element("h2", "My accounts"),
        _accounts(case, mine),
        id=identity,
        class_="letter",
    )


def _territory(case: ReportCase, row: pd.Series[Any], mine: pd.DataFrame) -> Iterator[str]:
    size = [f"{amount(case.total(measure, mine))} of {called(measure)}" for measure in case.measures]
    yield f"{counted(len(mine), 'account')}{', with ' if size else ''}{' and '.join(size)}."
    off = {measure: row[f"deviation_{measure}"] for measure in case.balanced if is_known(row[f"deviation_{measure}"])}
    told = [f"{share(abs(o))} {'above' if o >= 0 else 'below'} in {called(measure)}" for measure, o in off.items()]
    if told:
        yield f"Against a fair share that is {' and '.join(told)}."


def _changes(case: ReportCase, territory: str, mine: pd.DataFrame) -> Html:
    """Tell which accounts come, from whom, which leave, to whom, and why."""
    rows = case.accounts
    into = mine[mine["moves?"] | mine["new?"]]
    out = rows[rows["moves?"] & (rows["was"] == territory)]
    lost = rows[(rows["was"] == territory) & rows["reason"].str.startswith(UNPLANNED)]
    stay = len(mine) - len(into)
    if into.empty and out.empty and lost.empty:
        return element("p", f"Nothing: all {counted(stay, 'account')} stay.")
    if not case.incumbents:
        return element("p", "This is a new territory; nobody served these accounts before.")
    told = f"{counted(stay, 'account')} stay with me, {len(into):,} come, {len(out):,} leave."
    came = into["was_rep"].where(into["was"] != "", "nobody")
    gone = out["territory"].map(case.reps).fillna("nobody")
    parts = [element("p", told), _flows(case, into, came, "From"), _flows(case, out, gone, "To")]
    if len(lost):
        names = ", ".join(sorted(lost["name"]))
        parts.append(element("p", f"{counted(len(lost), 'account')} cannot be planned: {names}."))
    return joined(parts)


def _flows(case: ReportCase, rows: pd.DataFrame, other: pd.Series[str], way: str) -> Html:
    """Tell accounts that come or leave together: from or to whom, why, and which, the largest first."""
    if rows.empty:
        return Html("")
    order = rows.assign(other=other, why=rows["reason"].map(shared_reason))
    order = order.sort_values([case.lead, "account"], ascending=[False, True], kind="stable")
    groups = sorted(order.groupby(["other", "why"], sort=False), key=lambda item: -len(item[1]))
    return element(
        "ul",
        *(
            element(
                "li",
                element("b", f"{way} {who}, {counted(len(group), 'account')}"),
                f" \N{EN DASH} {why}: ",
                element("span", ", ".join(group["name"]), class_="names"),
            )
            for (who, why), group in groups
        ),
        class_="flows",
    )


def shared_reason(reason: str) -> str:
    """Give the part of a reason that accounts share: without how it begins, and without distances of each."""
    told = re.sub(r"; (?:closer|farther) by [\d,]+ km$", "", reason)
    told = re.sub(r"^(?:moved|new): ", "", told)
    return re.sub(r"^(closer|farther) by [\d,]+ km$", r"the new rep is \1", told)


def _accounts(case: ReportCase, mine: pd.DataFrame) -> Html:
    """List all accounts with their size in columns, the largest first; those that come are marked."""
    if mine.empty:
        return element("p", "None.")
    order = mine.sort_values([case.lead, "account"], ascending=[False, True], kind="stable")
    sized = case.lead in case.measures
    items = [
        element(
            "li",
            element("span", row["name"], " +" if case.incumbents and (row["moves?"] or row["new?"]) else ""),
            element("span", amount(row[case.lead])) if sized else "",
        )
        for row in order.to_dict("records")
    ]
    told = f"With {called(case.lead)}, the largest first." if sized else "All of them."
    told += " A plus: comes to me." if case.incumbents and bool((mine["moves?"] | mine["new?"]).any()) else ""
    return joined(
        [
            element("p", told, class_="note lead"),
            element("ul", *items, class_="columns keep" if len(items) <= FEW else "columns"),
        ]
    )


def _number(case: ReportCase, territory: str) -> Html:
    """Tell the quota, how it was made, and when it is due; nothing where there are no quotas."""
    frame = case.quotas
    found = frame[frame["territory"] == territory] if not frame.empty else frame
    if found.empty:
        return Html("")
    row = found.iloc[0]
    growth = growth_of(found).iloc[0]
    told = [f"My quota is {money(row['quota'])}."]
    if is_known(growth):
        way = "more" if growth >= 0 else "less"
        told.append(f"That is {share(abs(growth), 0)} {way} than the same accounts brought before.")
    if "chance" in row.index and is_known(row["chance"]):
        told.append(f"By the forecast I make it with a chance of {share(row['chance'], 0)}.")
    terms = steps_of(row)
    lines = [
        (HEADINGS[term], MEANINGS[term], whole_money(row[term.value], signed=term is not Term.HISTORY))
        for term in terms
    ]
    made: list[object] = []
    if lines:
        total = ("quota", "", whole_money(row["quota"]))
        made = [
            element("h3", "How it was made"),
            element("figure", waterfall_chart(row)),
            table((*words("step", "what it is"), *figures("")), lines, total=total, class_="keep small"),
        ]
    return joined([element("h2", "My number"), element("p", " ".join(told)), *made])


def _periods(case: ReportCase, territory: str) -> Html:
    """Give the quota of each period, a row for every twelve."""
    frame = case.record.rows("quotas", case.scenario)
    mine = frame[frame["territory"] == territory] if not frame.empty else frame
    if mine.empty:
        return Html("")
    pairs = [(str(period), whole_money(cents)) for period, cents in zip(mine["period"], mine["amount"], strict=True)]
    # Beside each other as many as are read at a glance.
    lines = -(-len(pairs) // BESIDE)
    rows = [
        [pairs[at] if at < len(pairs) else ("", "") for at in range(line, lines * BESIDE, lines)]
        for line in range(lines)
    ]
    cells = [[text for pair in row for text in pair] for row in rows]
    columns = [column for _ in range(BESIDE) for column in (*words(""), *figures(""))]
    return joined([element("h3", "When my number is due"), table(columns, cells, class_="keep small bare")])
