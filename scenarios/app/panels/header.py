"""The bar at the top: which plan, which page, undo and redo, keep, solve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scenarios.app.words import safe


class Page(Enum):
    """A page of the app, by the name on its tab."""

    PLAN = "Plan"
    SCENARIOS = "Scenarios"
    QUOTAS = "Quotas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the bar shows.

    Parameters
    ----------
    plan
        Name of the plan.
    page
        The page that is open.
    scenario
        What is on the desk.
    can_undo, can_redo
        What can be pressed.
    solving
        Whether a search runs.
    has_quotas
        Whether there is anything to see of quotas.
    user
        Who is signed in, empty where nobody needs to.
    """

    plan: str
    page: Page
    scenario: str
    can_undo: bool
    can_redo: bool
    solving: bool
    has_quotas: bool
    user: str = ""


def header_html(header: Header) -> str:
    """Write the bar."""
    tabs = "".join(
        f'<button class="tab{" on" if page is header.page else ""}" data-do="page" data-value="{page.value}" '
        f'aria-current="{"page" if page is header.page else "false"}">{page.value}</button>'
        for page in Page
        if page is not Page.QUOTAS or header.has_quotas
    )
    solve = (
        '<button class="stop" data-do="stop">Stop</button>'
        if header.solving
        else '<button class="main go" data-do="solve-form">Solve…</button>'
    )
    user = f'<span class="plan" style="flex:none">{safe(header.user)}</span>' if header.user else ""
    return (
        f'<div class="bar"><span class="brand">Territory</span><span class="plan" title="{safe(header.plan)}">'
        f'{safe(header.plan)}</span><div class="tabs" role="navigation">{tabs}</div>'
        f'<span class="pill cut" title="On the desk: {safe(header.scenario)}">{safe(header.scenario)}</span>'
        f"{_tool('undo', '↶ Undo', enabled=header.can_undo)}{_tool('redo', '↷ Redo', enabled=header.can_redo)}"
        f"{_tool('keep-form', 'Save as…', enabled=True, title='Keep what is on the desk')}{solve}{user}</div>"
    )


def _tool(do: str, text: str, *, enabled: bool, title: str = "") -> str:
    return f'<button class="tool" data-do="{do}" title="{safe(title)}"{"" if enabled else " disabled"}>{text}</button>'
