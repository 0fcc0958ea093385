"""Records say what exists and nothing else, on screen and in JSON lines."""

import json

import numpy as np
import pytest

from benchmarks.check import Verdict
from benchmarks.record import (
    BOUND,
    FEASIBLE,
    INSTANCE,
    KNOWN,
    OBJECTIVE,
    Record,
    Report,
    gaps_to_best_known,
    peak_megabytes,
    verdict_note,
)


def _record(**figures):
    return Record(**{"instance": "tiny", "n": 4, "k": 2, "objective": 200.0, "feasible": True, **figures})


def test_gaps_of_a_feasible_plan():
    """Relative to the objective for the bound, to the best value for that."""
    record = _record(lower_bound=190.0, best_known=160.0)
    assert record.gap == pytest.approx(0.05)
    assert record.gap_to_best_known == pytest.approx(0.25)


def test_no_gap_without_a_plan():
    """A plan that breaks rules keeps its cost and has no gap; so has one without figures to compare."""
    broken = _record(feasible=False, lower_bound=190.0, best_known=160.0)
    assert (broken.objective, broken.gap, broken.gap_to_best_known) == (200.0, None, None)
    assert (_record().gap, _record().gap_to_best_known) == (None, None)


def test_gap_is_not_made_of_rounding():
    """A bound equal to the plan but for the last bits is no gap; one that is above it shows as below 0."""
    assert _record(lower_bound=200.0 + 1e-10).gap == 0.0
    assert _record(lower_bound=202.0).gap == pytest.approx(-0.01)


def test_json_has_null_for_what_does_not_exist():
    """Every field is there; absent and infinite figures are null."""
    row = json.loads(json.dumps(_record(lower_bound=float("-inf")).to_dict(), allow_nan=False))
    required = {"instance", "n", "k", "objective", "lower_bound", "gap", "feasible", "seconds", "peak_mb"}
    assert required | {"best_known", "gap_to_best_known"} <= row.keys()
    assert row["lower_bound"] is None
    assert row["gap"] is None
    assert row["seconds"] is None


def test_report_replaces_the_file_and_keeps_all_rows(tmp_path):
    """What was there is gone, every row is a line, no draft is left."""
    target = tmp_path / "rows.json"
    target.write_text("old\n")
    report = Report((INSTANCE,), target)
    report.add(_record(instance="first"))
    report.add(_record(instance="second"))
    assert [json.loads(line)["instance"] for line in target.read_text().splitlines()] == ["first", "second"]
    assert [path.name for path in tmp_path.iterdir()] == ["rows.json"]


def test_table_shows_what_is_missing(capsys):
    """A dash where there is no figure, NO where a rule is broken, the note at the end."""
    report = Report((INSTANCE, OBJECTIVE, *BOUND, FEASIBLE, *KNOWN))
    report.header()
    report.add(_record(feasible=False, objective=1234.5, note="why"))
    head, _, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["instance", "objective", "lower", "bound", "gap", "feasible", "best", "known", "to", "best"]
    assert row.split() == ["tiny", "1,234.5", "-", "-", "NO", "-", "-", "why"]


def test_note_tells_what_the_method_did_not():
    """Broken rules, a plan called feasible that is not, another objective, and a bound above the plan."""
    assert verdict_note(Verdict(100.0, ("a",)), 9.0, 100.0) == "the method calls it feasible; a"
    assert verdict_note(Verdict(None, ("a", "b", "c")), 9.0, None) == "a; b; and 1 more"
    assert verdict_note(Verdict(100.0, ()), 99.0, 100.0) == ""
    assert verdict_note(Verdict(100.0, ()), 101.0, 90.0) == (
        "the method states 90.00; the bound is above the plan: not valid"
    )


def test_mean_and_worst_gap():
    """Only rows with a best value count."""
    records = [_record(best_known=200.0), _record(best_known=160.0), _record()]
    assert gaps_to_best_known(records) == pytest.approx((0.125, 0.25))
    assert gaps_to_best_known([_record()]) is None


def test_peak_of_memory_grows_with_what_is_held():
    """At least the size of an array that was filled."""
    held = np.ones(30_000_000)
    assert peak_megabytes() > held.nbytes / 1e6
