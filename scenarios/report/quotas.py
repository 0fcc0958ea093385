"""Who carries what number, how it came about, and how fair it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from optimizer.display import Html, element, joined
from optimizer.quotas import Term
from optimizer.quotas.bias import Finding

from .case import ReportCase
from .drawing import BEFORE, GRID, PLAN, WIDTH, circle, cut, drawing, group, line, rect, text
from .page import sentences
from .tables import figures, table, words
from .words import is_known, share, whole_money

HEADINGS: Mapping[Term, str] = {
    Term.HISTORY: "history",
    Term.MARKET_GROWTH: "market growth",
    Term.POTENTIAL: "potential",
    Term.OVER_ASSIGNMENT: "over-assigned",
    Term.RAMP: "ramp",
    Term.BOUND: "floor or cap",
    Term.ROUNDING: "rounding",
    Term.ADJUSTMENT: "by hand",
}
MEANINGS: Mapping[Term, str] = {
    Term.HISTORY: "what the accounts of the territory in this plan brought before",
    Term.MARKET_GROWTH: "what grows it to its share of the target, at the same rate for everybody",
    Term.POTENTIAL: "what the method moves between territories, against that flat growth; all without a history",
    Term.OVER_ASSIGNMENT: "what is assigned on top of the target",
    Term.RAMP: "relief for ramp, leave, part time and dates, and what others carry of it",
    Term.BOUND: "what floors and caps move",
    Term.ROUNDING: "to the unit",
    Term.ADJUSTMENT: "what numbers set by hand move",
}
HISTORY = "#E69F00"
NAMES, TOP, ROW = 200.0, 30.0, 19.0
MOST_ROWS = 40
"""Rows of one drawing."""


def quotas(case: ReportCase) -> Html:
    """Tell the quotas; nothing where there are none."""
    if case.quotas.empty or not case.has("quota_total"):
        return Html("")
    return joined([_table(case), _chart(case), _fairness(case)])


def terms_of(frame: pd.DataFrame) -> list[Term]:
    """Terms that are not 0 for everybody; none where only the quotas are known."""
    return [term for term in Term if term.value in frame and frame[term.value].fillna(0).astype(bool).any()]


def growth_of(frame: pd.DataFrame) -> pd.Series[float]:
    """Quota over history minus 1, missing where there is no history."""
    if Term.HISTORY.value not in frame:
        return pd.Series(np.nan, index=frame.index)
    history = frame[Term.HISTORY.value].astype(float)
    return frame["quota"].astype(float) / history.where(history > 0) - 1


def _table(case: ReportCase) -> Html:
    frame = case.quotas.sort_values("quota", ascending=False, kind="stable")
    terms = terms_of(frame)
    history = float(frame[Term.HISTORY.value].sum()) if Term.HISTORY in terms else 0.0
    extras = {"growth": growth_of(frame)} if history > 0 else {}
    if "chance" in frame and frame["chance"].notna().any():
        extras["chance"] = frame["chance"]
    columns = [*words("rep"), *figures(*(HEADINGS[term] for term in terms), "quota", *extras)]
    lines = [
        (
            row["label"],
            *(whole_money(row[term.value], signed=term is not Term.HISTORY) for term in terms),
            whole_money(row["quota"]),
            *(share(values[at], 0, signed=name == "growth") for name, values in extras.items()),
        )
        for at, row in zip(frame.index.tolist(), frame.to_dict("records"), strict=True)
    ]
    means = {"growth": float(frame["quota"].sum()) / history - 1 if history > 0 else float("nan")}
    means |= {"chance": float(extras["chance"].mean())} if "chance" in extras else {}
    total = (
        "all",
        *(whole_money(frame[term.value].sum(), signed=term is not Term.HISTORY) for term in terms),
        whole_money(frame["quota"].sum()),
        *(share(means[name], 0, signed=name == "growth") for name in extras),
    )
    heading = element("h3", "How each number was made" if terms else "The numbers")
    return joined([heading, table(columns, lines, total=total), _meanings(terms, chance="chance" in extras)])


def _meanings(terms: list[Term], *, chance: bool) -> Html:
    """Say what the columns are."""
    meant = [f"{HEADINGS[term]}: {MEANINGS[term]}" for term in terms]
    meant += ["chance: how likely the rep makes the number, by the forecast"] if chance else []
    return element("p", "; ".join(meant) + ".", class_="note") if meant else Html("")


def _chart(case: ReportCase) -> Html:
    """Draw quota beside history, the largest first."""
    frame = case.quotas.sort_values("quota", ascending=False, kind="stable")
    known = Term.HISTORY.value in frame and float(frame[Term.HISTORY.value].sum()) > 0
    quota = frame["quota"].to_numpy(dtype=np.float64)
    history = frame[Term.HISTORY.value].to_numpy(dtype=np.float64) if known else np.zeros(len(frame))
    scale = (WIDTH - NAMES - 120) / (float(max(quota.max(), history.max())) or 1.0)
    charts = []
    for start in range(0, len(frame), MOST_ROWS):
        rows = range(start, min(start + MOST_ROWS, len(frame)))
        bars = [
            _bar(
                str(frame["label"].iloc[row]),
                4 + ROW * (row - start + 0.5),
                quota[row],
                history=history[row] * scale,
                scale=scale,
            )
            for row in rows
        ]
        charts.append(drawing(8 + ROW * len(rows), *bars, described="Quota of each rep beside history"))
    told = "Bars are quotas" + ("; the upright mark is what the same accounts brought before." if known else ".")
    key = element("figcaption", told)
    return joined(element("figure", chart, key if chart is charts[-1] else "") for chart in charts)


def _bar(name: str, y: float, quota: float, *, history: float, scale: float) -> Html:
    wide = quota * scale
    shapes: list[object] = [text(NAMES - 12, y + 4.5, cut(name, NAMES - 14), anchor="end")]
    shapes.append(rect(NAMES, y - 6, wide, 12, fill=PLAN))
    if history > 0:
        shapes.append(line(NAMES + history, y - 9, NAMES + history, y + 9, colour=HISTORY, width=3))
    shapes.append(text(NAMES + max(wide, history) + 8, y + 4.5, whole_money(quota), size=12.5))
    return group(shapes)


def _fairness(case: ReportCase) -> Html:
    """Draw the chances of all reps by the method chosen and by others, and say what they come to."""
    reps = case.record.rows("attainment", case.scenario)
    if reps.empty:
        return Html("")
    plans = list(reps["plan"].unique())
    height = TOP + 44.0 * len(plans) + 8
    left, wide = 300.0, WIDTH - 330.0
    shapes: list[object] = []
    for tick in range(0, 101, 20):
        x = left + wide * tick / 100
        shapes += [line(x, TOP - 6, x, height - 6, colour=GRID), text(x, 16, f"{tick}%", size=12, anchor="middle")]
    for row, plan in enumerate(plans):
        mine = reps[reps["plan"] == plan]
        shapes.append(_strip(case, mine, TOP + 44.0 * (row + 0.5), (left, wide), first=row == 0))
    key = element("figcaption", "One dot a rep: how likely the number is made. The closer together, the fairer.")
    chart = drawing(height, *shapes, described="Chance of each rep to make quota")
    told = sentences(list(_told(case)))
    heading = element("h3", "How fair the numbers are")
    return element("div", heading, element("figure", chart, key), told, class_="keep")


def _strip(case: ReportCase, mine: pd.DataFrame, y: float, across: tuple[float, float], *, first: bool) -> Html:
    """Draw one way of setting quotas: a dot a rep, those of the same chance on top of each other."""
    left, wide = across
    name = str(mine["plan"].iloc[0])
    bold = "600" if first else "400"
    shapes: list[object] = [text(left - 20, y + 4.5, cut(name, left - 30), anchor="end", font_weight=bold)]
    seen: dict[int, int] = {}
    for territory, chance in zip(mine["territory"], mine["chance"], strict=True):
        if not is_known(chance):
            continue
        bin_ = round(float(chance) * 100)
        level = seen.get(bin_, 0)
        seen[bin_] = level + 1
        # Piles grow in both directions from the middle, no higher than the row.
        lift = min(4.0, 36.0 / max(len(mine), 1)) * (level // 2 + level % 2) * (1 if level % 2 else -1)
        dot = circle(left + wide * float(chance), y + lift, 4.5, fill=PLAN if first else BEFORE, fill_opacity="0.75")
        shapes.append(group([dot], f"{case.reps.get(territory, territory)}: {share(chance, 0)}"))
    return joined(shapes)


def _told(case: ReportCase) -> Iterator[str]:
    frame = case.record.rows("fairness", case.scenario)
    for position, row in enumerate(frame.to_dict("records")):
        spread = 100 * row["chance_iqr"] if is_known(row["chance_iqr"]) else 0.0
        instead = "" if position == 0 else " instead"
        yield (
            f"{row['plan']}{instead}: the rep least likely to make quota has {share(row['chance_least'], 0)}, the "
            f"middle half of all lies within {spread:.0f} points; {share(row['share_at_quota'], 0)} are expected to "
            f"make it."
        )
    if not frame.empty and is_known(frame["company_chance"].iloc[0]):
        yield f"The company reaches its target with a chance of {share(frame['company_chance'].iloc[0], 0)}."
    for column in (name for name in frame if str(name).startswith("bias_") and str(name).endswith("_finding")):
        finding, trait = str(frame[column].iloc[0]), str(column).removeprefix("bias_").removesuffix("_finding")
        if finding in (Finding.EASIER.value, Finding.HARDER.value):
            yield f"Quotas are {finding.split(maxsplit=1)[0]} for reps with more {trait.replace('_', ' ')}."
    yield "The chances are counted over draws of the forecast, and hold for the accounts known today."
