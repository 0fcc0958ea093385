"""The bar at the top."""

from dataclasses import replace

from scenarios.app.panels.header import Header, Page, header_html

BAR = Header(
    plan="Two <b>coasts</b>", page=Page.PLAN, scenario="today's plan", can_undo=False, can_redo=True, solving=False,
    has_quotas=True,
)  # fmt: skip


def test_what_cannot_be_pressed_is_shut():
    html = header_html(BAR)
    assert 'data-do="undo" title="" disabled' in html
    assert 'data-do="redo" title="">' in html
    assert "<b>coasts" not in html


def test_a_search_is_stopped_from_here():
    assert 'data-do="stop"' not in header_html(BAR)
    assert 'data-do="stop"' in header_html(replace(BAR, solving=True))


def test_quotas_have_a_tab_where_there_are_any():
    assert 'data-value="Quotas"' in header_html(BAR)
    assert 'data-value="Quotas"' not in header_html(replace(BAR, has_quotas=False))
