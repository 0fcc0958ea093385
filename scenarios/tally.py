"""What came of a run so far: saved before it counts, and Ctrl-C does not get in between."""

from __future__ import annotations

from dataclasses import dataclass, field

from .address import Entry
from .answer import Answer
from .interrupts import interrupt_held
from .keeping import Store
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class Page:
    """That of a run in the store; made, the run has begun.

    Parameters
    ----------
    store
        Where outcomes are kept.
    entries
        Of the scenarios, in order.
    """

    store: Store
    entries: tuple[Entry, ...]
    run: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", self.store.begin(self.entries))

    def save(self, position: int, outcome: Outcome) -> None:
        """Save what came of a scenario."""
        self.store.save(self.run, position, entry=self.entries[position], outcome=outcome)


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes of a run so far.

    Parameters
    ----------
    page
        Where they are saved; None for nowhere.
    """

    page: Page | None = None
    _done: dict[int, Outcome] = field(default_factory=dict, init=False)

    def find(self, position: int) -> Answer | None:
        """What the store has of a scenario."""
        return None if self.page is None else self.page.store.find(self.page.entries[position])

    def keep(self, position: int, outcome: Outcome) -> None:
        """Save what came of a scenario, unless its search was cut short by hand, and count it."""
        with interrupt_held():
            if self.page is not None and not outcome.interrupted:
                self.page.save(position, outcome)
            self._done[position] = outcome

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those that count, in the order of the scenarios."""
        return tuple(self._done[position] for position in sorted(self._done))
