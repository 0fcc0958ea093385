"""Results on disk agree with the outcomes, name every account, and add up."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import partial

import numpy as np
import pandas as pd
import pytest

from optimizer.quotas import QuotaWaterfall, Relief, Term, Yardsticks, allocate_quotas, fairness_report
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.files import (
    alignment_frame,
    folder_names,
    quota_frame,
    summary,
    waterfall_frame,
    write_files,
)
from scenarios.publish.folder import ResultFolder
from scenarios.runner import run
from scenarios.scenario import Scenario


@pytest.fixture(scope="module")
def comparison(line, criteria, solving_at_once):
    """Today, the nearest plan, and one that cannot be built."""
    scenarios = [
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("Nearest: fair?", criteria),
        Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})),
    ]
    quotas = partial(allocate_quotas, target="1000.01", round_to="0.01")
    with solving_at_once():
        return compare(run(line, scenarios, MaxRuntime(1), quotas=quotas))


def read(path):
    """Read a table as a checker would."""
    return pd.read_csv(path, encoding="utf-8-sig")


def test_writes_one_folder_a_scenario(comparison, tmp_path):
    """Top-level tables hold all scenarios, folders one each; a scenario without a plan has none."""
    files = write_files(comparison, tmp_path, title="Line")
    assert sorted(file.name for file in files) == [
        "accounts.csv",
        "alignment.csv",
        "assessment.json",
        "comparison.csv",
        "quotas.csv",
        "summary.txt",
        "territories.csv",
        "waterfall.csv",
    ]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["nearest-fair", "today"]
    every, one = read(tmp_path / "alignment.csv"), read(tmp_path / "nearest-fair" / "alignment.csv")
    assert list(every.columns) == ["scenario", "account", "name", "territory", "rep", "was", "reason"]
    pd.testing.assert_frame_equal(
        every[every["scenario"] == "Nearest: fair?"].drop(columns="scenario").reset_index(drop=True), one
    )
    assert one["account"].is_unique
    assert one["reason"].notna().all()
    assert one["territory"].tolist() == ["west"] * 4 + ["east"] * 4


def test_quotas_add_up(comparison, tmp_path):
    """The periods of every scenario add up to the target to the cent."""
    write_files(comparison, tmp_path)
    quotas = pd.read_csv(tmp_path / "quotas.csv", encoding="utf-8-sig", dtype={"amount": str, "period": str})
    assert list(quotas.columns) == ["scenario", "rep", "territory", "period", "amount"]
    cents = quotas["amount"].str.replace(".", "").astype(int)
    assert cents.groupby(quotas["scenario"]).sum().tolist() == [100_001, 100_001]
    assert quotas["period"].nunique() == 12


def test_quotas_of_rep_and_month_add_up_to_each_quota(comparison, tmp_path):
    """Each rep's months are the quota of the waterfall, whose terms add up to it, to the cent."""
    write_files(comparison, tmp_path)
    text = {"dtype": str, "encoding": "utf-8-sig"}
    months, steps = pd.read_csv(tmp_path / "quotas.csv", **text), pd.read_csv(tmp_path / "waterfall.csv", **text)
    cents = months["amount"].map(Decimal).groupby([months["scenario"], months["rep"]]).sum()
    terms = [term.value for term in Term]
    assert list(steps.columns) == ["scenario", "territory", "rep", *terms, "quota", "chance"]
    assert steps["chance"].isna().all()
    for _, row in steps.iterrows():
        assert sum(Decimal(row[term]) for term in terms) == Decimal(row["quota"]) == cents[row["scenario"], row["rep"]]
    one = read(tmp_path / "today" / "waterfall.csv")
    assert one["quota"].sum() == pytest.approx(1_000.01)
    assert one["territory"].tolist() == ["west", "east"]


def judge(_, quotas):
    """Hold quotas beside equal ones against eleven years of 400 to 600 for each of two reps."""
    draws = np.repeat(np.linspace(400, 600, 11)[:, None], 2, axis=1)
    amounts = quotas.cents / 100
    return fairness_report(
        {"shares": amounts, "equal": amounts * 0 + 500}, Yardsticks(draws=draws), labels=quotas.labels
    )


def test_fairness_is_written_beside_the_quotas(line, criteria, quick_solve, tmp_path):  # noqa: ARG001
    """A row a plan, a row a plan and rep, the chance beside each waterfall, sentences with the names of reps."""
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)]
    quotas = partial(allocate_quotas, target=1_000)
    outcomes = run(line, scenarios, MaxRuntime(1), quotas=quotas, fairness=judge)
    names = {file.name for file in write_files(compare(outcomes), tmp_path)}
    assert {"fairness.csv", "attainment.csv"} <= names
    plans, reps = read(tmp_path / "fairness.csv"), read(tmp_path / "attainment.csv")
    assert plans[["scenario", "plan"]].to_numpy().tolist() == [
        [scenario, plan] for scenario in ("today", "nearest") for plan in ("shares", "equal")
    ]
    assert list(reps.columns[:5]) == ["scenario", "plan", "territory", "rep", "quota"]
    assert reps["rep"].tolist() == ["Ann", "Bob"] * 4
    chances = read(tmp_path / "waterfall.csv")["chance"]
    assert chances.tolist() == [0.0, 1.0, pytest.approx(6 / 11), pytest.approx(6 / 11)]
    comparison = read(tmp_path / "comparison.csv")
    assert comparison["chance_least"].tolist() == [0.0, pytest.approx(6 / 11)]
    assert comparison["chance_iqr"].tolist() == [0.5, 0.0]
    assert "attainment   shares: a rep makes quota with a chance of 50% on average; the least likely is Ann" in (
        tmp_path / "summary.txt"
    ).read_text(encoding="utf-8")
    again = write_files(compare(run(line, scenarios, MaxRuntime(1), quotas=quotas)), tmp_path)
    assert "fairness.csv" not in {file.name for file in again}
    assert not (tmp_path / "today" / "attainment.csv").exists()


