"""Tables with headings to repeat, figures to the right, and text that stays text."""

from __future__ import annotations

import pytest

from optimizer.display import element
from scenarios.report.tables import figures, table, words


def test_parts_of_a_table(read):
    """Headings are in a head, which browsers repeat on every sheet; the total is apart."""
    html = table((*words("rep"), *figures("quota")), [("<b>", "3")], total=("all", "3"), caption="Who")
    page = read(html)
    assert page.tags.count("thead") == 1
    assert page.tags.count("tbody") == 2
    assert "b" not in page.tags
    assert page.text == "Who rep quota <b> 3 all 3"
    assert html.count('class="n"') == 3


def test_elements_stay_elements():
    """A cell may be one."""
    assert "<td><i>x</i></td>" in table(words(""), [[element("i", "x")]])


def test_rows_fit_their_headings():
    """A cell too many is a mistake."""
    with pytest.raises(ValueError, match="argument"):
        table(words("a"), [["1", "2"]])
