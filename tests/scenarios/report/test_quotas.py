"""Who carries what number, how it came about, and how fair it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.mapping import FrozenMapping
from optimizer.quotas import Term
from scenarios.report.case import ReportCase
from scenarios.report.quotas import HEADINGS, MEANINGS, growth_of, quotas, terms_of

EVIL = "<script>alert(1)</script>"


def test_every_term_has_words():
    """A term that is added needs a heading and a meaning."""
    assert set(HEADINGS) == set(MEANINGS) == set(Term)


def test_table_tells_each_number(case, read):
    """History, steps, quota, growth and chance of everybody, and their sums."""
    page = read(quotas(case))
    assert "all 330 " in page.text
    assert "1,000" in page.text
    assert "+203%" in page.text
    assert "history: what the accounts of the territory in this plan brought before" in page.text
    assert "script" not in page.tags
    assert page.tags.count("svg") == 2


def test_terms_of_nobody_are_left_out(case):
    """Terms that are 0 for all say nothing."""
    told = terms_of(case.quotas)
    assert Term.HISTORY in told
    assert Term.RAMP not in told


def test_growth(case):
    """Quota over history; missing for who has no history."""
    frame = case.quotas.assign(history=[0, 100, 200], quota=[50, 150, 100])
    assert growth_of(frame).tolist() == pytest.approx([float("nan"), 0.5, -0.5], nan_ok=True)
    assert growth_of(frame.drop(columns="history")).isna().all()


def test_fairness_is_told(case, read):
    """Method and alternative, dots with the rep under the pointer, and whom quotas favour."""
    page = read(quotas(case))
    assert "equal probability: the rep least likely to make quota has 30%" in page.text
    assert "flat growth instead" in page.text
    assert "Ann Ray: 30%" in page.text
    assert "Quotas are easier for reps with more accounts." in page.text


def test_quotas_alone(case, read):
    """Without waterfall and forecast the numbers are told."""
    tables = {n: f for n, f in case.record.tables.items() if n not in ("waterfall", "attainment", "fairness")}
    page = read(quotas(ReportCase(replace(case.record, tables=FrozenMapping(tables)), EVIL)))
    assert "The numbers" in page.text
    assert "How fair" not in page.text
    assert "chance" not in page.text


def test_plan_without_quotas(unserved):
    """Nothing is told."""
    assert quotas(unserved) == ""
