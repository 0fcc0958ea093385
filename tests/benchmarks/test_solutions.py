"""Plans written down come back as they were."""

from __future__ import annotations

import numpy as np

from benchmarks.solutions import beats, read_solution, write_solution


def test_a_plan_comes_back(tmp_path):
    """Units keep their centres; territories are numbered by their centres."""
    path = write_solution(tmp_path / "new", "toy", centre_unit=np.array([4, 1]), territory_of=np.array([1, 1, 0, 0, 0]))
    centre, territory = read_solution(path)
    assert centre.tolist() == [1, 4]
    assert territory.tolist() == [0, 0, 1, 1, 1]
    assert [file.name for file in path.parent.iterdir()] == ["toy.csv"]


def test_what_beats_a_published_value():
    """More than the rounding of two decimals, and only where there is something to beat."""
    assert beats(99.98, 100.0)
    assert not beats(99.995, 100.0)
    assert not beats(99.0, None)
    assert not beats(None, 100.0)
