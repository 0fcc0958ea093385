"""What a run needs of a store: any object with three methods will do."""

from __future__ import annotations

from optimizer import Criteria, MaxIterations
from scenarios import Scenario
from scenarios.answer import without_facts
from scenarios.runner import run


class _Memory:
    """Keeps answers in a dictionary, by address."""

    def __init__(self) -> None:
        self.kept: dict[str, object] = {}
        self.runs = 0

    def begin(self, entries) -> int:  # noqa: ARG002
        self.runs += 1
        return self.runs

    def find(self, entry):
        return self.kept.get(entry.address)

    def save(self, run, position, *, entry, outcome) -> None:  # noqa: ARG002
        self.kept[entry.address] = without_facts(outcome)


def test_what_a_store_has_is_not_solved_again(line):
    """The second run finds the plan of the first, and says where it comes from."""
    memory, scenarios = _Memory(), [Scenario("plan", Criteria())]
    first, again = (run(line, scenarios, MaxIterations(20), store=memory)["plan"] for _ in range(2))
    assert (first.stored, again.stored) == (False, True)
    assert again.alignment is not None
    assert first.alignment is not None
    assert again.alignment.territory_of.tolist() == first.alignment.territory_of.tolist()
    assert memory.runs == 2
