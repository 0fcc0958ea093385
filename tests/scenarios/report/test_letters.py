"""A letter tells its reader what is hers, and nothing of the numbers of others."""

from __future__ import annotations

import pytest

from scenarios.report.letters import letter_html, letters_html, shared_reason
from scenarios.report.words import money

EVIL = "<script>alert(1)</script>"


def test_every_rep_has_a_letter(case, read):
    """Each in its own article, which begins a sheet of paper."""
    page = read(letters_html(case))
    assert page.tags.count("article") == 3
    places = [value for tag, name, value in page.attributes if tag == "article" and name == "id"]
    assert [value for _, name, value in page.attributes if name == "href"] == [f"#{place}" for place in places]
    assert "break-before: page" in letters_html(case)


def test_letter_tells_territory_changes_and_number(case, read):
    """Accounts, who comes and leaves and why, quota with its steps and months."""
    text = read(letter_html(case, "West")).text
    quota = case.quotas.set_index("territory")["quota"]
    assert "2 accounts, with 150 of potential and 6 of hours" in text
    assert "2 accounts stay with me, 0 come, 1 leave" in text
    assert "To <script>alert(1)</script>, 1 account" in text
    assert f"My quota is {money(quota['West'])}." in text
    assert "with a chance of 30%" in text
    assert "2027-02" in text
    assert "history" in text


def test_letter_tells_no_number_of_others(case, read):
    """Neither quota nor chance nor size of anybody else."""
    text = read(letter_html(case, "West")).text
    quota = case.quotas.set_index("territory")["quota"]
    assert money(quota["Lakes"]) not in text
    assert "50%" not in text
    assert "Gämma, Ltd" in text, "who leaves is named"
    assert "=HYPERLINK(1)" not in text, "accounts of others are not"


def test_new_territory_without_quotas(unserved, read):
    """Nothing changes where nobody was."""
    text = read(letter_html(unserved, "West")).text
    assert "This is a new territory" in text
    assert "My number" not in text


@pytest.mark.parametrize(
    ("reason", "shared"),
    [
        ("moved: closer by 230 km", "the new rep is closer"),
        ("moved from Ito: the book was 68% above target in potential; closer by 1,250 km", None),
        ("new: nearest rep (1.2 h)", "nearest rep (1.2 h)"),
    ],
)
def test_reasons_are_told_once(reason, shared):
    """Accounts that move for one reason share it, whatever their distances."""
    expected = shared or "moved from Ito: the book was 68% above target in potential"
    assert shared_reason(reason) == expected
