"""Every account stands in the appendix exactly once."""

from __future__ import annotations

from scenarios.report.appendix import account_table, anchor, appendix
from scenarios.report.words import amount

EVIL, QUOTED = "<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>"


def test_every_account_once(case, read):
    """With measures and reason, also who has no territory."""
    page = read(appendix(case))
    rows = page.tags.count("tr") - page.tags.count("thead")
    assert rows == len(case.accounts)
    for row in case.accounts.to_dict("records"):
        assert row["reason"] in page.text
        assert amount(row["potential"]) in page.text
    assert "Without a territory: 1 account" in page.text
    assert not {"script", "img"} & set(page.tags)


def test_largest_first(case, read):
    """By the measure that stands for size."""
    mine = case.accounts[case.accounts["territory"] == "West"]
    text = read(account_table(case, mine)).text
    assert text.index("A1") < text.index("Bell")


def test_who_had_it_today(case, unserved, read):
    """The rep it moves from; no such column where nobody serves any."""
    html = account_table(case, case.accounts)
    assert "today" in read(html).text
    assert "same" in read(html).text
    assert "today" not in read(account_table(unserved, unserved.accounts)).text


def test_places_are_plain(case):
    """Links lead to numbers, whatever a territory is called."""
    assert [anchor(case, label) for label in ("West", QUOTED, "Lakes")] == [
        "territory-1",
        "territory-2",
        "territory-3",
    ]
