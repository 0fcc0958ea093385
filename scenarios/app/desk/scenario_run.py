"""A scenario solved beside the desk."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.answer import Answer, with_facts
from scenarios.outcome import Failure, Outcome, Stage

from .errand import SearchProgress, Sent
from .seeker import Answered, End, Failed, ScenarioOrder


class ScenarioRun(Sent):
    """One scenario being solved; made by ``Desk.run_scenario``.

    Parameters
    ----------
    order
        What is solved.
    then
        Called once with its outcome, from another thread; gives back the outcome with what follows from it, and what
        went wrong with keeping it, empty for nothing.
    """

    def __init__(self, order: ScenarioOrder, then: Callable[[Outcome], tuple[Outcome, str]]) -> None:
        self._order = order
        self._then = then
        self._outcome: Outcome | None = None
        super().__init__(order)

    @property
    def outcome(self) -> Outcome | None:
        """What became of it; None while it is being solved."""
        return self._outcome

    @property
    def problem(self) -> str:
        """Why the outcome is not in the store, empty where it is, or should not be."""
        return self._problem

    def _close(self, end: End | None, progress: SearchProgress) -> None:
        if isinstance(end, Answered):
            answer = end.answer
        else:
            message = end.message if isinstance(end, Failed) else "its process ended before it had a plan"
            failure = Failure(Stage.WORKER, "lost", message)
            answer = Answer(failure=failure, seconds=progress.seconds)
        self._outcome, self._problem = self._then(with_facts(answer, self._order.scenario, self._order.instance))
