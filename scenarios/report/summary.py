"""The plan in words that a sales leader reads, and the figures beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.display import Html, element, joined

from .case import UNPLANNED, ReportCase
from .page import sentences, warning
from .words import amount, called, counted, is_known, listed, money, share

Tile = tuple[str, str]
"""A figure and what it is."""
SAME_TRAVEL = 0.005
"""A change of travel below this share is none."""
SAME_CHANCE = 0.02
"""Chances no farther apart than this are called equal."""


def summary(case: ReportCase) -> Html:
    """Tell what the plan is, what changes, how even it is, what the numbers are, and what is proved."""
    tiles = element("div", *(_tile(tile) for tile in _tiles(case)), class_="tiles")
    told = [
        *_covers(case),
        *_moves(case),
        *_balance(case),
        *_travel(case),
        *_quotas(case),
        *_proof(case),
    ]
    return joined([_broken(case), tiles, sentences(told, "say")])


def _tile(tile: Tile) -> Html:
    figure, words = tile
    return element("div", element("b", figure), element("span", words), class_="tile")


def _tiles(case: ReportCase) -> Iterator[Tile]:
    yield f"{len(case.territories):,}", f"territories for {int(case.territories['accounts'].sum()):,} accounts"
    if case.incumbents:
        yield share(case.figures[f"disruption_{case.lead}"]), f"of {called(case.lead)} changes hands"
    for measure in case.balanced[:2]:
        yield share(case.figures[f"deviation_{measure}"]), f"farthest off target in {called(measure)}"
    if case.has("travel_change") and case.before is not None:
        yield share(case.figures["travel_change"], signed=True), "travel, against today"
    if case.has("quota_total"):
        yield money(round(float(case.figures["quota_total"]) * 100)), "quotas, together"
    if case.has("chance_least"):
        yield share(case.figures["chance_least"], 0), "lowest chance to make quota"
    if case.has("gap"):
        yield share(case.figures["gap"], 2), "at most from the best possible plan"


def _broken(case: ReportCase) -> Html:
    """Warn of rules broken, before anything else is told."""
    violations = case.entry["assessment"]["violations"]
    failure = case.entry.get("failure")
    told = [warning("A later step failed", [f"{failure['stage']}: {failure['message']}"])] if failure else []
    if violations:
        heading = f"This plan breaks {counted(len(violations), 'rule')}"
        messages = [named(case, str(violation["message"]), str(violation["subject"])) for violation in violations]
        told.append(warning(heading, messages))
    return joined(told)


def named(case: ReportCase, message: str, subject: str) -> str:
    """Put the name of the rep before a sentence that begins with a territory."""
    rep = case.reps.get(subject, subject)
    return f"{rep}, territory {message}" if rep != subject and message.startswith(f"{subject} ") else message


def _covers(case: ReportCase) -> Iterator[str]:
    rows = case.accounts
    held = rows[rows["territory"] != ""]
    size = (
        f", {amount(case.total(case.lead, held))} of {called(case.lead)} in all" if case.lead in case.measures else ""
    )
    yield (
        f"The plan \N{LEFT DOUBLE QUOTATION MARK}{case.scenario}\N{RIGHT DOUBLE QUOTATION MARK} spreads "
        f"{counted(len(held), 'account')} over {counted(len(case.territories), 'territory', 'territories')}{size}."
    )
    yield from (f"It {change}." for change in case.entry.get("changes", ()))
    lost = rows[rows["reason"].str.startswith(UNPLANNED)]
    if len(lost):
        why = lost["reason"].str.partition(": ")[2].value_counts()
        causes = listed([f"{cause} ({count:,})" for cause, count in why.items()])
        yield f"{counted(len(lost), 'account')} cannot be planned: {causes}."


def _moves(case: ReportCase) -> Iterator[str]:
    rows = case.accounts
    if not case.incumbents:
        yield "Nobody serves these accounts today: all territories are new."
        return
    moved, new = rows[rows["moves?"]], rows[rows["new?"]]
    if moved.empty:
        yield "No account changes hands."
    else:
        part = "" if case.lead not in case.measures else f", {share(case.figures[f'disruption_{case.lead}'])} of "
        part += called(case.lead) if part else ""
        stay = int(((rows["was"] != "") & ~rows["moves?"] & (rows["territory"] != "")).sum())
        yield f"{counted(len(moved), 'account')} change hands{part}; {stay:,} stay with their rep."
    if len(new):
        yield f"{counted(len(new), 'account')} that nobody had get a rep."


def _balance(case: ReportCase) -> Iterator[str]:
    for measure in case.balanced:
        column = f"deviation_{measure}"
        off = dict(zip(case.territories["label"], case.territories[column], strict=True))
        off = {str(label): float(value) for label, value in off.items() if is_known(value)}
        if not off:
            continue
        worst = max(off, key=lambda label: abs(off[label]))
        asked = float(case.territories[f"tolerance_{measure}"].dropna().iloc[0])
        before = ""
        if case.before is not None and case.incumbents and is_known(case.before[column]):
            before = f" Today it is up to {share(case.before[column], 0)}."
        verdict = "No territory is more than" if abs(off[worst]) <= asked + 1e-9 else "A territory is as much as"
        yield (
            f"{verdict} {share(abs(off[worst]))} off its target in {called(measure)} "
            f"({worst}, {share(off[worst], signed=True)}); {share(asked, 0)} was allowed.{before}"
        )


def _travel(case: ReportCase) -> Iterator[str]:
    before = case.before
    if before is None or not case.has("travel_km") or not is_known(before["travel_km"]) or not before["travel_km"]:
        return
    unit = "travel_hours" if case.has("travel_hours") and is_known(before["travel_hours"]) else "travel_km"
    change = case.figures[unit] / before[unit] - 1
    words = "hours" if unit == "travel_hours" else "kilometres"
    how = "falls" if change < 0 else "rises"
    if abs(change) < SAME_TRAVEL:
        yield f"Travel from reps to accounts stays as it is, {amount(case.figures[unit])} {words} one way."
        return
    yield (
        f"Travel from reps to accounts, one way, {how} by {share(abs(change), 0)}: from {amount(before[unit])} "
        f"to {amount(case.figures[unit])} {words}."
    )


def _quotas(case: ReportCase) -> Iterator[str]:
    if not case.has("quota_total"):
        return
    frame = case.quotas
    total = int(frame["quota"].sum())
    order = frame.sort_values("quota", kind="stable")
    low, high = order.iloc[0], order.iloc[-1]
    yield (
        f"Quotas add up to {money(total)} to the cent, from {money(low['quota'])} ({low['label']}) to "
        f"{money(high['quota'])} ({high['label']})."
    )
    chances = frame["chance"].dropna() if "chance" in frame else pd.Series(dtype=float)
    if not chances.empty:
        yield from _chances(case, chances)


def _chances(case: ReportCase, chances: pd.Series[Any]) -> Iterator[str]:
    least, most = float(chances.min()), float(chances.max())
    if most - least <= SAME_CHANCE:
        yield f"Every rep is as likely to make the number as every other: {share(chances.mean(), 0)}."
    else:
        yield f"The chance to make the number lies between {share(least, 0)} and {share(most, 0)}."
    fair = case.record.rows("fairness", case.scenario)
    if not fair.empty and is_known(fair["company_chance"].iloc[0]):
        yield f"The company reaches its target with a chance of {share(fair['company_chance'].iloc[0], 0)}."


def _proof(case: ReportCase) -> Iterator[str]:
    status = str(case.entry.get("status"))
    if status == "optimal":
        yield "It is proved that no plan keeping these rules is better."
    elif case.has("gap"):
        gap = share(case.figures["gap"], 2)
        yield f"It is proved that no plan keeping these rules is better by more than {gap}."
    elif status == "infeasible":
        yield "It is proved that no plan keeps every rule; this one breaks them least."
    elif status == "kept":
        yield "This is today's alignment, held against the rules; nothing was searched."
