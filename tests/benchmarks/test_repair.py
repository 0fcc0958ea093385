"""The benchmark of repairs counts what moves by labels, and lets only reps leave whose accounts can go on."""

import json

import numpy as np
import pytest

from benchmarks import repair
from benchmarks.repair import Asked, count_moved, leavings, records, shared
from optimizer.alignment import Alignment
from scenarios.changes.closing import close
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan


@pytest.fixture(scope="module")
def resellers():
    """Thirteen reps, of whom four have a country each."""
    return read_plan(example_path(Example.RESELLERS))


def test_who_has_a_country_alone_does_not_leave(resellers):
    """Nine reps share two countries; nobody else can take the accounts of the others."""
    assert len(shared(resellers.instance)) == 9


def test_labels_tell_what_moves(resellers):
    """Accounts whose territory is gone have moved; those that had none have not."""
    instance = resellers.instance
    facts, _ = close(instance, resellers.criteria, [0])
    was = np.full(701, -1)
    was[:4] = [0, 1, 2, 2]
    now = np.full(701, 0)
    now[:4] = [0, 0, 1, 0]
    nowhere = np.full(13, -1)
    current = Alignment(instance, was, nowhere)
    after = Alignment(facts, now, nowhere[:12])
    assert count_moved(current, after) == 2


@pytest.mark.slow
def test_a_repair_moves_less_than_a_new_plan(monkeypatch, tmp_path, capsys):
    """A leaver of the resellers: three rows, the repair proved and the smallest, as JSON lines too."""
    asked = Asked(examples=(Example.RESELLERS,), leavers=1, seconds=5, base_seconds=4)
    monkeypatch.setattr(repair, "records", lambda _: records(asked))
    repair.main(["--json", str(tmp_path / "rows.json")])
    rows = [json.loads(line) for line in (tmp_path / "rows.json").read_text().splitlines()]
    assert [row["method"] for row in rows] == ["smallest repair", "solved anew", "solved anew, disruption x 1"]
    assert all(row["feasible"] for row in rows)
    smallest, *others = (row["objective"] for row in rows)
    assert rows[0]["status"] == "proved"
    assert rows[0]["lower_bound"] == smallest < min(others)
    assert "at least" in capsys.readouterr().out


def test_leavers_leave_one_at_a_time(monkeypatch):
    """Each leaver is gone from the facts, with as many accounts to move as the plan at work gave him."""
    monkeypatch.setattr(repair, "solve", _today)
    found = list(leavings(Example.RESELLERS, Asked(leavers=2)))
    assert [leaving.rep for leaving in found] == ["Michael Blythe", "David Campbell"]
    assert all(leaving.facts.num_territories == 12 for leaving in found)
    assert found[0].must == int((found[0].current.territory_of == 0).sum())
    assert found[0].criteria.disruption_at_most is None


def _today(instance, criteria, stop, *, seed):  # noqa: ARG001 -- as it is called
    from scenarios.single_run import judge_incumbent  # noqa: PLC0415 -- needed here alone

    return judge_incumbent(instance, criteria)
