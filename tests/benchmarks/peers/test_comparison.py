"""The closing line names every peer that is both feasible and better."""

import pytest

from benchmarks.peers.comparison import better_peers, closing_line
from benchmarks.record import Record


def row(method, objective, *, feasible, instance="map"):
    """Make a row of a contest."""
    return Record(instance=instance, n=9, k=3, method=method, objective=objective, feasible=feasible)


OURS = row("territory-optimizer", 100.0, feasible=True)


@pytest.mark.parametrize(
    ("objective", "feasible", "better"),
    [(99.0, True, True), (99.0, False, False), (100.0, True, False), (101.0, True, False), (None, None, False)],
)
def test_feasible_and_better(objective, feasible, better):
    """Cheaper with a rule broken is not better, nor is the same."""
    peer = row("peer", objective, feasible=feasible)
    assert better_peers([OURS, peer]) == ([peer] if better else [])


@pytest.mark.parametrize("ours", [row("territory-optimizer", 1.0, feasible=False), None])
def test_any_plan_is_better_than_none(ours):
    """Where ours breaks a rule, or is not there, a peer that keeps them all is better."""
    peer = row("peer", 500.0, feasible=True)
    assert better_peers([row for row in (ours, peer) if row is not None]) == [peer]


def test_instances_are_apart():
    """A peer is held against our plan of the same instance."""
    rows = [OURS, row("peer", 120.0, feasible=True)]
    rows += [
        row("territory-optimizer", 50.0, feasible=True, instance="b"),
        row("peer", 49.0, feasible=True, instance="b"),
    ]
    assert closing_line(rows[:2]) == (
        "1 instances: 1 of 1 rows of peers are feasible, none of them better than this package"
    )
    assert closing_line(rows).endswith("2 of 2 rows of peers are feasible, better than this package: peer on b")
