"""The map shows who covers what; the map of a letter tells nothing of others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.mapping import FrozenMapping
from optimizer.plotting.colours import PALETTE
from scenarios.report.map import OTHERS, plan_map, territory_map, today_map

EVIL, QUOTED = "<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>"


def test_every_territory_has_its_colour_and_name(case, read):
    """Accounts, centre, and what appears under the pointer; accounts without a place are told."""
    html = plan_map(case)
    for colour in PALETTE[:3]:
        assert colour in html
    page = read(html)
    assert "Ann Ray" in page.text
    assert "2 accounts, potential 150" in page.text
    assert "1 account without a place cannot be drawn" in page.text
    assert "A dark ring" in page.text
    assert "script" not in page.tags


def test_today_has_no_rings(case, read):
    """It shows who has them today, with the reps who have any."""
    assert "dark ring" not in read(today_map(case)).text
    assert "Ann Ray" in read(today_map(case)).text


def test_nobody_serves_them_today(unserved):
    """There is no map of today then."""
    assert today_map(unserved) == ""
    assert plan_map(unserved) != ""


def test_map_of_a_letter_tells_nothing_of_others(case, read):
    """Others are grey, without name or size."""
    page = read(territory_map(case, "West"))
    assert "Ann Ray, 2 accounts" in page.text
    assert "Cy Lee" not in page.text
    assert EVIL not in page.text
    strokes = {value for tag, name, value in page.attributes if tag == "path" and name == "stroke"}
    assert PALETTE[0] in strokes
    assert not set(PALETTE[1:]) & strokes


@pytest.fixture
def near(case):
    """All accounts within one town."""
    accounts = case.record.tables["accounts"]
    count = len(accounts)
    moved = accounts.assign(latitude=47.6 + 0.01 * np.arange(count), longitude=-122.3 + 0.01 * np.arange(count))
    return replace(case, record=replace(case.record, tables=FrozenMapping({**case.record.tables, "accounts": moved})))


def test_neighbours_are_grey_on_the_map_of_a_letter(near):
    """Who lies between my accounts is seen."""
    assert OTHERS in territory_map(near, "West")


def test_no_account_has_a_place(case):
    """No map, and nothing fails."""
    accounts = case.record.tables["accounts"].assign(latitude=np.nan, longitude=np.nan)
    nowhere = replace(case.record, tables=FrozenMapping({**case.record.tables, "accounts": accounts}))
    assert plan_map(replace(case, record=nowhere)) == ""


def test_plane_is_drawn(case):
    """Results with x and y have no land, but accounts."""
    names = {"latitude": "y", "longitude": "x"}
    tables = {name: case.record.tables[name].rename(columns=names) for name in ("accounts", "territories")}
    flat = replace(case.record, tables=FrozenMapping({**case.record.tables, **tables}))
    assert PALETTE[0] in plan_map(replace(case, record=flat))
