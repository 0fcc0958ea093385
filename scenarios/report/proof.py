"""How the plan was made, and what is proved about it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.display import Html, element, joined

from .case import KEPT, ReportCase
from .page import paragraphs, sentences
from .tables import figures, table, words
from .words import NONE, amount, called, counted, is_known, listed, share

STATUSES = {
    "optimal": "The plan is proved to be the best: no plan that keeps these rules is better by more than one part in a "
    "million.",
    "feasible": "The plan keeps every rule. The gap tells how much better another plan could be at most.",
    "violated": "The best plan that was found breaks rules; they are listed on the first page. Whether any plan keeps "
    "all of them is not proved.",
    "infeasible": "It is proved that no plan keeps every rule at once. The plan shown breaks them least.",
    KEPT: "This is today's alignment. Nothing was searched; it is held against the rules as it is.",
}
"""What each status means."""


def proof(case: ReportCase) -> Html:
    """Tell method, bound, gap, seed and versions, and what the proof does not cover."""
    return joined(
        [
            element("h3", "What is proved"),
            paragraphs(list(_proved(case))),
            element("h3", "What is not"),
            paragraphs(list(_not_proved(case))),
            element("h3", "The figures"),
            _figures(case),
            _assumed(case),
        ]
    )


def _proved(case: ReportCase) -> Iterator[str]:
    status = str(case.entry.get("status", ""))
    yield STATUSES.get(status, "")
    bound, gap = case.entry.get("lower_bound"), case.entry.get("gap")
    if is_known(bound) and is_known(gap):
        objective = case.entry["assessment"]["objective"]
        yield (
            f"Plans are weighed by one figure, the objective: travel, and, where the plan file sets a price for it, "
            f"what changes hands. Less is better. This plan has {amount(objective)}. No plan that keeps the rules can "
            f"have less than {amount(bound)}: that is the lower bound. It comes from an easier problem whose best "
            f"answer can only be better, and it holds for all plans, those nobody looked at included. The gap between "
            f"the two is {share(gap, 2)} of the objective: no plan, whatever it is, saves more than that."
        )
    elif is_known(bound):
        yield f"No plan that keeps the rules can have an objective below {amount(bound)}."
    yield (
        "Every figure of this report is computed from the accounts and the rules again, not taken from the search; a "
        "plan is called feasible only if that check finds no rule broken."
    )
    if not case.quotas.empty:
        yield "Quotas add up to the number they split, to the cent, at every level."


def _not_proved(case: ReportCase) -> Iterator[str]:
    yield (
        "The proof takes the accounts, the measures and the rules as given. It does not say that a forecast will come "
        "true, that distances are those of a certain road, or that the rules are the right ones."
    )
    if "chance" in case.quotas and case.quotas["chance"].notna().any():
        yield (
            "Chances to make quota are estimates: they come from draws of a forecast made from past bookings, and are "
            "as good as that forecast. The command `territory backtest` tells how good it would have been in past "
            "years."
        )


def _figures(case: ReportCase) -> Html:
    entry = case.entry
    lines: list[tuple[str, str]] = [
        ("scenario", case.scenario),
        ("status", str(entry.get("status", NONE))),
        ("objective", amount(entry["assessment"]["objective"])),
        ("lower bound", amount(entry.get("lower_bound"))),
        ("gap", share(entry.get("gap"), 3)),
        ("the search", f"{entry['ended']}" if entry.get("status") != KEPT else "nothing was searched"),
        ("seconds, all steps", amount(float(entry["seconds"]))),
        ("seed of this scenario", str(entry["seed"])),
    ]
    lines += [(f"asked of {called(m)}", f"within {share(_asked(case, m))}") for m in case.balanced]
    lines += [(name, version) for name, version in case.record.versions.items()]
    if not case.record.versions:
        lines.append(("versions", "not noted by the version that wrote these results"))
    if case.dated:
        lines.append(("results written", case.dated))
    shown = table(words("", ""), lines, class_="small")
    search = [(name.replace("_", " "), amount(float(value))) for name, value in entry.get("statistics", {}).items()]
    if not search:
        return shown
    return joined(
        [shown, element("h3", "Figures of the search"), table((*words(""), *figures("")), search, class_="small keep")]
    )


def _asked(case: ReportCase, measure: str) -> float:
    return float(case.territories[f"tolerance_{measure}"].dropna().iloc[0])


def _assumed(case: ReportCase) -> Html:
    """Tell what was assumed, and which accounts could not be planned."""
    lost = case.entry["assessment"]["unplaced"]
    told = list(case.record.notes)
    if lost:
        names = listed([str(item["unit"]) for item in lost], 12)
        told.append(f"{counted(len(lost), 'account')} cannot be planned: {names}.")
    return joined([element("h3", "What was assumed"), sentences(told)]) if told else Html("")
