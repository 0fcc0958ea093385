"""Two plans on linked maps."""

import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.compare_pane import ComparePane, _alike
from scenarios.app.desk import ON_THE_DESK
from scenarios.app.shared import make_shared


def test_accounts_that_differ_are_lit_on_both(globe_plan, globe_desk):
    run = globe_desk.run_scenario("today")
    assert run.wait(60)
    globe_desk.move([3, 4], 1)
    pane = ComparePane(make_shared(globe_plan), print, print)
    pair = globe_desk.compare("today", ON_THE_DESK)
    maps = pane._drawn(*pair.alignments, pair.units)
    assert [drawn._dots.selected.indices for drawn in maps] == [[3, 4], [3, 4]]
    assert maps[0].ranges == maps[1].ranges
    first, second = _alike(*pair.alignments)
    assert first == second


def test_a_choice_is_handed_on(globe_plan):
    heard = []
    pane = ComparePane(make_shared(globe_plan), lambda side, place: heard.append((side, place)), print)
    pane._hear(Event("side-1", "2"))
    pane._hear(Event("side-1", "x"))
    pane._hear(Event("side-7", "2"))
    assert heard == [(1, 2)]
