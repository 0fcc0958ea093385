"""The plan in words, each of them true of the results."""

from __future__ import annotations

from dataclasses import replace

from scenarios.report.case import ReportCase
from scenarios.report.summary import summary

EVIL = "<script>alert(1)</script>"


def test_what_a_leader_reads(case, read):
    """Size, moves, balance, quotas, chances, proof."""
    text = read(summary(case)).text
    assert "6 accounts" not in text
    assert "spreads 5 accounts over 3 territories, 330 of potential in all" in text
    assert "2 accounts change hands" in text
    assert "1 account cannot be planned: no coordinates (1)" in text
    assert "was allowed" in text
    assert "Quotas add up to 1,000.01 to the cent" in text
    assert "The chance to make the number lies between 30% and 50%" in text
    assert "The company reaches its target with a chance of 45%" in text
    assert "no plan keeping these rules is better by more than 10.00%" in text


def test_nothing_changes_today(case, read):
    """Today's alignment is told as what it is."""
    text = read(summary(ReportCase(case.record, "today"))).text
    assert "No account changes hands" in text
    assert "nothing was searched" in text


def test_new_territories(unserved, read):
    """Nobody serves them today; no quotas, no comparison with today."""
    text = read(summary(unserved)).text
    assert "Nobody serves these accounts today" in text
    assert "Quotas" not in text
    assert "against today" not in text


def test_broken_rules_come_first(case, read):
    """With the rep who breaks them, not only the territory; failures of later steps too."""
    violation = {"rule": "balance", "subject": "West", "message": "West has 9 potential, above the limit 8"}
    assessment = {**case.entry["assessment"], "violations": [violation]}
    failure = {"stage": "quotas", "error": "QuotaError", "message": "floors <exceed> the target"}
    entry = {**case.entry, "assessment": assessment, "status": "violated", "failure": failure}
    broken = replace(case, record=replace(case.record, scenarios=(case.record.scenarios[0], entry)))
    page = read(summary(broken))
    assert page.text.index("This plan breaks 1 rule") < page.text.index("spreads")
    assert "Ann Ray, territory West has 9 potential, above the limit 8" in page.text
    assert "quotas: floors <exceed> the target" in page.text
