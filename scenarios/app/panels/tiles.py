"""The plan in a few large figures: rules, travel, disruption, accounts moved."""

from __future__ import annotations

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from scenarios.app.desk import Figures
from scenarios.app.words import amount, change, safe, share, share_change

LEAST = 5e-4
"""A shift of a share that is told."""


def tiles_html(figures: Figures, instance: Instance, criteria: Criteria) -> str:
    """Write the figures of a plan and how they differ from the plan the desk began with."""
    tiles = [_rules(figures), _travel(figures), *_disruption(figures, instance, criteria), *_worst(figures, criteria)]
    tiles.append(_objective(figures))
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(what: str, big: str, more: str, edge: str = "") -> str:
    return (
        f'<div class="tile {edge}"><div class="what cut" title="{safe(what)}">{safe(what)}</div><div class="big">{big}'
        f'</div><div class="more cut">{more}</div></div>'
    )


def _rules(figures: Figures) -> str:
    broken = len(figures.violations)
    if not broken:
        return _tile("Rules", "all kept", _delta_of_rules(figures), "good-edge")
    return _tile("Rules broken", f"{broken:,}", _delta_of_rules(figures), "bad-edge")


def _delta_of_rules(figures: Figures) -> str:
    if figures.shift is None:
        return "as it began"
    worse, better = len(figures.shift.broken), len(figures.shift.cured)
    told = [f'<span class="bad">{worse} new</span>'] if worse else []
    told += [f'<span class="good">{better} cured</span>'] if better else []
    return ", ".join(told) or "as at the start"


def _travel(figures: Figures) -> str:
    assessment, shift = figures.assessment, figures.shift
    if assessment.travel_hours is not None:
        delta = None if shift is None else shift.travel_hours
        return _tile("Travel, one way", f"{amount(assessment.travel_hours)} h", _toned(delta, " h"))
    delta = None if shift is None else shift.travel_km
    return _tile("Travel, one way", f"{amount(assessment.travel_km)} km", _toned(delta, " km"))


def _objective(figures: Figures) -> str:
    delta = None if figures.shift is None else figures.shift.objective
    return _tile("Objective, less is better", amount(figures.objective), _toned(delta, ""))


def _toned(delta: float | None, unit: str) -> str:
    """Colour a change of which less is better."""
    if delta is None:
        return "as it began"
    text = change(delta)
    tone = "" if text == "±0" else "bad" if delta > 0 else "good"
    return f'<span class="{tone}">{text}{unit}</span>'


def _disruption(figures: Figures, instance: Instance, criteria: Criteria) -> list[str]:
    if (instance.units.incumbent < 0).all():
        return []
    measure = criteria.disruption_measure(instance)
    moved = figures.assessment.disruption[measure]
    limit = criteria.disruption_limits(instance).get(measure)
    edge = "bad-edge" if limit is not None and moved > limit + 1e-9 else ""
    allowed = f"at most {share(limit, 0)}, " if limit is not None else ""
    title = f"Moves, of {measure}"
    return [_tile(title, share(moved), f"{allowed}{figures.assessment.moved_units:,} moved", edge)]


def _shifted(shift: float | None) -> str:
    """Colour a change of a share, of which less is better; nothing where it can hardly be seen."""
    if shift is None or abs(shift) <= LEAST:
        return ""
    return f' <span class="{"bad" if shift > 0 else "good"}">{share_change(shift)}</span>'


def _worst(figures: Figures, criteria: Criteria) -> list[str]:
    tiles = []
    for measure in list(criteria.balance) or list(figures.balance)[:1]:
        balance = figures.balance[measure]
        shift = None if figures.shift is None else figures.shift.worst_deviation[measure]
        asked = "" if balance.tolerance is None else f"within {share(balance.tolerance, 0)}"
        delta = _shifted(shift)
        kept = balance.tolerance is None or balance.worst <= balance.tolerance + 1e-9
        tiles.append(_tile(f"Off target, {measure}", share(balance.worst), asked + delta, "" if kept else "bad-edge"))
    return tiles[:2]
