"""What is proved is told in plain words, and so is what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.result import Status
from scenarios.report.case import ReportCase
from scenarios.report.proof import STATUSES, proof


def test_every_status_has_words():
    """Also today's alignment, merely kept."""
    assert set(STATUSES) == {status.value for status in Status} | {"kept"}


def test_bound_gap_seed_and_versions(case, read):
    """All there is to repeat it and to judge it."""
    text = read(proof(case)).text
    assert "gap 10.000%" in text
    assert f"seed of this scenario {case.entry['seed']}" in text
    assert "territory-optimizer" in text
    assert case.record.versions["highspy"] in text
    assert "results written 1 May 2027" in text
    assert "the lower bound" in text
    assert "beds <b>guessed</b>" in text
    assert "1 account cannot be planned: A6" in text


def test_chances_are_no_proof(case, unserved, read):
    """A forecast is an estimate, where there is one."""
    assert "estimates" in read(proof(case)).text
    assert "estimates" not in read(proof(unserved)).text


def test_plan_without_a_bound(case, read):
    """Nothing is claimed of other plans."""
    text = read(proof(ReportCase(case.record, "today"))).text
    assert "Nothing was searched" in text
    assert "No plan that keeps the rules" not in text


@pytest.mark.parametrize("status", ["violated", "infeasible"])
def test_plan_that_breaks_rules(case, read, status):
    """No gap is told; what is proved depends on the status."""
    entry = {**case.entry, "status": status, "gap": None}
    told = read(proof(replace(case, record=replace(case.record, scenarios=(case.record.scenarios[0], entry))))).text
    assert ("is not proved" in told) == (status == "violated")
    assert ("no plan keeps every rule at once" in told) == (status == "infeasible")


def test_results_of_an_older_version(case, read):
    """What was not noted is told."""
    older = replace(case, record=replace(case.record, versions={}))
    assert "not noted by the version that wrote these results" in read(proof(older)).text
