"""The table of territories: for each measure how far it is off target, inside or outside what was allowed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.assessment import Balance
from optimizer.criteria import Criteria
from optimizer.instance import COUNT
from scenarios.app.desk import Figures
from scenarios.app.words import amount, safe, share_change, whole

WIDE, HIGH = 56, 14
"""Size of a bar, pixels."""
NAME = 132
"""Most pixels a name takes; the whole of it is told where one points."""
MOST_MEASURES = 2
BAND, INSIDE, OUTSIDE = "#DCE9DF", "#5B8C6E", "#C3342B"


def balance_html(
    figures: Figures, criteria: Criteria, colours: Sequence[str], *, names: Sequence[str], focus: int | None
) -> str:
    """Write one row a territory.

    Parameters
    ----------
    figures
        Of the plan.
    criteria
        Measures with a tolerance come first.
    colours, names
        (k,) as on the map.
    focus
        The territory that is looked at.
    """
    shown = shown_measures(figures, criteria)
    balances = [figures.balance[name] for name in shown]
    reaches = [_reach(balance) for balance in balances]
    heads = "".join(f'<th title="{safe(_asked(balance))}">{safe(balance.measure)}</th>' for balance in balances)
    body = []
    for row, name in enumerate(names):
        bars = "".join(
            f"<td>{_cell(balance, row, reach)}</td>" for balance, reach in zip(balances, reaches, strict=True)
        )
        broken = figures.broken_by(row)
        mark = f'<span class="bad" title="{safe(broken[0].message)}"> ●</span>' if broken else ""
        moved = _moved(figures, row)
        body.append(
            f'<tr class="press{" on" if row == focus else ""}" data-do="territory" data-value="{row}" role="button" '
            f'tabindex="0"><td class="cut" style="max-width:{NAME}px"><span class="chip" '
            f'style="background:{colours[row]}"></span> '
            f'<span title="{safe(name)}, {safe(figures.labels[row])}">{safe(name)}</span>{mark}</td>'
            f'<td class="num">{whole(float(figures.count[row]))}{moved}</td>{bars}'
            f'<td class="num">{_travel(figures, row)}</td></tr>'
        )
    unit = "h" if figures.travel_hours is not None else "km"
    return (
        f'<table><thead><tr><th>Territory</th><th class="num" title="Accounts, with those that come and go '
        f'against today">Accts</th>{heads}'
        f'<th class="num" title="One way, weighted as the plan says">Trip {unit}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def shown_measures(figures: Figures, criteria: Criteria) -> list[str]:
    """Names of the measures that have a column: those with a tolerance, or the first there are."""
    asked = [name for name in figures.balance if name in criteria.balance]
    others = [name for name in figures.balance if name != COUNT and name not in asked]
    return ([*asked, *others] or [COUNT])[:MOST_MEASURES]


def _reach(balance: Balance) -> float:
    """Largest deviation a bar can show."""
    off = np.abs(balance.deviation[np.isfinite(balance.deviation)])
    tolerance = balance.tolerance or 0.0
    return float(max(2.2 * tolerance, min(np.quantile(off, 0.9), 1.0) if len(off) else 0.0, 0.02))


def _asked(balance: Balance) -> str:
    if balance.tolerance is None:
        return f"{balance.measure}: watched, no tolerance"
    return f"{balance.measure}: within {balance.tolerance:.0%} of target"


def _cell(balance: Balance, row: int, reach: float) -> str:
    off, tolerance = float(balance.deviation[row]), balance.tolerance
    text = share_change(off, 0 if abs(off) >= 0.1 else 1)
    if text == "–":
        text = "no target" if balance.total[row] else "–"
    outside = tolerance is not None and not abs(off) <= tolerance + 1e-9
    told = f"{amount(float(balance.total[row]))} of {amount(float(balance.target[row]))}"
    return (
        f'<div class="row" style="gap:3px" title="{safe(told)}">{_bar(off, tolerance, reach, outside=outside)}'
        f'<span class="num small{" bad" if outside else ""}" style="width:40px;font-size:11.5px">{text}</span></div>'
    )


def _bar(off: float, tolerance: float | None, reach: float, *, outside: bool) -> str:
    """Draw the deviation from the middle, over the band of what was allowed."""
    middle = WIDE / 2
    scale = (middle - 2) / reach
    clipped = float(np.clip(off if np.isfinite(off) else reach, -reach, reach))
    width = max(abs(clipped) * scale, 1.0)
    left = middle if clipped >= 0 else middle - width
    band = ""
    if tolerance is not None:
        half = min(tolerance, reach) * scale
        band = f'<rect x="{middle - half:.1f}" y="0" width="{2 * half:.1f}" height="{HIGH}" fill="{BAND}"/>'
    colour = OUTSIDE if outside else INSIDE
    beyond = ""
    if abs(off) > reach:
        tip = WIDE if clipped > 0 else 0
        back = tip - 5 if clipped > 0 else 5
        beyond = f'<path d="M{back},1 L{tip},{HIGH / 2} L{back},{HIGH - 1}" fill="{colour}"/>'
    return (
        f'<svg class="bars" width="{WIDE}" height="{HIGH}" style="flex:none">{band}'
        f'<rect x="{left:.1f}" y="3" width="{width:.1f}" height="{HIGH - 6}" fill="{colour}" rx="1"/>{beyond}'
        f'<line x1="{middle}" x2="{middle}" y1="0" y2="{HIGH}" stroke="#8A95A3"/></svg>'
    )


def _moved(figures: Figures, row: int) -> str:
    came, went = int(figures.moved_in[row]), int(figures.moved_out[row])
    if not came and not went:
        return ""
    told = " ".join([f"+{came:,}"] * (came > 0) + [f"−{went:,}"] * (went > 0))
    return f'<div class="muted" style="font-size:10.5px;line-height:1.1">{told}</div>'


def _travel(figures: Figures, row: int) -> str:
    hours = figures.travel_hours
    return amount(float(figures.travel_km[row] if hours is None else hours[row]))
