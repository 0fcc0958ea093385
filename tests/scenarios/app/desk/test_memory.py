"""Figures of the states seen last."""

import numpy as np

from optimizer.alignment import incumbent_alignment
from scenarios.app.desk.memory import KEPT, FiguresMemory
from scenarios.app.desk.state import DeskState


class Measurer:
    """Counts how often it is asked."""

    def __init__(self):
        self.seen = []

    def figures(self, state):
        self.seen.append(state)
        return object()


def test_a_state_is_measured_once_until_many_others_came(line):
    """So that undo costs nothing, and memory does not grow for ever."""
    measurer = Measurer()
    memory = FiguresMemory(measurer)
    states = [DeskState(incumbent_alignment(line), np.full(8, -1)) for _ in range(KEPT + 1)]
    first = memory.figures(states[0])
    assert memory.figures(states[0]) is first
    for state in states:
        memory.figures(state)
    assert len(measurer.seen) == KEPT + 1
    assert memory.figures(states[0]) is not first