def test_negative_terms_are_exact(comparison):
    """A term below a unit keeps its sign and its cents."""
    quotas = comparison.outcomes["today"].quotas
    terms = np.zeros((2, len(Term)), dtype=np.int64)
    terms[:, list(Term).index(Term.ROUNDING)] = [-5, 105]
    frame = waterfall_frame(QuotaWaterfall(quotas.labels, quotas.reps, terms))
    assert frame["rounding"].tolist() == frame["quota"].tolist() == ["-0.05", "1.05"]


def test_relief_is_told(line, criteria, quick_solve):  # noqa: ARG001 -- replaces the search
    """The summary says what is relieved and who carries it; a plan without relief says nothing of it."""
    quotas = partial(allocate_quotas, target=1_000, capacity=[0.5, 1.0], relief=Relief.POOL)
    told = summary(compare(run(line, [Scenario("today", criteria)], MaxRuntime(1), quotas=quotas)), "Line")
    assert "\nrelief       " in told
    assert "nobody carries them: the quotas are" in told
    quotas = partial(allocate_quotas, target=1_000)
    assert "relief" not in summary(
        compare(run(line, [Scenario("today", criteria)], MaxRuntime(1), quotas=quotas)), "Line"
    )


def test_assessment_holds_the_proof(comparison, tmp_path):
    """The JSON has status, bound, gap and every deviation; what failed says why; nothing is NaN."""
    write_files(comparison, tmp_path, title="Line")
    text = (tmp_path / "assessment.json").read_text(encoding="utf-8")
    told = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    today, nearest, wrong = told["scenarios"]
    assert (told["plan"], told["baseline"]) == ("Line", "today")
    assert today["status"] == "kept"
    assert today["assessment"]["balance"]["potential"]["territories"]["west"]["deviation"] == pytest.approx(0.5)
    assert nearest["gap"] == pytest.approx(0.1)
    assert nearest["assessment"]["violations"] == []
    assert wrong["failure"]["stage"] == "build"
    assert "assessment" not in wrong


def test_summary_reads(comparison):
    """The summary has the table, a part for each scenario, and what failed."""
    text = summary(comparison, "Line")
    assert text.startswith("Line\n====\n")
    assert str(comparison) in text
    assert "\nNearest: fair?\n" in text
    assert "keeps today's alignment" in text
    assert "colour" in text


def test_a_second_run_replaces_the_first(comparison, tmp_path):
    """Scenarios and quotas that are gone leave no file behind; foreign files stay."""
    write_files(comparison, tmp_path)
    (tmp_path / "mine.txt").write_text("x")
    (tmp_path / "today" / "mine.txt").write_text("x")
    fewer = tuple(replace(outcome, quotas=None) for outcome in comparison.outcomes if outcome.name == "today")
    write_files(compare(replace(comparison.outcomes, items=fewer)), tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "accounts.csv",
        "alignment.csv",
        "assessment.json",
        "comparison.csv",
        "mine.txt",
        "summary.txt",
        "territories.csv",
        "today/alignment.csv",
        "today/mine.txt",
    ]


@pytest.mark.parametrize("record", ["", "[]", '{"files": 3}', '{"files": ["../a.csv", 4, "mine.txt"]}'])
def test_a_foreign_record_harms_nothing(comparison, tmp_path, record):
    """An assessment.json that is not ours deletes nothing."""
    (tmp_path / "out").mkdir()
    for path in (tmp_path / "a.csv", tmp_path / "out" / "mine.txt"):
        path.write_text("x")
    (tmp_path / "out" / "assessment.json").write_text(record)
    write_files(comparison, ResultFolder(tmp_path / "out"))
    assert (tmp_path / "a.csv").exists()
    assert (tmp_path / "out" / "mine.txt").exists()


def test_frames_are_those_of_the_plan(comparison):
    """The tables can be had without writing them."""
    outcome = comparison.outcomes["today"]
    assert alignment_frame(outcome)["was"].tolist() == alignment_frame(outcome)["territory"].tolist()
    assert quota_frame(outcome.quotas)["amount"].str.fullmatch(r"\d+\.\d\d").all()
    with pytest.raises(ValueError, match="no plan"):
        alignment_frame(comparison.outcomes["wrong"])


def test_folder_names_are_distinct_and_plain():
    """Letters are plain, names that fall together are numbered, devices of Windows are avoided."""
    names = ("Two more!", "two-more", "Zürich", "東京", "con", "x" * 99)
    assert list(folder_names(names).values()) == [
        "two-more",
        "two-more-2",
        "zurich",
        "scenario",
        "scenario-con",
        "x" * 60,
    ]
