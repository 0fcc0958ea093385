"""What changes hands: who gives how much to whom, why, and the largest accounts among them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.instance import COUNT

from .case import ReportCase
from .tables import Column, figures, table, words
from .words import NONE, amount, called, counted, share

MOST_BESIDE = 14
"""Reps of a from-to square at most; more are listed as flows."""
MOST_FLOWS, MOST_ACCOUNTS = 40, 20
CAUSES = (
    ("may not serve it", "today's rep may not serve it"),
    ("is farther than", "today's rep is too far away"),
    ("starts a new territory", "starts a new territory"),
    ("above target", "the book of today's rep was above target"),
    ("below target", "the book of the new rep was below target"),
    ("pinned to", "pinned to the new rep"),
    ("only eligible rep", "the new rep is the only eligible one"),
    ("together with its family", "moves together with its family"),
    ("evens out the books", "part of an exchange that evens out the books"),
    ("moved: closer by", "the new rep is closer"),
    ("shortens the plan", "shortens the plan as a whole"),
)
"""What a reason holds, and how causes are counted; the first that fits counts."""
OTHER = "other"


def moves(case: ReportCase) -> Html:
    """Tell what changes hands; a sentence where nothing does."""
    rows = case.accounts
    if not case.incumbents:
        return element("p", "Nobody serves these accounts today, so none changes hands.")
    moved = rows[rows["moves?"]]
    if moved.empty:
        return joined([element("p", "No account changes hands."), _by_rep(case)])
    return joined([_flows(case, moved), _by_rep(case), _causes(case, moved), _largest(case, moved)])


def _flows(case: ReportCase, moved: pd.DataFrame) -> Html:
    """Give the from-to square, or the list of flows where it would not fit."""
    parties = set(moved["was"]) | set(moved["territory"])
    involved = [label for label in case.reps if label in parties]
    if len(involved) <= MOST_BESIDE:
        return _square(case, moved, involved)
    grouped = moved.groupby(["was", "territory"], sort=False)
    flows = grouped.agg(accounts=(COUNT, "sum"), size=(case.lead, "sum")).reset_index()
    flows = flows.sort_values(["size", "accounts"], ascending=False, kind="stable")
    lines = [
        (_who(case, row.was), _who(case, row.territory), amount(row.accounts), amount(row.size))
        for row in flows.head(MOST_FLOWS).itertuples()
    ]
    more = len(flows) - MOST_FLOWS
    note = element("p", f"and {counted(more, 'smaller flow')}", class_="note") if more > 0 else ""
    columns = (*words("from", "to"), *figures("accounts", *_lead_heading(case)))
    body = lines if case.lead in case.measures else [line[:3] for line in lines]
    return joined([element("h3", "Who gives to whom"), table(columns, body), note])


def _square(case: ReportCase, moved: pd.DataFrame, involved: list[str]) -> Html:
    """Rows are the reps of today, columns those of the plan; the shade is the share of the largest flow."""
    size = moved.pivot_table(index="was", columns="territory", values=case.lead, aggfunc="sum", fill_value=0.0)
    count = moved.pivot_table(index="was", columns="territory", values=COUNT, aggfunc="sum", fill_value=0.0)
    order = [*involved, ""] if (moved["territory"] == "").any() else involved
    size, count = (frame.reindex(index=involved, columns=order, fill_value=0.0) for frame in (size, count))
    shares = size.to_numpy(dtype=np.float64) / (float(size.to_numpy().max()) or 1.0)
    head = element("tr", element("td", ""), *(element("th", _who(case, label), scope="col") for label in order))
    lines = [
        element(
            "tr",
            element("th", _who(case, was), scope="row"),
            *(_cell(was == now, part, number) for now, part, number in zip(order, parts, numbers, strict=True)),
        )
        for was, parts, numbers in zip(involved, shares.tolist(), count.to_numpy().astype(int).tolist(), strict=True)
    ]
    made = element("table", element("thead", head), element("tbody", *lines), class_="matrix keep")
    told = f"accounts from the rep of today (row) to the rep of the plan (column); darker: more {called(case.lead)}"
    return joined([element("h3", "Who gives to whom"), element("p", told, class_="note lead"), made])


def _cell(same: bool, part: float, count: int) -> Html:  # noqa: FBT001 -- both ends of a flow are one rep
    if same:
        return element("td", "", class_="same")
    shade = 0.06 + 0.94 * float(np.sqrt(part)) if count else 0.0
    white, full = np.array([255, 255, 255]), np.array([0x33, 0x22, 0x88])
    red, green, blue = np.round(white + shade * (full - white)).astype(int)
    ink = "#fff" if shade > 0.45 else "#222"
    style = f"background:rgb({red},{green},{blue});color:{ink}" if count else None
    return element("td", f"{count:,}" if count else "", style=style)


def _by_rep(case: ReportCase) -> Html:
    """Give what every rep has today, gives, gets, and has then."""
    rows, lead = case.accounts, case.lead
    given, taken = rows[rows["moves?"]], rows[rows["moves?"] | rows["new?"]]
    counts = [
        part.groupby(side)[COUNT].sum()
        for part, side in ((rows, "was"), (given, "was"), (taken, "territory"), (rows, "territory"))
    ]
    before, gone = (part.groupby("was")[lead].sum() for part in (rows, given))
    lines = []
    for label in dict.fromkeys([*case.territories["territory"], *sorted(set(rows["was"]) - {""})]):
        had = float(before.get(label, 0.0))
        part = 1 - float(gone.get(label, 0.0)) / had if had > 0 else float("nan")
        lines.append((_who(case, label), *(amount(float(count.get(label, 0))) for count in counts), share(part, 0)))
    columns = (*words("rep"), *figures("today", "gives", "gets", "in the plan", f"keeps, of {called(lead)}"))
    return joined([element("h3", "Accounts by rep"), table(columns, lines)])


def _causes(case: ReportCase, moved: pd.DataFrame) -> Html:
    """Count the reasons."""
    cause = moved["reason"].map(cause_of)
    counts = moved.assign(cause=cause).groupby("cause").agg(accounts=(COUNT, "sum"), size=(case.lead, "sum"))
    counts = counts.sort_values("accounts", ascending=False, kind="stable")
    lines = [(name, amount(row["accounts"]), amount(row["size"])) for name, row in counts.iterrows()]
    columns: tuple[Column, ...] = (*words("why"), *figures("accounts", *_lead_heading(case)))
    body = lines if case.lead in case.measures else [line[:2] for line in lines]
    return element("div", element("h3", "Why accounts move"), table(columns, body), class_="keep")


def cause_of(reason: str) -> str:
    """Find the cause a reason of a moved account is counted under."""
    return next((cause for words_, cause in CAUSES if words_ in reason), OTHER)


def _largest(case: ReportCase, moved: pd.DataFrame) -> Html:
    """List the largest accounts that change hands, with the reason of each."""
    order = moved.sort_values([case.lead, "account"], ascending=[False, True], kind="stable").head(MOST_ACCOUNTS)
    columns = (*words("account"), *figures(*_lead_heading(case)), *words("from", "to", "why"))
    lines = [
        (
            row["name"],
            *([amount(row[case.lead])] if case.lead in case.measures else []),
            row["was_rep"] or NONE,
            _who(case, row["territory"]),
            row["reason"],
        )
        for _, row in order.iterrows()
    ]
    heading = "The largest accounts that change hands" if len(moved) > MOST_ACCOUNTS else "Accounts that change hands"
    return joined([element("h3", heading), table(columns, lines)])


def _lead_heading(case: ReportCase) -> list[str]:
    return [called(case.lead)] if case.lead in case.measures else []


def _who(case: ReportCase, label: object) -> str:
    return case.reps.get(str(label), str(label)) if label else "nobody"
