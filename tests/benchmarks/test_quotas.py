"""The quota benchmark times what it says, checks sums itself, and tells what is missing."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import quotas
from benchmarks.apart import WorkFailedError
from benchmarks.quota_outlook import Foreseen
from benchmarks.quotas import ALL, ASKED, DRAWS, Part, Timing, make_alignment, make_bookings, run, split_further
from benchmarks.record import Record
from optimizer.quotas import allocate_quotas

SMALL = {
    Part.PLAN: Timing(part=Part.PLAN, size=60, territories=60),
    Part.SIMULATION: Timing(part=Part.SIMULATION, size=20, territories=20),
    Part.FORECAST: Timing(part=Part.FORECAST, size=80, territories=10),
}


def test_sizes_are_those_asked_for():
    """The whole run times what the issue names."""
    assert {timing.part: (timing.size, timing.territories) for timing in ALL} == {
        Part.PLAN: (100_000, 100_000),
        Part.SIMULATION: (1_000, 1_000),
        Part.FORECAST: (100_000, 1_000),
    }
    assert DRAWS[Part.SIMULATION] == 10_000
    assert make_bookings(SMALL[Part.FORECAST]).bookings.shape == (80, 36)


def test_plan_is_exact(monkeypatch):
    """Company, territories and months add up; a plan that did not would be told."""
    record = run(SMALL[Part.PLAN])
    assert record.feasible
    assert (record.n, record.k) == (60, 60)
    assert record.seconds > 0
    assert record.build_seconds > 0
    monkeypatch.setattr(quotas, "split_further", lambda _plan, _seed: False)
    assert run(SMALL[Part.PLAN]).feasible is False


@pytest.mark.parametrize(("wrong", "expected"), [(0, True), (1, False)])
def test_margins_of_products_are_checked(monkeypatch, wrong, expected):
    """Exact margins on both sides count as exact, a cent too much does not."""

    def split(rows, columns, _pattern):
        cells = np.zeros((len(rows), len(columns)), dtype=np.int64)
        left, place = columns.copy(), 0
        for i, row in enumerate(rows):
            while row:
                part = min(row, left[place])
                cells[i, place] += part
                left[place] -= part
                row -= part  # noqa: PLW2901
                place += not left[place]
        cells[0, 0] += wrong
        return SimpleNamespace(cents=cells)

    monkeypatch.setattr(quotas, "split_products", split)
    plan = allocate_quotas(make_alignment(SMALL[Part.PLAN])[0], 1_000_000)
    assert split_further(plan, 1) is expected


def test_simulation_agrees_with_a_count():
    """Attainment and payout of a few reps, checked by the benchmark itself."""
    record = run(SMALL[Part.SIMULATION])
    assert record.feasible
    assert record.seconds > 0
    assert record.peak_mb > 0


def test_forecast_of_the_package(monkeypatch):
    """Draws of all territories are asked for."""
    asked = []

    def outlook(seen, *, draws, seed):
        asked.append((seen.num_territories, draws, seed))
        return Foreseen(np.ones((draws, seen.num_territories)), None)

    monkeypatch.setattr(quotas, "outlook_of", outlook)
    assert run(SMALL[Part.FORECAST]).feasible
    assert asked == [(10, 200, 7)]


def test_slower_than_asked_is_told(monkeypatch):
    """A part that takes longer than it may says so in its row."""
    monkeypatch.setitem(ASKED, Part.SIMULATION, 0.0)
    assert run(SMALL[Part.SIMULATION]).note == "over the 0 s asked for"


def test_command_prints_and_writes(monkeypatch, tmp_path, capsys):
    """A row for each part on screen and in the file; a part that fails is a row with its reason."""

    def apart(_work, timing, _seconds):
        if timing.part is Part.PLAN:
            raise WorkFailedError("MemoryError")
        return Record(instance=timing.part.value, n=timing.size, k=timing.territories, seconds=1.5)

    monkeypatch.setattr(quotas, "run_apart", apart)
    target = tmp_path / "rows.json"
    quotas.main(["--json", str(target)])
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["instance"] for row in rows] == [part.value for part in Part]
    assert rows[0]["note"] == "MemoryError"
    assert "MemoryError" in capsys.readouterr().out


def test_study_prints_its_table(monkeypatch, tmp_path, capsys):
    """``--study`` names the source of the forecast, prints markdown and writes a line a regime and method."""
    effort = quotas.Effort
    monkeypatch.setattr(quotas, "Effort", lambda **given: replace(effort(**given), accounts=90, draws=20, years=20))
    regimes = quotas.all_regimes()[:1]
    monkeypatch.setattr(quotas, "all_regimes", lambda: regimes)
    quotas.main(["--study", "--seeds", "2", "--json", str(tmp_path / "study.json")])
    printed = capsys.readouterr().out
    assert printed.startswith("2 companies of 90 accounts a regime")
    assert f"| {regimes[0].name} |" in printed
    assert len((tmp_path / "study.json").read_text().splitlines()) == 4


def test_options():
    """Twenty companies a regime unless asked for another number."""
    asked = quotas._parser().parse_args(["--study"])
    assert (asked.study, asked.seeds, asked.json) == (True, 20, None)
    assert quotas._parser().parse_args([]).study is False
