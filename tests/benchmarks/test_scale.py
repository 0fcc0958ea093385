"""The scale benchmark reports what its own check finds, not what a solver says."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.apart import WorkFailedError
from benchmarks.points import Placing, draw_centres, generate_points
from benchmarks.scale import FIXED, FREE, Scale, check_plan, describe, make_instance
from optimizer import Alignment, Limit, Result, Status, judge

SMALL = Scale(accounts=40, territories=4, tolerance=0.05, seconds=1.0)


def _round_robin(instance, criteria, _stop, *, seed):
    """Count off: a plan in balance by count, boasting of a bound above it."""
    territory_of = np.arange(instance.num_units) % instance.num_territories
    free = instance.free_centres()
    alignment = Alignment(instance, territory_of, np.where(free, np.arange(len(free)), -1))
    assessment = judge(alignment, criteria)
    return Result(Status.FEASIBLE, Limit.COMPLETED, alignment, assessment, 1e9, 0.0, seed)


@pytest.mark.parametrize("centres", [FIXED, FREE])
def test_figures_of_the_check(monkeypatch, centres):
    """The objective is that of the plan by great circle, and a false bound is noticed."""
    monkeypatch.setattr(scale, "solve", _round_robin)
    record = scale.run(replace(SMALL, centres=centres))
    points = generate_points(40, 7)
    ends = draw_centres(points.places, 4, Placing.EVEN, 7) if centres == FIXED else points.places[:4]
    expected = scale.great_circle_km(points.places, ends[np.arange(40) % 4]).sum()
    assert record.feasible
    assert record.objective == pytest.approx(expected)
    assert record.worst_imbalance == pytest.approx(0.0)
    assert record.note == "the bound is above the plan: not valid"
    assert record.seconds >= 0
    assert record.peak_mb > 0


def test_instance_and_check_mean_the_same_rules():
    """The package's judgement and the benchmark's agree on cost and balance of a plan, for two measures."""
    task = replace(SMALL, measures=("count", "payroll"))
    points = generate_points(40, 7)
    centres = draw_centres(points.places, 4, Placing.SPREAD, 7)
    instance = make_instance(points, centres, task.measures)
    territory_of = np.arange(40) % 4
    alignment = Alignment(instance, territory_of, np.full(4, -1))
    assessment = judge(alignment, task.criteria())
    verdict = check_plan(task, points, centres, territory_of=territory_of, centre_unit=alignment.centre_unit)
    assert verdict.objective == pytest.approx(assessment.objective)
    assert verdict.worst_imbalance == pytest.approx(max(balance.worst for balance in assessment.balance.values()))
    assert verdict.feasible == assessment.feasible


def test_synthetic_accounts_are_called_so(tmp_path):
    """Whoever reads the table knows that no account is real."""
    assert "synthetic accounts of synthetic_1m.parquet" in describe(
        replace(SMALL, data=tmp_path / "synthetic_1m.parquet")
    )
    assert "generated points" in describe(SMALL)


def test_command_prints_and_writes(monkeypatch, tmp_path, capsys):
    """One row on screen, the same as one line of JSON; options reach the run."""
    monkeypatch.setattr(scale, "solve", _round_robin)
    monkeypatch.setattr(scale, "run_apart", lambda work, task, _seconds: work(task))
    target = tmp_path / "row.json"
    options = ["--accounts", "40", "--territories", "4", "--centres", "free", "--measures", "2", "--json", str(target)]
    scale.main(options)
    row = json.loads(target.read_text())
    assert (row["n"], row["k"], row["feasible"]) == (40, 4, False)
    assert row["instance"] == "generated free count+payroll 0.05"
    assert "generated free count+payroll 0.05" in capsys.readouterr().out


def test_failure_is_a_row(monkeypatch):
    """A run that gives no answer is told with its reason."""

    def fail(*_):
        raise WorkFailedError("no answer within 1 s")

    monkeypatch.setattr(scale, "run_apart", fail)
    record = scale.run_or_say_why(SMALL)
    assert (record.n, record.objective, record.note) == (40, None, "no answer within 1 s")
