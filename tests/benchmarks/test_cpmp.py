"""The p-median benchmark puts a file in the words of the public API."""

import json

import numpy as np
import pytest

from benchmarks import cpmp
from benchmarks.apart import WorkFailedError
from benchmarks.cpmp import Trial, make_instance
from benchmarks.cpmp_files import parse
from optimizer import Alignment, Limit, Quantity, Result, Status, judge

TEXT = "3 2\n0 0 20 3\n3 4.5 20 14\n6 8 20 7\n"


@pytest.mark.parametrize(("name", "expected"), [("lin3", np.hypot(3, 4.5)), ("cpmp03", 5.0)])
def test_distances_and_limits_reach_the_instance(name, expected):
    """Free territories, demand as the measure, its capacity as the limit, floors only for pmedcap1."""
    instance, criteria = make_instance(parse(TEXT, name))
    assert instance.free_centres().tolist() == [True, True]
    assert instance.amounts("demand").tolist() == [3.0, 14.0, 7.0]
    assert criteria.capacity == {"demand": 20.0}
    geometry = instance.geometry(Quantity.DISTANCE, 1)
    if geometry.matrix.size:
        assert geometry.matrix[0, 1] == expected
    else:
        assert np.linalg.norm(geometry.xyz[0] - geometry.xyz[1]) == pytest.approx(expected)


def test_uneven_capacities_are_refused():
    """One limit holds for all territories."""
    with pytest.raises(ValueError, match="capacities differ"):
        make_instance(parse("2 1\n0 0 20 3\n3 4 21 14\n", "uneven"))


def _count_off(instance, criteria, _stop, *, seed):
    """Give every node to the first territories in turn, the first node of each its median; claim a bound of 6."""
    territory_of = np.arange(instance.num_units) % instance.num_territories
    alignment = Alignment(instance, territory_of, np.arange(instance.num_territories))
    return Result(Status.FEASIBLE, Limit.COMPLETED, alignment, judge(alignment, criteria), 6.0, 0.0, seed)


@pytest.mark.parametrize(("name", "objective"), [("lin3", 10.0), ("cpmp03", 10.0)])
def test_figures_of_the_check(monkeypatch, tmp_path, name, objective):
    """Nodes 0 and 2 share a median 10 apart; the gaps follow, and a bound above the best value is noticed."""
    monkeypatch.setattr(cpmp, "solve", _count_off)
    file = tmp_path / f"{name}.txt"
    file.write_text(TEXT)
    record = cpmp.run(Trial(file=file, time_limit=1.0, seed=7, best_known=5.0))
    assert (record.n, record.k, record.feasible) == (3, 2, True)
    assert record.objective == pytest.approx(objective)
    assert record.gap == pytest.approx(0.4)
    assert record.gap_to_best_known == pytest.approx(1.0)
    assert record.note == "the bound is above the best known value: one of them is wrong"


def test_command_runs_a_folder(monkeypatch, tmp_path, capsys):
    """A row for every file that matches, also for one that cannot be read, and a closing line."""
    monkeypatch.setattr(cpmp, "solve", _count_off)
    monkeypatch.setattr(cpmp, "run_apart", _in_this_process)
    (tmp_path / "lin3.txt").write_text(TEXT)
    (tmp_path / "lin4.txt").write_text("4 2\n1 2\n")
    (tmp_path / "other.txt").write_text(TEXT)
    known, target = tmp_path / "best.csv", tmp_path / "rows.json"
    known.write_text("instance,value\nlin3,8\nlin4,9\n")
    options = ["--instances", str(tmp_path), "--best-known", str(known), "--only", "lin*", "--json", str(target)]
    cpmp.main(options)
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [(row["instance"], row["n"], row["best_known"]) for row in rows] == [("lin3", 3, 8.0), ("lin4", 4, 9.0)]
    assert [row["gap_to_best_known"] for row in rows] == [pytest.approx(0.25), None]
    assert "4 numbers a node" in rows[1]["note"]
    assert "1 of 2 feasible, on average +25.000%" in capsys.readouterr().out


def _in_this_process(work, task, _seconds):
    try:
        return work(task)
    except ValueError as error:
        raise WorkFailedError(str(error)) from error
