"""The page of quotas, without a browser."""

from decimal import Decimal

import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.quotas_page import QuotasPage, _money


@pytest.fixture
def page(globe_desk):
    made = QuotasPage(globe_desk, lambda: ["#111111", "#222222", "#333333"], document=None, on_change=lambda: None)
    made.show()
    return made


def test_a_number_set_by_hand_is_kept_and_the_sum_stays(page, globe_desk):
    page._hear(Event("set-quota", "1", {"amount": "300,000", "reason": "agreed"}))
    board = globe_desk.quotas()
    assert board.quotas.amounts[1] == 300_000
    assert board.quotas.total == 1_000_000
    assert "by hand" in page._table.html
    page._hear(Event("let-quota", "1", {}))
    assert "by hand" not in page._table.html


@pytest.mark.parametrize("amount", ["", "many", "-5", "NaN", "1e999999"])
def test_an_amount_that_is_none_is_told(page, globe_desk, amount):
    page._hear(Event("set-quota", "1", {"amount": amount}))
    assert "note bad" in page._table.html
    assert globe_desk.state.edits == ()


def test_a_territory_is_told_step_by_step(page):
    page._hear(Event("quota", "2"))
    assert "How the quota of Cid came about" in page._side.html


def test_amounts_are_read_as_people_write_them():
    assert _money("1,250,000") == _money("1 250 000") == _money("1_250_000") == Decimal(1_250_000)
