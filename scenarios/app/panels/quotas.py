"""Quotas as HTML: the table of reps, how one number came about, and how likely each is made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.money import format_cents
from optimizer.quotas import Term
from scenarios.app.desk import QuotaBoard
from scenarios.app.words import amount, change, safe, share, share_change

WORDS = {
    Term.HISTORY: "History of these accounts",
    Term.MARKET_GROWTH: "Growth, the same for all",
    Term.POTENTIAL: "Method, against flat growth",
    Term.OVER_ASSIGNMENT: "Over-assignment",
    Term.RAMP: "Ramp, leave, part time",
    Term.BOUND: "Floors and caps",
    Term.ROUNDING: "Rounding",
    Term.ADJUSTMENT: "Set by hand",
}
FROM, GIVES, TAKES, TOTAL = "#6B7A8C", "#2F7D57", "#B3372F", "#2F5D9B"
WIDE = 560
NAMED, VALUED, LINE = 186, 92, 25
"""Room for names and values, and height of a line, pixels."""


def quota_table_html(board: QuotaBoard, names: Sequence[str], colours: Sequence[str], *, focus: int | None) -> str:
    """Write one row a territory, and the sum."""
    plan, chance = board.quotas, board.chance
    growth = plan.growth
    heads = '<th class="num">Quota</th><th class="num">History</th><th class="num">Growth</th>'
    heads += "" if chance is None else '<th style="width:170px">Chance to make it</th>'
    rows = "".join(
        f'<tr class="press{" on" if row == focus else ""}" data-do="quota" data-value="{row}" role="button" '
        f'tabindex="0">'
        f'<td class="cut" style="max-width:200px"><span class="chip" style="background:{colours[row]}"></span> '
        f"{safe(name)}"
        f'{_tag(board, row)}</td><td class="num"><b>{money(int(plan.cents[row]))}</b></td>'
        f'<td class="num">{"–" if plan.history is None else amount(float(plan.history[row]))}</td>'
        f'<td class="num">{"–" if growth is None else share_change(float(growth[row]))}</td>'
        f"{'' if chance is None else f'<td>{_chance_bar(float(chance[row]))}</td>'}</tr>"
        for row, name in enumerate(names)
    )
    history = None if plan.history is None else float(plan.history.sum())
    grown = None if not history else float(plan.cents.sum()) / 100 / history - 1
    total = (
        f'<tr><td><b>All</b></td><td class="num"><b>{money(int(plan.cents.sum()))}</b></td><td class="num">'
        f'{amount(history)}</td><td class="num">{share_change(grown)}</td>{"" if chance is None else "<td></td>"}</tr>'
    )
    return f"<table><thead><tr><th>Territory</th>{heads}</tr></thead><tbody>{rows}{total}</tbody></table>"


def money(cents: int) -> str:
    """Money with its thousands; cents only where there are any."""
    text = format_cents(cents)
    return text.removesuffix(".00")


def _tag(board: QuotaBoard, row: int) -> str:
    if board.by_hand[row]:
        return ' <span class="tag run">by hand</span>'
    bound = board.quotas.binding[row].value
    return "" if bound == "none" else f' <span class="tag" title="What keeps it from its share">{safe(bound)}</span>'


def _chance_bar(chance: float) -> str:
    if not np.isfinite(chance):
        return "–"
    width = 110
    return (
        f'<div class="row" style="gap:6px"><svg width="{width}" height="12"><rect width="{width}" height="12" rx="3" '
        f'fill="#EBEFF3"/><rect width="{width * chance:.1f}" height="12" rx="3" fill="#5B8CC4"/></svg>'
        f'<span class="num small">{share(chance, 0)}</span></div>'
    )


def waterfall_svg(board: QuotaBoard, row: int) -> str:
    """Draw how the quota of a territory came about, term by term from above; nothing where that is not known."""
    waterfall = board.waterfall
    if waterfall is None:
        return '<div class="empty">How this number came about is not known.</div>'
    terms = [(term, float(waterfall.terms[row, place]) / 100) for place, term in enumerate(Term)]
    terms = [(term, value) for term, value in terms if value or term is Term.HISTORY]
    ends = np.cumsum([value for _, value in terms])
    starts = np.append(0.0, ends[:-1])
    quota = float(waterfall.cents[row]) / 100
    reach = max(float(np.max(np.append(ends, quota))), 1e-9)
    # What all steps stand on is cut off, so that small steps can be seen.
    low = float(min(ends.min(), quota)) if len(ends) else 0.0
    base = max(0.0, low - 0.6 * max(reach - low, 0.02 * reach)) if low > 0 else min(low, 0.0)
    scale = (WIDE - NAMED - VALUED) / max(reach - base, 1e-9)
    lines = []
    for place, (term, value) in enumerate(terms):
        left, right = sorted((starts[place], ends[place]))
        colour = FROM if term is Term.HISTORY else GIVES if value >= 0 else TAKES
        text = amount(value) if term is Term.HISTORY else change(value)
        lines.append(_step(place, WORDS[term], (max(left, base), right), text, base=base, scale=scale, colour=colour))
    lines.append(_step(len(terms), "Quota", (base, quota), amount(quota), base=base, scale=scale, colour=TOTAL))
    high = LINE * (len(terms) + 1) + 4
    cut = (
        f'<text x="{NAMED}" y="{high + 12}" font-size="10.5" fill="#5F6B7A">bars begin at {amount(base)}</text>'
        if base > 0
        else ""
    )
    return (
        f'<svg width="100%" viewBox="0 0 {WIDE} {high + 16}" style="display:block" role="img" aria-label="How '
        f"the quota "
        f'came about">{"".join(lines)}{cut}</svg>'
    )


def _step(
    place: int, name: str, span: tuple[float, float], text: str, *, base: float, scale: float, colour: str
) -> str:
    top = place * LINE + 3
    left, right = (NAMED + (edge - base) * scale for edge in span)
    return (
        f'<text x="{NAMED - 10}" y="{top + 14}" text-anchor="end" font-size="12.5" fill="#1B2430">{safe(name)}</text>'
        f'<rect x="{left:.1f}" y="{top + 2}" width="{max(right - left, 1.5):.1f}" height="{LINE - 8}" rx="2" '
        f'fill="{colour}"/><text x="{WIDE - 4}" y="{top + 14}" text-anchor="end" font-size="12.5" fill="#1B2430">{text}'
        f'</text><line x1="{NAMED}" x2="{WIDE}" y1="{top + LINE - 3}" y2="{top + LINE - 3}" stroke="#EFF2F5"/>'
    )


def fairness_svg(board: QuotaBoard, names: Sequence[str], *, focus: int | None) -> str:
    """Draw a strip for this plan and each alternative: a mark for every rep at the chance to make the quota."""
    if board.fairness is None:
        return '<div class="empty">Nothing is known of the year to come: give bookings to see chances.</div>'
    left, right, tall = 16, WIDE - 16, 46
    lines = []
    for place, plan in enumerate(board.fairness.plans):
        y = 28 + place * tall
        chance = plan.attainment.chance
        low, high = plan.quartiles
        ticks = "".join(
            f'<circle cx="{left + (right - left) * float(value):.1f}" cy="{y}" r="{6 if row == focus else 4}" '
            f'fill="{"#B3372F" if row == focus else "#2F5D9B"}" fill-opacity="{0.95 if row == focus else 0.55}">'
            f"<title>{safe(names[row])}: {share(float(value), 0)}</title></circle>"
            for row, value in enumerate(chance)
        )
        lines.append(
            f'<text x="{left}" y="{y - 14}" font-size="12" fill="#1B2430">{safe(plan.name)}</text>'
            f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="#D5DCE4"/>'
            f'<rect x="{left + (right - left) * low:.1f}" y="{y - 8}" '
            f'width="{max((right - left) * (high - low), 2):.1f}" '
            f'height="16" rx="3" fill="#CFE0F4"/>{ticks}'
        )
    bottom = 24 + len(board.fairness.plans) * tall
    axis = "".join(
        f'<text x="{left + (right - left) * tick / 4:.1f}" y="{bottom - 6}" text-anchor="middle" font-size="10.5" '
        f'fill="#5F6B7A">{25 * tick} %</text>'
        for tick in range(5)
    )
    return (
        f'<svg width="100%" viewBox="0 0 {WIDE} {bottom}" style="display:block" role="img" aria-label="Chances to make '
        f'the quota">{"".join(lines)}{axis}</svg><div class="muted small">A mark is a rep; the band holds the '
        f"middle half. "
        "The closer the marks, the more alike the numbers are in difficulty.</div>"
    )


def quota_form_html(board: QuotaBoard, row: int, name: str) -> str:
    """Write the form to set a number by hand."""
    back = f'<button data-do="let-quota" data-value="{row}">Back to the rule</button>' if board.by_hand[row] else ""
    return (
        f'<div data-form class="row wrap"><span>Set {safe(name)} to</span><input type="text" name="amount" '
        f'value="{money(int(board.quotas.cents[row]))}" style="width:130px" inputmode="decimal" aria-label="Amount">'
        '<input type="text" name="reason" placeholder="reason, for the log" maxlength="200" class="grow">'
        f'<button class="main" data-do="set-quota" data-value="{row}" data-enter>Set</button>{back}'
        '<div class="muted small" style="flex-basis:100%">The others share the rest by the rule, within their bounds.'
        "</div></div>"
    )


def quota_tiles_html(board: QuotaBoard) -> str:
    """Write target, sum and fairness in large figures."""
    plan = board.quotas
    tiles = [
        (
            "Target",
            money(round(plan.target * 100)),
            f"{share(plan.over_assignment, 0)} over" if plan.over_assignment else "nothing over",
        ),
        ("Assigned", money(int(plan.cents.sum())), f"over {len(plan.cents)} territories"),
    ]
    if board.fairness is not None:
        chosen = board.fairness.chosen
        tiles.append(("Least chance", share(chosen.least_chance, 0), "of any rep"))
        tiles.append(("Reps at quota", share(chosen.attainment.expected_share, 0), "expected"))
        tiles.append(("Company at target", share(chosen.attainment.company_chance, 0), "by the forecast"))
    body = "".join(
        f'<div class="tile"><div class="what">{what}</div><div class="big">{big}</div><div class="more">{more}'
        f"</div></div>"
        for what, big, more in tiles
    )
    return f'<div class="tiles" style="grid-template-columns:repeat({len(tiles)},1fr)">{body}</div>'
