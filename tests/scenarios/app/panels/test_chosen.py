"""What is chosen, and why it is here."""

import numpy as np
import pytest

from scenarios.app.desk.naming import partner_names
from scenarios.app.panels.chosen import chosen_html, price_html, why_html

COLOURS, NAMES = ["#111111", "#222222", "#333333"], ["Ann", "Bob", "Cid"]


def written(desk, *units):
    return chosen_html(np.array(units, dtype=np.intp), desk.ground.instance, desk.state, names=NAMES, colours=COLOURS)


def test_nothing_chosen_is_a_hint(globe_desk):
    assert "Tap an account" in written(globe_desk)


def test_one_account_is_told_with_its_facts(globe_desk):
    html = written(globe_desk, 0)
    assert "<img" not in html
    assert "Why here?" in html
    assert "pin cost" not in html
    globe_desk.pin([0])
    assert "pin cost" in written(globe_desk, 0)


def test_several_are_added_up_by_whose_they_are(globe_desk):
    html = written(globe_desk, 17, 18, 19, 20, 21, 22)
    assert "6 accounts chosen" in html
    assert html.index("Bob</option") < html.index("</select>")
    assert "Bob (5), " in html
    assert "Ann (1)" in html
    assert 'data-do="only"' not in html
    assert written(globe_desk, 1, 2).count('data-do="only"') == 2


def test_why_here_has_a_row_for_every_choice(globe_desk):
    placement = globe_desk.why_here(3)
    names = dict(zip(globe_desk.ground.instance.territories.ids, NAMES, strict=True))
    partners = partner_names(globe_desk.ground.instance, placement)
    html = why_html(placement, "<b>it</b>", names=names, partners=partners, has_incumbent=True)
    assert all(f"in exchange for Account {item.partner[1:]} ({item.partner})" in html for item in placement.swaps)
    assert placement.swaps
    assert html.count("<tr>") == 1 + len(placement.moves) + len(placement.swaps)
    assert "<b>it" not in html


@pytest.mark.parametrize("words", ["pinning A to B costs 3", ""])
def test_a_price_is_a_sentence(words):
    assert (words[:1].upper() + words[1:] + ".") in price_html(words)
