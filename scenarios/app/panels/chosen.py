"""The accounts that are chosen: what they are, where they go, and why a single one is where it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.diagnosis import Consequence, Placement
from optimizer.instance import NOBODY, Instance
from scenarios.app.desk import DeskState
from scenarios.app.words import amount, change, plural, safe, share_change

MOST_OWNERS = 4
FEW = 5
"""Accounts chosen together that are offered one by one, as where several lie at one place."""


def chosen_html(
    units: NDArray[np.intp],
    instance: Instance,
    state: DeskState,
    *,
    names: Sequence[str],
    colours: Sequence[str],
    held: int = 0,
) -> str:
    """Write what is known of the chosen accounts, and what can be done with them.

    Parameters
    ----------
    units
        Those chosen; none for a hint.
    instance
        The facts.
    state
        What is on the desk.
    names, colours
        (k,) of territories.
    held
        Accounts that would be cut off from their territory without those chosen.
    """
    if not len(units):
        hint = "Tap an account, or draw around several with the lasso, to move, pin or free them."
        if (state.alignment.territory_of == NOBODY).all():
            hint = f"No account has a territory yet: press Solve… to draw the first plan. {hint}"
        return f'<div class="card muted small">{hint}</div>'
    head = _one(int(units[0]), instance, state) if len(units) == 1 else _several(units, instance)
    owners = _owners(units, state, names, colours)
    options = "".join(f'<option value="{row}">{safe(name)}</option>' for row, name in enumerate(names))
    if held:
        owners += (
            f'<div class="small warn">Holds the territory together: without it {plural(held, "account")} would be cut'
            " off.</div>"
        )
    pinned = bool(state.pinned[units].any())
    free = "" if pinned else " disabled"
    return (
        '<div class="card" data-form><button data-do="clear" title="Choose nothing" style="float:right">✕</button>'
        f"{head}{owners}"
        '<div class="row" style="margin-top:7px"><select name="territory" data-keep="territory" style="flex:1" '
        f'aria-label="Territory"><option value="">move to…</option>{options}</select>'
        '<input type="text" name="reason" data-keep="reason" placeholder="reason, for the log" style="flex:1" '
        'maxlength="200"></div>'
        '<div class="row" style="margin-top:7px"><button class="main" data-do="move" data-enter>Move</button>'
        f'<button data-do="pin">Pin</button><button data-do="free"{free}>Free</button><span class="grow"></span>'
        f"{_why_buttons(units, pinned=pinned)}</div></div>"
    )


def _why_buttons(units: NDArray[np.intp], *, pinned: bool) -> str:
    if len(units) != 1:
        return ""
    cost = '<button data-do="pin-cost">What does this pin cost?</button>' if pinned else ""
    return f'{cost}<button data-do="why">Why here?</button>'


def _one(unit: int, instance: Instance, state: DeskState) -> str:
    units = instance.units
    name = units.ids[unit] if units.names is None else units.names[unit]
    facts = [
        f"{safe(measure)} <b>{amount(float(instance.amounts(measure)[unit]))}</b>" for measure in instance.measures
    ]
    tags = [
        f'<span class="tag">{safe(tag.values[tag.of_unit[unit]])}</span>'
        for tag in instance.tags.values()
        if tag.of_unit[unit] >= 0
    ]
    pin = '<span class="tag run">pinned</span>' if state.pinned[unit] else ""
    unplaced = next((item.reason for item in instance.unplaced if item.unit == unit), "")
    problem = f'<div class="bad small">{safe(unplaced)}</div>' if unplaced else ""
    return (
        f'<h3>{safe(name)} <span class="muted" style="font-weight:400">{safe(units.ids[unit])}</span></h3>'
        f'<div class="row wrap small">{" · ".join(facts)} {"".join(tags)}{pin}</div>{problem}'
    )


def _several(units: NDArray[np.intp], instance: Instance) -> str:
    facts = [
        f"{safe(measure)} <b>{amount(float(instance.amounts(measure)[units].sum()))}</b>"
        for measure in instance.measures
    ]
    names = instance.units.ids if instance.units.names is None else instance.units.names
    few = "".join(
        f'<button class="link" data-do="only" data-value="{unit}">{safe(names[unit])}</button>'
        for unit in units.tolist()
    )
    told = f'<div class="row wrap small" style="gap:2px 10px">only {few}</div>' if len(units) <= FEW else ""
    return f'<h3>{plural(len(units), "account")} chosen</h3><div class="small">{" · ".join(facts)}</div>{told}'


def _owners(units: NDArray[np.intp], state: DeskState, names: Sequence[str], colours: Sequence[str]) -> str:
    """Tell whose accounts these are."""
    owner, count = np.unique(state.alignment.territory_of[units], return_counts=True)
    order = np.argsort(-count, kind="stable")
    told = [_owner(int(owner[row]), int(count[row]), names, colours) for row in order[:MOST_OWNERS]]
    more = f" and {len(order) - MOST_OWNERS} more" if len(order) > MOST_OWNERS else ""
    return f'<div class="small" style="margin-top:3px">served by {", ".join(told)}{more}</div>'


def _owner(territory: int, count: int, names: Sequence[str], colours: Sequence[str]) -> str:
    if territory == NOBODY:
        return f"nobody ({count:,})"
    return f'<span class="chip" style="background:{colours[territory]}"></span> {safe(names[territory])} ({count:,})'


def why_html(
    placement: Placement,
    name: str,
    *,
    names: dict[object, str],
    partners: dict[object, str],
    has_incumbent: bool,
) -> str:
    """Write why an account is where it is: every other choice with what it would change.

    Parameters
    ----------
    placement
        What was judged.
    name
        Of the account.
    names
        Territory label -> name to show.
    partners
        Id of an account it may be exchanged for -> name to show.
    has_incumbent
        Whether anything can change hands.
    """
    current = "in no territory" if placement.current is None else f"with {safe(names[placement.current])}"
    items = (*placement.moves, *placement.swaps)
    rows = "".join(_choice(item, names, partners, has_incumbent=has_incumbent) for item in items)
    if not rows:
        return f'<div class="card"><h3>Why here?</h3>{safe(name)} is {current}; no other territory may serve it.</div>'
    disruption = '<th class="num">Disruption</th>' if has_incumbent else ""
    return (
        f'<div class="card"><div class="row"><h3 class="nowrap" style="margin:0">Why here?</h3><span class="muted '
        f'small cut">{safe(name)} is {current}. '
        'Each row was judged as a whole plan.</span><span class="grow"></span><button data-do="why-close">✕</button>'
        f'</div><table><thead><tr><th>Instead</th><th class="num">Travel</th><th class="num">Farthest off'
        f"</th>{disruption}"
        f'<th class="num">Rules</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def price_html(words: str) -> str:
    """Write what a pin costs."""
    return (
        '<div class="card"><div class="row"><h3 style="margin:0">What this pin costs</h3><span class="grow"></span>'
        f'<button data-do="why-close">✕</button></div><div>{safe(words[:1].upper() + words[1:])}.</div></div>'
    )


def _choice(item: Consequence, names: dict[object, str], partners: dict[object, str], *, has_incumbent: bool) -> str:
    other = "" if item.partner is None else safe(partners[item.partner])
    partner = f'<div class="muted small">in exchange for {other}</div>' if other else ""
    travel = f"{change(item.travel_hours)} h" if item.travel_hours is not None else f"{change(item.travel_km)} km"
    worst = "<br>".join(
        f'{share_change(value)} <span class="muted">{safe(measure)}</span>'
        for measure, value in item.worst_deviation.items()
        if abs(value) > 5e-4
    )
    told = "; ".join(violation.message for violation in item.broken)
    broken = f'<span class="bad" title="{safe(told)}">{len(item.broken)} broken</span>' if item.broken else ""
    cured = f'<span class="good">{len(item.cured)} cured</span>' if item.cured else ""
    first = next(iter(item.disruption.values()), 0.0)
    disruption = f'<td class="num">{share_change(first)}</td>' if has_incumbent else ""
    return (
        f"<tr><td>{safe(names[item.territory])}{partner}</td><td class='num'>{travel}</td><td class='num small'>"
        f"{worst or 'same'}</td>{disruption}<td class='num'>{broken or cured or 'kept'}</td></tr>"
    )
