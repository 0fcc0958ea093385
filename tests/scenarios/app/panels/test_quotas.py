"""Quotas as HTML."""

import re

from scenarios.app.panels.quotas import (
    NAMED,
    VALUED,
    WIDE,
    fairness_svg,
    money,
    quota_form_html,
    quota_table_html,
    quota_tiles_html,
    waterfall_svg,
)

COLOURS, NAMES = ["#111111", "#222222", "#333333"], ["Ann", "<b>Bob</b>", "Cid"]


def test_the_table_adds_up(globe_desk):
    html = quota_table_html(globe_desk.quotas(), NAMES, COLOURS, focus=1)
    rows = re.findall(r"<b>([\d,]+)</b>", html)
    numbers = [int(row.replace(",", "")) for row in rows]
    assert sum(numbers[:-1]) == numbers[-1] == 1_000_000
    assert "<b>Bob" not in html


def test_steps_of_a_waterfall_stay_inside_and_end_at_the_quota(globe_desk):
    globe_desk.set_quota(1, 300_000)
    board = globe_desk.quotas()
    html = waterfall_svg(board, 1)
    assert "Set by hand" in html
    assert "300k" in html
    for x, width in re.findall(r'<rect x="([-\d.]+)" y="\d+" width="([\d.]+)"', html):
        assert float(x) >= NAMED - 1
        assert float(x) + float(width) <= WIDE - VALUED + 3


def test_a_number_by_hand_can_go_back_to_the_rule(globe_desk):
    assert "let-quota" not in quota_form_html(globe_desk.quotas(), 1, "Bob")
    globe_desk.set_quota(1, 300_000)
    assert "let-quota" in quota_form_html(globe_desk.quotas(), 1, "<b>Bob</b>")


def test_without_a_forecast_no_chance_is_claimed(globe_desk):
    board = globe_desk.quotas()
    assert board.fairness is None
    assert "give bookings" in fairness_svg(board, NAMES, focus=None)
    assert "chance" not in quota_tiles_html(board).casefold()


def test_cents_are_written_where_there_are_any():
    assert money(123_456_700) == "1,234,567"
    assert money(150) == "1.50"
