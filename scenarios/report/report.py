"""The report of a plan: one HTML file to read on a screen, to send, and to print."""

from __future__ import annotations

from optimizer.display import Html, element, joined

from .appendix import anchor, appendix
from .balance import balance_chart
from .case import ReportCase
from .map import plan_map, today_map
from .moves import moves
from .others import comparison, frontier
from .page import page, section
from .proof import proof
from .quotas import quotas
from .summary import summary
from .words import counted

FRESH = frozenset({"map", "quotas", "scenarios", "proof", "accounts"})
"""Sections that begin a sheet of paper."""


def report_html(case: ReportCase, *, accounts: bool = True) -> str:
    """Tell a plan: summary, map, balance, moves, quotas, the other scenarios, proof, and every account.

    Parameters
    ----------
    case
        What is told.
    accounts
        Whether the appendix lists every account; without it the file of a large plan stays small.

    Returns
    -------
    str
        HTML that stands alone: it holds no script, and refers to nothing outside.
    """
    parts = {
        "short": ("In short", summary(case)),
        "map": ("Who covers what", _maps(case)),
        "balance": ("How even the books are", balance_chart(case)),
        "moves": ("What changes hands", moves(case)),
        "quotas": ("Quotas", quotas(case)),
        "scenarios": ("The scenarios side by side", comparison(case)),
        "frontier": ("What one goal costs in another", frontier(case)),
        "proof": ("Method and proof", proof(case)),
        "accounts": ("Every territory and its accounts", appendix(case) if accounts else Html("")),
    }
    told = {name: part for name, part in parts.items() if part[1]}
    contents = element("nav", *(element("a", heading, href=f"#{name}") for name, (heading, _) in told.items()))
    if accounts:
        told["accounts"] = (told["accounts"][0], joined([_index(case), told["accounts"][1]]))
    sections = [section(name, heading, body, fresh=name in FRESH) for name, (heading, body) in told.items()]
    return page(f"{case.record.title}: {case.scenario}", _title(case), contents, *sections)


def _title(case: ReportCase) -> Html:
    names = [str(name) for name in case.record.tables["comparison"]["scenario"]]
    told = f"Scenario {case.scenario}"
    if len(names) > 1:
        told += f", one of {counted(len(names), 'scenario')}"
    dated = f"; {case.dated}" if case.dated else ""
    return element("header", element("h1", case.record.title), element("p", f"{told}{dated}.", class_="lede"))


def _maps(case: ReportCase) -> Html:
    before = today_map(case)
    then = [element("h3", "Today"), before] if before and case.accounts["moves?"].any() else []
    return joined([plan_map(case), *(element("div", *then, class_="keep") for _ in then[:1])])


def _index(case: ReportCase) -> Html:
    links = [
        element("a", label, href=f"#{anchor(case, str(territory))}")
        for territory, label in zip(case.territories["territory"], case.territories["label"], strict=True)
    ]
    return element("nav", *links)
