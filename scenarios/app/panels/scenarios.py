"""Scenarios as HTML: the list and how each stands, a new one by form, desks that were kept, two side by side."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from scenarios.app.desk import KeptDesk, ScenarioLine, Source, Standing
from scenarios.app.words import amount, safe, share, whole
from scenarios.figures import Row

TONES = {
    Standing.RUNNING: "run",
    Standing.OPTIMAL: "ok",
    Standing.FEASIBLE: "ok",
    Standing.VIOLATED: "no",
    Standing.INFEASIBLE: "no",
    Standing.FAILED: "no",
}
LOAD = "load"
"""Key of the load files, which ask for more than a button."""


def list_html(lines: Sequence[ScenarioLine], *, on_desk: str | None, approvals: bool) -> str:
    """Write one card a scenario.

    Parameters
    ----------
    lines
        Scenarios and how they stand.
    on_desk
        The one that is edited, None for today's.
    approvals
        Whether somebody keeps book of approvals.
    """
    cards = "".join(_line(row, line, on_desk=on_desk, approvals=approvals) for row, line in enumerate(lines))
    return f'<div class="card"><h3>Scenarios</h3>{cards}</div>'


def _line(row: int, line: ScenarioLine, *, on_desk: str | None, approvals: bool) -> str:
    tags = f'<span class="tag {TONES.get(line.standing, "")}">{line.standing.value}</span>'
    tags += ' <span class="tag">by form</span>' if line.source is Source.FORM else ""
    tags += ' <span class="tag run">on the desk</span>' if line.name == on_desk else ""
    tags += f' <span class="tag">{safe(line.approval)}</span>' if line.approval else ""
    changes = "; ".join(line.changes) or "the plan as its file says"
    return (
        f'<div style="border-top:1px solid #EFF2F5;padding:7px 0"><div class="row wrap" style="gap:6px">'
        f"<b>{safe(line.name)}</b>"
        f'{tags}<span class="grow"></span>{_buttons(row, line)}</div>'
        f'<div class="small muted cut" title="{safe(changes)}">{safe(changes)}</div>{_figures(line)}'
        f"{_approval(row, line) if approvals else ''}</div>"
    )


def _buttons(row: int, line: ScenarioLine) -> str:
    if line.standing is Standing.RUNNING:
        return f'<button class="stop" data-do="stop-run" data-value="{row}">Stop</button>'
    planned = line.outcome is not None and line.outcome.alignment is not None
    again = "Run again" if line.outcome is not None else "Run"
    buttons = f'<button data-do="run" data-value="{row}">{again}</button>'
    if planned:
        buttons = f'<button data-do="open" data-value="{row}">Open</button>' + buttons
    return buttons


def _approval(row: int, line: ScenarioLine) -> str:
    """Write the form in which a plan is approved of."""
    if line.outcome is None or line.outcome.alignment is None:
        return ""
    return (
        f'<details id="approve-{row}" class="small"><summary>Approve…</summary><div class="row" data-form '
        f'style="margin-top:5px"><input type="text" name="note" data-keep="note-{row}" maxlength="200" '
        'placeholder="note, for the book" style="flex:1">'
        f'<button class="main" data-do="approve" data-value="{row}" data-enter>Approve</button></div></details>'
    )


def _figures(line: ScenarioLine) -> str:
    if line.standing is Standing.RUNNING and line.run is not None:
        progress = line.run.progress
        return (
            f'<div class="small">{safe(progress.phase)}, {progress.seconds:.0f} s · objective '
            f"{amount(progress.objective)}"
            f" · bound {amount(progress.lower_bound)} · gap {share(progress.gap, 2)}</div>"
        )
    outcome = line.outcome
    if outcome is None:
        return ""
    if outcome.failure is not None:
        return f'<div class="small bad">{safe(outcome.failure.stage.value)}: {safe(outcome.failure.message)}</div>'
    if outcome.result is None:
        return ""
    judged = outcome.result.assessment
    travel = f"{amount(judged.travel_km)} km" if judged.travel_hours is None else f"{amount(judged.travel_hours)} h"
    told = [f"travel {travel}", f"{whole(judged.moved_units)} move"]
    told += [f"gap {share(outcome.result.gap, 2)}"] if outcome.result.gap is not None else []
    told += [f'<span class="bad">{len(judged.violations)} rules broken</span>'] if judged.violations else []
    told += ["found in the store"] if outcome.stored else []
    return f'<div class="small">{" · ".join(told)}</div>'


def form_html(instance: Instance, criteria: Criteria) -> str:
    """Write the form of a new scenario; what is left empty stays as the plan has it."""
    balances = "".join(
        f'<div><label class="f">Tolerance of {safe(measure)}, %</label><input type="number" min="0" step="any" '
        f'name="balance:{safe(measure)}" data-keep="balance:{safe(measure)}" placeholder="{100 * tolerance:g}"></div>'
        for measure, tolerance in criteria.balance.items()
    )
    tags = "".join(
        f'<div><label class="f">New ones serve {safe(name)}</label><input type="text" name="serves:{safe(name)}" '
        f'data-keep="serves:{safe(name)}" placeholder="{safe(", ".join(tag.values[:6]))}"></div>'
        for name, tag in instance.tags.items()
    )
    limit = criteria.disruption_limits(instance).get(criteria.disruption_measure(instance))
    allowed = "no limit" if limit is None else f"{100 * limit:g}"
    return (
        '<details class="card" id="new"><summary><b>New scenario…</b></summary><div data-form>'
        '<label class="f">Name</label><input type="text" name="name" data-keep="name" maxlength="80">'
        '<div class="grid2"><div><label class="f">Territories to add</label><input type="number" min="0" '
        'max="200" step="1" '
        f'name="add" data-keep="add" placeholder="0"></div>{tags}{balances}<div><label class="f">Most that may '
        f"change hands, %"
        f'</label><input type="number" min="0" max="100" step="any" name="disruption" data-keep="disruption" '
        f'placeholder="{allowed}"></div></div>{_people(instance)}<div class="row" style="margin-top:9px">'
        '<button class="main" '
        f'data-do="add" '
        "data-enter>Add to the list</button></div></div></details>"
    )


def _people(instance: Instance) -> str:
    """Who leaves, who comes, and which territory closes."""
    territories = instance.territories
    reps = [(rep, rep) for rep in dict.fromkeys(territories.reps) if rep]
    homes = [
        (str(label), f"{label}, {rep}" if rep else str(label))
        for label, rep in zip(territories.ids, territories.reps, strict=True)
    ]
    return (
        f'<div class="grid2"><div>{_choice("leaves", "Rep who leaves", reps, "nobody")}</div>'
        f"<div>{_day('leaves_on', 'First day without the rep')}</div>"
        '<div><label class="f">Rep to hire</label><input type="text" name="hires" data-keep="hires" maxlength="80" '
        f'placeholder="nobody"></div><div>{_day("hires_on", "First day of the hire")}</div></div>'
        f"{_choice('closes', 'Territory to close', homes, 'none')}"
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], without: str) -> str:
    """A list to choose one of, (value, text), or to go without."""
    body = "".join(f'<option value="{safe(value)}">{safe(text)}</option>' for value, text in options)
    return (
        f'<label class="f">{label}</label><select name="{name}" data-keep="{name}" style="width:100%">'
        f'<option value="">{without}</option>{body}</select>'
    )


def _day(name: str, label: str) -> str:
    return f'<label class="f">{label}</label><input type="date" name="{name}" data-keep="{name}">'


def kept_html(kept: Sequence[KeptDesk]) -> str:
    """Write the desks that were put away under a name."""
    if not kept:
        return ""
    rows = "".join(
        f'<tr><td><b>{safe(desk.name)}</b><div class="small muted">{safe(desk.who)}, {desk.saved:%Y-%m-%d %H:%M} UTC, '
        f'{desk.edits:,} edits</div></td><td class="num"><button data-do="take-out" data-value="{row}">Open'
        f"</button></td></tr>"
        for row, desk in enumerate(kept)
    )
    return f'<div class="card"><h3>Saved desks</h3><table><tbody>{rows}</tbody></table></div>'


def files_html(names: Sequence[tuple[str, str]], plans: Sequence[str]) -> str:
    """Write a button for each file there is: (key, text), and the plans it can be of."""
    shown = [(key, text) for key, text in names if key != LOAD]
    buttons = "".join(f'<button data-do="file" data-value="{key}">{safe(text)}</button>' for key, text in shown)
    options = "".join(f'<option value="{row}">{safe(name)}</option>' for row, name in enumerate(plans))
    return (
        '<div class="card" data-form><div class="row" style="margin-bottom:8px"><h3 class="nowrap" style="margin:0">'
        'Files of</h3><select name="of" data-keep="of" aria-label="Plan" style="flex:1">'
        f'{options}</select></div><div class="row wrap">{buttons}</div><div class="small muted" '
        'style="margin-top:6px">Workbook and report show it beside all other plans.</div>'
        '<details id="load" style="margin-top:8px"><summary>Load files for Salesforce and PeopleSoft…</summary>'
        '<div class="grid2"><div><label class="f">Salesforce field with the account ids</label><input type="text" '
        'name="account_key" data-keep="account_key" placeholder="Id" maxlength="80"></div><div><label class="f">In '
        'force from</label><input type="date" name="effective" data-keep="effective"></div></div><div class="row" '
        f'style="margin-top:9px"><button class="main" data-do="file" data-value="{LOAD}" data-enter>Make the files'
        '</button><span class="small muted">and show what loading them would change; nothing is sent</span></div>'
        "</details></div>"
    )


def told_html(text: str) -> str:
    """Write what is to be known of a file that was made."""
    return (
        '<div class="card"><div class="row"><h3 style="margin:0">What loading would change</h3>'
        '<span class="grow"></span><button data-do="told-close">✕</button></div>'
        f'<pre style="margin:6px 0 0;white-space:pre-wrap;font-size:11.5px">{safe(text)}</pre></div>'
    )


def compare_bar_html(names: Sequence[str], chosen: tuple[str, str], differ: int | None) -> str:
    """Write the choice of two plans and how many accounts differ."""
    selects = [
        f'<select data-do="side-{side}" style="max-width:250px;flex:1">'
        + "".join(
            f'<option value="{row}"{" selected" if name == chosen[side] else ""}>{safe(name)}</option>'
            for row, name in enumerate(names)
        )
        + "</select>"
        for side in (0, 1)
    ]
    told = "" if differ is None else f'<b>{differ:,}</b> <span class="muted">accounts differ</span>'
    return (
        f'<div class="mapbar"><span class="muted">Compare</span>{selects[0]}<span class="muted">with</span>{selects[1]}'
        f'<button data-do="open-second" title="Edit the plan on the right">Open</button>'
        f'<span class="nowrap">{told}</span></div>'
    )


def compare_rows_html(rows: Sequence[Row], names: tuple[str, str]) -> str:
    """Write the figures of two plans beside each other."""
    body, group = [], ""
    for row in rows:
        if row.group and row.group != group:
            body.append(
                f'<tr><td colspan="3" class="muted small" style="padding-top:8px"><b>{safe(row.group)}</b></td></tr>'
            )
        group = row.group
        cells = "".join(
            f'<td class="num {"" if cell.good is None else "good" if cell.good else "bad"}">{safe(cell.text)}</td>'
            for cell in row.cells
        )
        body.append(f"<tr><td>{safe(row.label)}</td>{cells}</tr>")
    heads = "".join(f'<th class="num">{safe(name)}</th>' for name in names)
    return f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
