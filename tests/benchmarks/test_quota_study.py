"""The study judges by the truth and says what the seeds say, also where it does not like it."""

import json

import numpy as np
import pytest

from benchmarks import quota_study
from benchmarks.company import all_regimes, make_company
from benchmarks.quota_study import (
    Effort,
    Method,
    Quality,
    RegimeResult,
    Verdict,
    judge,
    markdown,
    run_study,
    set_quotas,
    write_study,
)

TINY = Effort(seeds=2, accounts=120, draws=50, years=60)


def result(*, regime=0, flat=0.3, potential=0.4, better=True):
    """Equal probability around 0.2 in four companies, the others around what is given."""
    wobble = np.array([0.0, 0.01, -0.01, 0.02])
    levels = {Method.EQUAL: 0.2, Method.FLAT: flat, Method.POTENTIAL: potential, Method.TRUTH: 0.0}
    shift = {Method.FLAT: wobble[::-1], Method.POTENTIAL: -wobble}
    found = {
        method: [Quality(level + change, level / 2 + change) for change in shift.get(method, wobble)]
        for method, level in levels.items()
    }
    return RegimeResult(all_regimes()[regime], found, [better] * 4)


def test_quotas_are_judged_by_true_years():
    """Two reps, four true years: chances 1/2 and 1, share errors counted by hand."""
    years = np.array([[10.0, 30.0], [30.0, 10.0], [20.0, 20.0], [10.0, 10.0]])
    quality = judge(np.array([20.0, 10.0]), years)
    assert quality.spread == 0.25
    assert quality.share_error == pytest.approx(np.mean([2 / 3 - 1 / 4, 3 / 4 - 2 / 3, 1 / 6, 1 / 6]))


def test_all_methods_share_the_same_amount():
    """Only the sharing is judged: every method hands out the true expected revenue."""
    company = make_company(all_regimes()[0], 1, accounts=120)
    quotas = set_quotas(company, company.years(50, 5), 1, years=60)
    assert set(quotas) == set(Method)
    for amounts in quotas.values():
        assert amounts.sum() == pytest.approx(company.expected.sum(), rel=1e-6)
    recent = company.by_territory(company.recent)
    assert quotas[Method.FLAT] * recent.sum() == pytest.approx(recent * company.expected.sum())


def test_who_knows_the_truth_is_nearly_fair():
    """Quotas by the true distribution have a spread far below flat growth: the yardstick measures what it should."""
    (found,) = run_study(all_regimes()[:1], Effort(seeds=1, accounts=400, draws=100, years=500))
    assert found.mean(Method.TRUTH).spread < 0.05
    assert found.mean(Method.FLAT).spread > 0.2
    errors = [found.mean(method).share_error for method in Method]
    assert min(errors) == found.mean(Method.TRUTH).share_error


def test_same_seeds_same_study():
    """Two runs agree to the last digit, and each result is told as it comes."""
    told = []
    once = run_study(all_regimes()[:2], TINY, told.append)
    again = run_study(all_regimes()[:2], TINY)
    assert told == once
    assert [one.found for one in once] == [two.found for two in again]


def test_verdicts():
    """Lower and higher only where the interval of the paired differences says so."""
    assert result().differences(Method.FLAT) == (Verdict.LOWER, Verdict.LOWER)
    assert result(flat=0.1).differences(Method.FLAT) == (Verdict.HIGHER, Verdict.HIGHER)
    assert result(flat=0.205).differences(Method.FLAT) == (Verdict.NEITHER, Verdict.NEITHER)
    same = result()
    same.found[Method.FLAT] = same.found[Method.EQUAL]
    assert same.differences(Method.FLAT) == (Verdict.NEITHER, Verdict.NEITHER)
    assert same.wins(Method.FLAT) == (0, 0)
    assert result().wins(Method.FLAT) == (4, 4)
    assert result().holds
    assert not result(potential=0.2).holds


def test_table_and_summary():
    """One row a regime, means and wins in it, and below where it does not hold."""
    text = markdown([result(), result(regime=1, flat=0.2), result(regime=9, better=False)])
    rows = text.splitlines()
    assert rows[0].count("|") == rows[1].count("|") == rows[2].count("|")
    assert "| 0.205 | 0.305 | 0.395 | 10.5% | 15.5% | 19.5% | 0.5% | lower (4 of 4), lower (4 of 4) |" in rows[2]
    assert "no difference" in rows[3]
    assert rows[2].endswith("| 4 of 4 |")
    assert rows[4].endswith("| 0 of 4 |")
    word = "than the last twelve months, equal probability has a lower spread than flat growth in"
    assert f"Of the 8 companies of all regimes whose forecast calls itself better {word} 6" in text
    assert f"Of the 4 companies of all regimes whose forecast calls itself no better {word} 4" in text
    assert "Where history has signal, equal probability has the lower spread" in text
    assert "in 1 of 2 regimes." in text
    assert f"Not in: {all_regimes()[1].name}." in text
    assert "has no signal" in text
    assert "in 1 of 1 regimes." in text


def test_a_forecast_without_a_word_of_itself():
    """Where no backtest was asked for, none is told."""
    text = markdown([result(better=None)])
    assert "| - |" in text
    assert "calls itself better than" not in text


def test_written_as_json_lines(tmp_path):
    """One object a regime and method with means, verdicts and wins."""
    target = tmp_path / "study.json"
    write_study(target, [result()])
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["method"] for row in rows] == [method.value for method in Method]
    assert rows[0]["spread"] == pytest.approx(0.205)
    assert rows[1]["equal_probability_spread"] == "lower"
    assert rows[1]["spread_wins"] == 4
    assert rows[1]["forecast_better"] == 4
    assert "spread_wins" not in rows[0]
    assert not list(tmp_path.glob("*.part"))


def test_share_errors_are_averaged_over_some_years_only(monkeypatch):
    """A cap on the years changes the average, not the chances."""
    monkeypatch.setattr(quota_study, "ERROR_YEARS", 1)
    quality = judge(np.array([20.0, 10.0]), np.array([[20.0, 10.0], [0.0, 90.0]]))
    assert quality.share_error == pytest.approx(0)
    assert quality.spread == 0.25
