"""Rules that are broken, and the log of what was done by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.rules import Violation
from scenarios.app.desk import Edit
from scenarios.app.words import plural, safe, whole

MOST = 200


def rules_html(violations: Sequence[Violation], names: Mapping[str, str]) -> str:
    """Write every rule that is broken, with what breaks it.

    Parameters
    ----------
    violations
        What is broken.
    names
        Label of a territory -> what people call it.
    """
    if not violations:
        return '<div class="empty">Every rule is kept.</div>'
    rows = "".join(
        f'<tr><td class="nowrap"><span class="tag no">{safe(item.rule.value)}</span></td>'
        f"<td>{_subject(item, names)}{safe(item.message)}</td></tr>"
        for item in violations[:MOST]
    )
    more = f'<div class="muted pad">and {len(violations) - MOST:,} more</div>' if len(violations) > MOST else ""
    return f"<table><tbody>{rows}</tbody></table>{more}"


def _subject(item: Violation, names: Mapping[str, str]) -> str:
    """Tell who a territory is that a rule names by its label."""
    name = names.get(str(item.subject), "")
    return f"<b>{safe(name)}</b>: " if name and name != str(item.subject) else ""


def log_html(edits: Sequence[Edit]) -> str:
    """Write what was done, the latest first."""
    if not edits:
        return '<div class="empty">Nothing was changed by hand yet.</div>'
    rows = "".join(_edit(edit) for edit in edits[::-1][:MOST])
    return (
        '<table><thead><tr><th>#</th><th>What</th><th class="num">Accounts</th><th>Who, when</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _edit(edit: Edit) -> str:
    reason = f'<div class="muted small">“{safe(edit.reason)}”</div>' if edit.reason else ""
    count = whole(len(edit.units)) if len(edit.units) else ""
    return (
        f'<tr><td class="muted">{edit.number}</td><td><b>{safe(edit.action.value)}</b> {safe(edit.what)}{reason}</td>'
        f'<td class="num">{count}</td><td class="small nowrap">{safe(edit.who)}<br><span class="muted">'
        f"{edit.at:%H:%M:%S}</span></td></tr>"
    )


def tabs_html(names: Sequence[tuple[str, str]], chosen: str) -> str:
    """Write a row of tabs: (key, text) of each."""
    buttons = "".join(
        f'<button class="{"on" if key == chosen else ""}" data-do="list" data-value="{key}">{safe(text)}</button>'
        for key, text in names
    )
    return f'<div class="pad" style="padding-bottom:6px"><div class="seg">{buttons}</div></div>'


def counted(count: int, what: str) -> str:
    """Name of a tab with the number of things on it."""
    return f"{what} ({count:,})" if count else what


__all__ = ["counted", "log_html", "plural", "rules_html", "tabs_html"]
