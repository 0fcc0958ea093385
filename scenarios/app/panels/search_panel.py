"""A search as it runs: what it does, how good the plan is by now, and how the gap closes."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.app.desk import SearchProgress
from scenarios.app.words import amount, safe, share

WIDE, HIGH = 440, 62
Point = tuple[float, float | None, float | None]
"""Seconds, objective, lower bound."""


def solve_form_html(seconds: float, gap: float) -> str:
    """Ask for the effort of a search."""
    return (
        '<div class="card" data-form><h3>Solve from here</h3><div class="small muted">Pinned accounts stay. The '
        "page can "
        "be used meanwhile, and the search stopped at any time; its best plan is offered then.</div>"
        '<div class="row" style="margin-top:6px"><label>Seconds <input type="number" name="seconds" min="1" max="3600" '
        f'value="{seconds:g}" style="width:76px"></label><label>Gap, % <input type="number" name="gap" min="0" '
        f'max="50" '
        f'step="0.1" value="{100 * gap:g}" style="width:70px"></label><span class="grow"></span>'
        '<button class="main" data-do="solve" data-enter>Solve</button><button data-do="panel-close">✕</button>'
        "</div></div>"
    )


def keep_form_html(name: str) -> str:
    """Ask for the name under which the desk is kept."""
    return (
        '<div class="card" data-form><h3>Save as a scenario</h3><div class="row"><input type="text" name="name" '
        f'maxlength="80" style="flex:1" value="{safe(name)}" aria-label="Name"><button class="main" data-do="keep" '
        'data-enter>Save</button><button data-do="panel-close">✕</button></div></div>'
    )


def replace_form_html(name: str, edits: int) -> str:
    """Ask whether edits may go for something else."""
    return (
        f'<div class="card"><h3>Open “{safe(name)}”?</h3><div class="small">{edits:,} edits on the desk will be '
        f"gone. Save "
        'them first, if you want them back.</div><div class="row" style="margin-top:6px"><button class="main" '
        'data-do="replace">Open it</button><button data-do="panel-close">Keep editing</button></div></div>'
    )


def search_html(progress: SearchProgress, points: Sequence[Point], *, searched: float, limit: float) -> str:
    """Write a running search.

    Parameters
    ----------
    progress
        How far it is.
    points
        What it found, over time.
    searched, limit
        Seconds it has searched, loading apart, and seconds it has.
    """
    done = min(searched / max(limit, 1e-9), 1.0)
    state = "stopping…" if progress.stopping else safe(progress.phase)
    return (
        f'<div class="card"><div class="row"><h3 style="margin:0">Solving</h3><span class="tag run cut">{state}</span>'
        f'<span class="grow"></span><span class="muted nowrap">{min(searched, limit):.0f} of {limit:.0f} s</span>'
        f'<button class="stop" data-do="stop"{" disabled" if progress.stopping else ""}>Stop, keep the best'
        f"</button></div>"
        f'<div style="height:3px;background:#E3E7EC;margin:6px 0"><div style="height:3px;width:{100 * done:.1f}%;'
        f'background:#2F5D9B"></div></div>{_figures(progress)}{convergence_svg(points)}</div>'
    )


def found_html(text: str, points: Sequence[Point], *, usable: bool) -> str:
    """Write what a search came to, and offer its plan."""
    take = '<button class="main" data-do="take">Use this plan</button>' if usable else ""
    return (
        f'<div class="card"><div class="row"><h3 style="margin:0">Search ended</h3><span class="grow"></span>{take}'
        f'<button data-do="drop">✕</button></div><div class="small" style="white-space:pre-line">{safe(text)}</div>'
        f"{convergence_svg(points)}</div>"
    )


def _figures(progress: SearchProgress) -> str:
    items = (
        ("objective", amount(progress.objective)),
        ("lower bound", amount(progress.lower_bound)),
        ("gap", share(progress.gap, 2)),
        ("improvements", f"{progress.improvements:,}"),
    )
    cells = "".join(f'<div><div class="muted small">{name}</div><b>{value}</b></div>' for name, value in items)
    return f'<div style="display:grid;grid-template-columns:repeat(4,1fr);gap:6px">{cells}</div>'


def convergence_svg(points: Sequence[Point]) -> str:
    """Draw objective and bound over time."""
    known = [value for _, *pair in points for value in pair if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    room = (high - low) * 0.08 or abs(high) * 0.01 or 1.0
    first = next(seconds for seconds, *pair in points if pair != [None, None])
    low, high, last = low - room, high + room, max(points[-1][0] - first, 1e-9)

    def path(column: int) -> str:
        steps, before = [], None
        for point in points:
            value = point[column]
            if value is None:
                continue
            x, y = 4 + (WIDE - 8) * (point[0] - first) / last, 4 + (HIGH - 8) * (high - value) / (high - low)
            steps += [f"M{x:.1f},{y:.1f}"] if before is None else [f"H{x:.1f}", f"V{y:.1f}"]
            before = y
        return "".join([*steps, f"H{WIDE - 4}"]) if steps else ""

    return (
        f'<svg width="100%" viewBox="0 0 {WIDE} {HIGH}" style="display:block;margin-top:6px" role="img" '
        f'aria-label="Objective and lower bound over time"><rect width="{WIDE}" height="{HIGH}" fill="#F7F9FB" rx="5"/>'
        f'<path d="{path(1)}" fill="none" stroke="#2F5D9B" stroke-width="2"/>'
        f'<path d="{path(2)}" fill="none" stroke="#1F7A4D" stroke-width="1.6" stroke-dasharray="5 3"/>'
        '</svg><div class="row small" style="gap:16px;justify-content:flex-end"><span style="color:#2F5D9B">— '
        "objective</span>"
        '<span style="color:#1F7A4D">– – lower bound</span></div>'
    )
