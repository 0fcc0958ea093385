"""What is open and failed of a kept run."""

from scenarios.store import KeptOutcome, KeptRun


def outcome(position, saved, status):
    """Make an outcome with a status, None for one that has not ended."""
    figures = None if status is None else {"status": status}
    return KeptOutcome(1, position, f"s{position}", "a" * 64, saved, figures, None)


def test_open_and_failed_are_counted():
    """Scenarios without an end are open, those without a plan failed, kept and broken plans neither."""
    ends = [("now", "kept"), ("now", "failed"), ("now", "violated"), (None, None)]
    run = KeptRun(1, "plan", None, {}, "0", "now", tuple(outcome(i, *end) for i, end in enumerate(ends)))
    assert (run.open, run.failed) == (1, 1)
    assert [item.status for item in run.outcomes] == ["kept", "failed", "violated", "open"]
